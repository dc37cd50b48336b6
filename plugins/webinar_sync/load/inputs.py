"""Reads everything that a load computes from, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.frames import WEBINAR, Inputs, PeopleSettings, join

if TYPE_CHECKING:
    from webinar_sync.warehouse.arrow import Snapshot

_ZOOM_FRAMES = (
    "accounts",
    "known_history",
    "users",
    "webinars",
    "announced",
    "given_keys",
    "sessions",
    "staff",
    "connections",
    "registrants",
    "recordings",
)
"""The frames of `Inputs` that the schema zoom answers, each with a query of its name."""


@dataclass(frozen=True)
class LoadInputs:
    """What a load read: the transform's inputs, and what it needs to merge and to check.

    - marks: version: the marks of the queue that this load answers
    - missing: what the webinars are loaded without, since Zoom refused it for a day
    - frozen: the occurrences whose rows of marts stay, as what they come from is no longer there
    - touched_emails: addresses whose contacts are to be computed anew
    - connection_counts: for each session, how many connections landed and how many were rejected
    - results: the link with which the registration action last added each contact
    """

    transform_inputs: Inputs
    marks: pd.DataFrame
    missing: pd.DataFrame
    frozen: pd.DataFrame
    touched_emails: pd.DataFrame
    connection_counts: pd.DataFrame
    results: pd.DataFrame

    def restricted_to(self, transform_inputs: Inputs) -> LoadInputs:
        """Return the part that concerns the webinars of some inputs."""
        webinars = transform_inputs.webinars[WEBINAR]
        return replace(
            self,
            transform_inputs=transform_inputs,
            marks=join(self.marks, webinars, on=WEBINAR),
            missing=join(self.missing, webinars, on=WEBINAR),
            frozen=join(self.frozen, webinars, on=WEBINAR),
            connection_counts=join(self.connection_counts, webinars, on=WEBINAR),
        )


def read_inputs(snapshot: Snapshot) -> LoadInputs:
    """Read the webinars of a load's portion, with everybody in them.

    One that waits for something as of this moment, though it did not when the portion was chosen,
    is left out.
    """
    missing = snapshot.frame("sync/fetch_waiting")
    frames = {name: snapshot.frame(f"zoom/fetch_{name}") for name in _ZOOM_FRAMES}
    frames["webinars"] = _with_completeness(frames["webinars"], missing)
    transform_inputs = Inputs(
        **frames,
        hubspot_contacts=snapshot.frame("hubspot/fetch_contacts"),
        hubspot_users=snapshot.frame("hubspot/fetch_users"),
        settings=read_settings(snapshot),
    )
    inputs = LoadInputs(
        transform_inputs=transform_inputs,
        marks=snapshot.frame("sync/fetch_marks"),
        missing=missing,
        frozen=snapshot.frame("sync/fetch_frozen"),
        touched_emails=snapshot.frame("marts/fetch_touched_emails"),
        connection_counts=snapshot.frame("zoom/fetch_connection_counts"),
        results=snapshot.frame("registration/fetch_last_links"),
    )
    waiting = set(missing.loc[~missing["is_over"], WEBINAR].itertuples(index=False, name=None))
    if not waiting:
        return inputs
    ready = [key for key in transform_inputs.webinar_keys() if key not in waiting]
    return inputs.restricted_to(transform_inputs.only(ready))


def _with_completeness(webinars: pd.DataFrame, missing: pd.DataFrame) -> pd.DataFrame:
    """Add is_complete: false where something of the webinar is missing."""
    incomplete = pd.MultiIndex.from_frame(missing[WEBINAR])
    keys = pd.MultiIndex.from_frame(webinars[WEBINAR])
    return webinars.assign(is_complete=~keys.isin(incomplete))


def read_settings(snapshot: Snapshot) -> PeopleSettings:
    """Read what the settings say of people."""
    row = snapshot.frame("settings/fetch_settings").iloc[0]
    cutoff = row["property_cutoff"]
    domains = str(row["excluded_contact_domains"])
    return PeopleSettings(
        withdraws_excluded=bool(row["withdraws_excluded"]),
        match_secondary_emails=bool(row["match_secondary_emails"]),
        property_cutoff=None if pd.isna(cutoff) else pd.Timestamp(cutoff).date(),
        excluded_contact_domains=tuple(domain for domain in domains.split(",") if domain),
    )
