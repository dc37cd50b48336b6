"""HubSpot's own Zoom app: nothing is made beside the events that it made of the same webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import as_json
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.hubspot.listed_events import ListedEvent
    from webinar_sync.hubspot.run import HubspotRun

NATIVE_APP = "native_app"


def record_native_events(run: HubspotRun, events: Iterable[ListedEvent]) -> None:
    """Remember which events HubSpot's own Zoom app has made, and report those beside ours.

    :param events: all marketing events of the account
    """
    native = [
        {
            "object_id": event.object_id,
            "event_name": event.name,
            "starts_at": event.starts_at,
        }
        for event in events
        if event.is_native
    ]
    with run.warehouse.transaction() as transaction:
        parameters = {"rows": as_json(native), "run_id": run.run_id}
        transaction.execute(query("hubspot/delete_native_events"), parameters)
        transaction.execute(query("hubspot/upsert_native_events"), parameters)
        transaction.execute(query("hubspot/update_events_listed"), {"run_id": run.run_id})
    report_native_app(run)


def report_native_app(run: HubspotRun) -> None:
    """Report webinars that HubSpot's own Zoom app has events of, too; or that there are none."""
    counts = run.warehouse.rows("hubspot/count_native_twins")[0]
    if not counts["withheld"] and not counts["doubled"]:
        run.close_issues(OBJECT_KIND, "events", [NATIVE_APP])
        return
    run.open_issue(
        OBJECT_KIND,
        "events",
        NATIVE_APP,
        message="HubSpot's own Zoom app makes marketing events, too: of "
        f"{counts['withheld']} webinars it has one and none is made here, and {counts['doubled']} "
        "appear twice.",
    )
