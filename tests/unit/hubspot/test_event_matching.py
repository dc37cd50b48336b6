"""Which occurrence an event is of that another warehouse made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import DAY, END, START
from webinar_sync.hubspot.event_matching import KnownOccurrence, match_events
from webinar_sync.hubspot.listed_events import ListedEvent, parse_event

WEBINAR = 91000000001
NOW = START - DAY
EVENT = ListedEvent(
    501, "Webinar", "host@corp.example", START, None, False, False, False, WEBINAR, "2026-11-18"
)
OCCURRENCE = KnownOccurrence(
    "account", WEBINAR, "2026-11-18", (START,), is_to_come=True, given_keys=frozenset()
)
OTHER_KEY = replace(OCCURRENCE, key="2026-11-20")


def pairs(
    *events: ListedEvent, of: list[KnownOccurrence], **options: object
) -> list[tuple[int, str]]:
    """Return the matches: id of the event, key of the occurrence."""
    values = {"known_ids": frozenset(), "now": NOW, **options}
    return [
        (event.object_id, occurrence.key)
        for event, occurrence in match_events(events, of, **values)  # type: ignore[arg-type]
    ]


def test_the_key_decides_whatever_the_start() -> None:
    moved = replace(EVENT, starts_at=START + 5 * DAY)
    twin = replace(OTHER_KEY, starts=(START + 5 * DAY,))
    assert pairs(moved, of=[OCCURRENCE, twin]) == [(501, "2026-11-18")]


def test_else_the_start_does_present_or_announced_once() -> None:
    assert pairs(EVENT, of=[OTHER_KEY]) == [(501, "2026-11-20")]
    announced = replace(OTHER_KEY, starts=(START + 2 * DAY, START + timedelta(seconds=30)))
    assert pairs(EVENT, of=[announced]) == [(501, "2026-11-20")]


def test_two_with_the_same_start_are_nobodys() -> None:
    assert pairs(EVENT, of=[OTHER_KEY, replace(OTHER_KEY, key="2026-11-20-2")]) == []


def test_the_last_of_both_sides_were_moved_if_both_are_to_come() -> None:
    later = replace(OTHER_KEY, starts=(START + 2 * DAY,))
    assert pairs(EVENT, of=[later]) == [(501, "2026-11-20")]
    assert pairs(EVENT, of=[later], now=END) == []  # it may have been held
    assert pairs(replace(EVENT, is_completed=True), of=[later]) == []
    assert pairs(replace(EVENT, is_cancelled=True), of=[later]) == []
    assert pairs(EVENT, of=[replace(later, is_to_come=False)]) == []
    assert (
        pairs(EVENT, of=[later, replace(later, key="2026-11-27", starts=(START + 9 * DAY,))]) == []
    )


def test_an_event_of_another_occurrence_that_was_known_once_is_not_taken() -> None:
    known = replace(OTHER_KEY, given_keys=frozenset({"2026-11-18", "2026-11-20"}))
    assert pairs(EVENT, of=[known]) == []


def test_of_two_events_of_one_key_the_known_one_is_taken_else_the_older() -> None:
    twin = replace(EVENT, object_id=502)
    assert pairs(twin, EVENT, of=[OCCURRENCE]) == [(501, "2026-11-18")]
    assert pairs(twin, EVENT, of=[OCCURRENCE], known_ids=frozenset({502})) == [(502, "2026-11-18")]


def test_a_webinar_of_two_accounts_says_nothing() -> None:
    assert pairs(EVENT, of=[OCCURRENCE, replace(OCCURRENCE, account_id="other")]) == []


@pytest.mark.parametrize(
    ("description", "webinar_id", "key"),
    [
        ("Zoom webinar 91000000001, occurrence 2026-11-18-2", WEBINAR, "2026-11-18-2"),
        ("Zoom webinar 91000000001, occurrence 2026-11-18, annotated by hand", None, ""),
        ("Our autumn webinar", None, ""),
        (None, None, ""),
    ],
)
def test_only_our_own_description_makes_an_event_ours(
    description: str | None, webinar_id: int | None, key: str
) -> None:
    row = {"objectId": "501", "eventDescription": description, "startDateTime": "soon"}
    event = parse_event(row)
    assert (event.webinar_id, event.key, event.starts_at) == (webinar_id, key, None)
