"""Zoom's webhooks: one endpoint for the events of all accounts, and for Zoom's challenge.

A request is verified before anything of it is used, and stored before it is answered. Whose secret
signed it decides which account it may be about.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from webinar_sync.errors import InvalidInput
from webinar_sync.warehouse.text import storable
from webinar_sync.web.incoming import (
    RefusedError,
    backend_of,
    headers_of,
    now_of,
    read_body,
    refuse_signature,
)
from webinar_sync.web.zoom_signature import (
    SignatureError,
    answer_challenge,
    find_signers,
    is_signed,
    verify_time,
)
from webinar_sync.zoom.webhooks import read_event, store_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.web.backend import Backend

CHALLENGE = "endpoint.url_validation"
MAX_EVENT_BYTES = 256 * 1024
"""A recording of many files, or a series of many dates, is long."""
MAX_CHALLENGE_BYTES = 4 * 1024

router = APIRouter(prefix="/zoom")


@router.post("/events")
async def take_event(request: Request) -> JSONResponse:
    """Store an event, or answer the challenge by which Zoom finds out whose URL this is.

    What is no event that anything follows from is answered, too: Zoom switches a subscription off
    that is refused again and again.
    """
    headers = headers_of(request)
    if not is_signed(headers):
        return await _answer_unsigned(request)
    now = now_of(request)
    try:
        verify_time(headers, now)
    except SignatureError as error:
        raise RefusedError(401, str(error)) from None
    content = await read_body(request, MAX_EVENT_BYTES)
    # All that may wait in one thread: at 200 events a second each change of threads counts.
    return JSONResponse(await run_in_threadpool(_take, request, content, headers, now))


def _take(
    request: Request, content: bytes, headers: Mapping[str, str], now: float
) -> dict[str, str]:
    """Store what was signed, or answer the challenge; return what to respond.

    :raises RefusedError: if it is nobody's whose secret is known, or makes no sense
    """
    backend = backend_of(request)
    signers = _find_signers(backend, content, headers)
    body = _parse(content)
    if body.get("event") == CHALLENGE:
        return _answer(next(iter(signers.values())), body)
    try:
        event = read_event(body, datetime.fromtimestamp(now, UTC))
    except InvalidInput:
        raise RefusedError(400, "malformed") from None
    if event is None:
        return {"status": "ignored"}
    if event.account_id not in signers:
        raise RefusedError(403, "another Zoom account's")
    store_event(backend.warehouse, event)
    return {"status": "stored"}


async def _answer_unsigned(request: Request) -> JSONResponse:
    """Answer a challenge that is not signed, where there is only one secret that it may ask for.

    Of a secret that is being changed, it asks for the new one.

    :raises RefusedError: if it is anything else
    """
    try:
        body = _parse(await read_body(request, MAX_CHALLENGE_BYTES))
    except RefusedError:
        body = {}
    if body.get("event") != CHALLENGE:
        raise RefusedError(401, "not signed")
    backend = await run_in_threadpool(backend_of, request)
    secrets = await run_in_threadpool(backend.zoom_secrets)
    newest = {own.known[0] for own in secrets.values() if own.known}
    if len(newest) != 1:
        raise RefusedError(401, "not signed, and there are several secrets")
    return JSONResponse(_answer(newest.pop(), body))


def _find_signers(backend: Backend, content: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the accounts whose secret signed a request, each with that secret.

    :raises RefusedError: if there is none
    """
    try:
        return find_signers(backend.zoom_secrets(), content, headers)
    except SignatureError:  # the secret may be a new one
        secrets = backend.zoom_secrets(is_recent=True)
    try:
        return find_signers(secrets, content, headers)
    except SignatureError as error:
        raise refuse_signature(
            error, is_changing=any(own.is_changing for own in secrets.values())
        ) from None


def _answer(secret: str, body: Mapping[str, Any]) -> dict[str, str]:
    payload = body.get("payload")
    token = payload.get("plainToken") if isinstance(payload, dict) else None
    try:
        return answer_challenge(secret, token)
    except SignatureError:
        raise RefusedError(400, "malformed") from None


def _parse(content: bytes) -> dict[str, Any]:
    try:
        body = storable(json.loads(content))
    except (ValueError, RecursionError):
        raise RefusedError(400, "malformed") from None
    if not isinstance(body, dict):
        raise RefusedError(400, "malformed")
    return body
