"""The tasks of `push_hubspot`."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.connections import hubspot_account, record_connected_accounts
from webinar_sync.airflow.context import (
    log_counts,
    open_hubspot_run,
    open_run,
    rescheduling,
    run_type_of,
)
from webinar_sync.errors import Busy
from webinar_sync.hubspot.portal import portal_lines
from webinar_sync.hubspot.push import steps
from webinar_sync.hubspot.push.plan import has_work, plan, plan_lines
from webinar_sync.hubspot.push.report import finish_push
from webinar_sync.runs.report import RunFailedError

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun

BUSY_RETRY = timedelta(minutes=1)

log = logging.getLogger(__name__)


def begin_push(dag_run: DagRun, *, is_dry: bool, with_refused: bool) -> bool:
    """Log what a push would do, and return whether to do it: not in a dry run."""
    if hubspot_account() is None:
        log.info("HubSpot is not connected: there is no hubspot_default")
        return False
    with open_run(dag_run) as run:
        record_connected_accounts(run)
        steps.begin_push(run, dag_run.dag_id, run_type_of(dag_run))
        changes = plan(run.warehouse, with_refused=with_refused)
        for line in (*plan_lines(changes), *portal_lines(run.warehouse)):
            log.info("%s", line)
        if changes:
            log.info("Contacts that were not read from HubSpot yet count as contacts to create.")
        message = "a dry run: nothing was sent" if is_dry else "nothing differs"
        try:
            steps.check_marts(run.warehouse)
        except Busy as error:
            message = str(error)
        else:
            if not is_dry and has_work(changes):
                return True
        run.end("success", message)
        if changes:
            log.info("%s", message)
        return False


def run_push_step(
    dag_run: DagRun, name: str, *, with_refused: bool, take_over: bool = False
) -> dict[str, int]:
    """Do one step of a push; while another push is under way, reschedule the task.

    :param name: of the step, and of its task
    """
    with (
        open_hubspot_run(dag_run, with_refused=with_refused, take_over=take_over) as run,
        rescheduling(busy_after=BUSY_RETRY),
    ):
        if run is None:
            raise AirflowSkipException("HubSpot is not connected any more.")
        counts = steps.push_step(run, name)
        log_counts(counts)
        return counts


def report_push(dag_run: DagRun) -> dict[str, Any]:
    """End the run in sync.runs, and show the counts in the log.

    :raises RunFailedError: if a step failed
    """
    with open_run(dag_run) as run:
        report = finish_push(run, steps.STEPS)
    for line in report.lines:
        log.info("%s", line)
    if not report.success:
        raise RunFailedError(report.message)
    return report.counts
