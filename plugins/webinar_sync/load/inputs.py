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
)
"""The frames of `Inputs` that the schema zoom answers, each with a query of its name."""


@dataclass(frozen=True)
class LoadInputs:
    """What a load read: the transform's inputs, and what it needs to merge and to check.

    - accounts: account_id, as_of: until when each account's history was read
    - readings: the listings that the inputs were read from, so that they can be marked as loaded
    - touched_emails: addresses whose contacts are to be computed anew
    - connection_counts: for each session, how many connections landed and how many were rejected
    - address_statuses: what HubSpot's mirror says of each address
    - results: what the registration action did
    """

    transform_inputs: Inputs
    accounts: pd.DataFrame
    readings: pd.DataFrame
    touched_emails: pd.DataFrame
    connection_counts: pd.DataFrame
    address_statuses: pd.DataFrame
    results: pd.DataFrame

    def restricted_to(self, transform_inputs: Inputs) -> LoadInputs:
        """Return the part that concerns the webinars of some inputs."""
        webinars = transform_inputs.webinars[WEBINAR]
        return replace(
            self,
            transform_inputs=transform_inputs,
            readings=join(self.readings, webinars, on=WEBINAR),
            connection_counts=join(self.connection_counts, webinars, on=WEBINAR),
        )


def read_inputs(snapshot: Snapshot) -> LoadInputs:
    """Read the webinars that changed, with everybody in them."""
    transform_inputs = Inputs(
        **{name: snapshot.frame(f"zoom/fetch_{name}") for name in _ZOOM_FRAMES},
        hubspot_contacts=snapshot.frame("hubspot/fetch_contacts"),
        hubspot_users=snapshot.frame("hubspot/fetch_users"),
        erased=snapshot.frame("settings/fetch_erased"),
        settings=_read_settings(snapshot),
    )
    return LoadInputs(
        transform_inputs=transform_inputs,
        accounts=snapshot.frame("zoom/fetch_watermarks"),
        readings=snapshot.frame("zoom/fetch_readings"),
        touched_emails=snapshot.frame("marts/fetch_touched_emails"),
        connection_counts=snapshot.frame("zoom/fetch_connection_counts"),
        address_statuses=snapshot.frame("hubspot/fetch_address_statuses"),
        results=snapshot.frame("registration/fetch_results"),
    )


def _read_settings(snapshot: Snapshot) -> PeopleSettings:
    row = snapshot.frame("settings/fetch_settings").iloc[0]
    cutoff = row["property_cutoff"]
    domains = str(row["excluded_contact_domains"])
    return PeopleSettings(
        withdraws_excluded=bool(row["withdraws_excluded"]),
        match_secondary_emails=bool(row["match_secondary_emails"]),
        property_cutoff=None if pd.isna(cutoff) else pd.Timestamp(cutoff).date(),
        excluded_contact_domains=tuple(domain for domain in domains.split(",") if domain),
    )
