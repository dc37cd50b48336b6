"""Finds when occurrences are scheduled, and which one a session belongs to."""

from __future__ import annotations

import pandas as pd

from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.webinar_types import WebinarType

NEAR = pd.Timedelta(hours=12)
"""A session belongs to no date whose start is further away than this."""


def scheduled_occurrences(inputs: Inputs) -> pd.DataFrame:
    """Return every date that was or is scheduled.

    Columns: the event's key, scheduled_at, scheduled_end_at, is_deleted.
    """
    single = inputs.webinars[
        fill_types(inputs.webinars).eq(WebinarType.SINGLE) & inputs.webinars["scheduled_at"].notna()
    ]
    single = single.assign(occurrence_key="single", is_deleted=False)
    dates = inputs.occurrences[inputs.occurrences["status"] != "moved"]
    dates = dates.assign(is_deleted=dates["status"] == "deleted")
    columns = [*EVENT, "scheduled_at", "duration_minutes", "is_deleted"]
    both = pd.concat([single[columns], dates[columns]], ignore_index=True)
    minutes = pd.to_timedelta(both["duration_minutes"].fillna(0).astype("int64"), unit="min")
    both["scheduled_end_at"] = both["scheduled_at"] + minutes
    return both.drop(columns="duration_minutes")


def fill_types(webinars: pd.DataFrame) -> pd.Series:
    """Return the type of each webinar; where it is missing (it expired unread), SINGLE."""
    return webinars["type"].astype("Int64").fillna(WebinarType.SINGLE).astype("int64")


def assign_sessions(inputs: Inputs, scheduled: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions with the occurrence that each belongs to.

    Adds type, occurrence_key, scheduled_at (the scheduled start that it is near; null if none).
    """
    webinars = inputs.webinars.assign(type=fill_types(inputs.webinars))
    sessions = join(
        inputs.sessions, webinars[[*WEBINAR, "type", "timezone"]], on=WEBINAR, how="inner"
    )
    nearest = _nearest_start(sessions, scheduled)
    sessions["scheduled_at"] = nearest["scheduled_at"]
    key = _local_day(sessions["started_at"], sessions["timezone"])
    key = key.mask(nearest["occurrence_key"].notna(), nearest["occurrence_key"])
    sessions["occurrence_key"] = key.mask(sessions["type"] == WebinarType.SINGLE, "single")
    return sessions


def _nearest_start(sessions: pd.DataFrame, scheduled: pd.DataFrame) -> pd.DataFrame:
    """Return, by the sessions' index, the date whose start is nearest and at most 12 h away."""
    dates = scheduled.loc[~scheduled["is_deleted"].astype(bool), [*EVENT, "scheduled_at"]]
    pairs = join(sessions[[*WEBINAR, "started_at"]].reset_index(), dates, on=WEBINAR)
    pairs["distance"] = (pairs["started_at"] - pairs["scheduled_at"]).abs()
    pairs = pairs[pairs["distance"] <= NEAR].sort_values(["index", "distance", "scheduled_at"])
    best = pairs.drop_duplicates("index").set_index("index")
    return best[["occurrence_key", "scheduled_at"]].reindex(sessions.index)


def _local_day(moments: pd.Series, zones: pd.Series) -> pd.Series:
    """Return each moment's date in its time zone (UTC where unknown), as text."""
    days: pd.Series = moments.dt.strftime("%Y-%m-%d").astype("str")
    for zone in zones.dropna().unique():
        here = zones == zone
        try:
            local = moments[here].dt.tz_convert(zone)
        except (KeyError, ValueError, OSError):  # no such time zone: its days stay in UTC
            continue
        days = days.mask(here, local.dt.strftime("%Y-%m-%d").astype("str"))
    return days
