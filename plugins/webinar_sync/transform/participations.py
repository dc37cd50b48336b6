"""Makes one row for each person and occurrence: registered, cancelled, attended or no-show."""

from __future__ import annotations

import pandas as pd

from webinar_sync.transform.frames import EVENT, join
from webinar_sync.transform.numbers import microseconds, percent_of, whole_seconds

PARTICIPATION = [*EVENT, "email"]


def make_participations(
    events: pd.DataFrame, dates: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Join registrations (`Registrations.dates`) and attendances (`Attendance.people`).

    Columns: those of marts.participations.
    """
    attended = people[people["code"] == "synced"]
    attended = attended[[*PARTICIPATION, "joined_at", "left_at", "attended"]]
    both = join(_join_registrations(dates), attended, on=PARTICIPATION, how="outer")
    both = join(both, events[[*EVENT, "status", "settled_at", "length"]], on=EVENT)
    over = (both["status"] == "ended") & both["settled_at"].notna()
    state = pd.Series("registered", index=both.index, dtype="str").mask(over, "no_show")
    state = state.mask(both["cancelled_at"].notna(), "cancelled")
    both["state"] = state.mask(both["attended"].notna(), "attended")
    both["attended_seconds"] = whole_seconds(both["attended"])
    both["attendance_percent"] = percent_of(both["attended"], both["length"])
    share = microseconds(both["attended"]) / microseconds(both["length"]).clip(lower=1)
    both["attended_share"] = share.clip(0, 1).where(both["attended"].notna())
    return both.drop(columns=["status", "settled_at", "length", "attended"])


def _join_registrations(dates: pd.DataFrame) -> pd.DataFrame:
    """Make one row of a person's registrations for an occurrence.

    The latest that is approved now says when they registered; where none is, the latest that was
    approved once does, and the latest cancellation says when they cancelled.
    """
    ordered = dates.sort_values([*PARTICIPATION, "is_approved", "registered_at", "registrant_id"])
    latest = ordered.drop_duplicates(PARTICIPATION, keep="last")
    cancelled = dates.groupby(PARTICIPATION)["cancelled_at"].max().reset_index()
    registered = join(
        latest[[*PARTICIPATION, "registered_at", "is_approved"]], cancelled, on=PARTICIPATION
    )
    is_approved = registered["is_approved"].astype(bool)
    registered["cancelled_at"] = registered["cancelled_at"].mask(is_approved)
    return registered.drop(columns="is_approved")


def make_timeline_events(participations: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each interaction of a person, as in marts.timeline_events."""
    named = join(participations, events[[*EVENT, "topic"]], on=EVENT)
    named = named.rename(columns={"topic": "webinar_name"})
    columns = [*PARTICIPATION, "webinar_name", "joined_at", "left_at"]
    interactions = []
    for kind, moment in (
        ("registered", "registered_at"),
        ("cancelled", "cancelled_at"),
        ("attended", "joined_at"),
    ):
        interaction = named[named[moment].notna()]
        interactions.append(interaction[columns].assign(kind=kind, occurred_at=interaction[moment]))
    timeline = pd.concat(interactions, ignore_index=True)
    for times in ("joined_at", "left_at"):
        timeline[times] = timeline[times].where(timeline["kind"] == "attended")
    return timeline
