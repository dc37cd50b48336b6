"""HubSpot's webhooks: workflows add contacts to webinars or remove them; editors list webinars.

Each endpoint checks HubSpot's signature first (`read_call`). A request of anybody else is refused,
and nothing of it is kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from webinar_sync.registration.callbacks import completion
from webinar_sync.registration.inbox import ActionCall, add_by_workflow
from webinar_sync.registration.options import list_webinar_options
from webinar_sync.registration.outcomes import ADD, OUTCOMES_BY_ACTION, REMOVE
from webinar_sync.warehouse.text import storable
from webinar_sync.web.hubspot_signature import (
    SignatureError,
    is_signed,
    is_v3,
    sent_at_of,
    verify,
)
from webinar_sync.web.incoming import (
    RefusedError,
    backend_of,
    headers_of,
    now_of,
    read_body,
    refuse_signature,
)

if TYPE_CHECKING:
    from webinar_sync.web.backend import Backend, WebhookSettings

WAITING = {"outputFields": {"hs_execution_state": "BLOCK", "hs_expiration_duration": "P3D"}}
"""The workflow waits for the callback: three days, because a registration may be deferred to the
next day twice."""
PAGE = 50
"""Webinars in one response to the workflow's editor."""

router = APIRouter(prefix="/hubspot")


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value or ""


Text = Annotated[str, BeforeValidator(_as_text), Field(max_length=1000)]
WholeNumber = Annotated[int, Field(ge=0, lt=2**63)]


class Origin(BaseModel):
    """Who sends it."""

    portalId: WholeNumber


class HubspotCall(BaseModel):
    """What all of HubSpot's requests hold."""

    origin: Origin


class WorkflowContext(BaseModel):
    """In which workflow."""

    workflowId: Text = ""


class ContactProperties(BaseModel):
    """The contact's properties that the action asks for."""

    email: Text = ""
    firstname: Text = ""
    lastname: Text = ""


class Contact(BaseModel):
    """Who reached the action."""

    objectId: WholeNumber
    objectType: Annotated[str, Field(pattern="^CONTACT$")]
    properties: ContactProperties = ContactProperties()


class ActionInputs(BaseModel):
    """The webinar: picked from the list, or written."""

    webinarId: Text = ""
    otherWebinarId: Text = ""


class RegistrationCall(HubspotCall):
    """What HubSpot sends for each contact that reaches the action."""

    callbackId: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
    context: WorkflowContext = WorkflowContext()
    object: Contact
    inputFields: ActionInputs


class FetchOptions(BaseModel):
    """What the editor searches for, and after which page."""

    q: Text = ""
    after: Text = ""


class OptionsCall(HubspotCall):
    """What HubSpot's workflow editor sends to list webinars."""

    fetchOptions: FetchOptions = FetchOptions()


Call = TypeVar("Call", bound=HubspotCall)


@router.post("/registrations")
async def request_registration(request: Request) -> JSONResponse:
    """Put a contact that is to be added into the inbox; its workflow waits for the callback."""
    return await _take_request(request, ADD)


@router.post("/cancellations")
async def request_cancellation(request: Request) -> JSONResponse:
    """Put a contact that is to be removed into the inbox; its workflow waits for the callback."""
    return await _take_request(request, REMOVE)


async def _take_request(request: Request, action: str) -> JSONResponse:
    """Put a contact into the inbox.

    Of somebody who asked to be forgotten nothing is stored: the workflow goes on at once.
    """
    call = await read_call(request, RegistrationCall)
    properties = call.object.properties
    action_call = ActionCall(
        request_key=call.callbackId,
        webinar=call.inputFields.webinarId or call.inputFields.otherWebinarId,
        email=properties.email,
        first_name=properties.firstname,
        last_name=properties.lastname,
        portal_id=call.origin.portalId,
        workflow_id=call.context.workflowId,
        hubspot_contact_id=call.object.objectId,
        action=action,
        asked_at=sent_at_of(headers_of(request)),
    )
    is_stored = await run_in_threadpool(add_by_workflow, backend_of(request).warehouse, action_call)
    return JSONResponse(WAITING if is_stored else _refuse_erased(action))


def _refuse_erased(action: str) -> dict[str, Any]:
    outcome = OUTCOMES_BY_ACTION[action]["ERASED"]
    row = {
        "action": action,
        "code": outcome.code,
        "status": outcome.status,
        "message": outcome.sentence,
    }
    return {
        "outputFields": completion({**row, "registrant_id": "", "join_url": ""})["outputFields"]
    }


@router.post("/webinars")
async def list_webinars(request: Request) -> JSONResponse:
    """List webinars to be picked in the workflow's editor, a page at once."""
    call = await read_call(request, OptionsCall)
    after = call.fetchOptions.after
    offset = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
    options = await run_in_threadpool(
        list_webinar_options,
        backend_of(request).warehouse,
        call.fetchOptions.q,
        offset=offset,
        limit=PAGE + 1,
    )
    page: dict[str, Any] = {"options": options[:PAGE], "searchable": True}
    if len(options) > PAGE:
        page["after"] = str(offset + PAGE)
    return JSONResponse(page)


async def read_call(request: Request, model: type[Call]) -> Call:
    """Return what HubSpot sent, once its signature is verified.

    :raises RefusedError: if it is not HubSpot's, or of another account, or makes no sense
    """
    headers = headers_of(request)
    if not is_signed(headers):
        raise RefusedError(401, "not signed")
    body = await read_body(request)
    backend = await run_in_threadpool(backend_of, request)
    settings = await run_in_threadpool(backend.settings)
    try:
        _verify(request, body, backend, settings)
    except SignatureError:  # the secret may be a new one
        settings = await run_in_threadpool(backend.settings, is_recent=True)
        try:
            _verify(request, body, backend, settings)
        except SignatureError as error:
            raise refuse_signature(error, is_changing=settings.secrets.is_changing) from None
    if is_v3(headers):
        await run_in_threadpool(backend.record_v3, settings)
    try:
        call = model.model_validate(storable(json.loads(body)))
    except (ValidationError, ValueError, RecursionError):
        raise RefusedError(400, "malformed") from None
    if call.origin.portalId != settings.portal_id:
        raise RefusedError(403, "another HubSpot account's")
    return call


def _verify(request: Request, body: bytes, backend: Backend, settings: WebhookSettings) -> None:
    """Check the signature of a request.

    :raises SignatureError: if it is not HubSpot's, or too old
    """
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    uri = f"{settings.public_url}{path}{'?' if query else ''}{query}"
    verify(
        settings.secrets.known,
        request.method,
        uri,
        body,
        headers_of(request),
        now_of(request),
        accepts_v2=backend.accepts_v2(settings),
    )
