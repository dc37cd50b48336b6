"""The steps of a push, in their order, and what each says of itself; without Airflow."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy
from webinar_sync.hubspot.endpoints import SET_UP_KINDS
from webinar_sync.hubspot.errors import HubspotError
from webinar_sync.hubspot.issues import reporting_issues
from webinar_sync.hubspot.mirror import TO_SEND, refresh_mirror
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.push.contacts import push_contacts
from webinar_sync.hubspot.push.custom_events import push_custom_events
from webinar_sync.hubspot.push.events import end_events, push_events
from webinar_sync.hubspot.push.participations import push_participations
from webinar_sync.hubspot.run import LEAST
from webinar_sync.runs.report import Report
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.hubspot.run import HubspotRun
    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)


def _refresh_mirror(run: HubspotRun) -> Counter[str]:
    return refresh_mirror(run, TO_SEND)


def _end_events(run: HubspotRun) -> Counter[str]:
    run.warehouse.execute("hubspot/clear_lost_events", run_id=run.run_id)
    return end_events(run)


STEPS: dict[str, Callable[[HubspotRun], Counter[str]]] = {
    "refresh_mirror": _refresh_mirror,
    "push_contacts": push_contacts,
    "push_events": push_events,
    "push_participations": push_participations,
    "end_events": _end_events,
    "push_custom_events": push_custom_events,
}
"""By the names of their tasks. Attendances come before the end of an event: with its end, HubSpot makes no-shows of who is left."""


def push_step(run: HubspotRun, name: str) -> dict[str, int]:
    """Do one step. What stops it is noted, in words, and raised again.

    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    :raises Busy: if another push is under way, or marts were emptied
    """
    with run.warehouse.session_lock(locks.PUSH) as is_free:
        if not is_free:
            raise Busy("another push to HubSpot is under way")
        check_marts(run.warehouse)
        return run.do_step(name, lambda: _do(run, name))


def _do(run: HubspotRun, name: str) -> Counter[str]:
    with reporting_issues(run):
        check_portal(run)
        return STEPS[name](run)


def check_marts(warehouse: Warehouse) -> None:
    """Stop where marts were emptied: to push that would be to delete everything in HubSpot.

    :raises Busy: then
    """
    if warehouse.rows("hubspot/select_marts_emptied")[0]["is_emptied"]:
        raise Busy("marts were emptied; the next load makes them anew")


@dataclass(frozen=True)
class Change:
    """One line of what a push would do."""

    kind: str
    action: str
    changes: int
    requests: int


def plan(warehouse: Warehouse, *, with_refused: bool = False) -> list[Change]:
    """Return what a push would do now, from the warehouse alone: nothing is asked of HubSpot.

    :param with_refused: send what was refused lately, too
    """
    return [
        Change(one["kind"], one["action"], int(one["changes"]), int(one["requests"]))
        for one in warehouse.rows("hubspot/select_changes", with_refused=with_refused)
    ]


_IN_WORDS = {
    "held_back": "held back: a user, deleted, secondary or excluded in HubSpot",
    "deferred": "put off: refused lately",
    "wait_for_contact": "wait for their contact",
    "acknowledge": "nothing to write",
    "nothing": "cancelled already",
    "forget": "gone on both sides",
}
_WITHOUT_REQUESTS = frozenset({"held_back", "deferred", "acknowledge", "nothing", "forget"})


def plan_lines(changes: list[Change]) -> list[str]:
    """Return the plan as a table: kind, what would be done, how many, requests at the least."""
    if not changes:
        return ["nothing differs from what HubSpot acknowledged"]
    rows = [("kind", "change", "count", "requests")]
    for one in changes:
        requests = 0 if one.action in _WITHOUT_REQUESTS else one.requests
        rows.append(
            (one.kind, _IN_WORDS.get(one.action, one.action), str(one.changes), str(requests))
        )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def has_work(changes: list[Change]) -> bool:
    """Tell whether there is anything to do but to wait."""
    return any(one.action not in ("held_back", "deferred") for one in changes)


def begin_push(run: Run, dag_id: str, run_type: str) -> None:
    """Record that a push began, and close refusals that concern nobody any more."""
    run.begin(dag_id, run_type)
    run.warehouse.execute("hubspot/clear_obsolete_refusals", run_id=run.run_id)


def finish_push(run: Run) -> Report:
    """End a push in `sync.runs`, and return its report."""
    steps = run.warehouse.rows("sync/select_run_steps", run_id=run.run_id)
    wrong = [
        f"{one['step']}: {one['message'] or 'was stopped before its end'}"
        for one in steps
        if one["state"] != "done"
    ]
    missing = [name for name in STEPS if name not in {one["step"] for one in steps}]
    if missing:
        wrong.append(f"not done: {', '.join(missing)}")
    counts: Counter[str] = Counter()
    for one in steps:
        counts.update({name: int(value) for name, value in one["counts"].items()})
    asked = run.warehouse.rows("hubspot/select_requests", run_id=run.run_id)
    counts["requests"] = sum(int(one["requests"]) for one in asked)
    counts["requests_to_set_up"] = sum(
        int(one["requests"]) for one in asked if one["kind"] in SET_UP_KINDS
    )
    refused = {name: value for name, value in counts.items() if name.endswith("_refused") and value}
    message = "; ".join(
        wrong or ["HubSpot is up to date", *(f"{n} {what}" for what, n in refused.items())]
    )
    run.end("failed" if wrong else "success", message, counts)
    return Report(not wrong, message, dict(counts), summary_lines(counts))


def summary_lines(counts: Counter[str]) -> list[str]:
    """Return what a push did, in words and numbers."""
    return [
        *(
            f"HubSpot {name.replace('_', ' ')}: {value}"
            for name, value in counts.items()
            if value and not name.startswith("requests")
        ),
        f"HubSpot requests: {counts['requests']} (least possible: {counts[LEAST]}, and "
        f"{counts['requests_to_set_up']} to set up)",
    ]


def push_lines(warehouse: Warehouse, since: datetime) -> list[str]:
    """Return what all pushes did since a moment, in words and numbers."""
    counts: Counter[str] = Counter()
    for one in warehouse.rows("hubspot/select_push_counts", since=since):
        counts.update({name: int(value) for name, value in one["counts"].items()})
    return summary_lines(counts)


def push(run: HubspotRun, *, dag_id: str = "push") -> Report:
    """Run a whole push without Airflow, and return its report. What stops a step ends the push."""
    begin_push(run, dag_id, "function")
    for name in STEPS:
        try:
            push_step(run, name)
        except HubspotError as error:
            log.warning("%s: %s", name, error)  # recorded in sync.run_steps
            break
        except Busy as error:
            run.record_step(name, "failed", message=str(error))
            break
    return finish_push(run)
