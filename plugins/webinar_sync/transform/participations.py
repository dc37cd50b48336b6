"""One row for each person and occurrence: registered, cancelled, attended, or neither."""

from __future__ import annotations

import pandas as pd

from webinar_sync.transform.frames import EVENT, join
from webinar_sync.transform.numbers import microseconds, percent_of, whole_seconds

PARTICIPATION = [*EVENT, "email"]


def participate(events: pd.DataFrame, dates: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Join registrations (`Registrations.dates`) and attendances (`Attendance.people`).

    Columns: those of marts.participations.
    """
    attended = people[people["code"] == "synced"]
    attended = attended[[*PARTICIPATION, "joined_at", "left_at", "attended"]]
    found = join(_registered(dates), attended, on=PARTICIPATION, how="outer")
    found = join(found, events[[*EVENT, "status", "settled_at", "length"]], on=EVENT)
    over = (found["status"] == "ended") & found["settled_at"].notna()
    state = pd.Series("registered", index=found.index, dtype="str").mask(over, "no_show")
    state = state.mask(found["cancelled_at"].notna(), "cancelled")
    found["state"] = state.mask(found["attended"].notna(), "attended")
    found["attended_seconds"] = whole_seconds(found["attended"])
    found["attendance_percent"] = percent_of(found["attended"], found["length"])
    share = microseconds(found["attended"]) / microseconds(found["length"]).clip(lower=1)
    found["attended_share"] = share.clip(0, 1).where(found["attended"].notna())
    return found.drop(columns=["status", "settled_at", "length", "attended"])


def _registered(dates: pd.DataFrame) -> pd.DataFrame:
    """Make one row of a person's registrations for an occurrence.

    The latest that is approved now tells when they registered; where none is, the latest that
    once was, and the latest cancellation.
    """
    ordered = dates.sort_values([*PARTICIPATION, "is_approved", "registered_at", "registrant_id"])
    latest = ordered.drop_duplicates(PARTICIPATION, keep="last")
    cancelled = dates.groupby(PARTICIPATION)["cancelled_at"].max().reset_index()
    found = join(
        latest[[*PARTICIPATION, "registered_at", "is_approved"]], cancelled, on=PARTICIPATION
    )
    found["cancelled_at"] = found["cancelled_at"].mask(found["is_approved"].astype(bool))
    return found.drop(columns="is_approved")


def timeline(participations: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return what each person did, one row for each interaction: columns of marts.timeline_events."""
    found = join(participations, events[[*EVENT, "topic"]], on=EVENT)
    found = found.rename(columns={"topic": "webinar_name"})
    columns = [*PARTICIPATION, "webinar_name", "joined_at", "left_at"]
    interactions = []
    for kind, moment in (
        ("registered", "registered_at"),
        ("cancelled", "cancelled_at"),
        ("attended", "joined_at"),
    ):
        interaction = found[found[moment].notna()]
        interactions.append(interaction[columns].assign(kind=kind, occurred_at=interaction[moment]))
    found = pd.concat(interactions, ignore_index=True)
    for times in ("joined_at", "left_at"):
        found[times] = found[times].where(found["kind"] == "attended")
    return found
