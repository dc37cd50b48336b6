"""The paths below /_sandbox/, which steer the sandbox's HubSpot, and show what is in it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.errors import HubspotError, not_found
from sandbox.hubspot.pages import contact_page, index_page
from sandbox.hubspot.request import read_json

if TYPE_CHECKING:
    from sandbox.hubspot.state import HubspotState

PREFIX = "/_sandbox"


def answer_control(state: HubspotState, method: str, path: str, body: bytes) -> Answer:
    """Answer a request to the sandbox itself, by its decoded path."""
    try:
        return _control(state, method, path.removeprefix(PREFIX).strip("/"), body)
    except HubspotError as error:
        return error.answer()


def _control(state: HubspotState, method: str, path: str, body: bytes) -> Answer:
    match method, path:
        case _, "snapshot":
            return Answer(200, state.snapshot())
        case _, "requests":
            return Answer(200, [vars(entry) for entry in state.log.entries])
        case "POST", "faults":
            fault = read_json(body)
            state.faults.add(fault.pop("kind"), **fault)
            return Answer(200, {})
        case "DELETE", "faults":
            state.faults.clear()
            return Answer(200, {})
        case "POST", "enrol":
            return Answer(200, _enrol(state, read_json(body)))
        case _, "executions":
            return Answer(200, state.executions())
        case _, "":
            return index_page(state.account)
    if path.startswith("contacts/"):
        return _show_contact(state, unquote(path.removeprefix("contacts/")))
    return not_found().answer()


def _show_contact(state: HubspotState, name: str) -> Answer:
    """Show a contact by address or id: with .html as a page, else as JSON."""
    key = name.removesuffix(".html")
    description = state.describe_contact(key)
    return contact_page(key, description) if name != key else Answer(200, description)


def _enrol(state: HubspotState, body: dict[str, Any]) -> list[Any]:
    """Enrol as many contacts as the body says, after those to `skip`; return their ids.

    They reach the action in the background. Without an `action_url` nothing is sent: whoever asks
    sends it, and gets the bodies.
    """
    contact_ids = [record.contact_id for record in state.active_contacts()]
    skipped = int(body.get("skip", 0))
    chosen = contact_ids[skipped : skipped + int(body["contacts"])]
    webinar = str(body["webinar"])
    if "action_url" not in body:
        return state.begin_executions(chosen, webinar)
    url = str(body["action_url"])
    threading.Thread(target=state.enrol, args=(url, chosen, webinar), daemon=True).start()
    return [str(contact_id) for contact_id in chosen]
