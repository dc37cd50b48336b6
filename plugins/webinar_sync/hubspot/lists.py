"""HubSpot's lists of contacts: made, looked for by name, read, and changed by record ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import (
    CHANGE_LIST_MEMBERS,
    CREATE_LIST,
    GET_LIST,
    GET_LIST_BY_NAME,
    LIST_MEMBERS,
)
from webinar_sync.hubspot.errors import HubspotBadAnswerError, HubspotRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.client import HubspotClient

BATCH_SIZE = 500
"""Records in a request. Guess: HubSpot's specification states no limit, and takes as many."""
PAGE_SIZE = 250
"""Members in a page: HubSpot's limit."""
_CONTACTS = "0-1"
_BY_HAND = "MANUAL"


def create_list(client: HubspotClient, name: str) -> tuple[str, bool]:
    """Make a list of contacts; return its id, and whether it is new.

    The one of this name that is there already is taken, if its members are kept by hand: an answer
    may have been lost, or another warehouse made it, which this one took the account over from.

    :raises HubspotRefusedError: if it cannot be made
    """
    body = {"name": name, "objectTypeId": _CONTACTS, "processingType": _BY_HAND}
    try:
        made = client.call(CREATE_LIST, body).body
    except HubspotRefusedError as refusal:
        try:
            named = client.call(GET_LIST_BY_NAME, name=name).body
        except HubspotRefusedError:
            raise refusal from None
        if _list_of(named).get("processingType") != _BY_HAND:
            raise refusal from None
        return _id_of(named), False
    return _id_of(made), True


def has_list(client: HubspotClient, list_id: str) -> bool:
    """Tell whether HubSpot has a list."""
    try:
        answer = client.call(GET_LIST, list_id=list_id).body
    except HubspotRefusedError as error:
        if error.status == 404:
            return False
        raise
    return not _list_of(answer).get("deletedAt")


def read_members(client: HubspotClient, list_id: str) -> list[int]:
    """Return the record ids of a list's members.

    :raises HubspotRefusedError: 404 if there is no such list
    """
    rows = client.pages(LIST_MEMBERS, query={"limit": PAGE_SIZE}, list_id=list_id)
    return [int(row["recordId"]) for row in rows if str(row.get("recordId")).isdigit()]


def change_members(
    client: HubspotClient, list_id: str, added: Sequence[Row], removed: Sequence[Row]
) -> set[int]:
    """Add and remove members; return the record ids that HubSpot does not have.

    Who is in already, or not in any more, is passed over: it may be sent twice.

    :raises HubspotRefusedError: if HubSpot refuses all of it
    """
    body = {
        "recordIdsToAdd": [str(row["hubspot_id"]) for row in added],
        "recordIdsToRemove": [str(row["hubspot_id"]) for row in removed],
    }
    answer = client.call(CHANGE_LIST_MEMBERS, body, list_id=list_id).body
    missing = answer.get("recordIdsMissing")
    if not isinstance(missing, list):
        raise HubspotBadAnswerError("The answer about members of a list has no recordIdsMissing")
    return {int(record_id) for record_id in map(str, missing) if record_id.isdigit()}


def _list_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    row = answer.get("list")
    if not isinstance(row, dict):
        raise HubspotBadAnswerError("The answer about a list has no list")
    return row


def _id_of(answer: Mapping[str, Any]) -> str:
    list_id = str(_list_of(answer).get("listId") or "")
    if not list_id:
        raise HubspotBadAnswerError("The answer about a list has no listId")
    return list_id
