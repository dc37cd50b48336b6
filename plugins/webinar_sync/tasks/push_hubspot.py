"""The tasks of `push_hubspot`."""

from __future__ import annotations

import logging
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.airflow.connections import hubspot_account, record_connected_accounts
from webinar_sync.airflow.context import (
    log_counts,
    open_hubspot_run,
    open_run,
    rescheduling,
    run_type_of,
    skip,
)
from webinar_sync.airflow.lineage import tell_push
from webinar_sync.airflow.notes import leave_note
from webinar_sync.errors import Busy
from webinar_sync.hubspot.gate.state import NOTHING, Wishes
from webinar_sync.hubspot.portal import portal_lines
from webinar_sync.hubspot.push import steps
from webinar_sync.hubspot.push.plan import has_work, make_plan, plan_lines, read_plan
from webinar_sync.hubspot.push.report import finish_push

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.sdk.types import DagRunProtocol as DagRun

BUSY_RETRY = timedelta(minutes=1)

log = logging.getLogger(__name__)


def read_wishes(params: Mapping[str, Any]) -> Wishes:
    """Read from the form what the push is asked for, beside what every push does."""
    return Wishes(**{field.name: bool(params[field.name]) for field in fields(Wishes)})


def begin_push(
    dag_run: DagRun,
    *,
    is_dry: bool,
    with_refused: bool,
    take_over: bool = False,
    wishes: Wishes = NOTHING,
) -> bool:
    """Log what a push would do, and return whether to do it: not in a dry run.

    Who takes the HubSpot account over does so whatever differs: HubSpot is read first.

    :param wishes: what the form asks for; in a dry run only the log shows what would come of it
    """
    if hubspot_account() is None:
        message = "HubSpot is not connected: there is no hubspot_default"
        log.info("%s", message)
        leave_note(message)
        return False
    with open_run(dag_run) as run:
        record_connected_accounts(run)
        steps.begin_push(run, dag_run.dag_id, run_type_of(dag_run), NOTHING if is_dry else wishes)
        if is_dry:
            push_plan = make_plan(run.warehouse, with_refused=with_refused, wishes=wishes)
        else:
            push_plan = read_plan(run.warehouse, with_refused=with_refused)
        changes = push_plan.changes
        lines = [*plan_lines(changes), *push_plan.waits, *portal_lines(run.warehouse)]
        for line in lines:
            log.info("%s", line)
        if changes and has_work(changes):
            log.info("Contacts that were not read from HubSpot yet count as contacts to create.")
        message = "what differs waits" if changes else "nothing differs"
        if is_dry:
            message = "a dry run: nothing was sent"
        try:
            steps.check_marts(run.warehouse)
        except Busy as error:
            message = str(error)
        else:
            if not is_dry and (take_over or has_work(changes)):
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
            skip("HubSpot is not connected any more.")
        tell_push(name, run.warehouse)
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
    report.raise_if_failed()
    return report.counts
