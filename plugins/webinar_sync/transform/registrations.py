"""Judges each registration, and finds the occurrences that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.transform.staff import is_among

if TYPE_CHECKING:
    from webinar_sync.transform.addresses import AddressBook
    from webinar_sync.transform.occurrences import Occurrences
    from webinar_sync.transform.staff import Staff

REGISTRATION = [*WEBINAR, "registrant_id"]
_MADE = [*REGISTRATION, "registered_at"]
"""A registration that was cancelled and made anew has the same id."""
_TIMES = ["begins_at", "ends_at", "deleted_at"]


@dataclass(frozen=True)
class Registrations:
    """The registrants' listings, judged.

    - people: one row for each registration, with email, names, registered_at, is_approved and code
    - dates: one row for each registration and occurrence that it is for, synced or erased ones only
      and less those of staff, with email, registered_at, approved_at, counts_from, is_approved and
      cancelled_at as they hold for that occurrence
    """

    people: pd.DataFrame
    dates: pd.DataFrame


def judge_registrations(
    inputs: Inputs,
    events: pd.DataFrame,
    occurrences: Occurrences,
    staff: Staff,
    book: AddressBook,
) -> Registrations:
    """Judge every registration, and spread the synced ones over the occurrences.

    :param events: with the event's key, status, scheduled_at, started_at, ends_at, deleted_at and
        invites
    """
    listed = inputs.registrants.rename(columns={"created_at": "registered_at"})
    listed = listed.assign(
        email=book.resolve(listed["email"]),
        is_approved=listed["is_listed"].astype(bool) & listed["status"].eq("approved"),
        # What a host approves counts from then on, not from when it was made.
        counts_from=listed[["registered_at", "approved_at"]].max(axis=1),
    )
    events = events.assign(begins_at=_find_begin(events))
    dates = _spread(listed, events, occurrences)
    dates["is_staff"] = _is_staff(dates, staff.of_events(events, occurrences.sessions), EVENT)
    listed["code"] = _judge(listed, dates, staff, book)
    latest_first = listed.sort_values(
        [*_MADE, "occurrence_id"], ascending=[True, True, True, False, True]
    )
    people = latest_first.drop_duplicates(REGISTRATION)
    present = listed.assign(is_approved=listed["is_approved"] & listed["superseded_at"].isna())
    approved = present.groupby(REGISTRATION, as_index=False)[["is_approved"]].any()
    people = join(people.drop(columns="is_approved"), approved, on=REGISTRATION)
    synced = people.loc[people["code"].isin(["synced", "erased"]), REGISTRATION]
    dates = dates[dates["was_approved"].astype(bool) & ~dates["is_staff"]]
    return Registrations(people, join(dates, synced, on=REGISTRATION))


def _judge(listed: pd.DataFrame, dates: pd.DataFrame, staff: Staff, book: AddressBook) -> pd.Series:
    """Return the code of each registration: of staff only if they were so of all its dates."""
    ever = listed.groupby(REGISTRATION)["was_approved"].transform("any").astype(bool)
    by_registration = dates.groupby(REGISTRATION, as_index=False).agg(is_staff=("is_staff", "all"))
    marked = join(listed[REGISTRATION], by_registration, on=REGISTRATION, how="left")
    has_dates = marked["is_staff"].notna().to_numpy()
    of_all_dates = marked["is_staff"].eq(True).fillna(False).to_numpy(dtype=bool)
    is_staff = _is_staff(listed, staff.latest, WEBINAR).where(~has_dates, of_all_dates)
    codes = book.codes(listed["email"]).mask(~ever, "not_approved")
    return codes.mask(is_staff.astype(bool), "not_an_attendee")


def _is_staff(frame: pd.DataFrame, staff: pd.DataFrame, by: list[str]) -> pd.Series:
    """Tell which registrations are of somebody on staff, by address or by a panelist's id."""
    ids = staff.rename(columns={"zoom_id": "registrant_id"})
    return is_among(frame, staff, [*by, "email"]) | is_among(frame, ids, [*by, "registrant_id"])


def _find_begin(events: pd.DataFrame) -> pd.Series:
    """Return when each began: its first session or its scheduled start, whichever came first."""
    is_early = events["scheduled_at"].isna() | (events["started_at"] < events["scheduled_at"])
    return events["started_at"].where(is_early.fillna(False), events["scheduled_at"])


def _was_decided(dates: pd.DataFrame, reading: str) -> pd.Series:
    """Tell of which occurrences it was decided by a reading who was registered for them.

    They had begun by then, or had been deleted.
    """
    had_begun = (dates["begins_at"] <= dates[reading]).fillna(False)
    return (had_begun | (dates["deleted_at"] <= dates[reading]).fillna(False)).astype(bool)


def _spread(listed: pd.DataFrame, events: pd.DataFrame, occurrences: Occurrences) -> pd.DataFrame:
    """Give each registration its occurrences, with what holds of it there."""
    named = _list_named(listed, events, occurrences)
    dates = pd.concat([named, _list_whole(listed, events, occurrences)], ignore_index=True)
    # What is no longer asked for under this date or kind, other rows say.
    dates = dates[dates["superseded_at"].isna() | _was_decided(dates, "superseded_at")]
    dates = dates.drop(columns=["begins_at", "deleted_at"])
    concerned = dates["cancelled_at"].notna() & (
        dates["last_approved_at"].isna() | (dates["ends_at"] > dates["last_approved_at"])
    )
    # Where a cancellation does not concern an occurrence, the registration stays as it was there.
    dates["is_approved"] |= dates["cancelled_at"].notna() & ~concerned
    dates["cancelled_at"] = dates["cancelled_at"].where(concerned)
    # Somebody who registered for several dates that became one (a moved date) counts once in it.
    registration = [*EVENT, "registrant_id", "registered_at"]
    order = [*registration, "is_approved", "was_approved", "cancelled_at"]
    dates = dates.sort_values(order, na_position="first")
    return dates.drop_duplicates(registration, keep="last")


def _list_named(
    listed: pd.DataFrame, events: pd.DataFrame, occurrences: Occurrences
) -> pd.DataFrame:
    """Give the occurrences of their dates to registrations that name one.

    Where a held date got another start under its occurrence_id, registrations belong to the new
    occurrence from that reading on; those that were read before stay with the old one, too, unless
    it had ended when they were made. Where the new start is not decided, they wait.
    """
    chain = [*WEBINAR, "occurrence_id"]
    undecided = occurrences.undecided.drop(columns="ends_at")
    announced = pd.concat([occurrences.announced, undecided], ignore_index=True)
    announced = announced[announced["occurrence_id"] != ""]
    ordered = announced.sort_values([*chain, "first_read_at"])
    ordered = ordered.drop_duplicates([*chain, "occurrence_key"])
    ordered = ordered.assign(next_read_at=ordered.groupby(chain)["first_read_at"].shift(-1))
    named = join(listed[listed["occurrence_id"] != ""], ordered, on=chain)
    is_of_it = named["next_read_at"].isna() | (named["listed_at"] < named["next_read_at"])
    named = named[is_of_it.astype(bool)].drop(columns=["first_read_at", "next_read_at"])
    named = join(named, events[[*EVENT, *_TIMES]], on=EVENT)
    had_ended = named["ends_at"] <= named["counts_from"]
    registration = [*chain, "registrant_id", "registered_at"]
    had_all_ended = had_ended.groupby([named[key] for key in registration])
    return named[(~had_ended | had_all_ended.transform("all")).astype(bool)]


def _list_whole(
    listed: pd.DataFrame, events: pd.DataFrame, occurrences: Occurrences
) -> pd.DataFrame:
    """Give their occurrences to registrations for a webinar as a whole.

    All that end after it was made, were not deleted before it and invite those who register;
    without one, the last one that was held before it, unless a start is undecided that would end
    after it. Who had registered by date before says nothing anew of what had begun by then.
    """
    invited = events.loc[events["invites"], [*EVENT, *_TIMES]]
    invited = invited.assign(is_held=events["status"] == "ended")
    pairs = join(_mark_whole(listed), invited, on=WEBINAR)
    pairs = pairs[~(pairs["was_by_date"] & _was_decided(pairs, "listed_at"))]
    undecided = occurrences.undecided.groupby(WEBINAR, as_index=False).agg(
        waits_to=("ends_at", "max")
    )
    pairs = join(pairs, undecided, on=WEBINAR, how="left")
    pairs["is_before_end"] = (pairs["ends_at"] > pairs["counts_from"]) & ~(
        pairs["deleted_at"] < pairs["registered_at"]
    ).fillna(False)
    has_later = pairs.groupby(_MADE)["is_before_end"].transform("any").astype(bool)
    is_waiting = (pairs["waits_to"] > pairs["counts_from"]).fillna(False).astype(bool)
    held = pairs[~has_later & ~is_waiting & pairs["is_held"]]
    last = held.sort_values([*_MADE, "ends_at"]).drop_duplicates(_MADE, keep="last")
    whole = pd.concat([pairs[pairs["is_before_end"]], last], ignore_index=True)
    return whole.drop(columns=["is_held", "was_by_date", "waits_to", "is_before_end"])


def _mark_whole(listed: pd.DataFrame) -> pd.DataFrame:
    """Return registrations for a webinar as a whole, and whether they were for dates before."""
    named = listed[listed["occurrence_id"] != ""]
    first = named.groupby(REGISTRATION, as_index=False).agg(first_listed_at=("listed_at", "min"))
    whole = join(listed[listed["occurrence_id"] == ""], first, on=REGISTRATION, how="left")
    was_by_date = (whole["first_listed_at"] < whole["listed_at"]).fillna(False).astype(bool)
    return whole.drop(columns="first_listed_at").assign(was_by_date=was_by_date)
