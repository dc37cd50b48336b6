"""The tasks of `sync_webinars_hourly` and `sync_webinars_nightly`."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
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
    skip_in_branch,
)
from webinar_sync.airflow.lineage import tell_extraction, tell_load
from webinar_sync.airflow.lookups import AirflowUnavailableError
from webinar_sync.airflow.notes import read_note
from webinar_sync.errors import ConfigError
from webinar_sync.hubspot.mirror import mirror_for_load
from webinar_sync.load.freezing import freeze_old_webinars
from webinar_sync.load.idle import end_if_idle
from webinar_sync.load.queue import resolve_changes
from webinar_sync.quality.check import check_account
from webinar_sync.runs.records import forget_old_records
from webinar_sync.runs.report import collecting_failure, finish_sync
from webinar_sync.runs.window import Window, may_skip, resolve_window
from webinar_sync.segments.refresh import refresh_segments
from webinar_sync.zoom import extraction
from webinar_sync.zoom.client import ZoomClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airflow.sdk.types import DagRunProtocol as DagRun

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.config import ZoomConfig

BUSY_RETRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


def begin_run(
    dag_run: DagRun,
    params: Mapping[str, Any],
    data_interval_start: datetime | None,
    data_interval_end: datetime | None,
) -> list[dict[str, Any]]:
    """Resolve the run's window, record that the run began, and list the accounts of the run.

    :param params: what the form says: `from`, `to`, `webinar_ids`, `account`
    :param data_interval_start: None for a run without a date; so is its end
    :returns: what each account's branch needs: connection, account id, label, window; no secrets
    :raises ConfigError: if a connection is unusable, or no account is called so
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
    log.info(
        "the window is %s to %s%s",
        window.since or "the watermark",
        window.until,
        ", exactly" if window.is_exact else "",
    )
    with open_run(dag_run) as run:
        run.begin(dag_run.dag_id, run_type_of(dag_run), window)
        accounts = _list_accounts(run, window)
    return [
        {
            "conn_id": account.conn_id,
            "account_id": account.account_id,
            "label": account.label,
            "window": window.as_dict(),
        }
        for account in accounts
    ]


def _list_accounts(run: Run, window: Window) -> list[ZoomConfig]:
    try:
        accounts = zoom_accounts_called(window.account)
        record_connected_accounts(run)
    except ConfigError as error:
        remedy = (
            "Mend the connection in Airflow (Admin, Connections), or name an account that is "
            "connected, and start the run again."
        )
        run.open_issue("connections", "zoom", "unusable", message=str(error), remedy=remedy)
        error.add_note(remedy)
        raise
    run.close_issues("connections", "zoom", ["unusable"])
    return accounts


def extract_account(dag_run: DagRun, account: dict[str, Any], *, is_full: bool) -> dict[str, int]:
    """Read one account from Zoom.

    If nothing is to be checked or loaded, the account's part of the run ends here, its watermark
    included, and the task that loads is skipped. While another run reads the account, an hourly run
    skips the task; any other reschedules it.
    """
    show_label(account["label"])
    window = Window.from_dict(account["window"])
    client = ZoomClient(zoom_account(account["conn_id"]))
    busy_after = None if may_skip(window, is_full=is_full) else BUSY_RETRY
    tell_extraction(account["account_id"])
    with open_run(dag_run) as run:
        with rescheduling(busy_after=busy_after):
            counts = extraction.extract_account(run, client, window, is_full=is_full)
            log_counts(counts)
        is_idle = end_if_idle(run, account["account_id"], account["label"])
    if is_idle:
        log.info("nothing is to be checked or loaded, so load_marts is skipped")
        skip_in_branch("load_marts")
    return counts


def load_marts(dag_run: DagRun, account: dict[str, Any]) -> dict[str, int]:
    """Check what landed of an account, mirror the people concerned, and load marts.

    :returns: how many rows were written or deleted, by table; empty if none was
    """
    from webinar_sync.load.merge import rows_written

    show_label(account["label"])
    with open_run(dag_run) as run:
        counts = load_account(run, dag_run, account["account_id"], account["label"])
    return rows_written(counts)


def tells_push(dag_run: DagRun, counts: Mapping[str, int]) -> bool:
    """Tell whether the push is to start now that marts were loaded: if anything was written.

    Of the runs of a backfill the last one that loads starts it, for all of them.
    """
    if run_type_of(dag_run) != "backfill":
        return bool(counts)
    with open_run(dag_run) as run:
        others = run.warehouse.rows("sync/count_backfills_to_load", run_id=run.run_id)[0]["runs"]
    if others:
        log.info("%s other runs of backfills load later; the last one starts the push", others)
    return not others


def load_account(run: Run, dag_run: DagRun, account_id: str, label: str) -> dict[str, int]:
    """Do the steps check, mirror and load of a run for an account; return counts of the load."""
    # Imported here: it brings pandas, which the other tasks do without.
    from webinar_sync.load import marts

    tell_load()
    log_counts(check_account(run, account_id, label), "check")
    log_counts(_mirror_hubspot(dag_run, account_id, label), "mirror")
    counts = marts.load_account(run, account_id, label)
    log_counts(counts, "load")
    return counts


def _mirror_hubspot(dag_run: DagRun, account_id: str, label: str) -> dict[str, int]:
    """Read what HubSpot has for the addresses about to be loaded; without HubSpot, nothing.

    A connection that makes no sense, or that Airflow cannot tell now, holds up no load: the push
    fails because of it, and says so.
    """
    try:
        hubspot_account()
    except (ConfigError, AirflowUnavailableError) as error:
        log.warning("HubSpot cannot be read, so its last mirror serves: %s", error)
        return {}
    with open_hubspot_run(dag_run) as run:
        if run is None:
            return {}
        resolve_changes(run.warehouse)  # whose addresses are read, too
        return run.do_step(
            "mirror", partial(mirror_for_load, run), account_id=account_id, label=label
        )


def report_run(
    dag_run: DagRun, accounts: list[dict[str, str]] | None, *, is_full: bool = False
) -> dict[str, Any]:
    """End the run in sync.runs, and show its counts in the log.

    A nightly run first forgets what is kept no longer, and computes saved segments.

    :raises RunFailedError: if any account failed, or one of these steps
    """
    expected_accounts = len(accounts) if accounts else 1
    problems: list[str] = []
    with open_run(dag_run) as run:
        if is_full:
            forget_old_records(run.warehouse)
            with collecting_failure("freeze", problems):
                if frozen := freeze_old_webinars(run):
                    log_counts(frozen, "frozen")
            with collecting_failure("refresh_segments", problems):
                if counts := refresh_segments(run):
                    log_counts(counts, "segments")
        not_begun = read_note("begin_run")
        report = finish_sync(run, expected_accounts, not_begun, other_problems=problems)
    for line in report.lines:
        log.info("%s", line)
    report.raise_if_failed()
    return report.counts
