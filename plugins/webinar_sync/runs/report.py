"""Reports what a run did and what the warehouse holds, in numbers and in sentences."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import NeedsAttention, Unavailable, WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)

MOST_REMEDIES = 5
"""In a log: all of them are in sync.errors."""


class RunFailedError(NeedsAttention):
    """A step of the run failed, or the ledger does not account for everything that was loaded."""


@dataclass(frozen=True)
class Report:
    """How a run ended: success, one sentence for it, and the warehouse in numbers and in lines."""

    success: bool
    message: str
    counts: dict[str, Any]
    lines: list[str]
    remedies: list[str] = field(default_factory=list)
    """What is wrong, and what to do about it, of each error that the run opened or met again."""

    def raise_if_failed(self) -> None:
        """Raise an error that says why the run failed, unless it did not.

        :raises RunFailedError: with the remedies as its notes
        """
        if self.success:
            return
        error = RunFailedError(self.message)
        for remedy in self.remedies:
            error.add_note(remedy)
        raise error


@contextmanager
def collecting_failure(step: str, problems: list[str]) -> Iterator[None]:
    """Let a run go on after a step that failed, and keep in words what was wrong.

    Not if another try may help.
    """
    try:
        yield
    except Unavailable:
        raise
    except WebinarSyncError as error:
        log.error("%s", error)
        problems.append(f"{step}: {error}")


def finish_sync(
    run: Run,
    expected_accounts: int,
    not_begun: str | None = None,
    *,
    other_problems: Iterable[str] = (),
) -> Report:
    """Record the end of a sync in `sync.runs`, and return its report.

    :param expected_accounts: how many Zoom accounts the run was to read
    :param not_begun: why no account was read at all, if that is known
    :param other_problems: what was wrong with steps that are about no account
    """
    accounts = run.warehouse.rows("sync/select_run_accounts", run_id=run.run_id)
    problems = [
        f"{account['label']}: {account['message'] or 'was stopped before its end'}"
        for account in accounts
        if account["state"] not in ("done", "skipped")
    ]
    if len(accounts) < expected_accounts:
        problems.append(
            not_begun or f"{expected_accounts - len(accounts)} accounts were not started"
        )
    problems += other_problems
    failures = run.warehouse.rows("sync/select_reported_failures", run_id=run.run_id)
    problems += [failure["message"].removesuffix(".") for failure in failures]
    is_conserved, conservation = _check_conservation(run.warehouse, run.run_id)
    if not is_conserved:
        problems.append(conservation)
    totals = run.warehouse.rows("sync/select_totals")[0]
    counts: dict[str, Any] = {
        **{name: int(value) for name, value in totals.items()},
        "accounts": {account["label"]: account["counts"] for account in accounts},
    }
    message = "; ".join(problems or ["all accounts are done", *_remarkable_lines(accounts)])
    run.end("failed" if problems else "success", message, counts)
    lines = [
        *_account_lines(accounts),
        *_requests_left_lines(run),
        *_total_lines(totals),
        *_outcome_lines(run.warehouse),
        conservation,
    ]
    return Report(not problems, message, counts, lines, read_remedies(run))


def read_remedies(run: Run) -> list[str]:
    """Return in words what a run found wrong, and what to do about it."""
    rows = run.warehouse.rows("sync/select_run_remedies", run_id=run.run_id, most=MOST_REMEDIES)
    return [f"{row['message']}\n{row['remedy']}" for row in rows]


_REMARKABLE = {
    "sessions_late": "entered the history late",
    "sessions_restarted": "restarted",
    "sessions_landed": "read, and may still change",
    "sessions_settled": "settled",
    "sessions_deferred": "deferred",
    "sessions_gone": "too old for Zoom",
    "sessions_frozen": "frozen, so not read again",
    "dates_moved": "moved",
    "dates_deleted": "deleted",
    "webinars_gone": "deleted or expired",
    "resources_refused": "refused",
    "webinars_not_computed": "not computed",
}
"""What a run's message mentions if it happened, by the name of its count."""


def _remarkable_lines(accounts: list[dict[str, Any]]) -> list[str]:
    """Return a line for each account in which something remarkable happened."""
    lines = []
    for account in accounts:
        parts = [
            f"{account['counts'][name]} {name.split('_')[0]} {text}"
            for name, text in _REMARKABLE.items()
            if account["counts"].get(name)
        ]
        if parts:
            lines.append(f"{account['label']}: {', '.join(parts)}")
    return lines


def _account_lines(accounts: list[dict[str, Any]]) -> list[str]:
    lines = []
    for account in accounts:
        numbers = ", ".join(f"{name} {value}" for name, value in account["counts"].items() if value)
        lines.append(f"account {account['label']}: {account['state']} ({numbers or 'nothing new'})")
    return lines


def _requests_left_lines(run: Run) -> list[str]:
    return [
        f"requests left to account {row['account']} on {row['left_read_at']:%Y-%m-%d at %H:%M} "
        f"UTC: {row['left_today']} {row['label']}"
        for row in run.warehouse.rows("sync/select_requests_left", run_id=run.run_id)
    ]


def summary_lines(warehouse: Warehouse) -> list[str]:
    """Return the warehouse in numbers: totals, outcomes by code, and the conservation line."""
    totals = warehouse.rows("sync/select_totals")[0]
    return [
        *_total_lines(totals),
        *_outcome_lines(warehouse),
        _check_conservation(warehouse)[1],
    ]


def _total_lines(totals: dict[str, Any]) -> list[str]:
    return [f"{name.replace('_', ' ')}: {value}" for name, value in totals.items()]


def _outcome_lines(warehouse: Warehouse) -> list[str]:
    lines = []
    for row in warehouse.rows("sync/select_outcome_counts"):
        parts = ", ".join(
            f"{row[name]} {name}"
            for name in ("registrations", "attendances", "connections", "webinars")
            if row[name]
        )
        lines.append(f"outcome {row['code']}: {parts}")
    return lines


def _check_conservation(warehouse: Warehouse, run_id: str | None = None) -> tuple[bool, str]:
    """Return whether the ledger accounts for everything loaded, and the line that says so.

    :param run_id: count what this run loaded, and take the rest as it was counted; None: count all
    """
    sums = warehouse.rows("sync/select_conservation", run_id=run_id)[0]
    is_conserved = not sums["webinars_broken"] and not sums["webinars_lost"]
    waiting = sums["webinars_waiting"]
    return is_conserved, (
        f"conservation: {'ok' if is_conserved else 'broken'} ({sums['accounted']} connections "
        f"accounted for + {sums['rejected']} rejected = {sums['connections']} in zoom; "
        f"{sums['registrations_accounted']} of {sums['registrations']} registrations"
        f"{f'; {waiting} webinars wait' if waiting else ''})"
    )
