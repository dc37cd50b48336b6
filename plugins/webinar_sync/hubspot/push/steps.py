"""The steps of a push, in their order, each by itself or all in one call; without Airflow."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy
from webinar_sync.hubspot.errors import HubspotError
from webinar_sync.hubspot.gate import passing as gate
from webinar_sync.hubspot.gate.state import NOTHING
from webinar_sync.hubspot.issues import reporting_account_issues
from webinar_sync.hubspot.mirror import ADDRESSES_TO_SEND, refresh_mirror
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.push.compared import forget_compared
from webinar_sync.hubspot.push.contacts import push_contacts
from webinar_sync.hubspot.push.custom_events import push_custom_events
from webinar_sync.hubspot.push.events import end_events, push_events
from webinar_sync.hubspot.push.lists import push_lists
from webinar_sync.hubspot.push.participations import push_participations
from webinar_sync.hubspot.push.plan import MOST_MS_OF_CHANGES, has_requests, read_changes
from webinar_sync.hubspot.push.report import finish_push
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

    from webinar_sync.hubspot.gate.state import Wishes
    from webinar_sync.hubspot.run import HubspotRun
    from webinar_sync.runs.report import Report
    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)

STEPS: dict[str, Callable[[HubspotRun], Counter[str]]] = {
    "refresh_mirror": lambda run: refresh_mirror(run, ADDRESSES_TO_SEND),
    "push_contacts": push_contacts,
    "push_events": push_events,
    "push_participations": push_participations,
    "end_events": end_events,
    "push_custom_events": push_custom_events,
    "push_lists": push_lists,
}
"""By the names of their tasks. Attendances are sent before the end of an event: with its end,
HubSpot makes no-shows of the rest."""


_KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "push_contacts": {"contacts": (), "answers": ()},
    "push_events": {"marketing events": ("delete", "create", "update")},
    "push_participations": {"participations": ()},
    "end_events": {"marketing events": ("cancel", "complete")},
    "push_custom_events": {"custom events": ()},
    "push_lists": {"list members": ()},
}
"""By step: which kinds of the plan it sends, and by which actions; none named: all."""
_UNITS = {name: next(iter(kinds)) for name, kinds in _KINDS.items()} | {
    "refresh_mirror": "contacts"
}


def begin_push(run: Run, dag_id: str, run_type: str, wishes: Wishes = NOTHING) -> None:
    """Record that a push began, what it is asked for and what the gate holds.

    Refusals that concern nobody any more are closed.
    """
    run.begin(dag_id, run_type)
    forget_compared(run)
    run.warehouse.execute("hubspot/delete_gone_list_members")
    run.warehouse.execute("hubspot/clear_obsolete_refusals", run_id=run.run_id)
    gate.begin(run, wishes)


def push_step(run: HubspotRun, name: str) -> dict[str, int]:
    """Do one step. What stops it is reported in sync.errors, and raised again.

    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    :raises Busy: if another push is under way, or marts were emptied
    """

    def do() -> Counter[str]:
        run.progress.watch(run.client.waits_for)
        run.progress.begin(_UNITS.get(name, "rows"), find_left=partial(_count_left, run, name))
        with reporting_account_issues(run):
            check_portal(run, partial(_sends_anything, run))
            return STEPS[name](run)

    with run.warehouse.session_lock(locks.PUSH) as is_free:
        if not is_free:
            raise Busy("another push to HubSpot is under way")
        check_marts(run.warehouse)
        return run.do_step(name, do)


def _count_left(run: HubspotRun, name: str) -> int | None:
    """Count what a step has still to send; None: nobody knows before it is done."""
    kinds = _KINDS.get(name)
    if kinds is None:
        return None
    return sum(
        change.changes
        for change in read_changes(
            run.warehouse, with_refused=run.with_refused, most_ms=MOST_MS_OF_CHANGES
        )
        if change.kind in kinds
        and change.sends
        and (not kinds[change.kind] or change.action in kinds[change.kind])
    )


def _sends_anything(run: HubspotRun) -> bool:
    return has_requests(read_changes(run.warehouse, with_refused=run.with_refused))


def check_marts(warehouse: Warehouse) -> None:
    """Refuse to push marts that were emptied, or that still have somebody who is being erased.

    The first would delete everything in HubSpot.

    :raises Busy: if it is so
    """
    if warehouse.rows("erasure/has_unloaded")[0]["has_unloaded"]:
        raise Busy("somebody is being erased; marts do without them soon")
    if warehouse.rows("hubspot/select_marts_emptied")[0]["is_emptied"]:
        raise Busy("marts were emptied; the next load makes them anew")


def push(run: HubspotRun, *, dag_id: str = "push", wishes: Wishes = NOTHING) -> Report:
    """Run a whole push without Airflow, and return its report. What stops a step ends the push."""
    begin_push(run, dag_id, "function", wishes)
    for name in STEPS:
        try:
            push_step(run, name)
        except HubspotError as error:
            log.warning("%s: %s", name, error)  # recorded in sync.run_steps
            break
        except Busy as error:
            run.record_step(name, "failed", message=str(error))
            break
    return finish_push(run, STEPS)
