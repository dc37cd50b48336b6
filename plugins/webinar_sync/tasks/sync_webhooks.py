"""The tasks of `sync_webhooks`."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.connections import connected_zoom_accounts, record_connected_accounts
from webinar_sync.airflow.context import log_counts, open_run, run_type_of
from webinar_sync.airflow.lineage import tell_extraction
from webinar_sync.errors import Busy, WebinarSyncError
from webinar_sync.load.idle import end_if_idle
from webinar_sync.runs.report import finish_sync
from webinar_sync.tasks.sync_webinars import load_account
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.webhook_reading import (
    accounts_with_webhooks,
    forget_webhooks,
    read_webhooks,
)

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.config import ZoomConfig

log = logging.getLogger(__name__)


def read_webinars(dag_run: DagRun) -> list[dict[str, Any]]:
    """Read the webinars that webhooks name, account by account.

    An account that cannot be read keeps no other from its turn; its events wait. So do those of one
    that another run reads: the watcher wakes this Dag again when that has ended.

    :returns: account id and label of each account whose marts are to be computed; no secrets
    :raises RunFailedError: if an account failed, and nothing is left to do
    """
    with open_run(dag_run) as run:
        run.begin(dag_run.dag_id, run_type_of(dag_run))
        accounts = _accounts_to_read(run)
        record_connected_accounts(run)
        to_load = [account for account in accounts if _read_account(run, account)]
        if not accounts:
            run.end("success", "nothing was due")
            raise AirflowSkipException("nothing is due")
        if not to_load:
            _finish(run)
    return [{"account_id": account.account_id, "label": account.label} for account in to_load]


def load_marts(dag_run: DagRun, accounts: list[dict[str, Any]]) -> dict[str, int]:
    """Load marts of the accounts that were read, and end the run.

    :returns: how many rows were written or deleted, by table; empty if none was
    :raises RunFailedError: if an account failed
    """
    # Imported here: it brings pandas, which the other task does without.
    from webinar_sync.load.merge import rows_written

    if not accounts:
        raise AirflowSkipException("nothing is to be loaded")
    counts: Counter[str] = Counter()
    with open_run(dag_run) as run:
        for account in accounts:
            try:
                counts.update(load_account(run, dag_run, account["account_id"], account["label"]))
            except WebinarSyncError as error:
                log.error("account %s: %s", account["label"], error)
        _finish(run)
    return rows_written(counts)


def _accounts_to_read(run: Run) -> list[ZoomConfig]:
    """Return the connected accounts of which an event is due; nothing is kept of others."""
    due = accounts_with_webhooks(run.warehouse)
    connected = {account.account_id: account for account in connected_zoom_accounts()}
    for account_id in due:
        if account_id not in connected:
            log.warning("the account %s is not connected: its events are forgotten", account_id)
            forget_webhooks(run, account_id)
    return [connected[account_id] for account_id in due if account_id in connected]


def _read_account(run: Run, account: ZoomConfig) -> bool:
    """Read one account; return whether its marts are to be computed."""
    tell_extraction(account.account_id)
    try:
        log_counts(read_webhooks(run, ZoomClient(account)), account.label)
        return not end_if_idle(run, account.account_id, account.label)
    except Busy as error:
        log.info("%s The events wait for that.", error)
    except WebinarSyncError as error:  # recorded in sync.run_steps
        log.error("account %s: %s", account.label, error)
    return False


def _finish(run: Run) -> None:
    finish_sync(run, 0).raise_if_failed()
