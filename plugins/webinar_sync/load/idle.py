"""Ends an extraction that left nothing to compute, at the cost of some statements.

An hourly run mostly finds nothing new. What remains of check and load then needs neither pandas,
Arrow nor Great Expectations, whose imports take seconds: nothing here imports them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from webinar_sync.load.queue import QueueStart, begin_queue, end_queue, has_webinars_to_load
from webinar_sync.quality.check import check_account, sources_with_rows
from webinar_sync.warehouse.locks import lock_load

if TYPE_CHECKING:
    from webinar_sync.runs.run import Run


def end_if_idle(run: Run, account_id: str, label: str) -> bool:
    """Do the steps `check` and `load` of a run if they have nothing to validate or to compute.

    While HubSpot's account has an open issue, no run is idle: the mirror finds out if it is mended.

    :returns: whether that was so; if not, both are still to be done
    :raises ContractError: if answers that were set aside break a contract
    """
    if run.warehouse.rows("hubspot/select_open_issues"):
        return False
    if sources_with_rows(run.warehouse, account_id):
        return False
    check_account(run, account_id, label)
    start = _begin_empty_queue(run)
    if start is None:
        return False
    run.do_step(
        "load", lambda: _end_queue(run, start, account_id), account_id=account_id, label=label
    )
    run.close_issues("load", "marts", ["load_failed"])
    return True


def _begin_empty_queue(run: Run) -> QueueStart | None:
    """Return what a load begins with if it would compute nothing."""
    with run.warehouse.transaction() as transaction:
        lock_load(transaction)
        start = begin_queue(run.warehouse)
        if start.concerns_contacts or has_webinars_to_load(run.warehouse):
            return None
    return start


def _end_queue(run: Run, start: QueueStart, account_id: str) -> Counter[str]:
    """Do what a load does at its end. What was marked since the start is the next load's."""
    with run.warehouse.transaction() as transaction:
        lock_load(transaction)
        end_queue(transaction, run.run_id, start, account_id)
    return Counter(webinars_computed=0, webinars_not_computed=0)
