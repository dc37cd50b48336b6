"""Computes the rows of marts, checks them, and stages them for the merge."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.load.conservation import check_computed_ledger, list_placed_counts
from webinar_sync.load.inputs import read_settings
from webinar_sync.load.outputs import check_outputs
from webinar_sync.load.staging import TABLES
from webinar_sync.transform.contacts import make_contacts
from webinar_sync.transform.frames import EVENT, WEBINAR, join
from webinar_sync.transform.pipeline import UncomputableWebinar, transform_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webinar_sync.load.inputs import LoadInputs
    from webinar_sync.load.staging import Staging
    from webinar_sync.runs.run import Run
    from webinar_sync.transform.frames import Outputs
    from webinar_sync.warehouse.arrow import Snapshot
    from webinar_sync.warehouse.engine import Warehouse

MOST_TOUCHED_ROWS = 250_000
"""Registrations and participations in memory at once, of people who did more elsewhere."""


_COMPUTED_BESIDE = ("webinars", "registrations", "frozen")
"""Staged tables by which rows of marts of webinars that are computed now are told from others."""


@dataclass(frozen=True)
class Computed:
    """What was computed: rows, the inputs that they come from, and which webinars are missing."""

    outputs: Outputs
    inputs: LoadInputs
    uncomputable: list[UncomputableWebinar]


def compute_marts(run: Run, staging: Staging, inputs: LoadInputs) -> Computed:
    """Transform what was read, and stage the rows. Marts themselves stay as they are.

    :raises ConservationError: if the ledger does not account for every connection
    :raises ContractError: if something impossible came out
    """
    outputs, transform_inputs, uncomputable = transform_each(inputs.transform_inputs)
    marks = inputs.marks  # of those that cannot be computed, too: they are marked anew
    inputs = inputs.restricted_to(transform_inputs)
    check_computed_ledger(inputs, outputs)
    outputs = _without_frozen(outputs, inputs.frozen)
    staging.stage({**_frames_to_stage(inputs, outputs), "marks": marks})
    contacts = _compute_contacts(run.warehouse, staging, inputs, outputs)
    check_outputs(run, outputs, contacts)
    staging.stage({"contacts": contacts})
    return Computed(outputs, inputs, uncomputable)


_OF_PEOPLE = (
    "marketing_events",
    "participations",
    "attendance_connections",
    "timeline_events",
)
"""What is computed from rows about people: of frozen occurrences these are no longer there."""


def _without_frozen(outputs: Outputs, frozen: pd.DataFrame) -> Outputs:
    """Leave out the rows of frozen occurrences, of which marts have better ones."""
    if frozen.empty:
        return outputs
    keys = pd.MultiIndex.from_frame(frozen[EVENT])
    return replace(
        outputs,
        **{
            name: frame[~pd.MultiIndex.from_frame(frame[EVENT]).isin(keys)]
            for name in _OF_PEOPLE
            for frame in [getattr(outputs, name)]
        },
    )


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
        "missing": inputs.missing,
        "frozen": inputs.frozen,
        "totals": _count_totals(inputs, outputs),
        "emails": pd.concat(emails).drop_duplicates().to_frame("email"),
    }


def _count_totals(inputs: LoadInputs, outputs: Outputs) -> pd.DataFrame:
    """Count for each webinar what the ledger must account for, and whether something is missing."""
    counts = list_placed_counts(inputs, outputs)
    counts = counts.groupby(WEBINAR, as_index=False)[["connections", "rejected"]].sum()
    registrants = inputs.transform_inputs.registrants[[*WEBINAR, "registrant_id"]]
    registrations = registrants.drop_duplicates().groupby(WEBINAR, as_index=False).size()
    totals = inputs.transform_inputs.webinars[[*WEBINAR, "is_complete"]]
    totals = join(totals, counts, on=WEBINAR, how="left")
    totals = join(totals, registrations, on=WEBINAR, how="left")
    totals = totals.rename(columns={"size": "registrations"})
    names = ["connections", "rejected", "registrations"]
    totals[names] = totals[names].fillna(0).astype("int64")
    return totals


def compute_contacts(warehouse: Warehouse, staging: Staging, emails: list[str]) -> None:
    """Compute contacts anew from marts as they are, and stage them."""
    # No webinar is computed beside them, so all rows of marts count, frozen ones, too.
    nothing = {name: TABLES[name].empty_table().to_pandas() for name in _COMPUTED_BESIDE}
    staging.stage({**nothing, "emails": pd.DataFrame({"email": emails})})
    with warehouse.snapshot(staging.text_of) as snapshot:
        results = snapshot.frame("registration/fetch_last_links")
        settings = read_settings(snapshot)
        parts = [make_contacts(*touched, results, settings.property_cutoff)
                 for _, touched in _fetch_touched(snapshot)]  # fmt: skip
    staging.stage({"contacts": pd.concat(parts)})


def _compute_contacts(
    warehouse: Warehouse, staging: Staging, inputs: LoadInputs, outputs: Outputs
) -> pd.DataFrame:
    """Compute each touched contact whole: from this load's rows and those of other webinars.

    What was computed must be staged: the rows of other webinars are looked up by it.
    """
    parts = []
    with warehouse.snapshot(staging.text_of) as snapshot:
        for has_email, (registrations, participations) in _fetch_touched(snapshot):
            computed = [
                frame.loc[has_email(frame["email"]), columns]
                for frame, columns in (
                    (outputs.registrations, registrations.columns),
                    (outputs.participations, participations.columns),
                )
            ]
            parts.append(
                make_contacts(
                    pd.concat([registrations, computed[0]]),
                    pd.concat([participations, computed[1]]),
                    inputs.results,
                    inputs.transform_inputs.settings.property_cutoff,
                )
            )
    return pd.concat(parts, ignore_index=True)


def _fetch_touched(
    snapshot: Snapshot,
) -> Iterator[tuple[Callable[[pd.Series], pd.Series], tuple[pd.DataFrame, pd.DataFrame]]]:
    """Yield registrations and participations of staged addresses in webinars not staged.

    So many at a time that memory does not grow with what people did before: range by range of
    addresses, each with what tells which addresses are in it.
    """
    ranges = snapshot.frame("marts/fetch_touched_ranges", most_rows=str(MOST_TOUCHED_ROWS))
    ends = ranges["up_to"].tolist() or [""]
    for after, up_to in itertools.pairwise(["", *ends]):
        yield (
            partial(_is_between, after, up_to),
            (
                snapshot.frame("marts/fetch_touched_registrations", after=after, up_to=up_to),
                snapshot.frame("marts/fetch_touched_participations", after=after, up_to=up_to),
            ),
        )


def _is_between(after: str, up_to: str, emails: pd.Series) -> pd.Series:
    return (emails > after) & (emails <= up_to)
