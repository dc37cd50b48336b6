"""HubSpot's marketing events and who takes part in them.

Events are created by external ids, which only the app that made them can see; from then on they
are addressed by HubSpot's own id wherever there is a way, so that another token does not double
them (HubSpot: marketing events guide).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import NOT_ANSWERED, Row, Verdict, errors_by
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import (
    ARCHIVE_EVENTS,
    ATTENDANCE,
    CANCEL_EVENT,
    COMPLETE_EVENT,
    GET_EVENT,
    UPDATE_EVENTS,
    UPSERT_EVENTS,
)
from webinar_sync.hubspot.errors import HubspotRefusedError, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.client import HubspotClient

EVENT_TYPE = "WEBINAR"
UNDER_WAY = frozenset({"PENDING", "PROCESSING"})


def external_id(row: Mapping[str, Any]) -> str:
    """Return the external id of an occurrence's event: for ever the same."""
    return f"{row['webinar_id']}-{row['occurrence_key']}"


def description(row: Mapping[str, Any]) -> str:
    """Return an event's description: which webinar of Zoom's it is, and which date of a series."""
    date = "" if row["occurrence_key"] == "single" else f", occurrence {row['occurrence_key']}"
    return f"Zoom webinar {row['webinar_id']}{date}"


def create_events(client: HubspotClient, rows: Sequence[Row]) -> Verdict:
    """Create events, or update those that this app made; taken rows have their `object_id`.

    What the answer does not name is asked for again, alone: then it can only be that one's.
    No end is sent: once it has passed, HubSpot makes no-shows of everybody who is only registered,
    and their attendance may still be on its way. `complete_event` tells it.
    """
    inputs = [
        {
            **_about(row),
            "externalAccountId": row["account_id"],
            "externalEventId": external_id(row),
            "eventType": EVENT_TYPE,
            "customProperties": [],
        }
        for row in rows
    ]
    body = client.call(UPSERT_EVENTS, {"inputs": inputs}).body
    found = rows_of(UPSERT_EVENTS, body)
    # HubSpot's specification has no external id in the answer: the description tells which it is.
    by_description = {str(one.get("eventDescription")): one for one in found}
    alone = found[0] if len(rows) == len(found) == 1 else None
    verdict, unnamed = Verdict(), []
    for row in rows:
        answer = by_description.get(description(row), alone)
        if answer is None or not answer.get("objectId"):
            unnamed.append(row)
        else:
            verdict.taken.append({**row, "object_id": int(answer["objectId"])})
    if len(rows) == 1:
        reasons = [Reason.of(one) for one in body.get("errors") or [] if unnamed]
        verdict.refused += [(row, next(iter(reasons), NOT_ANSWERED)) for row in unnamed]
    else:
        for row in unnamed:
            verdict.add(create_events(client, [row]))
    return verdict


def update_events(client: HubspotClient, rows: Sequence[Row]) -> Verdict:
    """Update events by HubSpot's id, whichever app made them."""
    inputs = [
        {
            **_about(row),
            "objectId": str(row["object_id"]),
            "eventCancelled": row["stays_cancelled"],
            "customProperties": [],
        }
        for row in rows
    ]
    body = client.call(UPDATE_EVENTS, {"inputs": inputs}).body
    found = {str(one.get("objectId")) for one in rows_of(UPDATE_EVENTS, body)}
    errors = errors_by(body, "objectId", "objectIds", "ids", "id")
    verdict = Verdict()
    for row in rows:
        key = str(row["object_id"])
        if key in found:
            verdict.taken.append(row)
        else:
            verdict.refused.append((row, errors.get(key, NOT_ANSWERED)))
    return verdict


def _about(row: Row) -> dict[str, Any]:
    about = {
        "eventName": row["event_name"],
        "eventOrganizer": row["organizer"],
        "eventDescription": description(row),
    }
    return about | ({"startDateTime": _iso(row["starts_at"])} if row["starts_at"] else {})


def complete_event(client: HubspotClient, row: Row) -> None:
    """Tell an event's real start and end: who is only registered becomes a no-show."""
    body = {
        "startDateTime": _iso(row["real_starts_at"]),
        "endDateTime": _iso(row["real_ends_at"]),
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


def delete_events(client: HubspotClient, rows: Sequence[Row]) -> Verdict:
    """Delete events by HubSpot's id, with everybody's part in them. None there is as good."""
    inputs = [{"objectId": str(one["object_id"])} for one in rows]
    try:
        body = client.call(ARCHIVE_EVENTS, {"inputs": inputs}).body
    except HubspotRefusedError as error:
        if error.status != 404 or len(rows) > 1:
            raise
        return Verdict(taken=list(rows))
    errors = errors_by(body, "objectId", "objectIds", "ids", "id")
    verdict = Verdict()
    for row in rows:
        reason = errors.get(str(row["object_id"]))
        if reason is None or reason.category == "OBJECT_NOT_FOUND":
            verdict.taken.append(row)
        else:
            verdict.refused.append((row, reason))
    return verdict


def has_event(client: HubspotClient, object_id: int) -> bool:
    """Tell whether HubSpot has an event, whichever app made it."""
    try:
        client.call(GET_EVENT, object_id=object_id)
    except HubspotRefusedError as error:
        if error.status != 404:
            raise
        return False
    return True


def send_interactions(client: HubspotClient, verb: str, rows: Sequence[Row]) -> Verdict:
    """Tell what people did in one event, by contact id: that creates no contacts.

    The same contact, event and time again change nothing (HubSpot: marketing events guide), so the
    times are Zoom's own.

    :param verb: register, cancel or attend; HubSpot's guide says REGISTERED and so on, which
        HubSpot answers with 400
    """
    inputs = [
        {
            "vid": row["hubspot_id"],
            "interactionDateTime": int(row["interacted_at"].timestamp() * 1000),
            "properties": _span(row) if verb == "attend" else {},
        }
        for row in rows
    ]
    body = client.call(
        ATTENDANCE, {"inputs": inputs}, object_id=rows[0]["object_id"], verb=verb
    ).body
    found = {str(one.get("vid")) for one in rows_of(ATTENDANCE, body)}
    errors = errors_by(body, "vid", "vids", "ids", "id")
    is_whole = body.get("status") in UNDER_WAY and not body.get("errors")
    verdict = Verdict()
    for row in rows:
        key = str(row["hubspot_id"])
        if key in found or is_whole:
            verdict.taken.append(row)
        else:
            verdict.refused.append((row, errors.get(key, NOT_ANSWERED)))
    return verdict


def _span(row: Row) -> dict[str, str]:
    return {"joinedAt": _iso(row["joined_at"]), "leftAt": _iso(row["left_at"])}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
