"""Who takes part in HubSpot's marketing events: sending interactions, reading participations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import NOT_ANSWERED, BatchResult, Row, reasons_by_key
from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import ATTENDANCE, PARTICIPATIONS
from webinar_sync.hubspot.errors import HubspotBadAnswerError
from webinar_sync.hubspot.times import format_time, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from webinar_sync.hubspot.client import HubspotClient

PENDING_STATUSES = frozenset({"PENDING", "PROCESSING"})
"""Of a batch that HubSpot has not carried out yet."""
TAKEN_STATUSES = frozenset({None, "COMPLETE"})


@dataclass(frozen=True)
class Participation:
    """A contact's state in a marketing event, as HubSpot has it.

    `seconds`: from joining to leaving, by HubSpot's formula.
    """

    contact_id: int
    state: str
    occurred_at: datetime
    seconds: int | None


def send_interactions(client: HubspotClient, verb: str, rows: Sequence[Row]) -> BatchResult:
    """Send what people did in one event, by contact id: that creates no contacts.

    HubSpot ignores the same contact, event and time when they are sent again (HubSpot: marketing
    events guide), so the times are Zoom's own. Rows that a response without errors calls pending
    are neither accepted nor refused: they are sent again by the next push.

    :param verb: register, cancel or attend; HubSpot's guide says REGISTERED and so on, which
        HubSpot answers with 400
    """
    inputs = [
        {
            "vid": row["hubspot_id"],
            "interactionDateTime": int(row["interacted_at"].timestamp() * 1000),
            "properties": _attendance_times(row) if verb == "attend" else {},
        }
        for row in rows
    ]
    body = client.call(
        ATTENDANCE, {"inputs": inputs}, object_id=rows[0]["object_id"], verb=verb
    ).body
    is_pending = body.get("status") in PENDING_STATUSES
    contact_ids: set[str] = set()
    if body.get("status") in TAKEN_STATUSES:
        contact_ids = {str(interaction.get("vid")) for interaction in rows_of(ATTENDANCE, body)}
    reasons = reasons_by_key(body, "vid", "vids", "ids", "id")
    result = BatchResult()
    for row in rows:
        contact_id = str(row["hubspot_id"])
        if contact_id in contact_ids:
            result.accepted.append(row)
        elif contact_id in reasons or not is_pending:
            result.refused.append((row, reasons.get(contact_id, NOT_ANSWERED)))
    return result


def read_participations(
    client: HubspotClient, object_id: int, *, state: str | None = None
) -> list[Participation]:
    """Read who takes part in a marketing event.

    :param state: only those whose present state this is (HubSpot: participations breakdown)
    :raises HubspotBadAnswerError: if a row lacks its contact, state or time
    """
    wanted = {"state": state} if state else {}
    rows = client.pages(PARTICIPATIONS, query=wanted, object_id=object_id)
    return [parse_participation(row) for row in rows]


def parse_participation(row: Mapping[str, Any]) -> Participation:
    """Read a row of a participations breakdown.

    :raises HubspotBadAnswerError: if it lacks its contact, state or time
    """
    try:
        properties = row["properties"]
        seconds = properties.get("attendanceDurationSeconds")
        return Participation(
            contact_id=int(row["associations"]["contact"]["contactId"]),
            state=str(properties["attendanceState"]),
            occurred_at=parse_time(properties["occurredAt"]),
            seconds=None if seconds is None else int(seconds),
        )
    except (KeyError, TypeError, ValueError):
        raise HubspotBadAnswerError(
            "GET participations: a row lacks its contact, state or time"
        ) from None


def _attendance_times(row: Row) -> dict[str, str]:
    return {"joinedAt": format_time(row["joined_at"]), "leftAt": format_time(row["left_at"])}
