"""Makes marketing events: one for each occurrence, its status, and how many took part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.addresses import is_erased
from webinar_sync.transform.attendance import Attendance, uncovered
from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.transform.identity import OVER_AFTER
from webinar_sync.transform.numbers import whole_seconds

if TYPE_CHECKING:
    from webinar_sync.transform.occurrences import Occurrences

SETTLED = "settled"


def make_events(inputs: Inputs, occurrences: Occurrences) -> pd.DataFrame:
    """Return the occurrences with their times and status, but for the counts of people.

    Columns: those of marts.marketing_events, and length (timedelta), ends_at (of the last session,
    else the scheduled end), is_past (its scheduled end is), invites.
    """
    held = _join_sessions(occurrences.sessions)
    dates = occurrences.dates
    events = join(dates, held, on=EVENT, how="left")
    # Without a date, only a session that was the webinar makes an occurrence.
    events = events[events["scheduled_at"].notna() | events["started_at"].notna()]
    events = join(events, _find_settled_at(occurrences.sessions), on=EVENT, how="left")
    columns = ["topic", "host_email", "gone_at", "last_topic", "last_host", "is_complete"]
    events = join(events, inputs.webinars[[*WEBINAR, *columns]], on=WEBINAR)
    over_at = events["scheduled_end_at"] + OVER_AFTER
    is_over = _is_known_to(events, over_at, inputs.known_history)
    is_past = _is_known_to(events, events["ends_late_at"], inputs.known_history)
    events["is_past"] = events["scheduled_at"].isna() | is_past
    events["topic"] = events["topic"].fillna(events["last_topic"])
    events["host_email"] = events["host_email"].fillna(events["last_host"])
    events["status"] = _find_status(events, is_over)
    is_settled = (events["status"] == "ended") & events["is_complete"].eq(True)
    events["settled_at"] = events["settled_at"].where(is_settled.astype(bool))
    events["length_seconds"] = whole_seconds(events["length"])
    events["ends_at"] = events["ended_at"].fillna(events["scheduled_end_at"])
    return events


def _join_sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    """Join the sessions of each occurrence, practices left out: start, end, length of the union."""
    real = sessions[~sessions["is_practice"] & sessions["occurrence_key"].notna()]
    gain = uncovered(real, EVENT, "started_at", "ended_at")
    return (
        real.assign(gain=gain)
        .groupby(EVENT, as_index=False)
        .agg(started_at=("started_at", "min"), ended_at=("ended_at", "max"), length=("gain", "sum"))
    )


def _find_settled_at(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return when the last session of each occurrence was settled; null until all are.

    What is a practice by its times alone is not waited for.
    """
    sessions = sessions[~sessions["is_practice_by_time"] & sessions["occurrence_key"].notna()]
    sessions = sessions.assign(is_open=sessions["state"] != SETTLED)
    settled = sessions.groupby(EVENT, as_index=False).agg(
        settled_at=("settled_at", "max"), is_open=("is_open", "any")
    )
    settled["settled_at"] = settled["settled_at"].mask(settled["is_open"])
    return settled.drop(columns="is_open")


def _is_known_to(events: pd.DataFrame, until: pd.Series, known_history: pd.DataFrame) -> pd.Series:
    """Tell of which events a known stretch of the account's history holds all to some moment.

    It would show a session by then, had there been one.
    """
    times = events[[*EVENT, "scheduled_at"]].assign(ends_at=until)
    pairs = join(times, known_history, on=["account_id"])
    starts_in = pairs["since"].isna() | (pairs["since"] <= pairs["scheduled_at"]).fillna(False)
    ends_in = (pairs["until"] >= pairs["ends_at"]).fillna(False)
    over = pairs.loc[starts_in & ends_in, EVENT].drop_duplicates().assign(is_known=True)
    marked = join(events[EVENT], over, on=EVENT, how="left")
    return marked["is_known"].notna().set_axis(events.index)


def _find_status(events: pd.DataFrame, is_over: pd.Series) -> pd.Series:
    over_at = events["scheduled_end_at"] + OVER_AFTER
    is_gone = (events["gone_at"] < over_at).fillna(False).astype(bool)
    status = pd.Series("scheduled", index=events.index, dtype="str")
    status = status.mask(is_over, "not_held")
    status = status.mask(events["deleted_at"].notna() | is_gone, "cancelled")
    status = status.mask(events["is_undecided"], "scheduled")
    return status.mask(events["started_at"].notna(), "ended")


def count_people(
    events: pd.DataFrame, participations: pd.DataFrame, attendance: Attendance
) -> pd.DataFrame:
    """Add the numbers of people: those of participations, by state, and anonymous_attendances.

    Those of erased people are apart: they have no rows in marts.
    """
    gone = is_erased(participations["email"])
    is_registered, has_attended = (
        participations["registered_at"].notna(),
        participations["state"] == "attended",
    )
    counts = participations.assign(
        registrations=is_registered & ~gone,
        cancellations=participations["cancelled_at"].notna() & ~gone,
        attendances=has_attended & ~gone,
        no_shows=(participations["state"] == "no_show") & ~gone,
        late_registrations=(participations["state"] == "registered_late") & ~gone,
        erased_registrations=is_registered & gone,
        erased_attendances=has_attended & gone,
    )
    names = ["registrations", "cancellations", "attendances", "no_shows", "late_registrations"]
    names += ["erased_registrations", "erased_attendances"]
    events = join(events, counts.groupby(EVENT)[names].sum().reset_index(), on=EVENT, how="left")
    events = join(events, _count_anonymous(attendance), on=EVENT, how="left")
    names.append("anonymous_attendances")
    events[names] = events[names].fillna(0).astype("int64")
    return events


def _count_anonymous(attendance: Attendance) -> pd.DataFrame:
    """Count people without an address connection by connection, with an invalid one by person."""
    people = attendance.people
    number = people["connections"].where(people["code"] == "no_email", 0)
    number = number.mask(people["code"] == "invalid_email", 1)
    counted = people[EVENT].assign(anonymous_attendances=number)
    return counted.groupby(EVENT, as_index=False).sum()
