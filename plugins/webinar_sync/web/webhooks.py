"""HubSpot's webhooks: a workflow asks to add a contact to a webinar, its editor asks for webinars.

Served by Airflow's API server through the plugin, or by themselves:
`uvicorn --factory webinar_sync.airflow.webhooks:create_webhooks`, with the connections `hubspot_default` and
`warehouse` in the environment. Whatever is not HubSpot's is refused, and nothing of it is kept.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from webinar_sync.errors import ConfigError, WebinarSyncError
from webinar_sync.registration.inbox import ActionCall, add_by_workflow
from webinar_sync.registration.options import webinar_options
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.warehouse.text import storable
from webinar_sync.web.signature import SignatureError, is_signed, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.web.backend import Backend

MAX_BODY_BYTES = 64 * 1024
WAITING = {"outputFields": {"hs_execution_state": "BLOCK", "hs_expiration_duration": "P3D"}}
"""The workflow waits for the callback: three days, since a registration may be put off to the next
day twice."""
PAGE = 50
"""Webinars in one answer to the workflow's editor."""

log = logging.getLogger(__name__)


def _text(given: Any) -> Any:
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given or ""


Text = Annotated[str, BeforeValidator(_text), Field(max_length=1000)]
WholeNumber = Annotated[int, Field(ge=0, lt=2**63)]


class _Origin(BaseModel):
    portalId: WholeNumber


class _Context(BaseModel):
    workflowId: Text = ""


class _Properties(BaseModel):
    email: Text = ""
    firstname: Text = ""
    lastname: Text = ""


class _Contact(BaseModel):
    objectId: WholeNumber
    objectType: Annotated[str, Field(pattern="^CONTACT$")]
    properties: _Properties = _Properties()


class _Inputs(BaseModel):
    webinarId: Text = ""
    otherWebinarId: Text = ""


class _Call(BaseModel):
    """What HubSpot sends for each contact that reaches the action."""

    callbackId: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
    origin: _Origin
    context: _Context = _Context()
    object: _Contact
    inputFields: _Inputs


class _Fetch(BaseModel):
    q: Text = ""
    after: Text = ""


class _OptionsCall(BaseModel):
    """What HubSpot's workflow editor sends to list webinars."""

    origin: _Origin
    fetchOptions: _Fetch = _Fetch()


class _RefusedError(WebinarSyncError):
    """Answered with a status and a word; nothing is kept."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


def create_app(
    open_backend: Callable[[], Backend],
    *,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """Return the app.

    :param open_backend: called once, when the first request comes
    """
    app = FastAPI(title="webinar-sync webhooks", docs_url=None, redoc_url=None, openapi_url=None)
    opened: list[Backend] = []

    def backend() -> Backend:
        if not opened:
            opened.append(open_backend())
        return opened[0]

    async def checked(request: Request, model: type[BaseModel]) -> Any:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in request.scope["headers"]
        }
        if not is_signed(headers):
            raise _RefusedError(401, "not signed")
        body = await _read_body(request)
        found = await run_in_threadpool(backend)
        settings = await run_in_threadpool(found.settings)
        query = request.scope["query_string"].decode("latin-1")
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        uri = f"{settings.public_url}{path}{'?' if query else ''}{query}"
        try:
            verify(settings.client_secret, request.method, uri, body, headers, clock())
        except SignatureError as error:
            raise _RefusedError(401, str(error)) from None
        try:
            call = model.model_validate(storable(json.loads(body)))
        except (ValidationError, ValueError, RecursionError):
            raise _RefusedError(400, "malformed") from None
        if call.origin.portalId != settings.portal_id:  # type: ignore[attr-defined]
            raise _RefusedError(403, "another HubSpot account's")
        return call

    @app.post("/hubspot/registrations")
    async def register(request: Request) -> JSONResponse:
        call: _Call = await checked(request, _Call)
        properties = call.object.properties
        asked = ActionCall(
            request_key=call.callbackId,
            webinar=call.inputFields.webinarId or call.inputFields.otherWebinarId,
            email=properties.email,
            first_name=properties.firstname,
            last_name=properties.lastname,
            portal_id=call.origin.portalId,
            workflow_id=call.context.workflowId,
            hubspot_contact_id=call.object.objectId,
        )
        await run_in_threadpool(add_by_workflow, backend().warehouse, asked)
        return JSONResponse(WAITING)

    @app.post("/hubspot/webinars")
    async def options(request: Request) -> JSONResponse:
        call: _OptionsCall = await checked(request, _OptionsCall)
        after = call.fetchOptions.after
        skipped = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
        rows = await run_in_threadpool(
            webinar_options, backend().warehouse, call.fetchOptions.q, skipped, PAGE + 1
        )
        answer: dict[str, Any] = {"options": rows[:PAGE], "searchable": True}
        if len(rows) > PAGE:
            answer["after"] = str(skipped + PAGE)
        return JSONResponse(answer)

    @app.exception_handler(_RefusedError)
    async def refuse(_: Request, error: _RefusedError) -> JSONResponse:
        log.info("a request to the webhook was refused: %s", error.word)
        return JSONResponse({"error": error.word}, error.status)

    @app.exception_handler(ConfigError)
    async def not_set_up(_: Request, error: ConfigError) -> JSONResponse:
        log.error("the webhooks are not set up: %s", error)
        return JSONResponse({"error": "not set up"}, 503)

    @app.exception_handler(WarehouseError)
    async def unavailable(_: Request, error: WarehouseError) -> JSONResponse:
        log.error("a request to the webhook could not be stored: %s", error)
        return JSONResponse({"error": "try again later"}, 503)  # HubSpot does, for three days

    return app


async def _read_body(request: Request) -> bytes:
    """Read the body, and stop where it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise _RefusedError(413, "too large")
        parts.append(part)
    return b"".join(parts)
