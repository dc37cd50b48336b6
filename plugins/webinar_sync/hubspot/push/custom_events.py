"""Custom events for registrations, attendances and recordings: off unless the settings say so.

The attended time is the union's, which HubSpot's own figures, from first join to last leave,
cannot be.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from itertools import chain
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.account import forget_event_types, set_up_event_types
from webinar_sync.hubspot.batches import Row, Verdict, as_json, batches, send_split
from webinar_sync.hubspot.endpoints import SEND_CUSTOM_EVENTS
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.work import least_requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.work import Work

KIND = "custom_event"
BATCH = 500
"""Inputs in a request (measured by others; HubSpot's documents state no limit)."""


def push_custom_events(work: Work) -> Counter[str]:
    """Send custom events that HubSpot has not acknowledged; return counts."""
    with work.warehouse.stream(
        "hubspot/select_custom_events_to_send", with_refused=work.with_refused
    ) as rows:
        first = next(rows, None)
        if first is None:
            return Counter()
        names = set_up_event_types(work)
        sent = work.each(
            batches(chain([first], rows), BATCH), lambda batch: _push(work, batch, names)
        )
    return sent + least_requests(sent["custom_events_sent"], BATCH)


def _push(work: Work, batch: list[Row], names: dict[str, str]) -> Counter[str]:
    """Send; a batch that is refused may be so because somebody deleted what was set up."""
    try:
        verdict = _send(work, batch, names)
    except HubspotRefusedError:
        forget_event_types(work)
        anew = set_up_event_types(work)
        verdict = send_split(batch, lambda rows: _send(work, rows, anew))
    work.warehouse.execute(
        "hubspot/insert_sent_custom_events", rows=as_json(verdict.taken), run_id=work.run_id
    )
    work.note_taken(KIND, verdict)
    work.note_refused(KIND, verdict.refused, lambda row: f"the custom event {row['object_key']}")
    return Counter(
        custom_events_sent=len(verdict.taken), custom_events_refused=len(verdict.refused)
    )


def _send(work: Work, rows: Sequence[Row], names: dict[str, str]) -> Verdict:
    """Send; HubSpot answers 204 before it looks, and takes each `uuid` once."""
    work.client.call(
        SEND_CUSTOM_EVENTS, {"inputs": [_input(row, names[row["kind"]]) for row in rows]}
    )
    return Verdict(taken=list(rows))


def _input(row: Row, name: str) -> dict[str, Any]:
    properties = {"webinar_id": row["webinar_id"], "webinar_name": row["webinar_name"]}
    if row["kind"] == "attended":
        properties |= {name: row[name] for name in ("attended_seconds", "attendance_percent")}
    return {
        "eventName": name,
        "objectId": str(row["hubspot_id"]),
        "occurredAt": row["occurred_at"].astimezone(UTC).isoformat(timespec="milliseconds"),
        "uuid": row["uuid"],
        "properties": {name: str(one) for name, one in properties.items() if one is not None},
    }
