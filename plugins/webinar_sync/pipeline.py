"""The whole sync in one call, without Airflow: for tests, benches and notebooks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webinar_sync.errors import WebinarSyncError
from webinar_sync.http.addresses import is_local
from webinar_sync.hubspot.mirror import mirror_for_load
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts
from webinar_sync.load.freezing import freeze_old_webinars
from webinar_sync.load.idle import end_if_idle
from webinar_sync.load.marts import load_account
from webinar_sync.load.queue import resolve_changes
from webinar_sync.quality.check import check_account
from webinar_sync.runs.report import Report, collecting_failure, finish_sync
from webinar_sync.segments.refresh import refresh_segments
from webinar_sync.zoom.extraction import extract_account
from webinar_sync.zoom.webhook_reading import accounts_with_webhooks, read_webhooks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run
    from webinar_sync.runs.window import Window
    from webinar_sync.zoom.client import ZoomClient

log = logging.getLogger(__name__)


def sync(
    run: Run,
    clients: Iterable[ZoomClient],
    window: Window,
    *,
    is_full: bool,
    dag_id: str = "sync",
    hubspot: HubspotClient | None = None,
) -> Report:
    """Do what the sync Dags do, account by account, and return the report.

    An account that fails, or is busy, does not keep the others from their turn.

    :param clients: of all Zoom accounts that are connected
    :param hubspot: what it has decides about some people; None: HubSpot is not connected
    """
    run.begin(dag_id, "function", window)
    clients = list(clients)
    record_zoom_accounts(
        run, {client.config.account_id: is_local(client.config.base_url) for client in clients}
    )
    for client in clients:
        try:
            extract_account(run, client, window, is_full=is_full)
            _load(run, client, hubspot)
        except WebinarSyncError as error:
            log.warning("account %s: %s", client.config.label, error)  # recorded in sync.run_steps
    problems: list[str] = []
    if is_full:
        with collecting_failure("freeze", problems):
            freeze_old_webinars(run)
        with collecting_failure("refresh_segments", problems):
            refresh_segments(run)
    return finish_sync(run, len(clients), other_problems=problems)


def sync_webhooks(
    run: Run, clients: Iterable[ZoomClient], *, hubspot: HubspotClient | None = None
) -> Report:
    """Do what the Dag does that webhooks wake, account by account, and return the report.

    :param clients: of all Zoom accounts that are connected
    """
    run.begin("sync_webhooks", "function")
    due = accounts_with_webhooks(run.warehouse)
    for client in clients:
        if client.config.account_id not in due:
            continue
        try:
            read_webhooks(run, client)
            _load(run, client, hubspot)
        except WebinarSyncError as error:
            log.warning("account %s: %s", client.config.label, error)  # recorded in sync.run_steps
    return finish_sync(run, 0)


def _load(run: Run, client: ZoomClient, hubspot: HubspotClient | None) -> None:
    """Check what landed of an account, mirror the people concerned, and load marts."""
    account_id, label = client.config.account_id, client.config.label
    if end_if_idle(run, account_id, label):
        return
    check_account(run, account_id, label)
    if hubspot is not None:
        resolve_changes(run.warehouse)
        mirror_for_load(HubspotRun(run.warehouse, run.run_id, hubspot))
    load_account(run, account_id, label)
