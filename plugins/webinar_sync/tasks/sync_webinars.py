"""The tasks of `sync_webinars_hourly` and `sync_webinars_nightly`."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.airflow.connections import zoom_account, zoom_accounts_called
from webinar_sync.airflow.context import (
    coming_back,
    current_dag_id,
    current_run_type,
    log_counts,
    open_hubspot_run,
    open_run,
    show_label,
)
from webinar_sync.errors import ConfigError
from webinar_sync.hubspot.mirror import mirror_for_load
from webinar_sync.quality.check import check_account
from webinar_sync.runs.report import RunFailedError, finish_sync
from webinar_sync.runs.window import Window, may_skip, resolve_window
from webinar_sync.zoom import extraction
from webinar_sync.zoom.client import ZoomClient

if TYPE_CHECKING:
    from collections.abc import Mapping

BUSY_RETRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


def begin_run(
    params: Mapping[str, Any],
    *,
    is_backfill: bool,
    interval: tuple[datetime, datetime] | None,
    run_after: datetime,
) -> dict[str, Any]:
    """Resolve the run's window, and record in sync.runs that it began.

    :param interval: the run's data interval; None for a run without a date
    """
    window = resolve_window(params, is_backfill=is_backfill, interval=interval, run_after=run_after)
    with open_run() as run:
        run.begin(current_dag_id(), current_run_type(), window)
    log.info(
        "the window is %s to %s%s",
        window.since or "the watermark",
        window.until,
        ", exactly" if window.is_exact else "",
    )
    return window.as_dict()


def list_accounts(window: dict[str, Any]) -> list[dict[str, str]]:
    """Return the accounts of the run: connection, account id and label. No secrets.

    :raises ConfigError: if a connection is unusable, or no account is called so
    """
    with open_run() as run:
        try:
            accounts = zoom_accounts_called(Window.from_dict(window).account)
        except ConfigError as error:
            run.open_issue(
                "connections",
                "zoom",
                "unusable",
                message=str(error),
                remedy="Mend the connection in Airflow (Admin, Connections), or ask for an account "
                "that there is, and start the run again.",
            )
            raise
        run.close_issues("connections", "zoom", ["unusable"])
    return [
        {"conn_id": account.conn_id, "account_id": account.account_id, "label": account.label}
        for account in accounts
    ]


def extract_account(
    account: dict[str, str], window: dict[str, Any], *, is_full: bool
) -> dict[str, int]:
    """Read one account; an hourly run that finds it busy skips it, any other comes back."""
    show_label(account["label"])
    asked = Window.from_dict(window)
    client = ZoomClient(zoom_account(account["conn_id"]))
    busy_after = None if may_skip(asked, is_full=is_full) else BUSY_RETRY
    with open_run() as run, coming_back(busy_after=busy_after):
        counts = extraction.extract_account(run, client, asked, is_full=is_full)
        log_counts(counts)
        return counts


def check_landed(account: dict[str, str]) -> dict[str, int]:
    """Check what landed in one account."""
    show_label(account["label"])
    with open_run() as run:
        counts = check_account(run, account["account_id"], account["label"])
    log_counts(counts)
    return counts


def mirror_hubspot(account: dict[str, str]) -> dict[str, int]:
    """Read what HubSpot has for the addresses about to be loaded; without HubSpot, nothing.

    A connection that says something impossible holds up no load: the push fails by it, in words.
    """
    show_label(account["label"])
    try:
        with open_hubspot_run() as run:
            counts = dict(mirror_for_load(run)) if run else {}
    except ConfigError as error:
        log.warning("HubSpot cannot be read, so its last mirror serves: %s", error)
        counts = {}
    log_counts(counts)
    return counts


def load_marts(account: dict[str, str]) -> dict[str, int]:
    """Compute and commit marts."""
    # Imported here: it brings pandas, which those who only parse the Dag have no use for.
    from webinar_sync.load.marts import load_account

    show_label(account["label"])
    with open_run() as run:
        counts = load_account(run, account["account_id"], account["label"])
    log_counts(counts)
    return counts


def report_run(accounts: list[dict[str, str]] | None) -> dict[str, Any]:
    """End the run in sync.runs, and show the counts in the log.

    :raises RunFailedError: if any account failed
    """
    with open_run() as run:
        report = finish_sync(run, len(accounts or [None]))
    for line in report.lines:
        log.info("%s", line)
    if not report.success:
        raise RunFailedError(report.message)
    return report.counts
