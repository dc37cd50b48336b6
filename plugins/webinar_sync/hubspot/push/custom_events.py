"""Custom events for registrations, attendances and recordings, if the settings switch them on.

Their attended time is that of the union of a person's connections. HubSpot's own figure runs from
the first join to the last leave.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import (
    BatchResult,
    Row,
    as_json,
    batches,
    least_requests,
    send_split,
)
from webinar_sync.hubspot.endpoints import SEND_CUSTOM_EVENTS
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.event_types import (
    EVENT_PROPERTIES,
    forget_event_types,
    set_up_event_types,
)
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.hubspot.times import format_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.run import HubspotRun

ROW_KIND = "custom_event"
BATCH_SIZE = 500
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
        sent = run.process_batches(
            batches(chain([first], rows), BATCH_SIZE), partial(_send_batch, run, names)
        )
    return sent + least_requests(sent["custom_events_sent"], BATCH_SIZE)


def _send_batch(run: HubspotRun, names: dict[str, str], batch: list[Row]) -> Counter[str]:
    """Send a batch; if it is refused, set up the event types again: one may have been deleted."""
    try:
        result = _post_events(run, batch, names)
    except HubspotRefusedError:
        forget_event_types(run)
        new_names = set_up_event_types(run)
        result = send_split(batch, lambda rows: _post_events(run, rows, new_names))
    run.warehouse.execute(
        "hubspot/insert_sent_custom_events", rows=as_json(result.accepted), run_id=run.run_id
    )
    clear_refusals(run, ROW_KIND, result)
    defer_refused(run, ROW_KIND, result.refused, _describe)
    return Counter(
        custom_events_sent=len(result.accepted), custom_events_refused=len(result.refused)
    )


def _post_events(run: HubspotRun, rows: Sequence[Row], names: dict[str, str]) -> BatchResult:
    """Post events; HubSpot answers 204 before it looks, and accepts each `uuid` once."""
    inputs = [_input(row, names[row["kind"]]) for row in rows]
    run.client.call(SEND_CUSTOM_EVENTS, {"inputs": inputs})
    return BatchResult(accepted=list(rows))


def _input(row: Row, event_name: str) -> dict[str, Any]:
    properties = {name: row[name] for name in EVENT_PROPERTIES[row["kind"]]}
    if properties.get("recording_started_at"):
        properties["recording_started_at"] = format_time(properties["recording_started_at"])
    return {
        "eventName": event_name,
        "objectId": str(row["hubspot_id"]),
        "occurredAt": format_time(row["occurred_at"]),
        "uuid": row["uuid"],
        "properties": {name: str(value) for name, value in properties.items() if value is not None},
    }


def _describe(row: Row) -> str:
    return f"the custom event {row['object_key']}"
