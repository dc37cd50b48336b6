"""What a push would do now, from the warehouse alone: no request is sent to HubSpot."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.gate.state import NOTHING, Wishes, refresh
from webinar_sync.hubspot.gate.words import gate_lines
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from webinar_sync.warehouse.engine import Warehouse

ACTION_TEXTS = {
    "held_back": "held back: a user, deleted, secondary or excluded in HubSpot",
    "deferred": "deferred: refused lately",
    "beside_native": "not made: HubSpot's own Zoom app has one",
    "wait_for_contact": "wait for their contact",
    "acknowledge": "nothing to write",
    "nothing": "cancelled already",
    "forget": "gone on both sides",
    "gate": "wait: see below",
    "history": "not sent: ended before push_since",
    "look_up": "look up: nothing done since push_since",
    "read": "read the members: another warehouse may have changed them",
}
"""How the plan shows actions whose names do not speak for themselves."""
_WAITING = frozenset({"held_back", "deferred", "gate", "history", "beside_native"})
_WITHOUT_REQUESTS = _WAITING | {"acknowledge", "nothing", "forget"}
_DRY_RUN = "dry run"
MOST_MS_OF_CHANGES = 5_000
"""So long may be counted what a push has still to do: who waits for the answer is the push."""


@dataclass(frozen=True)
class Change:
    """How many objects of a kind a push would treat alike, and in how many requests."""

    kind: str
    action: str
    changes: int
    requests: int

    @property
    def sends(self) -> bool:
        """Whether it takes a request to HubSpot."""
        return self.action not in _WITHOUT_REQUESTS


@dataclass(frozen=True)
class Plan:
    """What a push would do now, and what waits and why.

    - held: a row for each kind, action and reason: `object_kind`, `action`, `reason`, `words`,
      `things` (how many), `next_at`
    - history: what ended before push_since and is not sent: `day`, `events`, `completed`,
      `no_shows`, `contacts`
    - brakes: what is so much that it waits: `object_kind`, `action`, `waiting`, `removed`, `held`
    """

    changes: list[Change]
    held: list[dict[str, Any]]
    history: dict[str, Any]
    brakes: list[dict[str, Any]]

    @property
    def waits(self) -> list[str]:
        """A sentence for each group of what waits, and for history."""
        return gate_lines(self.held, self.history)


def plan(warehouse: Warehouse, *, with_refused: bool = False) -> list[Change]:
    """Return what a push would do now.

    :param with_refused: also send what was refused lately
    """
    return make_plan(warehouse, with_refused=with_refused).changes


def make_plan(
    warehouse: Warehouse,
    *,
    with_refused: bool = False,
    wishes: Wishes = NOTHING,
    is_patient: bool = True,
) -> Plan:
    """Find out what a push would do now, and what would wait. Nothing is changed.

    :param with_refused: also send what was refused lately
    :param wishes: what the push would be asked for
    :param is_patient: wait for a push that is under way; else fail after some seconds
    :raises WarehouseBusyError: if it is not patient, and somebody writes what the gate holds
    """
    with warehouse.transaction() as transaction:
        if not is_patient:
            transaction.execute(query("locks/limit_waiting"))
        transaction.execute(query("hubspot/insert_connected"), {"run_id": _DRY_RUN})
        refresh(transaction, wishes, _DRY_RUN)
        push_plan = _read(transaction, with_refused=with_refused)
        transaction.rollback()
    return push_plan


def read_plan(
    warehouse: Warehouse, *, with_refused: bool = False, most_ms: int | None = None
) -> Plan:
    """Find out what a push would do now, with the gate as the last push found it.

    Nothing is written, and nobody is waited for.

    :param with_refused: also send what was refused lately
    :param most_ms: how many milliseconds it may take; None: as many as it needs
    :raises WarehouseUnavailableError: if it takes longer
    """
    deadline = _deadline(most_ms)
    with warehouse.transaction() as transaction:
        return _read(transaction, with_refused=with_refused, deadline=deadline)


def _deadline(most_ms: int | None) -> float | None:
    return None if most_ms is None else time.monotonic() + most_ms / 1000


def _hurry(transaction: Connection, deadline: float | None) -> None:
    """Let the next statement end by a moment; None: whenever it does."""
    if deadline is not None:
        left_ms = max(1, round((deadline - time.monotonic()) * 1000))
        transaction.execute(query("locks/only_read"), {"most_ms": left_ms})


def _read(transaction: Connection, *, with_refused: bool, deadline: float | None = None) -> Plan:
    def rows(name: str, **parameters: object) -> list[dict[str, Any]]:
        _hurry(transaction, deadline)
        return [dict(row) for row in transaction.execute(query(name), parameters).mappings()]

    held = rows("hubspot/select_gate_counts")
    (history,) = rows("hubspot/select_history")
    brakes = rows("hubspot/select_brakes")
    _hurry(transaction, deadline)
    changes = _read_changes(transaction, with_refused=with_refused)
    return Plan(changes, held, history, brakes)


def read_changes(
    warehouse: Warehouse, *, with_refused: bool, most_ms: int | None = None
) -> list[Change]:
    """Return what a push that is under way has still to do: the gate stays as it began.

    :param with_refused: also send what was refused lately
    :param most_ms: how many milliseconds it may take; None: as many as it needs
    :raises WarehouseUnavailableError: if it takes longer
    """
    deadline = _deadline(most_ms)
    with warehouse.transaction() as transaction:
        _hurry(transaction, deadline)
        return _read_changes(transaction, with_refused=with_refused)


def _read_changes(transaction: Connection, *, with_refused: bool) -> list[Change]:
    changes = transaction.execute(
        query("hubspot/select_changes"), {"with_refused": with_refused}
    ).mappings()
    return [
        Change(row["kind"], row["action"], int(row["changes"]), int(row["requests"]))
        for row in changes
    ]


def plan_lines(changes: Iterable[Change]) -> list[str]:
    """Return the plan as a table: kind, what would be done, how many, requests at the least."""
    rows = [_cells(change) for change in changes]
    if not rows:
        return ["nothing differs from what HubSpot acknowledged"]
    rows.insert(0, ("kind", "change", "count", "requests"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _cells(change: Change) -> tuple[str, str, str, str]:
    requests = change.requests if change.sends else 0
    text = ACTION_TEXTS.get(change.action, change.action)
    return change.kind, text, str(change.changes), str(requests)


def has_work(changes: Iterable[Change]) -> bool:
    """Tell whether there is anything to do but to wait."""
    return any(change.action not in _WAITING for change in changes)


def has_requests(changes: Iterable[Change]) -> bool:
    """Tell whether HubSpot is to be sent anything."""
    return any(change.sends for change in changes)
