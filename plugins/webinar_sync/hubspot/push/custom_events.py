"""Custom events for registrations, attendances and recordings: off unless the settings say so.

The attended time is the union's, which HubSpot's own figures, from first join to last leave,
cannot be.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from itertools import chain
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import Row, Verdict, as_json, batches, send_split
from webinar_sync.hubspot.endpoints import SEND_CUSTOM_EVENTS
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.portal import forget_event_types, set_up_event_types
from webinar_sync.hubspot.run import least_requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.run import HubspotRun

KIND = "custom_event"
BATCH = 500
"""Inputs in a request (measured by others; HubSpot's documents state no limit)."""


def push_custom_events(run: HubspotRun) -> Counter[str]:
    """Send custom events that HubSpot has not acknowledged; return counts."""
    with run.warehouse.stream(
        "hubspot/select_custom_events_to_send", with_refused=run.with_refused
    ) as rows:
        first = next(rows, None)
        if first is None:
            return Counter()
        names = set_up_event_types(run)
        sent = run.each(
            batches(chain([first], rows), BATCH), lambda batch: _push(run, batch, names)
        )
    return sent + least_requests(sent["custom_events_sent"], BATCH)


def _push(run: HubspotRun, batch: list[Row], names: dict[str, str]) -> Counter[str]:
    """Send; a batch that is refused may be so because somebody deleted what was set up."""
    try:
        verdict = _send(run, batch, names)
    except HubspotRefusedError:
        forget_event_types(run)
        anew = set_up_event_types(run)
        verdict = send_split(batch, lambda rows: _send(run, rows, anew))
    run.warehouse.execute(
        "hubspot/insert_sent_custom_events", rows=as_json(verdict.taken), run_id=run.run_id
    )
    run.clear_refusals(KIND, verdict)
    run.defer_refused(KIND, verdict.refused, lambda row: f"the custom event {row['object_key']}")
    return Counter(
        custom_events_sent=len(verdict.taken), custom_events_refused=len(verdict.refused)
    )


def _send(run: HubspotRun, rows: Sequence[Row], names: dict[str, str]) -> Verdict:
    """Send; HubSpot answers 204 before it looks, and takes each `uuid` once."""
    run.client.call(
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
