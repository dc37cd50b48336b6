"""Makes one row for each person and occurrence: their state, and when they did what."""

from __future__ import annotations

import pandas as pd

from webinar_sync.transform.frames import EVENT, join
from webinar_sync.transform.numbers import microseconds, percent_of, whole_seconds
from webinar_sync.transform.recordings import list_available

PARTICIPATION = [*EVENT, "email"]


def make_participations(
    events: pd.DataFrame, dates: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Join registrations (`Registrations.dates`) and attendances (`Attendance.people`).

    Columns: those of marts.participations. People who were erased are among them, to be counted.
    """
    attended = people[people["code"].isin(["synced", "erased"])]
    attended = attended[[*PARTICIPATION, "joined_at", "left_at", "attended"]]
    both = join(_join_registrations(dates), attended, on=PARTICIPATION, how="outer")
    columns = ["status", "ended_at", "settled_at", "is_past", "length"]
    both = join(both, events[[*EVENT, *columns]], on=EVENT)
    both["state"] = _find_state(both)
    both["attended_seconds"] = whole_seconds(both["attended"])
    both["attendance_percent"] = percent_of(both["attended"], both["length"])
    share = microseconds(both["attended"]) / microseconds(both["length"]).clip(lower=1)
    both["attended_share"] = share.clip(0, 1).where(both["attended"].notna())
    return both.drop(columns=[*columns, "first_registered_at", "attended"])


def _find_state(participations: pd.DataFrame) -> pd.Series:
    """Return the state of each; a no-show only where it is certain.

    Of an occurrence that was held, is past and settled, and by a registration that was made, and
    approved, before its end.
    """
    is_over = (
        (participations["status"] == "ended")
        & participations["settled_at"].notna()
        & participations["is_past"]
    )
    is_late = (participations["first_registered_at"] >= participations["ended_at"]).fillna(False)
    state = pd.Series("registered", index=participations.index, dtype="str")
    state = state.mask(is_over, "no_show").mask(is_over & is_late, "registered_late")
    state = state.mask(participations["cancelled_at"].notna(), "cancelled")
    return state.mask(participations["attended"].notna(), "attended")


def _join_registrations(dates: pd.DataFrame) -> pd.DataFrame:
    """Make one row of a person's registrations for an occurrence.

    The latest that is approved now says when they registered; where none is, the latest that was
    approved once does, and the latest cancellation says when they cancelled. `first_registered_at`:
    the earliest that is not cancelled, as of when it counts, which says whether they registered
    late.
    """
    ordered = dates.sort_values([*PARTICIPATION, "is_approved", "registered_at", "registrant_id"])
    latest = ordered.drop_duplicates(PARTICIPATION, keep="last")
    not_cancelled = dates.assign(
        registered_first=dates["counts_from"].where(dates["cancelled_at"].isna())
    )
    moments = not_cancelled.groupby(PARTICIPATION, as_index=False).agg(
        cancelled_at=("cancelled_at", "max"), first_registered_at=("registered_first", "min")
    )
    registered = join(
        latest[[*PARTICIPATION, "registered_at", "approved_at", "is_approved"]],
        moments,
        on=PARTICIPATION,
    )
    is_approved = registered["is_approved"].astype(bool)
    registered["cancelled_at"] = registered["cancelled_at"].mask(is_approved)
    return registered.drop(columns="is_approved")


def make_timeline_events(
    participations: pd.DataFrame, events: pd.DataFrame, recordings: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each interaction of a person, as in marts.timeline_events."""
    available = list_available(recordings, participations)[[*PARTICIPATION, "available_at"]]
    named = join(participations, events[[*EVENT, "topic"]], on=EVENT)
    named = named.rename(columns={"topic": "webinar_name"})
    named = join(named, available, on=PARTICIPATION, how="left")
    columns = [*PARTICIPATION, "webinar_name", "joined_at", "left_at"]
    interactions = []
    for kind, moment in (
        ("registered", "registered_at"),
        ("cancelled", "cancelled_at"),
        ("attended", "joined_at"),
        ("recording_available", "available_at"),
    ):
        interaction = named[named[moment].notna()]
        interactions.append(interaction[columns].assign(kind=kind, occurred_at=interaction[moment]))
    timeline = pd.concat(interactions, ignore_index=True)
    for times in ("joined_at", "left_at"):
        timeline[times] = timeline[times].where(timeline["kind"] == "attended")
    return timeline
