"""Computes marts of what landed, and commits them with the ledger and the watermarks.

One lock, one transaction. The lock is taken before anything is read, so loads follow each other;
frames are read as of one moment; what is to be computed says the view `sync.webinars_to_load`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import text

from webinar_sync.errors import safe_text
from webinar_sync.load.merge import MERGED, merge_staged
from webinar_sync.load.outputs import check_outputs
from webinar_sync.load.staging import TABLES, stage
from webinar_sync.runs.run import StepFailedError
from webinar_sync.transform.contacts import make_contacts
from webinar_sync.transform.errors import ConservationError
from webinar_sync.transform.frames import WEBINAR, Inputs, Outputs, Settings, join
from webinar_sync.transform.pipeline import Uncomputable, transform_each
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.arrow import Snapshot
    from webinar_sync.warehouse.engine import Warehouse

_LOAD_FAILED = ("load", "marts", "load_failed")


class PartlyLoadedError(StepFailedError):
    """Some webinars could not be computed; all others are committed. `counts`: of the load."""

    def __init__(self, message: str, counts: dict[str, int]) -> None:
        super().__init__(message)
        self.counts = counts


@dataclass(frozen=True)
class _Read:
    """What a load read at one moment."""

    inputs: Inputs
    accounts: pd.DataFrame
    readings: pd.DataFrame
    touched_emails: pd.DataFrame
    connection_counts: pd.DataFrame
    address_statuses: pd.DataFrame
    results: pd.DataFrame

    def only(self, inputs: Inputs) -> _Read:
        """Return what is about the webinars of some inputs."""
        webinars = inputs.webinars[WEBINAR]
        return replace(
            self,
            inputs=inputs,
            readings=join(self.readings, webinars, on=WEBINAR),
            connection_counts=join(self.connection_counts, webinars, on=WEBINAR),
        )

    @property
    def connections(self) -> int:
        """How many connections the warehouse has, rejected ones included."""
        return int(self.connection_counts["connections"].sum())

    @property
    def rejected(self) -> int:
        """How many of them are rejected."""
        return int(self.connection_counts["rejected"].sum())


def load_account(run: Run, account_id: str, label: str) -> dict[str, int]:
    """Compute and commit marts, as the step `load` of a run for an account; return counts.

    :raises StepFailedError: if nothing was committed, or some webinars could not be computed
    """
    try:
        return run.do_step(
            "load", lambda: _load(run, account_id), account_id=account_id, label=label
        )
    except PartlyLoadedError:
        raise
    except Exception as error:
        run.open_issue(
            *_LOAD_FAILED,
            message=f"Marts could not be computed, and stay as they were: {safe_text(error)}.",
            remedy="Clear the task load_marts, or wait for the next run: nothing is asked of Zoom "
            "again. If it fails again, report it to webinar-sync with these words.",
        )
        raise


def _load(run: Run, account_id: str) -> dict[str, int]:
    counts = load(run, account_id)
    run.close_issues("load", "marts", ["load_failed"])
    if counts["webinars_not_computed"]:
        raise PartlyLoadedError(
            f"{counts['webinars_not_computed']} webinars cannot be computed and stay as they were; "
            "all others are done. sync.errors says which, and why",
            counts,
        )
    return counts


def load(run: Run, account_id: str | None = None) -> dict[str, int]:
    """Compute everything that changed, and return counts of rows written by table.

    A webinar that cannot be computed stays as it was, noted in sync.errors; the rest goes on.

    :param account_id: the account that the run read before, which is then done with

    :raises ConservationError: nothing is committed then
    """
    warehouse, run_id = run.warehouse, run.run_id
    with warehouse.transaction() as transaction:
        transaction.execute(query("sync/lock_load"))
        fingerprint = warehouse.rows("settings/select_fingerprint")[0]["fingerprint"]
        warehouse.execute("sync/reset_loaded_settings", fingerprint=fingerprint)
        with warehouse.snapshot() as snapshot:
            read = _read(snapshot)
        counts: dict[str, int] = {"webinars_computed": 0, "webinars_not_computed": 0}
        stage(warehouse, {"address_statuses": read.address_statuses})
        if len(read.inputs.webinars):
            counts = _compute(run, transaction, read, account_id)
        else:
            stage(warehouse, {"accounts": read.accounts})
        for name in ("sync/delete_loaded_address_statuses", "sync/upsert_loaded_address_statuses"):
            transaction.execute(query(name))
        transaction.execute(query("sync/upsert_watermarks"), {"run_id": run_id})
        transaction.execute(
            query("zoom/end_extractions"), {"run_id": run_id, "account_id": account_id}
        )
        for table in TABLES:  # they hold addresses that nothing needs any more
            transaction.execute(text(f"drop table if exists staging.{table}"))
        transaction.execute(query("sync/update_loaded_settings"), {"fingerprint": fingerprint})
    return counts


def _compute(
    run: Run, transaction: Connection, read: _Read, account_id: str | None
) -> dict[str, int]:
    """Transform what was read, check it, and merge it; return counts of rows by table."""
    outputs, inputs, broken = transform_each(read.inputs)
    read = read.only(inputs)
    _check_sums(read, outputs)
    contacts = _contacts(run.warehouse, read, outputs)
    check_outputs(run, outputs, contacts)
    stage(run.warehouse, {"contacts": contacts})
    counts = merge_staged(transaction, run.run_id)
    _check_ledger(transaction, read, outputs)
    transaction.execute(query("sync/upsert_webinar_errors"), {"run_id": run.run_id})
    _report_uncomputable(run, transaction, broken)
    for name in (
        "zoom/update_loaded_readings",
        "zoom/update_loaded_sessions",
        "registration/update_loaded_results",
    ):
        transaction.execute(query(name))
    return {
        "webinars_computed": len(inputs.webinars),
        "webinars_not_computed": sum(account_id in (None, one.webinar[0]) for one in broken),
        **counts,
    }


def _report_uncomputable(
    run: Run, transaction: Connection, uncomputable: list[Uncomputable]
) -> None:
    """Say in sync.errors which webinars stay as they were; a load that computes them clears it."""
    for problem in uncomputable:
        account_id, webinar_id = problem.webinar
        run.open_issue(
            "webinar",
            f"{account_id} {webinar_id}",
            "not_computed",
            message=f"The webinar {webinar_id} cannot be computed, so what marts hold of it stays "
            f"as it was: {safe_text(problem.error)}.",
            remedy="This is a fault of webinar-sync: report it with these words. Each run tries "
            "again; other webinars are not held up.",
            transaction=transaction,
        )
        transaction.execute(
            query("zoom/reset_loaded_readings"),
            {"account_id": account_id, "webinar_id": webinar_id},
        )


def _read(snapshot: Snapshot) -> _Read:
    settings = snapshot.frame("settings/fetch_settings").iloc[0]
    cutoff = settings["property_cutoff"]
    domains = str(settings["excluded_contact_domains"])
    inputs = Inputs(
        **{
            name: snapshot.frame(f"zoom/fetch_{name}")
            for name in (
                "known_history",
                "users",
                "webinars",
                "occurrences",
                "sessions",
                "connections",
                "registrants",
                "panelists",
            )
        },
        hubspot_contacts=snapshot.frame("hubspot/fetch_contacts"),
        hubspot_users=snapshot.frame("hubspot/fetch_users"),
        erased=snapshot.frame("settings/fetch_erased"),
        settings=Settings(
            withdraws_excluded=bool(settings["withdraws_excluded"]),
            match_secondary_emails=bool(settings["match_secondary_emails"]),
            property_cutoff=None if pd.isna(cutoff) else pd.Timestamp(cutoff).date(),
            excluded_contact_domains=tuple(one for one in domains.split(",") if one),
        ),
    )
    return _Read(
        inputs=inputs,
        accounts=snapshot.frame("zoom/fetch_accounts"),
        readings=snapshot.frame("zoom/fetch_readings"),
        touched_emails=snapshot.frame("marts/fetch_touched_emails"),
        connection_counts=snapshot.frame("zoom/fetch_connection_counts"),
        address_statuses=snapshot.frame("hubspot/fetch_address_statuses"),
        results=snapshot.frame("registration/fetch_results"),
    )


def _staged(read: _Read, outputs: Outputs) -> dict[str, pd.DataFrame]:
    emails = [
        read.touched_emails["email"],
        outputs.registrations["email"],
        outputs.participations["email"],
    ]
    return {
        **{
            table.name: getattr(outputs, table.name) for table in MERGED if table.name != "contacts"
        },
        "webinars": read.inputs.webinars,
        "accounts": read.accounts,
        "sessions": read.inputs.sessions,
        "readings": read.readings,
        "results": read.results,
        "emails": pd.concat(emails).drop_duplicates().to_frame("email"),
    }


def _contacts(warehouse: Warehouse, read: _Read, outputs: Outputs) -> pd.DataFrame:
    """Compute each touched contact whole: from this load's rows and those of other webinars.

    Stages what was computed first: the rows of other webinars are found by it.
    """
    stage(warehouse, _staged(read, outputs))
    with warehouse.snapshot() as snapshot:
        registrations = snapshot.frame("marts/fetch_touched_registrations")
        participations = snapshot.frame("marts/fetch_touched_participations")
    return make_contacts(
        pd.concat([registrations, outputs.registrations[registrations.columns]]),
        pd.concat([participations, outputs.participations[participations.columns]]),
        read.results,
        read.inputs.settings.property_cutoff,
    )


def _check_sums(read: _Read, outputs: Outputs) -> None:
    """Compare the ledger with the rows in the schema zoom, counted by the database."""
    accounted = int(outputs.outcomes["connections"].sum())
    if accounted + read.rejected != read.connections:
        raise ConservationError(
            f"The ledger accounts for {accounted} connections and {read.rejected} rejected ones "
            f"of {read.connections} in the warehouse."
        )


def _check_ledger(transaction: Connection, read: _Read, outputs: Outputs) -> None:
    """Compare what now stands in sync.outcomes with what was computed."""
    found = transaction.execute(query("sync/select_loaded_outcomes")).mappings().one()
    registrations = int((outputs.outcomes["subject"] == "registration").sum())
    if (
        int(found["connections"]) + read.rejected != read.connections
        or int(found["registrations"]) != registrations
    ):
        raise ConservationError(
            f"The ledger as written accounts for {found['connections']} connections of "
            f"{read.connections - read.rejected} and {found['registrations']} registrations of "
            f"{registrations}."
        )
