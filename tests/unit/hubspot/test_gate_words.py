"""What the gate says to people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from webinar_sync.hubspot.gate.words import brake_message, gate_lines, missing_people_message
from webinar_sync.tasks.push_hubspot import read_wishes

NO_HISTORY = {"day": date(2026, 11, 20), "events": 0, "completed": 0, "no_shows": 0, "contacts": 0}


def waiting(things: int, next_at: datetime | None) -> dict[str, Any]:
    """Return a group of events that wait to be completed."""
    return {
        "object_kind": "marketing_event",
        "action": "complete",
        "words": "an attendance was refused",
        "things": things,
        "next_at": next_at,
    }


@pytest.mark.parametrize(
    ("things", "next_at", "expected"),
    [
        (
            3,
            datetime(2026, 11, 26, 14, 20, tzinfo=UTC),
            "3 events wait to be completed: an attendance was refused, next try 2026-11-26 14:20 "
            "UTC",
        ),
        (1, None, "1 event waits to be completed: an attendance was refused"),
    ],
)
def test_what_waits_is_a_sentence(things: int, next_at: datetime | None, expected: str) -> None:
    assert gate_lines([waiting(things, next_at)], NO_HISTORY) == [expected]


def test_history_says_how_many_no_shows_it_would_make() -> None:
    history = {**NO_HISTORY, "events": 40, "completed": 38, "no_shows": 1204, "contacts": 1}

    assert gate_lines([], history) == [
        "history: 40 events that ended before 2026-11-20 (push_since) and 1 contact without "
        "activity since are not sent; a run with with_history would complete 38 events, and make "
        "1204 no-shows"
    ]
    assert gate_lines([], NO_HISTORY) == []


def test_the_brake_says_what_went_already() -> None:
    brake = {"object_kind": "contact", "action": "withdraw", "waiting": 9, "removed": 2, "held": 50}

    assert brake_message(brake) == (
        "9 of the 50 contacts that HubSpot holds are to be withdrawn, which is more than a tenth "
        "in one day: none of them is. 2 were withdrawn in the last 24 hours."
    )


def test_not_everybody_is_named() -> None:
    message = missing_people_message("the event", [str(number) for number in range(130)])

    assert "99 and 30 more (" in message


def test_the_form_is_read_field_by_field() -> None:
    params = {"dry_run": True, "with_history": True, "beyond_brake": False, "with_incomplete": True}

    wishes = read_wishes(params)
    assert (wishes.with_history, wishes.beyond_brake, wishes.with_incomplete) == (True, False, True)


def test_members_of_a_list_are_called_so() -> None:
    brake = {"object_kind": "list loyal", "action": "withdraw", "waiting": 4, "held": 30}

    assert brake_message({**brake, "removed": 0}) == (
        "4 of the 30 members of the list of the segment loyal that HubSpot holds are to be "
        "withdrawn, which is more than a tenth in one day: none of them is."
    )
