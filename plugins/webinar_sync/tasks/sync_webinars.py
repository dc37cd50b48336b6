"""The tasks of `sync_webinars_hourly` and `sync_webinars_nightly`."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.airflow.connections import (
    hubspot_account,
    record_connected_accounts,
    zoom_account,
    zoom_accounts_called,
)
from webinar_sync.airflow.context import (
    log_counts,
    open_hubspot_run,
    open_run,
    rescheduling,
    run_type_of,
    show_label,
)
from webinar_sync.errors import ConfigError
from webinar_sync.hubspot.mirror import mirror_for_load
from webinar_sync.load.queue import resolve_changes
from webinar_sync.quality.check import check_account
from webinar_sync.runs.report import RunFailedError, finish_sync
from webinar_sync.runs.window import Window, may_skip, resolve_window
from webinar_sync.zoom import extraction
from webinar_sync.zoom.client import ZoomClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airflow.sdk.types import DagRunProtocol as DagRun

BUSY_RETRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


def begin_run(
    dag_run: DagRun,
    params: Mapping[str, Any],
    data_interval_start: datetime | None,
    data_interval_end: datetime | None,
) -> dict[str, Any]:
    """Resolve the run's window, and record in sync.runs that the run began.

    :param params: what the form says: `from`, `to`, `webinar_ids`, `account`
    :param data_interval_start: None for a run without a date; so is its end
    """
    interval = None
    if data_interval_start is not None and data_interval_end is not None:
        interval = (data_interval_start, data_interval_end)
    window = resolve_window(
        params,
        is_backfill=run_type_of(dag_run) == "backfill",
        interval=interval,
        run_after=dag_run.run_after,
    )
    with open_run(dag_run) as run:
        run.begin(dag_run.dag_id, run_type_of(dag_run), window)
    log.info(
        "the window is %s to %s%s",
        window.since or "the watermark",
        window.until,
        ", exactly" if window.is_exact else "",
    )
    return window.as_dict()


def list_accounts(dag_run: DagRun, window: dict[str, Any]) -> list[dict[str, str]]:
    """Return the accounts of the run: connection, account id and label. No secrets.

    :raises ConfigError: if a connection is unusable, or no account is called so
    """
    with open_run(dag_run) as run:
        try:
            accounts = zoom_accounts_called(Window.from_dict(window).account)
            record_connected_accounts(run)
        except ConfigError as error:
            run.open_issue(
                "connections",
                "zoom",
                "unusable",
                message=str(error),
                remedy="Mend the connection in Airflow (Admin, Connections), or name an account "
                "that is connected, and start the run again.",
            )
            raise
        run.close_issues("connections", "zoom", ["unusable"])
    return [
        {"conn_id": account.conn_id, "account_id": account.account_id, "label": account.label}
        for account in accounts
    ]


def extract_account(
    dag_run: DagRun, account: dict[str, str], window_fields: dict[str, Any], *, is_full: bool
) -> dict[str, int]:
    """Read one account from Zoom.

    While another run reads it, an hourly run skips the task; any other reschedules it.
    """
    show_label(account["label"])
    window = Window.from_dict(window_fields)
    client = ZoomClient(zoom_account(account["conn_id"]))
    busy_after = None if may_skip(window, is_full=is_full) else BUSY_RETRY
    with open_run(dag_run) as run, rescheduling(busy_after=busy_after):
        counts = extraction.extract_account(run, client, window, is_full=is_full)
        log_counts(counts)
        return counts


def check_landed(dag_run: DagRun, account: dict[str, str]) -> dict[str, int]:
    """Check what landed of one account."""
    show_label(account["label"])
    with open_run(dag_run) as run:
        counts = check_account(run, account["account_id"], account["label"])
    log_counts(counts)
    return counts


def mirror_hubspot(dag_run: DagRun, account: dict[str, str]) -> dict[str, int]:
    """Read what HubSpot has for the addresses about to be loaded; without HubSpot, nothing.

    A connection that makes no sense holds up no load: the push fails because of it, and says so.
    """
    show_label(account["label"])
    try:
        hubspot_account()
    except ConfigError as error:
        log.warning("HubSpot cannot be read, so its last mirror serves: %s", error)
        return {}
    with open_hubspot_run(dag_run) as run:
        if run is None:
            return {}
        resolve_changes(run.warehouse)  # whose addresses are read, too
        counts = dict(mirror_for_load(run))
    log_counts(counts)
    return counts


def load_marts(dag_run: DagRun, account: dict[str, str]) -> dict[str, int]:
    """Compute and commit marts."""
    # Imported here because it brings pandas, which parsing the Dag must not import.
    from webinar_sync.load.marts import load_account

    show_label(account["label"])
    with open_run(dag_run) as run:
        counts = load_account(run, account["account_id"], account["label"])
    log_counts(counts)
    return counts


def report_run(dag_run: DagRun, accounts: list[dict[str, str]] | None) -> dict[str, Any]:
    """End the run in sync.runs, and show the counts in the log.

    :raises RunFailedError: if any account failed
    """
    expected_accounts = len(accounts) if accounts else 1
    with open_run(dag_run) as run:
        report = finish_sync(run, expected_accounts)
    for line in report.lines:
        log.info("%s", line)
    if not report.success:
        raise RunFailedError(report.message)
    return report.counts
