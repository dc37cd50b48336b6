"""The tasks of `erase_contact`."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.context import (
    log_counts,
    open_hubspot_run,
    open_run,
    rescheduling,
    run_type_of,
)
from webinar_sync.erasure.erasing import (
    begin_erasure,
    finish_erasure,
    plan_erasure,
    read_unfinished,
    record_deleted_in_hubspot,
    record_loaded,
    take_back,
)
from webinar_sync.erasure.form import read_form
from webinar_sync.errors import NeedsAttention
from webinar_sync.hubspot.erasure import erase_in_hubspot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.sdk.types import DagRunProtocol as DagRun

    from webinar_sync.runs.run import Run

BUSY_RETRY = timedelta(minutes=1)

log = logging.getLogger(__name__)


def begin(dag_run: DagRun, form: Mapping[str, Any]) -> bool:
    """Do what a form asks for first; return whether there is anything to be finished.

    :raises InvalidInput: if the form makes no sense, or nobody has the contact_id
    """
    read = read_form(form)
    with open_run(dag_run) as run, rescheduling(busy_after=BUSY_RETRY):
        run.begin(dag_run.dag_id, run_type_of(dag_run))
        if read.takes_back and read.contact_id is not None and not read.is_dry:
            number = take_back(run, read.contact_id)
            message = f"erasure {number} is taken back: what Zoom says of the person lands again"
        elif read.contact_id is not None and read.is_dry:
            log_counts(plan_erasure(run.warehouse, read.contact_id), "rows that hold the person")
            message = "a dry run: nothing was erased"
        elif read.contact_id is not None:
            number = begin_erasure(run, read.contact_id, in_hubspot=read.in_hubspot)
            message = f"erasure {number}: nothing of the person lands any more"
        else:
            message = "nothing is to be erased"
        log.info("%s", message)
        is_unfinished = bool(read_unfinished(run.warehouse))
        if not is_unfinished:
            run.end("success", message)
        return is_unfinished


def compute_marts(dag_run: DagRun) -> dict[str, int]:
    """Compute marts without the people who are being erased."""
    with open_run(dag_run) as run:
        erasures = [erasure for erasure in read_unfinished(run.warehouse) if not erasure.is_loaded]
        if not erasures:
            raise AirflowSkipException("marts are without them already")
        counts = _load(run)
        record_loaded(run, erasures)
        log_counts(counts)
        return counts


def _load(run: Run) -> dict[str, int]:
    # Imported here: it brings pandas, which a run with nothing to erase does without.
    from webinar_sync.load.marts import load

    return run.do_step("load", lambda: load(run))


def forget_in_hubspot(dag_run: DagRun) -> dict[str, int]:
    """Delete the people's contacts in HubSpot, where that was asked for; else withdraw them.

    :raises NeedsAttention: if they are to be deleted and HubSpot is not connected
    """
    counts: Counter[str] = Counter()
    with open_hubspot_run(dag_run) as hubspot, rescheduling(busy_after=BUSY_RETRY):
        if hubspot is None:
            with open_run(dag_run) as run:
                if any(erasure.in_hubspot for erasure in read_unfinished(run.warehouse)):
                    raise NeedsAttention(
                        "The contact is to be deleted in HubSpot, which is not connected: add the "
                        "connection hubspot_default, and clear this task."
                    )
            raise AirflowSkipException("HubSpot is not connected")
        for erasure in read_unfinished(hubspot.warehouse):
            counts.update(
                erase_in_hubspot(
                    hubspot,
                    erasure.person.addresses,
                    erasure.person.hubspot_ids,
                    for_good=erasure.in_hubspot,
                )
            )
            if erasure.in_hubspot:
                record_deleted_in_hubspot(hubspot, erasure)
    log_counts(counts)
    return dict(counts)


def finish(dag_run: DagRun) -> dict[str, int]:
    """Remove everything that is left of the people; return how many rows were, by table."""
    counts: Counter[str] = Counter()
    with open_run(dag_run) as run, rescheduling(busy_after=BUSY_RETRY):
        message = "everything is erased"
        for erasure in read_unfinished(run.warehouse):
            removed = finish_erasure(run, erasure)
            if removed is None:
                message = (
                    f"erasure {erasure.erasure_id} is to be done in HubSpot, too, which was asked "
                    "for meanwhile: the next run does it, and finishes"
                )
                log.warning(message)
                continue
            counts.update(removed)
            log.info("erasure %s is done", erasure.erasure_id)
        counts = Counter({name: amount for name, amount in counts.items() if amount})
        run.end("success", message, counts)
    log_counts(counts)
    return dict(counts)
