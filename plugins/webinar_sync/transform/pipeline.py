"""The transform as a whole: from what Zoom sent about webinars to rows of marts and ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.transform.addresses import AddressBook, is_erased
from webinar_sync.transform.attendance import (
    Attendance,
    count_attendees,
    identify_connections,
    judge_attendance,
)
from webinar_sync.transform.events import count_people, make_events
from webinar_sync.transform.frames import EVENT, SESSION, WEBINAR, Inputs, Outputs, join
from webinar_sync.transform.ledger import check_conservation, make_outcomes
from webinar_sync.transform.occurrences import ANNOUNCED, find_occurrences
from webinar_sync.transform.participations import make_participations, make_timeline_events
from webinar_sync.transform.recordings import place_recordings
from webinar_sync.transform.registrations import judge_registrations
from webinar_sync.transform.staff import list_staff

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class UncomputableWebinar:
    """A webinar on which the transform fails, by account_id and webinar_id, and the error."""

    key: tuple[str, int]
    error: Exception


def transform(inputs: Inputs) -> Outputs:
    """Compute everything about the webinars that went in. Pure: no I/O, no clock.

    :raises ConservationError: if the ledger does not account for every registration and connection
    """
    book = AddressBook(inputs)
    webinars = _with_exclusions(inputs)
    staff = list_staff(inputs, book)
    connections = identify_connections(inputs, staff, book)
    occurrences = find_occurrences(inputs, count_attendees(connections))
    attendance = judge_attendance(connections, occurrences.sessions, staff, book)
    events = make_events(inputs, occurrences)
    events = join(events, webinars.loc[webinars["has_events"], WEBINAR], on=WEBINAR)
    registrations = judge_registrations(inputs, events, occurrences, staff, book)
    participations = make_participations(events, registrations.dates, attendance.people)
    events = count_people(events, participations, attendance)
    participations = participations[~is_erased(participations["email"])]
    outcomes = make_outcomes(webinars, attendance, registrations.people)
    placed = occurrences.sessions.loc[occurrences.sessions["occurrence_key"].notna(), SESSION]
    check_conservation(outcomes, join(inputs.connections, placed, on=SESSION), inputs.registrants)
    recordings = place_recordings(inputs.recordings, occurrences.sessions, events)
    kept = registrations.people[registrations.people["code"] == "synced"]
    kept = join(kept, webinars.loc[webinars["has_events"], WEBINAR], on=WEBINAR)
    return Outputs(
        marketing_events=events,
        registrations=kept,
        participations=participations,
        attendance_connections=_clip_connections(attendance, events),
        recordings=recordings,
        timeline_events=make_timeline_events(participations, events, recordings),
        outcomes=outcomes,
        announced=occurrences.announced[[*ANNOUNCED, "occurrence_key"]],
        sessions=occurrences.sessions,
        due=occurrences.due,
    )


def transform_each(inputs: Inputs) -> tuple[Outputs, Inputs, list[UncomputableWebinar]]:
    """Compute everything that can be computed, and leave out the webinars that cannot.

    :return: the outputs, the inputs that they were computed from, and the webinars left out
    """
    try:
        return transform(inputs), inputs, []
    except Exception:  # whatever it is: the search below finds the webinar that causes it
        uncomputable = _find_uncomputable(inputs)
    left_out = [webinar.key for webinar in uncomputable]
    inputs = inputs.only([key for key in inputs.webinar_keys() if key not in left_out])
    return transform(inputs), inputs, uncomputable


def _find_uncomputable(inputs: Inputs) -> list[UncomputableWebinar]:
    """Halve the webinars until each that cannot be computed is alone."""
    try:
        transform(inputs)
    except Exception as error:
        keys = inputs.webinar_keys()
        if len(keys) == 1:
            return [UncomputableWebinar(keys[0], error)]
        middle = len(keys) // 2
        halves = [inputs.only(keys[:middle]), inputs.only(keys[middle:])]
        return [webinar for half in halves for webinar in _find_uncomputable(half)]
    return []


def _with_exclusions(inputs: Inputs) -> pd.DataFrame:
    """Decide for each excluded webinar whether what was read before stays; of Zoom Events' never.

    Adds is_withdrawn (everybody in it gets its code) and has_events (it has rows in marts).
    """
    webinars = inputs.webinars
    is_excluded = webinars["exclusion"].notna()
    has_been_read = webinars["has_been_read"].astype(bool)
    withdraws = (webinars["exclusion"] == "zoom_events") | inputs.settings.withdraws_excluded
    return webinars.assign(
        is_withdrawn=is_excluded & withdraws,
        has_events=~is_excluded | (has_been_read & ~withdraws),
    )


def _clip_connections(attendance: Attendance, events: pd.DataFrame) -> pd.DataFrame:
    """Return the clipped connections of attendances in marts and of anonymous people."""
    clipped = attendance.connections
    is_shown = clipped["code"].isin(["synced", "no_email", "invalid_email"]) & ~clipped["is_copy"]
    inside = ~clipped["is_waiting_room"].astype(bool) & (clipped["ends_at"] > clipped["starts_at"])
    clipped = join(clipped[is_shown & inside], events[EVENT], on=EVENT)
    clipped = clipped.drop(columns=["joined_at", "left_at"])
    clipped["email"] = clipped["email"].where(clipped["code"] == "synced")
    clipped = clipped.rename(columns={"starts_at": "joined_at", "ends_at": "left_at"})
    # Two connections of one user_id from before the start are one from the start on.
    clipped = clipped.sort_values(["session_uuid", "user_id", "joined_at", "left_at"])
    return clipped.drop_duplicates(["session_uuid", "user_id", "joined_at"], keep="last")
