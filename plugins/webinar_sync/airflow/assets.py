"""The assets by which Dags wake each other."""

from __future__ import annotations

from airflow.sdk import Asset, AssetAlias, AssetWatcher

from webinar_sync.airflow.trigger import InboxTrigger

MARTS = Asset(name="webinar_marts", uri="warehouse://marts", group="webinars")
"""Updated by each load that wrote something; it starts a push."""

WRITTEN = AssetAlias(name="webinar_marts_written", group="webinars")
"""The outlet of a task that loads: it updates `MARTS` if, and only if, the task adds it."""

INBOX = Asset(
    name="registration_inbox",
    uri="warehouse://registration/requests",
    group="webinars",
    watchers=[AssetWatcher(name="registration_inbox_watcher", trigger=InboxTrigger())],
)
"""Updated when requests are due in the inbox; it starts the registration action."""

WEBHOOKS = Asset(
    name="zoom_webhooks",
    uri="warehouse://zoom/webhook_events",
    group="webinars",
    watchers=[AssetWatcher(name="zoom_webhooks_watcher", trigger=InboxTrigger("webhooks"))],
)
"""Updated when a webinar is to be read for an event of Zoom's; it starts `sync_webhooks`."""
