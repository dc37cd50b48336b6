"""Asks the gate: as a push begins, and again right before each request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webinar_sync.hubspot.gate.state import (
    MARKETING_EVENT,
    NOTHING,
    REMOVALS,
    Wishes,
    refresh,
    refresh_brakes,
    removals_of,
)
from webinar_sync.hubspot.gate.words import brake_message
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.portal import portal_answer
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun
    from webinar_sync.runs.run import Run

BRAKE_KIND = f"{OBJECT_KIND} brake"
"""Of issues about removals that wait; their key is the kind and what is to be done."""
BRAKE = "brake"

log = logging.getLogger(__name__)


def begin(run: Run, wishes: Wishes = NOTHING) -> None:
    """Remember what the form asks for and what waits since when; report what the brake holds."""
    for name in ("delete_old_removals", "delete_old_allowances", "delete_released_webinars"):
        run.warehouse.execute(f"hubspot/{name}")
    with run.warehouse.transaction() as transaction:
        refresh(transaction, wishes, run.run_id)
        removals = removals_of(transaction)
    rows = run.warehouse.rows("hubspot/select_brakes")
    brakes = {(row["object_kind"], row["action"]): row for row in rows}
    for kind, action in removals:
        if (kind, action) in brakes:
            run.open_issue(
                BRAKE_KIND, f"{kind} {action}", BRAKE, message=brake_message(brakes[kind, action])
            )
        else:
            run.close_issues(BRAKE_KIND, f"{kind} {action}", [BRAKE])


def pass_events(run: HubspotRun, action: str, rows: Sequence[Row]) -> list[Row]:
    """Return those events to which one thing may be done now.

    :param action: create, complete, cancel or delete
    """
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/refresh_held_events"))
        if (MARKETING_EVENT, action) in REMOVALS:
            refresh_brakes(transaction, [MARKETING_EVENT])
    return _passing(
        run,
        rows,
        "hubspot/select_events_that_may",
        action=action,
        webinar_ids=[row["webinar_id"] for row in rows],
        object_keys=_keys(rows),
    )


def pass_new_contacts(run: HubspotRun, rows: Sequence[Row]) -> list[Row]:
    """Return those contacts that may be created now."""
    run.warehouse.execute("hubspot/refresh_held_events")
    emails = [row["email"] for row in rows]
    return _passing(run, rows, "hubspot/select_contacts_to_create", emails=emails)


def pass_list_members(run: HubspotRun, rows: Sequence[Row]) -> list[Row]:
    """Return those contacts that may be added to a list now."""
    if not rows:
        return []
    return _passing(run, rows, "hubspot/select_list_members_that_may", object_keys=_keys(rows))


def pass_withdrawals(run: HubspotRun, object_kind: str, rows: Sequence[Row]) -> list[Row]:
    """Return those contacts, participations, or members of a list that may be withdrawn now."""
    if not rows:
        return []
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/refresh_held_events"))
        refresh_brakes(transaction, [object_kind])
    return _passing(
        run,
        rows,
        "hubspot/select_withdrawals_that_may",
        object_kind=object_kind,
        emails=[row["email"] for row in rows],
        object_keys=_keys(rows),
    )


def count_removals(
    transaction: Connection, run: HubspotRun, object_kind: str, action: str, rows: Sequence[Row]
) -> None:
    """Record what was removed, for the brake, which adds up a day.

    :param transaction: in which it is recorded that they were removed
    """
    amount = sum(1 for row in rows if row["is_counted"])
    values = {"object_kind": object_kind, "action": action, "amount": amount}
    transaction.execute(query("hubspot/insert_removals"), {**values, "run_id": run.run_id})
    transaction.execute(
        query("hubspot/delete_allowed_removals"),
        {"object_kind": object_kind, "object_keys": _keys(rows)},
    )


def _passing(run: HubspotRun, rows: Sequence[Row], name: str, **parameters: object) -> list[Row]:
    """Return the rows that a statement selects by their `object_key`, each with `is_counted`."""
    if not portal_answer(run.warehouse).may_take_irrevocable:
        return []
    is_counted = {
        row["object_key"]: row["is_counted"] for row in run.warehouse.rows(name, **parameters)
    }
    passing = [
        {**row, "is_counted": is_counted[row["object_key"]]}
        for row in rows
        if row["object_key"] in is_counted
    ]
    if len(passing) < len(rows):
        log.info("The gate holds %s of %s rows back.", len(rows) - len(passing), len(rows))
    return passing


def _keys(rows: Sequence[Row]) -> list[str]:
    return [row["object_key"] for row in rows]
