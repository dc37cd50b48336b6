"""The tasks of `register_contacts`."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.connections import zoom_accounts
from webinar_sync.airflow.context import (
    current_dag_id,
    current_run_type,
    log_counts,
    open_hubspot_run,
    open_run,
)
from webinar_sync.errors import Busy, safe_text
from webinar_sync.quality.check import check_account
from webinar_sync.registration.inbox import add_by_hand, read_form
from webinar_sync.registration.worker import Worker, summary_lines
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.pacing import KEPT_FOR_REGISTRATION, Pacer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run

log = logging.getLogger(__name__)


def register_contacts(form: Mapping[str, Any]) -> dict[str, int]:
    """Put what a form asks for into the inbox, empty it, and say what became of each request.

    :param form: `webinar` and `contact_ids`; both empty: only the inbox is emptied
    """
    clients = [
        ZoomClient(
            account, pacer=Pacer(account.plan, account.rate_share, part=KEPT_FOR_REGISTRATION)
        )
        for account in zoom_accounts()
    ]
    with _open() as (run, hubspot):
        run.begin(current_dag_id(), current_run_type())
        action = Worker(run, clients, hubspot, hubspot.config.subscription if hubspot else "")
        try:
            request = read_form(form)
            if request is not None:
                add_by_hand(run.warehouse, run.run_id, *request)
            counts = action.process_inbox()
            lines = summary_lines(run.warehouse, run.run_id, counts)
        except Busy as error:
            run.end("success", str(error))
            raise AirflowSkipException(str(error)) from None
        except Exception as error:
            run.end("failed", safe_text(error))
            raise
        run.end("success", "what was due is decided or deferred", counts)
    for line in lines:
        log.info("%s", line)
    return counts


@contextmanager
def _open() -> Iterator[tuple[Run, HubspotClient | None]]:
    with open_hubspot_run() as hubspot_run:
        if hubspot_run is not None:
            yield hubspot_run, hubspot_run.client
            return
    with open_run() as run:
        yield run, None


def load_registered() -> dict[str, int]:
    """Compute marts for those who were just registered; nothing to do, nothing done."""
    # Imported here: it brings pandas, which those who only parse the Dag have no use for.
    from webinar_sync.load.marts import load_account

    counts: Counter[str] = Counter()
    with open_run() as run:
        waiting = run.warehouse.rows("registration/select_accounts_to_load", run_id=run.run_id)
        labels = {account.account_id: account.label for account in zoom_accounts()}
        for account_id in (row["account_id"] for row in waiting):
            label = labels.get(account_id, account_id)
            check_account(run, account_id, label)
            counts.update(load_account(run, account_id, label))
    if not waiting:
        raise AirflowSkipException("nobody was registered")
    log_counts(counts)
    return dict(counts)
