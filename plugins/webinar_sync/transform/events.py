"""Makes marketing events: one for each occurrence, its status, and how many took part."""

from __future__ import annotations

import pandas as pd

from webinar_sync.transform.attendance import Attendance, uncovered
from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.transform.numbers import whole_seconds

OVER_AFTER = pd.Timedelta(hours=24)
"""An occurrence without a session this long after its scheduled end was not held."""
SETTLED = "settled"


def make_events(
    inputs: Inputs, scheduled: pd.DataFrame, assigned: pd.DataFrame, attendance: Attendance
) -> pd.DataFrame:
    """Return the occurrences with their times and status, but for the counts of people.

    Columns: those of marts.marketing_events, and length (timedelta), ends_at.
    """
    held = _join_sessions(attendance.sessions)
    events = pd.concat([scheduled[EVENT], held[EVENT]]).drop_duplicates(ignore_index=True)
    for times in (scheduled, held, _find_settled_at(assigned)):
        events = join(events, times, on=EVENT, how="left")
    columns = [*WEBINAR, "topic", "host_email", "gone_at", "last_topic", "last_host"]
    events = join(events, inputs.webinars[columns], on=WEBINAR)
    events["is_over"] = _is_over(events, inputs.known_history)
    events["topic"] = events["topic"].fillna(events["last_topic"])
    events["host_email"] = events["host_email"].fillna(events["last_host"])
    events["status"] = _find_status(events)
    events["settled_at"] = events["settled_at"].where(events["status"] == "ended")
    events["length_seconds"] = whole_seconds(events["length"])
    events["ends_at"] = events["ended_at"].fillna(events["scheduled_end_at"])
    return events


def _join_sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    """Join the sessions of each occurrence, practices left out: start, end, length of the union."""
    real = sessions[~sessions["is_practice"]]
    gain = uncovered(real, EVENT, "started_at", "ended_at")
    return (
        real.assign(gain=gain)
        .groupby(EVENT, as_index=False)
        .agg(started_at=("started_at", "min"), ended_at=("ended_at", "max"), length=("gain", "sum"))
    )


def _find_settled_at(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return when the last session of each occurrence was settled; null until all are."""
    sessions = sessions.assign(is_open=sessions["state"] != SETTLED)
    settled = sessions.groupby(EVENT, as_index=False).agg(
        settled_at=("settled_at", "max"), is_open=("is_open", "any")
    )
    settled["settled_at"] = settled["settled_at"].mask(settled["is_open"])
    return settled.drop(columns="is_open")


def _is_over(events: pd.DataFrame, known_history: pd.DataFrame) -> pd.Series:
    """Tell which events are past and would show a session, had there been one.

    A known stretch of the account's history holds their whole scheduled time, and OVER_AFTER.
    """
    times = events[[*EVENT, "scheduled_at", "scheduled_end_at"]]
    pairs = join(times, known_history, on=["account_id"])
    starts_in = pairs["since"].isna() | (pairs["since"] <= pairs["scheduled_at"]).fillna(False)
    ends_in = (pairs["until"] >= pairs["scheduled_end_at"] + OVER_AFTER).fillna(False)
    over = pairs.loc[starts_in & ends_in, EVENT].drop_duplicates().assign(is_over=True)
    marked = join(events[EVENT], over, on=EVENT, how="left")
    return marked["is_over"].notna().set_axis(events.index)


def _find_status(events: pd.DataFrame) -> pd.Series:
    over_at = events["scheduled_end_at"] + OVER_AFTER
    is_deleted = events["is_deleted"].fillna(False).astype(bool)
    status = pd.Series("scheduled", index=events.index, dtype="str")
    status = status.mask(events["is_over"], "not_held")
    status = status.mask(is_deleted | (events["gone_at"] < over_at).fillna(False), "cancelled")
    return status.mask(events["started_at"].notna(), "ended")


def count_people(
    events: pd.DataFrame, participations: pd.DataFrame, attendance: Attendance
) -> pd.DataFrame:
    """Add registrations, cancellations, attendances, no_shows and anonymous_attendances."""
    counts = participations.assign(
        registrations=participations["registered_at"].notna(),
        cancellations=participations["cancelled_at"].notna(),
        attendances=participations["state"] == "attended",
        no_shows=participations["state"] == "no_show",
    )
    names = ["registrations", "cancellations", "attendances", "no_shows"]
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
