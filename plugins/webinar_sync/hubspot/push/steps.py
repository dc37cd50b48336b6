"""The steps of a push, in their order, and what each says of itself; without Airflow."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.hubspot.account import check_portal
from webinar_sync.hubspot.endpoints import SET_UP_KINDS
from webinar_sync.hubspot.errors import HubspotError
from webinar_sync.hubspot.mirror import TO_SEND, refresh_mirror
from webinar_sync.hubspot.noting import noting_errors
from webinar_sync.hubspot.push.contacts import push_contacts
from webinar_sync.hubspot.push.custom_events import push_custom_events
from webinar_sync.hubspot.push.events import end_events, push_events
from webinar_sync.hubspot.push.participations import push_participations
from webinar_sync.hubspot.work import LEAST
from webinar_sync.runs import Report, begin_run, end_run, note_account
from webinar_sync.words import words_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.hubspot.work import Work
    from webinar_sync.warehouse.engine import Warehouse

PUSH_LOCK = "push_hubspot"

log = logging.getLogger(__name__)


class PushNotNowError(Exception):
    """Another push is under way, or marts are being made anew."""


def _read_mirror(work: Work) -> Counter[str]:
    return refresh_mirror(work, TO_SEND)


def _end_events(work: Work) -> Counter[str]:
    work.warehouse.execute("hubspot/clear_lost_events", run_id=work.run_id)
    return end_events(work)


STEPS: dict[str, Callable[[Work], Counter[str]]] = {
    "mirror": _read_mirror,
    "contacts": push_contacts,
    "events": push_events,
    "participations": push_participations,
    "endings": _end_events,
    "custom_events": push_custom_events,
}
"""Attendances come before endings: with its end, HubSpot makes no-shows of who is left."""


def run_step(work: Work, name: str) -> Counter[str]:
    """Do one step. What stops it is noted, in words, and raised again.

    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    :raises PushNotNowError: if another push is under way, or marts were emptied
    """
    with work.warehouse.session_lock(PUSH_LOCK) as is_free:
        if not is_free:
            raise PushNotNowError("another push to HubSpot is under way")
        check_marts(work.warehouse)
        note_account(work.warehouse, work.run_id, name, name, "running")
        try:
            with noting_errors(work):
                check_portal(work)
                counts = STEPS[name](work)
        except Exception as error:
            words = words_for(error)
            note_account(work.warehouse, work.run_id, name, name, "failed", message=words)
            raise
    note_account(work.warehouse, work.run_id, name, name, "done", counts=dict(counts))
    return counts


def check_marts(warehouse: Warehouse) -> None:
    """Stop where marts were emptied: to push that would be to delete everything in HubSpot.

    :raises PushNotNowError: then
    """
    if warehouse.rows("hubspot/select_marts_emptied")[0]["is_emptied"]:
        raise PushNotNowError("marts were emptied; the next load makes them anew")


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
    "put_off": "put off: refused lately",
    "wait_for_contact": "wait for their contact",
    "acknowledge": "nothing to write",
    "nothing": "cancelled already",
    "forget": "gone on both sides",
}
_WITHOUT_REQUESTS = frozenset({"held_back", "put_off", "acknowledge", "nothing", "forget"})


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
    return any(one.action not in ("held_back", "put_off") for one in changes)


def begin_push(warehouse: Warehouse, run_id: str, dag_id: str, run_type: str) -> None:
    """Note in sync.runs that a push began, and settle refusals that concern nobody any more."""
    begin_run(warehouse, run_id, dag_id, run_type)
    warehouse.execute("hubspot/clear_moot_refusals", run_id=run_id)


def finish_push(warehouse: Warehouse, run_id: str) -> Report:
    """Write sync.runs, and return the report."""
    steps = warehouse.rows("sync/select_account_runs", run_id=run_id)
    wrong = [
        f"{one['label']}: {one['message'] or 'was stopped before its end'}"
        for one in steps
        if one["state"] != "done"
    ]
    missing = [name for name in STEPS if name not in {one["account_id"] for one in steps}]
    if missing:
        wrong.append(f"not done: {', '.join(missing)}")
    counts: Counter[str] = Counter()
    for one in steps:
        counts.update({name: int(value) for name, value in one["counts"].items()})
    asked = warehouse.rows("hubspot/select_requests", run_id=run_id)
    counts["requests"] = sum(int(one["requests"]) for one in asked)
    counts["requests_to_set_up"] = sum(
        int(one["requests"]) for one in asked if one["kind"] in SET_UP_KINDS
    )
    refused = {name: value for name, value in counts.items() if name.endswith("_refused") and value}
    message = "; ".join(
        wrong or ["HubSpot is up to date", *(f"{n} {what}" for what, n in refused.items())]
    )
    end_run(warehouse, run_id, "failed" if wrong else "success", message, dict(counts))
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


def push(work: Work, *, dag_id: str = "push") -> Report:
    """Run a whole push without Airflow, and return its report. What stops a step ends the push."""
    begin_push(work.warehouse, work.run_id, dag_id, "function")
    for name in STEPS:
        try:
            run_step(work, name)
        except HubspotError as error:
            log.warning("%s: %s", name, error)  # noted in sync.account_runs
            break
        except PushNotNowError as error:
            note_account(work.warehouse, work.run_id, name, name, "failed", message=str(error))
            break
    return finish_push(work.warehouse, work.run_id)
