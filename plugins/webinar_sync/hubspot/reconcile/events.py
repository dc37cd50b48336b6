"""Marketing events that somebody deleted, and those that HubSpot's own Zoom app made, too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import LIST_EVENTS
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.marketing_events import has_event
from webinar_sync.hubspot.reconcile.differences import (
    CAUSES,
    EVENT_MISSING,
    NATIVE_EVENT,
    Difference,
    EventKey,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun

SAME_START = timedelta(hours=1)
NATIVE_APP = "native_app"


def find_event_differences(run: HubspotRun, events: Sequence[Row]) -> list[Difference]:
    """Return events that HubSpot no longer has, and those that its own Zoom app made, too."""
    if not events:
        return []
    listings = list(run.client.pages(LIST_EVENTS))
    listed_ids = {str(listing.get("objectId")) for listing in listings}
    native: dict[str, list[dict[str, Any]]] = {}
    for listing in listings:
        if str((listing.get("appInfo") or {}).get("name") or "").lower() == "zoom":
            native.setdefault(str(listing.get("eventName")), []).append(listing)
    differences = []
    for event in events:
        object_id = event["object_id"]
        if str(object_id) not in listed_ids and not has_event(run.client, object_id):
            differences.append(_difference(event, EVENT_MISSING))
        elif any(
            _has_same_start(event, listing) for listing in native.get(event["event_name"], [])
        ):
            differences.append(_difference(event, NATIVE_EVENT))
    _report_native_app(run, sum(difference.kind == NATIVE_EVENT for difference in differences))
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


def _has_same_start(event: Row, listing: Mapping[str, Any]) -> bool:
    starts_at = listing.get("startDateTime")
    if not starts_at or not event["starts_at"]:
        return False
    return bool(abs(datetime.fromisoformat(str(starts_at)) - event["starts_at"]) <= SAME_START)


def _difference(event: Row, kind: str) -> Difference:
    return Difference(EventKey.of(event), 0, kind, None, None, CAUSES[kind])


def _report_native_app(run: HubspotRun, webinars: int) -> None:
    if not webinars:
        run.close_issues(OBJECT_KIND, "events", [NATIVE_APP])
        return
    run.open_issue(
        OBJECT_KIND,
        "events",
        NATIVE_APP,
        message=f"HubSpot's own Zoom app makes marketing events, too: {webinars} webinars appear "
        "twice.",
        remedy="Switch off the webinar sync of HubSpot's own Zoom app (HubSpot: Connected apps, "
        "Zoom), or exclude these webinars here. hubspot.differences names them.",
    )
