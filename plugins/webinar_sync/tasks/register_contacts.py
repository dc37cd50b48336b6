"""The tasks of `register_contacts`."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.connections import zoom_accounts
from webinar_sync.airflow.context import log_counts, open_hubspot_run, open_run, run_type_of
from webinar_sync.errors import Busy, Unavailable, WebinarSyncError
from webinar_sync.quality.check import check_account
from webinar_sync.registration.form import read_form
from webinar_sync.registration.inbox import add_by_hand, read_accounts_to_load
from webinar_sync.registration.report import summary_lines
from webinar_sync.registration.worker import Worker
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.pacing import Pacer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from airflow.sdk.types import DagRunProtocol as DagRun

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run

log = logging.getLogger(__name__)


def process_inbox(dag_run: DagRun, form: Mapping[str, Any]) -> dict[str, int]:
    """Put what a form asks for into the inbox, process it, and log what became of each request.

    :param form: `action`, `webinar` and `contact_ids`; both of these empty: nothing is put in
    """
    clients = [
        ZoomClient(account, pacer=Pacer(account.plan, account.rate_share, is_registration=True))
        for account in zoom_accounts()
    ]
    with _open_run_and_hubspot(dag_run) as (run, hubspot):
        run.begin(dag_run.dag_id, run_type_of(dag_run))
        try:
            request = read_form(form)
            if request is not None:
                add_by_hand(run, *request)
            subscription = hubspot.config.subscription if hubspot else ""
            counts = Worker(run, clients, hubspot, subscription).process_inbox()
            lines = summary_lines(run, counts)
        except Busy as error:
            run.end("success", str(error))
            raise AirflowSkipException(str(error)) from None
        run.end("success", "what was due is decided or deferred", counts)
    for line in lines:
        log.info("%s", line)
    return counts


def load_registered(dag_run: DagRun) -> dict[str, int]:
    """Compute marts for those who were just registered or removed; skip the task if nobody was.

    An account that fails does not keep the others from their turn.

    :returns: how many rows were written or deleted, by table; empty if none was
    :raises WebinarSyncError: that of an account that failed, if possible one that another try mends
    """
    with open_run(dag_run) as run:
        account_ids = read_accounts_to_load(run)
        if not account_ids:
            raise AirflowSkipException("no registration was changed")
        return _load_accounts(run, account_ids)


def _load_accounts(run: Run, account_ids: Iterable[str]) -> dict[str, int]:
    # Imported here: they bring pandas, which a run that registers nobody does without.
    from webinar_sync.load.marts import load_account
    from webinar_sync.load.merge import rows_written

    counts: Counter[str] = Counter()
    errors: list[WebinarSyncError] = []
    labels = {account.account_id: account.label for account in zoom_accounts()}
    for account_id in account_ids:
        label = labels.get(account_id, account_id)
        try:
            check_account(run, account_id, label)
            counts.update(load_account(run, account_id, label))
        except WebinarSyncError as error:
            log.error("account %s: %s", label, error)
            errors.append(error)
    log_counts(counts)
    if errors:
        raise next((error for error in errors if isinstance(error, Unavailable)), errors[0])
    return rows_written(counts)


@contextmanager
def _open_run_and_hubspot(dag_run: DagRun) -> Iterator[tuple[Run, HubspotClient | None]]:
    with open_hubspot_run(dag_run) as hubspot_run:
        if hubspot_run is not None:
            yield hubspot_run, hubspot_run.client
            return
    with open_run(dag_run) as run:
        yield run, None
