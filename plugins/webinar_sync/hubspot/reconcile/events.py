"""Marketing events that somebody deleted, and those that HubSpot's own Zoom app made, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.hubspot.listed_events import list_events
from webinar_sync.hubspot.marketing_events import has_event
from webinar_sync.hubspot.native_app import record_native_events
from webinar_sync.hubspot.reconcile.differences import (
    CAUSES,
    EVENT_MISSING,
    NATIVE_EVENT,
    Difference,
    EventKey,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun


def find_event_differences(run: HubspotRun, events: Sequence[Row]) -> list[Difference]:
    """Return events that HubSpot no longer has, and those that its own Zoom app made, too."""
    if not events and not _was_listed(run):
        return []
    listed_events = list_events(run.client)
    record_native_events(run, listed_events)
    listed_ids = {listed.object_id for listed in listed_events}
    twins = run.warehouse.rows("hubspot/select_native_twins")
    doubled = {EventKey.of(row) for row in twins if row["is_sent"]}
    differences = []
    for event in events:
        object_id = event["object_id"]
        if object_id not in listed_ids and not has_event(run.client, object_id):
            differences.append(_difference(event, EVENT_MISSING))
        elif EventKey.of(event) in doubled:
            differences.append(_difference(event, NATIVE_EVENT))
    return differences


def forget_deleted_events(
    run: HubspotRun, events: Sequence[Row], differences: Sequence[Difference]
) -> None:
    """Forget events that somebody deleted: the next push makes them again."""
    object_ids = {EventKey.of(event): event["object_id"] for event in events}
    deleted = [
        object_ids[difference.event]
        for difference in differences
        if difference.kind == EVENT_MISSING
    ]
    if deleted:
        run.warehouse.execute("hubspot/delete_sent_events", object_ids=deleted)


def _was_listed(run: HubspotRun) -> bool:
    """Tell whether a push looked for events of HubSpot's own Zoom app: it may have others now."""
    rows = run.warehouse.rows("hubspot/select_portal")
    return bool(rows and rows[0]["events_listed_at"])


def _difference(event: Row, kind: str) -> Difference:
    return Difference(EventKey.of(event), 0, kind, None, None, CAUSES[kind])
