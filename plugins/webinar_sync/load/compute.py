"""Computes the rows of marts, checks them, and stages them for the merge."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.load.conservation import check_computed_ledger
from webinar_sync.load.outputs import check_outputs
from webinar_sync.load.staging import TABLES, stage
from webinar_sync.transform.contacts import make_contacts
from webinar_sync.transform.pipeline import UncomputableWebinar, transform_each

if TYPE_CHECKING:
    from webinar_sync.load.inputs import LoadInputs
    from webinar_sync.runs.run import Run
    from webinar_sync.transform.frames import Outputs
    from webinar_sync.warehouse.engine import Warehouse


@dataclass(frozen=True)
class Computed:
    """What was computed: rows, the inputs that they come from, and which webinars are missing."""

    outputs: Outputs
    inputs: LoadInputs
    uncomputable: list[UncomputableWebinar]


def compute_marts(run: Run, inputs: LoadInputs) -> Computed:
    """Transform what was read, and stage the rows. Marts themselves stay as they are.

    :raises ConservationError: if the ledger does not account for every connection
    :raises ContractError: if something impossible came out
    """
    outputs, transform_inputs, uncomputable = transform_each(inputs.transform_inputs)
    inputs = inputs.restricted_to(transform_inputs)
    check_computed_ledger(inputs, outputs)
    stage(run.warehouse, _frames_to_stage(inputs, outputs))
    contacts = _compute_contacts(run.warehouse, inputs, outputs)
    check_outputs(run, outputs, contacts)
    stage(run.warehouse, {"contacts": contacts})
    return Computed(outputs, inputs, uncomputable)


def _frames_to_stage(inputs: LoadInputs, outputs: Outputs) -> dict[str, pd.DataFrame]:
    emails = [
        inputs.touched_emails["email"],
        outputs.registrations["email"],
        outputs.participations["email"],
    ]
    return {
        **{
            field.name: getattr(outputs, field.name)
            for field in fields(outputs)
            if field.name in TABLES
        },
        "webinars": inputs.transform_inputs.webinars,
        "accounts": inputs.accounts,
        "readings": inputs.readings,
        "results": inputs.results,
        "emails": pd.concat(emails).drop_duplicates().to_frame("email"),
    }


def _compute_contacts(warehouse: Warehouse, inputs: LoadInputs, outputs: Outputs) -> pd.DataFrame:
    """Compute each touched contact whole: from this load's rows and those of other webinars.

    What was computed must be staged: the rows of other webinars are looked up by it.
    """
    with warehouse.snapshot() as snapshot:
        registrations = snapshot.frame("marts/fetch_touched_registrations")
        participations = snapshot.frame("marts/fetch_touched_participations")
    return make_contacts(
        pd.concat([registrations, outputs.registrations[registrations.columns]]),
        pd.concat([participations, outputs.participations[participations.columns]]),
        inputs.results,
        inputs.transform_inputs.settings.property_cutoff,
    )
