"""Compares the participations that HubSpot has in an event with what it was sent. Pure: no I/O."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.reconcile.differences import (
    ATTENDANCE_TAKEN_BACK,
    CAUSES,
    DURATION,
    EVENT_NOT_OVER,
    EXTRA,
    MISSING,
    STATE,
    TIME,
    Difference,
    EventKey,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from webinar_sync.hubspot.participations import Participation

TOLERANCE = timedelta(seconds=1)

ATTENDED = "ATTENDED"
CANCELLED = "CANCELLED"
NO_SHOW = "NO_SHOW"
REGISTERED = "REGISTERED"
EMPTY = "EMPTY"
"""HubSpot's state of a contact whose participation was removed."""


def compare_participations(
    event: EventKey,
    sent_rows: Iterable[Mapping[str, Any]],
    participations: Iterable[Participation],
) -> list[Difference]:
    """Compare state, times and duration of everybody in one event.

    :param sent_rows: of `hubspot/select_expected_participations`
    :param participations: what HubSpot has
    """
    actual = {part.contact_id: part for part in participations if part.state != EMPTY}
    sent = {int(row["contact_id"]): row for row in sent_rows}
    differences = [
        Difference(event, contact_id, MISSING, _sent_state(sent[contact_id]), None, CAUSES[MISSING])
        for contact_id in sorted(sent.keys() - actual.keys())
        if not sent[contact_id]["is_withdrawn"]
    ]
    differences += [
        Difference(event, contact_id, EXTRA, None, actual[contact_id].state, CAUSES[EXTRA])
        for contact_id in sorted(actual.keys() - sent.keys())
    ]
    for contact_id in sorted(sent.keys() & actual.keys()):
        differences += _compare_participation(event, sent[contact_id], actual[contact_id])
    return differences


def _sent_state(sent: Mapping[str, Any]) -> str:
    if sent["is_withdrawn"]:
        return CANCELLED
    if sent["joined_at"] is not None and not sent["is_taken_back"]:
        return ATTENDED
    if sent["cancelled_at"] is not None:
        return CANCELLED
    return NO_SHOW if sent["is_completed"] else REGISTERED


def _compare_participation(
    event: EventKey, sent: Mapping[str, Any], actual: Participation
) -> list[Difference]:
    """Return the first difference of a participation, if there is any."""

    def difference(
        kind: str, expected: str, value: str | None, cause: str = ""
    ) -> list[Difference]:
        likely_cause = CAUSES[cause or kind]
        return [Difference(event, actual.contact_id, kind, expected, value, likely_cause)]

    state = _sent_state(sent)
    if state != actual.state:
        return difference(STATE, state, actual.state, _cause_of_state(sent, state, actual.state))
    has_duration = state == ATTENDED and sent["has_durations"]  # computed on completion
    seconds = round((sent["left_at"] - sent["joined_at"]).total_seconds()) if has_duration else 0
    if has_duration and actual.seconds is not None and abs(actual.seconds - seconds) > 1:
        return difference(DURATION, str(seconds), str(actual.seconds))
    moments = _sent_moments(sent, state)
    if moments and not any(_is_near(moment, actual.occurred_at) for moment in moments):
        expected = " or ".join(moment.isoformat() for moment in moments if moment)
        return difference(TIME, expected, actual.occurred_at.isoformat())
    if has_duration and actual.seconds is None:
        return difference(DURATION, str(seconds), None)
    return []


def _cause_of_state(sent: Mapping[str, Any], expected: str, actual: str) -> str:
    if sent["is_taken_back"]:
        return ATTENDANCE_TAKEN_BACK
    return EVENT_NOT_OVER if (expected, actual) == (NO_SHOW, REGISTERED) else STATE


def _sent_moments(sent: Mapping[str, Any], state: str) -> list[datetime | None]:
    """Return the times that HubSpot may show for a state; none: any."""
    if state == ATTENDED:
        return [sent["joined_at"], sent["left_at"], sent["attended_sent_at"]]
    if state == CANCELLED and not sent["is_withdrawn"]:
        return [sent["cancelled_at"]]
    if state == REGISTERED:
        return [sent["registered_at"], sent["registered_sent_at"]]
    return []


def _is_near(moment: datetime | None, actual: datetime) -> bool:
    return moment is not None and abs(moment - actual) <= TOLERANCE
