"""Judges each registration, and finds the occurrences that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.attendance import is_among, list_session_hosts, list_staff
from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.transform.occurrences import fill_types
from webinar_sync.webinar_types import WebinarType

if TYPE_CHECKING:
    from webinar_sync.transform.addresses import AddressBook

REGISTRATION = [*WEBINAR, "registrant_id"]


@dataclass(frozen=True)
class Registrations:
    """The registrants' listings, judged.

    - people: one row for each registration, with email, names, registered_at, is_approved and code
    - dates: one row for each registration and occurrence that it is for, synced ones only, with
      email, registered_at, is_approved and cancelled_at as they hold for that occurrence
    """

    people: pd.DataFrame
    dates: pd.DataFrame


def judge_registrations(inputs: Inputs, events: pd.DataFrame, book: AddressBook) -> Registrations:
    """Judge every registration, and spread the synced ones over the occurrences.

    :param events: with the event's key and ends_at
    """
    listed = _judge(inputs, book)
    people = listed.sort_values([*REGISTRATION, "occurrence_id"]).drop_duplicates(REGISTRATION)
    approved = listed.groupby(REGISTRATION, as_index=False)[["is_approved"]].any()
    people = join(people.drop(columns="is_approved"), approved, on=REGISTRATION)
    synced = listed[(listed["code"] == "synced") & listed["was_approved"].astype(bool)]
    return Registrations(people, _dates(inputs, synced, events))


def _judge(inputs: Inputs, book: AddressBook) -> pd.DataFrame:
    listed = inputs.registrants.rename(columns={"created_at": "registered_at"})
    listed = listed.assign(
        email=book.resolve(listed["email"]),
        is_approved=listed["is_listed"].astype(bool) & listed["status"].eq("approved"),
    )
    ever = listed.groupby(REGISTRATION)["was_approved"].transform("any").astype(bool)
    staff = pd.concat([list_staff(inputs, book), list_session_hosts(inputs, book)])
    panelists = inputs.panelists.rename(columns={"panelist_id": "registrant_id"})
    is_staff = is_among(listed, staff, [*WEBINAR, "email"])
    is_staff |= is_among(listed, panelists, REGISTRATION)
    codes = book.codes(listed["email"]).mask(~ever, "not_approved")
    listed["code"] = codes.mask(is_staff, "not_an_attendee")
    return listed


def _dates(inputs: Inputs, listed: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Give each registration its occurrences.

    One that names a date is for that date. One for a webinar as a whole is, in a series, for the
    occurrences that end after it was made; a single webinar has one occurrence.
    """
    keys = inputs.occurrences[[*WEBINAR, "occurrence_id", "occurrence_key"]]
    named = join(listed[listed["occurrence_id"] != ""], keys, on=[*WEBINAR, "occurrence_id"])
    named = join(named, events[[*EVENT, "ends_at"]], on=EVENT)
    webinars = inputs.webinars.assign(type=fill_types(inputs.webinars))
    whole = join(listed[listed["occurrence_id"] == ""], events[[*EVENT, "ends_at"]], on=WEBINAR)
    whole = join(whole, webinars[[*WEBINAR, "type"]], on=WEBINAR)
    whole = whole[
        (whole["type"] == WebinarType.SINGLE) | (whole["ends_at"] > whole["registered_at"])
    ]
    dates = pd.concat([named, whole.drop(columns="type")], ignore_index=True)
    concerned = dates["cancelled_at"].notna() & (
        dates["last_approved_at"].isna() | (dates["ends_at"] > dates["last_approved_at"])
    )
    # Where a cancellation does not concern an occurrence, the registration stays as it was there.
    dates["is_approved"] |= dates["cancelled_at"].notna() & ~concerned
    dates["cancelled_at"] = dates["cancelled_at"].where(concerned)
    # Somebody who registered for several dates that became one (a moved date) counts once in it.
    dates = dates.sort_values([*EVENT, "registrant_id", "is_approved"])
    return dates.drop_duplicates([*EVENT, "registrant_id"], keep="last")
