"""The transform as a whole: what Zoom sent of some webinars, made rows of marts and ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.transform.addresses import AddressBook
from webinar_sync.transform.attendance import Attendance, attend
from webinar_sync.transform.events import count_people, occur
from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, Outputs, join
from webinar_sync.transform.ledger import account_for, check_conservation
from webinar_sync.transform.occurrences import assign_sessions, scheduled_occurrences
from webinar_sync.transform.participations import participate, timeline
from webinar_sync.transform.registrations import register

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Uncomputable:
    """A webinar (account_id, webinar_id) on which the transform fails, and how."""

    webinar: tuple[str, int]
    error: Exception


def transform(inputs: Inputs) -> Outputs:
    """Compute everything about the webinars that went in. Pure: no I/O, no clock.

    :raises ConservationError: if the ledger does not account for every registration and connection
    """
    book = AddressBook(inputs)
    webinars = _with_exclusions(inputs)
    scheduled = scheduled_occurrences(inputs)
    assigned = assign_sessions(inputs, scheduled)
    attendance = attend(inputs, assigned, book)
    events = occur(inputs, scheduled, assigned, attendance)
    events = join(events, webinars.loc[webinars["has_events"], WEBINAR], on=WEBINAR)
    registrations = register(inputs, events, book)
    participations = participate(events, registrations.dates, attendance.people)
    events = count_people(events, participations, attendance)
    outcomes = account_for(webinars, attendance, registrations.people, book)
    check_conservation(outcomes, inputs.connections, inputs.registrants)
    kept = registrations.people[registrations.people["code"] == "synced"]
    kept = join(kept, webinars.loc[webinars["has_events"], WEBINAR], on=WEBINAR)
    return Outputs(
        marketing_events=events,
        registrations=kept,
        participations=participations,
        attendance_connections=_curves(attendance, events),
        timeline_events=timeline(participations, events),
        outcomes=outcomes,
    )


def transform_each(inputs: Inputs) -> tuple[Outputs, Inputs, list[Uncomputable]]:
    """Compute everything that can be computed; what cannot is left out, and told with its error.

    :return: the outputs, the inputs that they were computed from, and what was left out
    """
    try:
        return transform(inputs), inputs, []
    except Exception:  # whatever it is: the search below tells where it lies
        broken = _find_uncomputable(inputs)
    without = [one.webinar for one in broken]
    inputs = inputs.only([one for one in inputs.webinar_keys() if one not in without])
    return transform(inputs), inputs, broken


def _find_uncomputable(inputs: Inputs) -> list[Uncomputable]:
    """Halve the webinars until each that cannot be computed is alone."""
    try:
        transform(inputs)
    except Exception as error:
        keys = inputs.webinar_keys()
        if len(keys) == 1:
            return [Uncomputable(keys[0], error)]
        middle = len(keys) // 2
        halves = [inputs.only(keys[:middle]), inputs.only(keys[middle:])]
        return [one for half in halves for one in _find_uncomputable(half)]
    return []


def _with_exclusions(inputs: Inputs) -> pd.DataFrame:
    """Decide for each excluded webinar whether what was read before stays.

    Adds is_withdrawn (everybody in it gets its code) and has_events (it has rows in marts).
    """
    webinars = inputs.webinars
    is_excluded = webinars["exclusion"].notna()
    has_been_read = webinars["has_been_read"].astype(bool)
    withdraws = inputs.settings.withdraws_excluded
    return webinars.assign(
        is_withdrawn=is_excluded & withdraws,
        has_events=~is_excluded | (has_been_read & (not withdraws)),
    )


def _curves(attendance: Attendance, events: pd.DataFrame) -> pd.DataFrame:
    """Return the clipped connections of attendances in marts and of anonymous people."""
    found = attendance.connections
    is_shown = found["code"].isin(["synced", "no_email", "invalid_email"]) & ~found["is_copy"]
    inside = ~found["is_waiting_room"].astype(bool) & (found["ends_at"] > found["starts_at"])
    found = join(found[is_shown & inside], events[EVENT], on=EVENT)
    found = found.drop(columns=["joined_at", "left_at"])
    found["email"] = found["email"].where(found["code"] == "synced")
    found = found.rename(columns={"starts_at": "joined_at", "ends_at": "left_at"})
    # Two connections of one user_id from before the start are one from the start on.
    found = found.sort_values(["session_uuid", "user_id", "joined_at", "left_at"])
    return found.drop_duplicates(["session_uuid", "user_id", "joined_at"], keep="last")
