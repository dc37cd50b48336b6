"""The assets by which Dags wake each other."""

from __future__ import annotations

from airflow.sdk import Asset, AssetWatcher

from webinar_sync.airflow.trigger import InboxTrigger

MARTS = Asset(name="webinar_marts", uri="warehouse://marts", group="webinars")
"""Updated by each load; it starts a push."""

INBOX = Asset(
    name="registration_inbox",
    uri="warehouse://registration/requests",
    group="webinars",
    watchers=[AssetWatcher(name="registration_inbox_watcher", trigger=InboxTrigger())],
)
"""Updated when requests are due in the inbox; it starts the registration action."""
