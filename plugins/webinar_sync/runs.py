"""What a run did and what the warehouse holds, in numbers and in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.window import Window


class RunFailedError(Exception):
    """An account of the run failed, or the ledger does not account for everything."""


@dataclass(frozen=True)
class Report:
    """A run's end: whether all went well, what to say, and the warehouse in numbers."""

    success: bool
    message: str
    counts: dict[str, Any]
    lines: list[str]


def start_run(
    warehouse: Warehouse, run_id: str, *, dag_id: str, run_type: str, window: Window
) -> None:
    """Note in sync.runs that a run started, and end those that died and will never say so."""
    warehouse.execute("sync/end_dead_runs", run_id=run_id)
    warehouse.execute(
        "sync/insert_run",
        run_id=run_id,
        dag_id=dag_id,
        run_type=run_type,
        window_from=window.since,
        window_to=window.until,
    )


def begin_run(warehouse: Warehouse, run_id: str, dag_id: str, run_type: str) -> None:
    """Note that a run without a window began: a push, a reconciliation, registrations."""
    warehouse.execute("sync/end_dead_runs", run_id=run_id)
    warehouse.execute(
        "sync/insert_run",
        run_id=run_id,
        dag_id=dag_id,
        run_type=run_type,
        window_from=None,
        window_to=None,
    )


def end_run(
    warehouse: Warehouse, run_id: str, state: str, message: str, counts: dict[str, int]
) -> None:
    """Note how such a run ended."""
    warehouse.execute(
        "sync/update_run_ended",
        run_id=run_id,
        state=state,
        message=message,
        counts=json.dumps(counts),
    )


def note_account(
    warehouse: Warehouse,
    run_id: str,
    account_id: str,
    label: str,
    state: str,
    *,
    message: str | None = None,
    counts: dict[str, int] | None = None,
) -> None:
    """Note how far a run got in an account: running, done, skipped or failed."""
    warehouse.execute(
        "sync/upsert_account_run",
        run_id=run_id,
        account_id=account_id,
        label=label,
        state=state,
        message=message,
        counts=json.dumps(counts or {}),
    )


def note_error(
    warehouse: Warehouse,
    run_id: str,
    about: tuple[str, str, str],
    message: str,
    remedy: str,
) -> None:
    """Say in sync.errors what went wrong.

    :param about: kind and key of the object, and the code
    """
    object_kind, object_key, code = about
    warehouse.execute(
        "sync/upsert_error",
        object_kind=object_kind,
        object_key=object_key,
        code=code,
        message=message,
        remedy=remedy,
        run_id=run_id,
    )


def clear_errors(
    warehouse: Warehouse, run_id: str, object_kind: str, object_key: str, codes: Iterable[str]
) -> None:
    """Note in sync.errors that something is mended."""
    warehouse.execute(
        "sync/clear_errors",
        object_kind=object_kind,
        object_key=object_key,
        codes=list(codes),
        run_id=run_id,
    )


def finish_run(warehouse: Warehouse, run_id: str, expected_accounts: int) -> Report:
    """Write sync.runs, and return the report."""
    accounts = warehouse.rows("sync/select_account_runs", run_id=run_id)
    wrong = [
        f"{one['label']}: {one['message'] or 'was stopped before its end'}"
        for one in accounts
        if one["state"] not in ("done", "skipped")
    ]
    if len(accounts) < expected_accounts:
        wrong.append(f"{expected_accounts - len(accounts)} accounts were not begun")
    conserved, conservation = conservation_line(warehouse)
    if not conserved:
        wrong.append(conservation)
    totals = warehouse.rows("sync/select_totals")[0]
    counts: dict[str, Any] = {
        **{name: int(value) for name, value in totals.items()},
        "accounts": {one["label"]: one["counts"] for one in accounts},
    }
    message = "; ".join(wrong or ["all accounts are done", *_events(accounts)])
    warehouse.execute(
        "sync/update_run_ended",
        run_id=run_id,
        state="failed" if wrong else "success",
        message=message,
        counts=json.dumps(counts),
    )
    lines = [
        *_account_lines(accounts),
        *_total_lines(totals),
        *_outcome_lines(warehouse),
        conservation,
    ]
    return Report(not wrong, message, counts, lines)


_EVENTS = {
    "sessions_late": "entered the history late",
    "sessions_restarted": "restarted",
    "sessions_landed": "read, and may still change",
    "sessions_settled": "settled",
    "sessions_put_off": "put off",
    "sessions_gone": "too old for Zoom",
    "dates_moved": "moved",
    "dates_deleted": "deleted",
    "webinars_gone": "deleted or expired",
    "resources_refused": "refused",
    "webinars_not_computed": "not computed",
}
"""What a run may have met, besides the ordinary, by the names of its counts."""


def _events(accounts: list[dict[str, Any]]) -> list[str]:
    """Say in words what a run met in each account."""
    lines = []
    for one in accounts:
        met = [
            f"{one['counts'][name]} {name.split('_')[0]} {words}"
            for name, words in _EVENTS.items()
            if one["counts"].get(name)
        ]
        if met:
            lines.append(f"{one['label']}: {', '.join(met)}")
    return lines


def _account_lines(accounts: list[dict[str, Any]]) -> list[str]:
    lines = []
    for one in accounts:
        numbers = ", ".join(f"{name} {value}" for name, value in one["counts"].items() if value)
        lines.append(f"account {one['label']}: {one['state']} ({numbers or 'nothing new'})")
    return lines


def summary_lines(warehouse: Warehouse) -> list[str]:
    """Return the warehouse in numbers: totals, outcomes by code, and the conservation line."""
    totals = warehouse.rows("sync/select_totals")[0]
    return [
        *_total_lines(totals),
        *_outcome_lines(warehouse),
        conservation_line(warehouse)[1],
    ]


def _total_lines(totals: dict[str, Any]) -> list[str]:
    return [f"{name.replace('_', ' ')}: {value}" for name, value in totals.items()]


def _outcome_lines(warehouse: Warehouse) -> list[str]:
    lines = []
    for one in warehouse.rows("sync/select_outcome_counts"):
        parts = ", ".join(
            f"{one[name]} {name}"
            for name in ("registrations", "attendances", "connections", "webinars")
            if one[name]
        )
        lines.append(f"outcome {one['code']}: {parts}")
    return lines


def conservation_line(warehouse: Warehouse) -> tuple[bool, str]:
    """Return whether the ledger accounts for everything loaded, and the line that says so."""
    found = warehouse.rows("sync/select_conservation")[0]
    whole = (
        found["accounted"] + found["rejected"] == found["connections"]
        and found["registrations"] == found["registrations_accounted"]
    )
    waiting = found["webinars_waiting"]
    return whole, (
        f"conservation: {'ok' if whole else 'broken'} ({found['accounted']} connections accounted "
        f"for + {found['rejected']} rejected = {found['connections']} in zoom; "
        f"{found['registrations_accounted']} of {found['registrations']} registrations"
        f"{f'; {waiting} webinars wait' if waiting else ''})"
    )
