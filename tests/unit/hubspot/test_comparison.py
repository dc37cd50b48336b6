"""The reconciliation's comparison: each kind of difference, and what is no difference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webinar_sync.hubspot.participations import Participation
from webinar_sync.hubspot.reconcile.comparison import compare_participations
from webinar_sync.hubspot.reconcile.differences import CAUSES, Difference, EventKey

EVENT = EventKey("zoom-account-1", 91000000001, "2026-11-18")
ANN = 7
REGISTERED_AT = datetime(2026, 11, 10, 8, tzinfo=UTC)
CANCELLED_AT = datetime(2026, 11, 12, 9, tzinfo=UTC)
JOINED_AT = datetime(2026, 11, 18, 10, tzinfo=UTC)
LEFT_AT = JOINED_AT + timedelta(minutes=40)


def sent(**changes: Any) -> dict[str, Any]:
    """Return what Ann's registration was sent as, with changes."""
    values: dict[str, Any] = {
        "contact_id": ANN,
        "registered_at": REGISTERED_AT,
        "registered_sent_at": REGISTERED_AT,
        "cancelled_at": None,
        "joined_at": None,
        "left_at": None,
        "attended_sent_at": None,
        "is_withdrawn": False,
        "is_completed": False,
        "has_durations": False,
        "is_taken_back": False,
    }
    return {**values, **changes}


def sent_attended(**changes: Any) -> dict[str, Any]:
    """Return what Ann's attendance was sent as, with changes."""
    times = {"joined_at": JOINED_AT, "left_at": LEFT_AT, "attended_sent_at": JOINED_AT}
    return sent(**{**times, "is_completed": True, "has_durations": True, **changes})


def compare(row: dict[str, Any], *participations: Participation) -> list[tuple[Any, ...]]:
    """Return kind, expected and actual value, and cause of what differs."""
    return [
        (difference.kind, difference.expected, difference.actual, difference.likely_cause)
        for difference in compare_participations(EVENT, [row], participations)
    ]


@pytest.mark.parametrize(
    ("row", "participation"),
    [
        (sent(), Participation(ANN, "REGISTERED", REGISTERED_AT, None)),
        (
            sent(registered_sent_at=REGISTERED_AT + timedelta(days=1)),
            Participation(ANN, "REGISTERED", REGISTERED_AT + timedelta(days=1, seconds=1), None),
        ),
        (sent(is_completed=True), Participation(ANN, "NO_SHOW", LEFT_AT, None)),
        (sent(cancelled_at=CANCELLED_AT), Participation(ANN, "CANCELLED", CANCELLED_AT, None)),
        (sent(is_withdrawn=True), Participation(ANN, "CANCELLED", LEFT_AT, None)),
        (sent_attended(), Participation(ANN, "ATTENDED", JOINED_AT, 2400)),
        (sent_attended(), Participation(ANN, "ATTENDED", LEFT_AT, 2401)),
        (sent_attended(has_durations=False), Participation(ANN, "ATTENDED", JOINED_AT, None)),
    ],
)
def test_what_hubspot_has_as_it_was_sent_is_no_difference(
    row: dict[str, Any], participation: Participation
) -> None:
    assert compare(row, participation) == []


def test_a_withdrawn_participation_need_not_be_in_hubspot() -> None:
    assert compare(sent(is_withdrawn=True)) == []


@pytest.mark.parametrize("participations", [[], [Participation(ANN, "EMPTY", LEFT_AT, None)]])
def test_a_removed_participation_is_missing(participations: list[Participation]) -> None:
    assert compare(sent(), *participations) == [("missing", "REGISTERED", None, CAUSES["missing"])]


def test_a_participation_that_was_not_sent_is_extra() -> None:
    stranger = Participation(8, "ATTENDED", JOINED_AT, 60)

    assert compare_participations(EVENT, [], [stranger]) == [
        Difference(EVENT, 8, "extra", None, "ATTENDED", CAUSES["extra"])
    ]


@pytest.mark.parametrize(
    ("row", "expected", "actual", "cause"),
    [
        (sent(), "REGISTERED", "CANCELLED", "state"),
        (sent(is_completed=True), "NO_SHOW", "REGISTERED", "event_not_over"),
        (sent_attended(is_taken_back=True), "NO_SHOW", "ATTENDED", "attendance_taken_back"),
    ],
)
def test_another_state_has_a_cause_of_its_own(
    row: dict[str, Any], expected: str, actual: str, cause: str
) -> None:
    participation = Participation(ANN, actual, JOINED_AT, 2400)

    assert compare(row, participation) == [("state", expected, actual, CAUSES[cause])]


def test_another_time_names_all_that_were_possible() -> None:
    actual_at = REGISTERED_AT + timedelta(minutes=1)
    sent_at = REGISTERED_AT + timedelta(days=1)

    assert compare(
        sent(registered_sent_at=sent_at), Participation(ANN, "REGISTERED", actual_at, None)
    ) == [
        (
            "time",
            "2026-11-10T08:00:00+00:00 or 2026-11-11T08:00:00+00:00",
            "2026-11-10T08:01:00+00:00",
            CAUSES["time"],
        )
    ]


@pytest.mark.parametrize("seconds", [None, 2398])
def test_another_duration_is_a_difference(seconds: int | None) -> None:
    participation = Participation(ANN, "ATTENDED", JOINED_AT, seconds)

    assert compare(sent_attended(), participation) == [
        ("duration", "2400", seconds if seconds is None else str(seconds), CAUSES["duration"])
    ]


def test_a_difference_is_a_row_of_the_table() -> None:
    (difference,) = compare_participations(EVENT, [sent()], [])

    row = difference.as_row()

    assert {name: row[name] for name in ("account_id", "webinar_id", "occurrence_key")} == {
        "account_id": "zoom-account-1",
        "webinar_id": 91000000001,
        "occurrence_key": "2026-11-18",
    }
    assert (row["contact_id"], row["kind"], row["expected"]) == (ANN, "missing", "REGISTERED")
