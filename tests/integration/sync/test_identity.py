"""An occurrence keeps its key and its event, whatever a host edits in Zoom later."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sandbox.zoom.model import Occurrence
from tests.builders import (
    END,
    START,
    account,
    at,
    connection,
    query,
    read_states,
    registrant,
    run_hourly,
    run_nightly_at,
    session,
    webinar,
)
from tests.integration.sync.events import read_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

W = 91000000001
NEXT_START, NEXT_END = at("28 10:00"), at("28 11:00")
HELD = session("held==", W, START, END, connection("ann", START, END))


def test_a_single_webinar_that_is_used_again_is_another_occurrence(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    late = registrant("bob", registered_at=at("20 09:00"))
    reused = webinar(W, START, "ann", late, moves=((at("19 12:00"), NEXT_START),))
    world = make_world(account("a", [reused], [HELD]), now=at("18 13:00"))
    run_nightly_at(world, "18 13:00", "19 11:30", "21 03:40")

    assert read_events(warehouse) == {
        "2026-11-18": ("ended", START),
        "2026-11-28": ("scheduled", NEXT_START),
    }
    assert read_states(warehouse) == {
        "2026-11-18": {"ann": "attended"},
        "2026-11-28": {"ann": "registered", "bob": "registered"},
    }


def test_who_registered_before_the_first_run_of_a_reused_webinar_is_registered_for_both(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    reused = webinar(W, START, "ann", "cy", moves=((at("19 12:00"), NEXT_START),))
    world = make_world(account("a", [reused], [HELD]), now=at("18 09:00"))
    run_nightly_at(world, "18 09:00", "19 11:30", "21 03:40")

    assert read_states(warehouse) == {
        "2026-11-18": {"ann": "attended", "cy": "no_show"},
        "2026-11-28": {"ann": "registered", "cy": "registered"},
    }


def test_a_single_webinar_held_twice_on_one_day_is_two_occurrences(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    afternoon = (at("18 15:00"), at("18 16:00"))
    reused = webinar(W, START, "ann", "ben", moves=((at("18 12:00"), afternoon[0]),))
    sessions = [HELD, session("again==", W, *afternoon, connection("ben", *afternoon))]
    world = make_world(account("a", [reused], sessions), now=at("18 09:00"))
    run_nightly_at(world, "18 09:00", "18 13:00", "18 17:00", "20 04:00")

    assert read_events(warehouse) == {
        "2026-11-18": ("ended", START),
        "2026-11-18-2": ("ended", afternoon[0]),
    }
    assert read_states(warehouse) == {
        "2026-11-18": {"ann": "attended", "ben": "no_show"},
        "2026-11-18-2": {"ann": "no_show", "ben": "attended"},
    }


def test_a_start_that_passed_without_a_session_was_moved_once_the_history_tells(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    moved = webinar(W, START, "ann", moves=((at("18 11:30"), NEXT_START),))
    world = make_world(account("a", [moved], []), now=at("18 09:00"))
    run_nightly_at(world, "18 09:00", "18 12:00", "19 12:00")
    assert read_events(warehouse) == {"2026-11-18": ("scheduled", START)}

    report = run_hourly(world, at("20 10:17"))

    assert report.success, report.message
    assert read_events(warehouse) == {"2026-11-18": ("scheduled", NEXT_START)}
    assert read_states(warehouse) == {"2026-11-18": {"ann": "registered"}}


def test_a_webinar_broken_off_and_announced_anew_the_same_day_goes_on(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    again = (at("18 14:00"), at("18 15:00"))
    short = session("short==", W, START, at("18 10:10"), connection("ann", START, at("18 10:10")))
    rest = session("rest==", W, *again, connection("ann", *again))
    known = webinar(W, START, "ann", moves=((at("18 10:30"), again[0]),))
    world = make_world(account("a", [known], [short, rest]), now=at("18 09:00"))
    run_nightly_at(world, "18 09:00", "18 11:00", "18 16:00", "20 04:00")

    assert read_events(warehouse) == {"2026-11-18": ("ended", START)}
    assert query(warehouse, "select length_seconds from marts.marketing_events") == [(4200,)]


def test_the_day_of_a_webinar_without_dates_stays_when_its_zone_is_edited(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    night = (at("18 02:00"), at("18 03:00"))
    known = webinar(W, None, "ann", type=6, timezone="UTC")
    held = session("night==", W, *night, connection("ann", *night))
    world = make_world(account("a", [known], [held]), now=at("18 13:00"))
    run_nightly_at(world, "18 13:00", "19 11:30")
    before = read_events(warehouse)
    edited = dataclasses.replace(known, timezone="America/New_York")
    world.replace_accounts(account("a", [edited], [held]))

    run_nightly_at(world, "20 03:40")

    assert before == {"2026-11-18": ("ended", None)}
    assert read_events(warehouse) == before


def test_one_date_gone_and_another_new_is_not_a_move(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    kept = Occurrence(occurrence_id="1", start=at("25 10:00"))
    gone = Occurrence(occurrence_id="2", start=at("26 10:00"), listed_until=at("20 00:00"))
    new = Occurrence(occurrence_id="3", start=NEXT_START, listed_from=at("20 00:00"))
    ann = registrant("ann", occurrence_ids=("2",))
    known = webinar(W, None, ann, type=9, registration_type=2, occurrences=(kept, gone, new))
    world = make_world(account("a", [known], []), now=at("19 04:00"))
    run_nightly_at(world, "19 04:00", "21 04:00")

    assert read_events(warehouse) == {
        "1": ("scheduled", kept.start),
        "2": ("cancelled", gone.start),
        "3": ("scheduled", NEXT_START),
    }
    assert read_states(warehouse) == {"2": {"ann": "registered"}}


def test_a_held_date_of_a_series_listed_with_another_start_is_another_occurrence(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    first = Occurrence(occurrence_id="1", start=START, listed_until=at("19 12:00"))
    second = Occurrence(occurrence_id="1", start=NEXT_START, listed_from=at("19 12:00"))
    known = webinar(W, None, "ann", "ben", type=9, occurrences=(first, second))
    world = make_world(account("a", [known], [HELD]), now=at("18 09:00"))
    run_nightly_at(world, "18 09:00", "19 11:30", "21 04:00")

    assert read_events(warehouse) == {
        "1": ("ended", START),
        "2026-11-28": ("scheduled", NEXT_START),
    }
    assert read_states(warehouse) == {
        "1": {"ann": "attended", "ben": "no_show"},
        "2026-11-28": {"ann": "registered", "ben": "registered"},
    }


def test_a_session_on_no_date_invites_nobody(warehouse: Warehouse, make_world: MakeWorld) -> None:
    chat = (at("12 10:00"), at("12 11:00"))
    people = tuple(f"p{number}" for number in range(8))
    sessions = [
        HELD,
        session("chat==", W, *chat, *(connection(name, *chat) for name in people)),
    ]
    known = webinar(W, START, "ann", "ben", *people[:2])
    world = make_world(account("a", [known], sessions), now=at("21 04:00"))
    run_nightly_at(world, "21 04:00")

    states = read_states(warehouse)
    assert states["2026-11-12"] == dict.fromkeys(people, "attended")
    assert states["2026-11-18"] == {
        "ann": "attended",
        **dict.fromkeys(("ben", *people[:2]), "no_show"),
    }
    assert query(
        warehouse,
        "select count(*) from marts.participations"
        " where occurrence_key = '2026-11-12' and registered_at is not null",
    ) == [(0,)]


def test_a_webinar_held_early_and_used_again_is_another_occurrence(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    early, later = (at("18 08:00"), at("18 09:00")), (at("25 10:00"), at("25 11:00"))
    known = webinar(W, START, "ann", "ben", moves=((at("18 09:20"), later[0]),))
    sessions = [
        session("early==", W, *early, connection("ann", *early)),
        session("later==", W, *later, connection("ben", *later)),
    ]
    world = make_world(account("a", [known], sessions), now=at("18 04:00"))
    run_nightly_at(world, "18 04:00")
    assert run_hourly(world, at("18 09:45")).success
    assert read_events(warehouse) == {"2026-11-18": ("scheduled", START)}

    run_nightly_at(world, "19 04:00", "20 11:00", "26 04:00", "27 04:00")

    assert read_states(warehouse) == {
        "2026-11-18": {"ann": "attended", "ben": "no_show"},
        "2026-11-25": {"ann": "no_show", "ben": "attended"},
    }
