"""HubSpot's marketing events: creating, updating, ending, deleting.

Events are created by external ids, which only the app that made them can see. From then on they
are addressed by HubSpot's own id wherever there is a way, so that another app's token does not make
them a second time (HubSpot: marketing events guide).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import NOT_ANSWERED, BatchResult, Row, reasons_by_key
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import (
    ARCHIVE_EVENTS,
    CANCEL_EVENT,
    COMPLETE_EVENT,
    GET_EVENT,
    UPDATE_EVENTS,
    UPSERT_EVENTS,
)
from webinar_sync.hubspot.errors import HubspotRefusedError, Reason
from webinar_sync.hubspot.event_properties import custom_properties
from webinar_sync.hubspot.times import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.client import HubspotClient

EVENT_TYPE = "WEBINAR"
_ID_NAMES = ("objectId", "objectIds", "ids", "id")
"""Where HubSpot's errors name the event that they concern."""


def external_id(row: Mapping[str, Any]) -> str:
    """Return the external id of an occurrence's event, as HubSpot knows it. It never changes."""
    return str(row.get("external_id") or default_external_id(row))


def default_external_id(row: Mapping[str, Any]) -> str:
    """Return the external id under which this warehouse makes an occurrence's event."""
    return f"{row['webinar_id']}-{row['occurrence_key']}"


def description(row: Mapping[str, Any]) -> str:
    """Return an event's description: which webinar of Zoom's it is, and which occurrence.

    `listed_events` reads it: a warehouse that takes over finds the event by it.
    """
    key = external_id(row).removeprefix(f"{row['webinar_id']}-")
    return f"Zoom webinar {row['webinar_id']}, occurrence {key}"


def create_events(client: HubspotClient, rows: Sequence[Row]) -> BatchResult:
    """Create events, or update those that this app made; accepted rows have their `object_id`.

    Rows that the response does not name are sent again, each alone: then the response can only be
    about that row. No end is sent: once it has passed, HubSpot makes no-shows of everybody who is
    only registered, and their attendance may still be on its way. `complete_event` sends it.
    """
    inputs = [
        {
            **_event_fields(row),
            "externalAccountId": row["account_id"],
            "externalEventId": external_id(row),
            "eventType": EVENT_TYPE,
        }
        for row in rows
    ]
    body = client.call(UPSERT_EVENTS, {"inputs": inputs}).body
    events = rows_of(UPSERT_EVENTS, body)
    # HubSpot's specification has no external id in the response: the description says which it is.
    by_description = {str(event.get("eventDescription")): event for event in events}
    only_event = events[0] if len(rows) == len(events) == 1 else None
    result, unnamed = BatchResult(), []
    for row in rows:
        event = by_description.get(description(row), only_event)
        if event is None or not event.get("objectId"):
            unnamed.append(row)
        else:
            result.accepted.append({**row, "object_id": int(event["objectId"])})
    if len(rows) == 1:
        reasons = [Reason.of(error) for error in body.get("errors") or [] if unnamed]
        result.refused += [(row, next(iter(reasons), NOT_ANSWERED)) for row in unnamed]
    else:
        for row in unnamed:
            result.add(create_events(client, [row]))
    return result


def update_events(client: HubspotClient, rows: Sequence[Row]) -> BatchResult:
    """Update events by HubSpot's id, whichever app made them."""
    inputs = [
        {
            **_event_fields(row),
            "objectId": str(row["object_id"]),
            "eventCancelled": row["stays_cancelled"],
        }
        for row in rows
    ]
    body = client.call(UPDATE_EVENTS, {"inputs": inputs}).body
    object_ids = {str(event.get("objectId")) for event in rows_of(UPDATE_EVENTS, body)}
    reasons = reasons_by_key(body, *_ID_NAMES)
    result = BatchResult()
    for row in rows:
        object_id = str(row["object_id"])
        if object_id in object_ids:
            result.accepted.append(row)
        else:
            result.refused.append((row, reasons.get(object_id, NOT_ANSWERED)))
    return result


def _event_fields(row: Row) -> dict[str, Any]:
    fields = {
        "eventName": row["event_name"],
        "eventOrganizer": row["organizer"],
        "eventDescription": description(row),
        "customProperties": custom_properties(row),
    }
    return fields | ({"startDateTime": format_time(row["starts_at"])} if row["starts_at"] else {})


def complete_event(client: HubspotClient, row: Row) -> None:
    """Send an event's real start and end: HubSpot makes no-shows of who is only registered."""
    body = {
        "startDateTime": format_time(row["real_starts_at"]),
        "endDateTime": format_time(row["real_ends_at"]),
    }
    client.call(
        COMPLETE_EVENT,
        body,
        query={"externalAccountId": row["account_id"]},
        external_id=external_id(row),
    )


def cancel_event(client: HubspotClient, row: Row) -> None:
    """Mark an event as cancelled."""
    client.call(
        CANCEL_EVENT,
        query={"externalAccountId": row["account_id"]},
        external_id=external_id(row),
    )


def delete_events(client: HubspotClient, rows: Sequence[Row]) -> BatchResult:
    """Delete events by HubSpot's id, with all participations in them.

    Events that HubSpot does not have count as deleted.
    """
    inputs = [{"objectId": str(row["object_id"])} for row in rows]
    try:
        body = client.call(ARCHIVE_EVENTS, {"inputs": inputs}).body
    except HubspotRefusedError as error:
        if error.status != 404 or len(rows) > 1:
            raise
        return BatchResult(accepted=list(rows))
    reasons = reasons_by_key(body, *_ID_NAMES)
    result = BatchResult()
    for row in rows:
        reason = reasons.get(str(row["object_id"]))
        if reason is None or reason.category == "OBJECT_NOT_FOUND":
            result.accepted.append(row)
        else:
            result.refused.append((row, reason))
    return result


def has_event(client: HubspotClient, object_id: int) -> bool:
    """Tell whether HubSpot has an event, whichever app made it."""
    try:
        client.call(GET_EVENT, object_id=object_id)
    except HubspotRefusedError as error:
        if error.status != 404:
            raise
        return False
    return True
