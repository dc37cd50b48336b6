"""An occurrence keeps its key and its event when its webinar is made one of another kind.

Webinars that know nothing of each other share the nights of one account.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import Occurrence
from tests.builders import (
    END,
    START,
    World,
    account,
    at,
    connection,
    read_states,
    run_nightly_at,
    session,
    webinar,
)
from tests.integration.sync.events import read_events
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster
    from sandbox.zoom.model import Session, Webinar

    MakeWorld = Callable[..., World]

W = 91000000001
NEXT_START = at("28 10:00")


def test_what_was_held_stays_whatever_is_edited_afterwards(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    dates = tuple(
        Occurrence(occurrence_id=f"17956{week}", start=at("25 10:00") + timedelta(days=7 * week))
        for week in range(2)
    )
    edits: list[dict[str, Any]] = [
        {"type": 9, "start": None, "occurrences": dates},
        {"type": 6, "start": None},
        {"timezone": "Pacific/Auckland"},
        {"timezone": "America/New_York", "start": at("18 15:00")},
        {
            "type": 9,
            "start": None,
            "timezone": "America/New_York",
            "occurrences": (Occurrence(occurrence_id="1", start=at("18 15:00")), *dates),
        },
    ]
    known = {W + place: webinar(W + place, START, "ann", "ben") for place in range(len(edits))}
    sessions = [
        session(f"held{number}==", number, START, END, connection("ann", START, END))
        for number in known
    ]
    world = make_world(account("a", list(known.values()), sessions), now=at("18 13:00"))
    world.connect_hubspot()
    run_nightly_at(world, "18 13:00", "19 11:30")
    world.push()
    for number in known:
        assert read_events(warehouse, number) == {"2026-11-18": ("ended", START)}
    edited = [
        dataclasses.replace(webinar_, **edit)
        for webinar_, edit in zip(known.values(), edits, strict=True)
    ]
    world.replace_accounts(account("a", edited, sessions))
    world.hubspot_requests()

    run_nightly_at(world, "21 04:00")
    world.push()

    assert [path for path in world.hubspot_requests() if "delete" in path.lower()] == []
    for number, edit in zip(known, edits, strict=True):
        after = read_events(warehouse, number)
        assert after["2026-11-18"] == ("ended", START), edit
        assert {status for status, _ in after.values()} <= {"ended", "scheduled"}, edit
        states = read_states(warehouse, number)["2026-11-18"]
        assert states == {"ann": "attended", "ben": "no_show"}, edit


def test_a_date_to_come_goes_on_at_the_same_minute_and_is_cancelled_without_dates(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    series, without = (webinar(W + place, NEXT_START, "ann") for place in range(2))
    world = make_world(account("a", [series, without], []), now=at("18 13:00"))
    run_nightly_at(world, "18 13:00")
    dates = (
        Occurrence(occurrence_id="1", start=NEXT_START),
        Occurrence(occurrence_id="2", start=NEXT_START + timedelta(days=7)),
    )
    edited = [
        dataclasses.replace(series, type=9, start=None, occurrences=dates),
        dataclasses.replace(without, type=6, start=None),
    ]
    world.replace_accounts(account("a", edited, []))

    run_nightly_at(world, "20 04:00")

    assert read_events(warehouse, series.id) == {
        "2026-11-28": ("scheduled", NEXT_START),
        "2": ("scheduled", NEXT_START + timedelta(days=7)),
    }
    assert read_events(warehouse, without.id) == {"2026-11-28": ("cancelled", NEXT_START)}
    assert read_states(warehouse, without.id) == {"2026-11-28": {"ann": "registered"}}


DELETED, TO_NONE_AND_BACK, TO_SERIES_AND_BACK, MOVED = (W + place for place in range(4))
FIRST_DAY, SECOND_DAY = at("25 10:00"), at("26 10:00")


def list_webinars_by_night() -> list[list[Webinar]]:
    """Return the webinars as they are in each of three nights."""
    deleted = webinar(
        DELETED,
        None,
        "ann",
        "ben",
        type=9,
        occurrences=(
            Occurrence(occurrence_id="1", start=START, deleted_at=at("18 20:00")),
            Occurrence(occurrence_id="2", start=FIRST_DAY),
        ),
    )
    to_none = webinar(TO_NONE_AND_BACK, NEXT_START, "ann")
    to_series = webinar(TO_SERIES_AND_BACK, NEXT_START, "ann")
    date = Occurrence(occurrence_id="1", start=NEXT_START)
    moved = webinar(MOVED, FIRST_DAY, "ann", moves=((at("18 12:00"), SECOND_DAY),))
    both = (
        Occurrence(occurrence_id="1", start=FIRST_DAY),
        Occurrence(occurrence_id="2", start=SECOND_DAY),
    )
    return [
        [deleted, to_none, to_series, moved],
        [
            deleted,
            dataclasses.replace(to_none, type=6, start=None),
            dataclasses.replace(to_series, type=9, start=None, occurrences=(date,)),
            moved,
        ],
        [
            deleted,
            to_none,
            to_series,
            dataclasses.replace(moved, type=9, start=None, moves=(), occurrences=both),
        ],
    ]


@pytest.fixture(scope="module")
def three_nights(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Sync the webinars in three nights."""
    sessions: list[Session] = [
        session("held==", DELETED, START, END, connection("ann", START, END)),
    ]
    first, *others = (account("a", webinars, sessions) for webinars in list_webinars_by_night())
    cluster.create_database("three_nights", afresh=True, template=template)
    with Warehouse(cluster.url("three_nights")) as warehouse:
        world = World(warehouse, [first], now=at("18 04:00"))
        run_nightly_at(world, "18 04:00")
        for number in (TO_NONE_AND_BACK, TO_SERIES_AND_BACK):
            assert read_events(warehouse, number) == {"2026-11-28": ("scheduled", NEXT_START)}
        for night, edited in zip(("19 04:00", "20 04:00"), others, strict=True):
            world.replace_accounts(edited)
            run_nightly_at(world, night)
        world.close()
        yield warehouse


def test_a_date_deleted_after_it_was_held_was_held(three_nights: Warehouse) -> None:
    events = read_events(three_nights, DELETED)

    assert events["1"] == ("ended", START)
    assert set(events) == {"1", "2"}
    assert read_states(three_nights, DELETED)["1"] == {"ann": "attended", "ben": "no_show"}


@pytest.mark.parametrize("number", [TO_NONE_AND_BACK, TO_SERIES_AND_BACK])
def test_a_type_edited_by_mistake_and_back_changes_nothing(
    three_nights: Warehouse, number: int
) -> None:
    assert read_events(three_nights, number) == {"2026-11-28": ("scheduled", NEXT_START)}


def test_a_moved_webinar_made_a_series_with_both_days_has_two_occurrences(
    three_nights: Warehouse,
) -> None:
    assert read_events(three_nights, MOVED) == {
        "1": ("scheduled", FIRST_DAY),
        "2026-11-25": ("scheduled", SECOND_DAY),
    }
