"""Computes marts of what landed, and commits them with the ledger and the watermarks.

The queue (`load/queue.py`) says what is to be computed. It is loaded in portions, each of them one
transaction under one lock that is taken before anything is read, so loads follow each other; frames
are read as of one moment. The last portion moves the watermarks.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from webinar_sync.errors import safe_text
from webinar_sync.load.compute import compute_marts
from webinar_sync.load.conservation import check_written_ledger
from webinar_sync.load.contacts import load_contacts
from webinar_sync.load.inputs import read_inputs
from webinar_sync.load.merge import merge_staged
from webinar_sync.load.queue import QueueStart, begin_queue, choose_portion, end_queue
from webinar_sync.load.staging import Staging, begin_staging
from webinar_sync.runs.run import StepFailedError
from webinar_sync.transform.frames import WEBINAR
from webinar_sync.warehouse.locks import lock_load
from webinar_sync.warehouse.marts import ANSWERS
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from sqlalchemy import Connection

    from webinar_sync.runs.run import Run
    from webinar_sync.transform.pipeline import UncomputableWebinar

_AFTER_MERGE = (
    "sync/upsert_webinar_errors",
    "sync/clear_incomplete_errors",
    "sync/upsert_loaded_webinars",
    "sync/delete_loaded_outcomes",
    "sync/upsert_loaded_outcomes",
    "zoom/update_announced_keys",
    "zoom/insert_occurrences",
    "zoom/update_session_places",
    "sync/delete_marks",
    "sync/insert_due_marks",
    "hubspot/mark_loaded_people",
)
"""The statements on staged rows that follow the merge, in the same transaction."""


_LOAD_REMEDY = (
    "Clear the task load_marts, or wait for the next run: nothing is asked of Zoom again. If it "
    "fails again, report it to webinar-sync with this message."
)


class PartlyLoadedError(StepFailedError):
    """Some webinars could not be computed; all others are committed. `counts`: of the load."""

    def __init__(self, message: str, counts: dict[str, int]) -> None:
        super().__init__(message)
        self.counts = counts


def load_account(run: Run, account_id: str, label: str) -> dict[str, int]:
    """Compute and commit marts, as the step `load` of a run for an account; return counts.

    :raises StepFailedError: if nothing was committed, or some webinars could not be computed
    """
    try:
        return run.do_step(
            "load",
            lambda: _check_all_computed(run, load(run, account_id)),
            account_id=account_id,
            label=label,
        )
    except PartlyLoadedError:
        raise
    except Exception as error:
        error.add_note(_LOAD_REMEDY)
        run.open_issue(
            "load",
            "marts",
            "load_failed",
            message=f"Marts could not be computed, and stay as they were: {safe_text(error)}.",
            remedy=_LOAD_REMEDY,
        )
        raise


def _check_all_computed(run: Run, counts: dict[str, int]) -> dict[str, int]:
    """Close the issue of a load that failed; return the counts unless webinars are missing."""
    run.close_issues("load", "marts", ["load_failed"])
    missing = counts["webinars_not_computed"]
    if missing:
        raise PartlyLoadedError(
            f"{missing} webinars cannot be computed and stay as they were; all others are done. "
            "sync.errors says which, and why",
            counts,
        )
    return counts


def load(run: Run, account_id: str | None = None) -> dict[str, int]:
    """Compute everything that is marked, and return counts of rows written by table.

    A webinar that cannot be computed stays as it was, with an issue in sync.errors; all others are
    loaded. What is marked meanwhile is left to the next load.

    :param account_id: the account that the run read before; its extraction ends with this load
    :raises ConservationError: nothing of the portion is committed then
    """
    counts = Counter(webinars_computed=0, webinars_not_computed=0)
    start: QueueStart | None = None
    is_done = False
    run.progress.begin("webinars")
    while not is_done:
        with _locked(run) as transaction:
            start = start or begin_queue(run.warehouse)
            staging = begin_staging(run.warehouse)
            portion = choose_portion(run.warehouse, staging, start)
            run.progress.set_left(portion.webinars + portion.webinars_left)
            if portion.webinars:
                counts.update(_load_portion(run, transaction, staging, account_id))
            run.progress.add(portion.webinars)
            is_done = portion.is_last
            if is_done:
                end_queue(transaction, run.run_id, start, account_id)
            staging.drop(transaction)
        if is_done and start.concerns_contacts:
            counts.update(load_contacts(run, start))
    return dict(counts)


@contextmanager
def _locked(run: Run) -> Iterator[Connection]:
    """Open a transaction in which no other load is under way."""
    with run.warehouse.transaction() as transaction:
        with run.progress.waiting_for("another load"):
            lock_load(transaction)
        yield transaction


def _load_portion(
    run: Run, transaction: Connection, staging: Staging, account_id: str | None
) -> Counter[str]:
    """Compute the webinars of a portion, and merge them; return counts of rows by table."""
    with run.warehouse.snapshot(staging.text_of) as snapshot:
        inputs = read_inputs(snapshot)
    if not len(inputs.transform_inputs.webinars):  # since they were chosen, all came to wait
        return Counter()
    computed = compute_marts(run, staging, inputs)
    counts = merge_staged(transaction, staging, run.run_id)
    check_written_ledger(transaction, staging, computed.inputs, computed.outputs)
    for name in ANSWERS:
        merged = staging.execute(transaction, f"marts/merge_{name}", run_id=run.run_id)
        counts[name] = merged.scalar_one()
    for name in _AFTER_MERGE:
        staging.execute(transaction, name, run_id=run.run_id)
    for webinar in computed.uncomputable:
        _report_uncomputable(run, transaction, webinar)
    _report_incomplete(run, transaction, computed.inputs.missing)
    missing = [webinar for webinar in computed.uncomputable if account_id in (None, webinar.key[0])]
    return Counter(
        webinars_computed=len(computed.inputs.transform_inputs.webinars),
        webinars_not_computed=len(missing),
        **counts,
    )


_PARTS = {
    "detail": "its detail",
    "type": "its type",
    "events_flag": "whether it belongs to Zoom Events",
    "panelists": "its panelists",
    "registrants": "its registrants",
}
"""What a webinar may be loaded without, in words."""


def _report_incomplete(run: Run, transaction: Connection, missing: pd.DataFrame) -> None:
    """Open an issue of each webinar that was loaded without something that Zoom refuses."""
    for (account_id, webinar_id), rows in missing.groupby(WEBINAR):
        parts = ", ".join(_PARTS[name] for name in sorted(rows["missing"]))
        run.open_issue(
            "webinar",
            f"{account_id} {webinar_id}",
            "incomplete",
            message=f"Zoom has refused for more than a day to say something about the webinar "
            f"{webinar_id} ({parts}), so it is loaded without: panelists may count as attendees, "
            "and registrations may be missing.",
            transaction=transaction,
        )


def _report_uncomputable(run: Run, transaction: Connection, webinar: UncomputableWebinar) -> None:
    """Open an issue of a webinar that stays as it was; a load that computes it closes it."""
    account_id, webinar_id = webinar.key
    run.open_issue(
        "webinar",
        f"{account_id} {webinar_id}",
        "not_computed",
        message=f"The webinar {webinar_id} cannot be computed, so what marts hold of it stays "
        f"as it was: {safe_text(webinar.error)}.",
        transaction=transaction,
    )
    transaction.execute(
        query("sync/insert_mark"),
        {"account_id": account_id, "webinar_id": webinar_id, "reason": "not_computed"},
    )
