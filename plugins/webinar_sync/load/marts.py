"""Computes marts of what landed, and commits them with the ledger and the watermarks.

One lock, one transaction. The lock is taken before anything is read, so loads follow each other;
frames are read as of one moment; the view `sync.webinars_to_load` says what is to be computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.errors import safe_text
from webinar_sync.load.compute import compute_marts
from webinar_sync.load.conservation import check_written_ledger
from webinar_sync.load.inputs import read_inputs
from webinar_sync.load.merge import merge_staged
from webinar_sync.load.staging import drop_staged, stage
from webinar_sync.runs.run import StepFailedError
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.load.inputs import LoadInputs
    from webinar_sync.runs.run import Run
    from webinar_sync.transform.pipeline import UncomputableWebinar

_REMEMBER = ("zoom/update_announced_keys", "zoom/insert_occurrences")
"""The queries that remember the keys of occurrences."""
_MARK_LOADED = (
    "zoom/update_loaded_readings",
    "zoom/update_loaded_sessions",
    "registration/update_loaded_results",
)
"""The queries that mark what was read as loaded."""


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
        run.open_issue(
            "load",
            "marts",
            "load_failed",
            message=f"Marts could not be computed, and stay as they were: {safe_text(error)}.",
            remedy="Clear the task load_marts, or wait for the next run: nothing is asked of Zoom "
            "again. If it fails again, report it to webinar-sync with this message.",
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
    """Compute everything that changed, and return counts of rows written by table.

    A webinar that cannot be computed stays as it was, with an issue in sync.errors; all others are
    loaded.

    :param account_id: the account that the run read before; its extraction ends with this load
    :raises ConservationError: nothing is committed then
    """
    warehouse, run_id = run.warehouse, run.run_id
    with warehouse.transaction() as transaction:
        transaction.execute(query("sync/lock_load"))
        fingerprint = warehouse.rows("settings/select_fingerprint")[0]["fingerprint"]
        warehouse.execute("sync/reset_loaded_settings", fingerprint=fingerprint)
        with warehouse.snapshot() as snapshot:
            inputs = read_inputs(snapshot)
        counts: dict[str, int] = {"webinars_computed": 0, "webinars_not_computed": 0}
        stage(warehouse, {"address_statuses": inputs.address_statuses})
        if len(inputs.transform_inputs.webinars):
            counts = _load_webinars(run, transaction, inputs, account_id)
        else:
            stage(warehouse, {"accounts": inputs.accounts})
        for name in ("sync/delete_loaded_address_statuses", "sync/upsert_loaded_address_statuses"):
            transaction.execute(query(name))
        transaction.execute(query("sync/upsert_watermarks"), {"run_id": run_id})
        transaction.execute(
            query("zoom/end_extractions"), {"run_id": run_id, "account_id": account_id}
        )
        drop_staged(transaction)
        transaction.execute(query("sync/update_loaded_settings"), {"fingerprint": fingerprint})
    return counts


def _load_webinars(
    run: Run, transaction: Connection, inputs: LoadInputs, account_id: str | None
) -> dict[str, int]:
    """Compute the webinars that were read, and merge them; return counts of rows by table."""
    computed = compute_marts(run, inputs)
    counts = merge_staged(transaction, run.run_id)
    check_written_ledger(transaction, computed.inputs, computed.outputs)
    transaction.execute(query("sync/upsert_webinar_errors"), {"run_id": run.run_id})
    for webinar in computed.uncomputable:
        _report_uncomputable(run, transaction, webinar)
    for name in (*_REMEMBER, *_MARK_LOADED):
        transaction.execute(query(name), {"run_id": run.run_id})
    missing = [webinar for webinar in computed.uncomputable if account_id in (None, webinar.key[0])]
    return {
        "webinars_computed": len(computed.inputs.transform_inputs.webinars),
        "webinars_not_computed": len(missing),
        **counts,
    }


def _report_uncomputable(run: Run, transaction: Connection, webinar: UncomputableWebinar) -> None:
    """Open an issue of a webinar that stays as it was; a load that computes it closes it."""
    account_id, webinar_id = webinar.key
    run.open_issue(
        "webinar",
        f"{account_id} {webinar_id}",
        "not_computed",
        message=f"The webinar {webinar_id} cannot be computed, so what marts hold of it stays "
        f"as it was: {safe_text(webinar.error)}.",
        remedy="This is a fault of webinar-sync: report it with this message. Each run tries "
        "again; other webinars are not held up.",
        transaction=transaction,
    )
    transaction.execute(
        query("zoom/reset_loaded_readings"), {"account_id": account_id, "webinar_id": webinar_id}
    )
