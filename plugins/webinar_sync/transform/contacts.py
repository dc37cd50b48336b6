"""Makes contacts with their properties, from their registrations and participations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.frames import WEBINAR
from webinar_sync.transform.numbers import round_percent

if TYPE_CHECKING:
    from datetime import date


def make_contacts(
    registrations: pd.DataFrame,
    participations: pd.DataFrame,
    results: pd.DataFrame,
    cutoff: date | None,
) -> pd.DataFrame:
    """Return the rows of marts.contacts for everybody in the first two frames, less contact_id.

    :param registrations: all registrations of these people, as in marts.registrations
    :param participations: all participations of these people, as in marts.participations
    :param results: what the registration action did: email, join_url, registered_at
    :param cutoff: only what came before this day 00:00 UTC counts in the properties
    """
    attended = participations[participations["state"] == "attended"]
    emails = pd.concat([registrations["email"], attended["email"]]).drop_duplicates()
    contacts = pd.DataFrame({"email": emails}).set_index("email")
    counted, came = registrations, attended
    if cutoff is not None:
        day = pd.Timestamp(cutoff, tz="UTC")
        counted = counted[counted["registered_at"] < day]
        came = came[came["joined_at"] < day]
    # Whatever is assigned has the index of the contacts: to a frame without rows pandas would add
    # those of a longer series.
    names = _pick_names(registrations).reindex(contacts.index)
    contacts["first_name"], contacts["last_name"] = names["first_name"], names["last_name"]
    contacts["average_attendance_percent"] = round_percent(
        _compute_average(came).reindex(contacts.index).astype("float64")
    )
    latest = results.sort_values("registered_at").drop_duplicates("email", keep="last")
    contacts["last_registered_url"] = latest.set_index("email")["join_url"].reindex(contacts.index)
    for name, frame in (("registrations_total", counted), ("attendances_total", came)):
        webinars = frame[["email", *WEBINAR]].drop_duplicates().groupby("email").size()
        contacts[name] = webinars.reindex(contacts.index).fillna(0).astype("int64")
    moments = _list_moments(registrations, participations).groupby("email")["moment"]
    for name, times in (
        ("first_activity_at", moments.min()),
        ("last_activity_at", moments.max()),
    ):
        contacts[name] = times.reindex(contacts.index)
    return contacts.reset_index()


def _pick_names(registrations: pd.DataFrame) -> pd.DataFrame:
    """Return the names in the latest approved registration; without one, in the latest."""
    ordered = registrations.sort_values(["is_approved", "registered_at", "registrant_id"])
    return ordered.drop_duplicates("email", keep="last").set_index("email")


def _compute_average(attended: pd.DataFrame) -> pd.Series:
    """Return the mean over webinars of the mean over their occurrences, in unrounded percent."""
    webinars = attended.groupby(["email", *WEBINAR])["attended_share"].mean()
    return 100 * webinars.groupby("email").mean()


def _list_moments(registrations: pd.DataFrame, participations: pd.DataFrame) -> pd.DataFrame:
    columns = ["registered_at", "cancelled_at", "joined_at", "left_at"]
    parts = [registrations[["email", "registered_at"]].rename(columns={"registered_at": "moment"})]
    parts += [participations[["email", name]].rename(columns={name: "moment"}) for name in columns]
    return pd.concat(parts, ignore_index=True).dropna()
