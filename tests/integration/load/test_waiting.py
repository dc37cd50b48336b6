"""Nothing half-known is loaded: a webinar waits for what Zoom refuses, at most a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Occurrence, Panelist
from tests.builders import (
    HOUR,
    account,
    add_fault,
    address,
    at,
    clear_faults,
    connection,
    execute,
    query,
    read_issues,
    read_message_and_remedy,
    read_states,
    run_hourly,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

HELD_ONE, OTHER = 91000000001, 91000000002
HELD = at("18 10:00"), at("18 11:00")
NIGHT = at("20 04:00")
PAT = Panelist(id="P-pat", name="Pat", email=address("pat"))
PEOPLE = "select webinar_id, split_part(email, '@', 1), state from marts.participations order by 1"
PARTICIPATIONS = [(HELD_ONE, "ann", "attended"), (OTHER, "ben", "registered")]
WAITING = "select webinar_id, missing, is_over from sync.webinars_waiting order by 1, 2"


@pytest.fixture
def speaker(make_world: MakeWorld) -> World:
    """Serve a webinar that ann attended and pat spoke in, and one to come."""
    return make_world(
        account(
            "speaker",
            [
                webinar(HELD_ONE, HELD[0], "ann", panelists=(PAT,)),
                webinar(OTHER, at("25 10:00"), "ben"),
            ],
            [session("s==", HELD_ONE, *HELD, connection("ann", *HELD), connection("pat", *HELD))],
        )
    )


def count_attendances(warehouse: Warehouse, name: str) -> int:
    """Return how many attendances of somebody marts have."""
    ((count,),) = query(
        warehouse,
        "select count(*) from marts.participations where email = :email and state = 'attended'",
        email=address(name),
    )
    return int(count)


def test_a_webinar_waits_for_what_is_refused_and_no_other_does(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    paths = {
        HELD_ONE: ("panelists", f"/webinars/{HELD_ONE}/panelists"),
        HELD_ONE + 10: ("registrants", f"/webinars/{HELD_ONE + 10}/registrants"),
        HELD_ONE + 20: ("detail", f"/webinars/{HELD_ONE + 20}?"),
    }
    webinars = [webinar(number, HELD[0], "ann", panelists=(PAT,)) for number in paths]
    sessions = [
        session(f"s{number}==", number, *HELD, connection("ann", *HELD), connection("pat", *HELD))
        for number in paths
    ]
    others = [webinar(OTHER, at("25 10:00"), "ben"), webinar(OTHER + 10, HELD[0], "cy")]
    held = session("other==", OTHER + 10, *HELD, connection("cy", *HELD))
    world = make_world(account("refused", [*webinars, *others], [*sessions, held]))
    loaded = [(OTHER, "ben", "registered"), (OTHER + 10, "cy", "attended")]
    for _, path in paths.values():
        add_fault(world, path, "status", status=500)
    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert query(warehouse, PEOPLE) == loaded
    waiting = query(warehouse, WAITING)
    for number, (missing, _) in paths.items():
        assert (number, missing, False) in waiting
    assert {webinar_id for webinar_id, *_ in waiting} == set(paths)
    assert any("webinars wait" in line for line in report.lines)

    clear_faults(world)
    run_hourly(world, NIGHT + HOUR)

    people = [(number, "ann", "attended") for number in paths]
    assert query(warehouse, PEOPLE) == sorted([*people, *loaded])
    assert query(warehouse, WAITING) == []


def test_after_a_day_of_refusals_it_is_loaded_without_and_mended_once_zoom_answers(
    warehouse: Warehouse, speaker: World
) -> None:
    add_fault(speaker, f"/webinars/{HELD_ONE}/panelists", "status", status=500)
    run_nightly(speaker, NIGHT)
    run_nightly(speaker, NIGHT + timedelta(hours=23))
    assert query(warehouse, PEOPLE) == PARTICIPATIONS[1:]

    run_nightly(speaker, NIGHT + timedelta(hours=24))

    assert count_attendances(warehouse, "pat") == 1  # nobody can know better
    incomplete = ("webinar", f"speaker {HELD_ONE}", "incomplete")
    assert read_issues(warehouse)[incomplete] == "open"
    message, remedy = read_message_and_remedy(warehouse, "incomplete")
    assert "panelists" in message
    assert "names what is refused" in remedy
    complete = f"select is_complete from sync.loaded_webinars where webinar_id = {HELD_ONE}"
    assert query(warehouse, complete) == [(False,)]

    clear_faults(speaker)
    run_nightly(speaker, NIGHT + timedelta(hours=49))

    assert count_attendances(warehouse, "pat") == 0
    assert read_issues(warehouse)[incomplete] == "cleared"
    assert query(warehouse, complete) == [(True,)]


def test_a_webinar_that_was_loaded_stays_as_it_was_while_its_new_reading_is_refused(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    again = session("again==", HELD_ONE, at("20 10:00"), at("20 11:00"), connection("pat", *HELD))
    world = make_world(
        account(
            "again",
            [webinar(HELD_ONE, HELD[0], "ann", panelists=(PAT,))],
            [session("s==", HELD_ONE, *HELD, connection("ann", *HELD)), again],
        )
    )
    run_nightly(world, NIGHT)
    loaded = query(warehouse, "select to_jsonb(e) from marts.marketing_events as e")
    assert loaded

    add_fault(world, "/panelists", "status", status=500)
    run_hourly(world, at("20 12:00"))

    assert query(warehouse, WAITING) == [(HELD_ONE, "panelists", False)]
    assert query(warehouse, "select to_jsonb(e) from marts.marketing_events as e") == loaded


def test_a_webinar_waits_until_it_is_known_whether_it_is_of_zoom_events(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    changes = {
        OTHER: "is_events_webinar = null",
        OTHER + 1: "is_events_webinar = null, events_flag_unknowable_at = now()",
        OTHER + 2: "is_events_webinar = null, gone_at = now()",
        OTHER + 3: "is_events_webinar = false",
    }
    world = make_world(
        account("flags", [webinar(number, at("25 10:00"), "ben") for number in changes])
    )
    run_nightly(world, NIGHT)
    for number, change in changes.items():
        execute(
            warehouse,
            f"update zoom.webinars set {change}, topic = 'New' where webinar_id = {number}",
        )

    assert query(warehouse, WAITING) == [(OTHER, "events_flag", False)]
    queue = query(warehouse, "select webinar_id from sync.loadable_webinars order by 1")
    assert queue == [(number,) for number in changes if number != OTHER]


def test_what_changes_by_time_alone_is_computed_when_its_moment_has_passed(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    moment = at("27 12:00")
    cases = {
        OTHER: (timedelta(minutes=-1), "scheduled", False),
        OTHER + 1: (timedelta(), "scheduled", True),
        OTHER + 2: (timedelta(hours=23, minutes=59), "scheduled", True),
        OTHER + 3: (timedelta(hours=24), "not_held", True),
        OTHER + 4: (timedelta(hours=25), "not_held", True),
    }
    webinars = [
        webinar(number, moment - after_its_end - HOUR, "ben")
        for number, (after_its_end, _, _) in cases.items()
    ]
    world = make_world(account("moments", webinars))
    select_status = "select webinar_id, status from marts.marketing_events order by 1"
    select_computed = (
        "select webinar_id from sync.loaded_webinars"
        " where run_id = (select run_id from sync.runs order by started_at desc limit 1)"
    )
    run_nightly(world, NIGHT)
    run_hourly(world, at("26 09:00"))
    assert query(warehouse, select_status) == [(number, "scheduled") for number in cases]

    report = run_hourly(world, moment)

    assert query(warehouse, select_status) == [
        (number, status) for number, (_, status, _) in cases.items()
    ]
    computed = {number for number, (_, _, is_computed) in cases.items() if is_computed}
    assert {number for (number,) in query(warehouse, select_computed)} == computed
    assert report.counts["accounts"]["zoom_moments"]["webinars_computed"] == len(computed)
    run_hourly(world, moment + timedelta(days=3))
    assert query(warehouse, select_status) == [(number, "not_held") for number in cases]
    last = run_hourly(world, moment + timedelta(days=4))
    assert last.counts["accounts"]["zoom_moments"].get("webinars_computed", 0) == 0


def test_a_webinar_waits_for_a_detail_read_after_its_last_session(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """The host adds a date and holds it the same day, while its detail is refused for hours."""
    afternoon = at("18 15:00"), at("18 16:00")
    dates = (
        Occurrence(occurrence_id="1", start=HELD[0]),
        Occurrence(occurrence_id="2", start=afternoon[0], listed_from=at("18 12:00")),
    )
    series = webinar(HELD_ONE, None, "ann", "ben", type=9, occurrences=dates)
    sessions = [
        session("one==", HELD_ONE, *HELD, connection("ann", *HELD)),
        session("two==", HELD_ONE, at("18 14:55"), afternoon[1], connection("ben", *afternoon)),
    ]
    world = make_world(account("series", [series], sessions), now=at("18 09:00"))
    run_nightly(world, at("18 09:00"))
    run_hourly(world, at("18 11:17"))
    add_fault(world, f"/webinars/{HELD_ONE}?", "status", status=500)
    run_hourly(world, at("18 16:17"))
    assert query(warehouse, WAITING) == [(HELD_ONE, "detail", False)]
    run_hourly(world, at("18 17:17"))
    clear_faults(world)

    run_nightly(world, at("20 04:00"))

    assert read_states(warehouse) == {
        "1": {"ann": "attended", "ben": "no_show"},
        "2": {"ann": "no_show", "ben": "attended"},
    }


def test_after_a_day_without_its_detail_a_webinar_is_placed_for_the_time_being(
    warehouse: Warehouse, speaker: World
) -> None:
    run_nightly(speaker, at("18 09:00"))
    add_fault(speaker, f"/webinars/{HELD_ONE}?", "status", status=500)
    run_nightly(speaker, at("18 12:00"))
    assert count_attendances(warehouse, "ann") == 0

    run_nightly(speaker, at("19 12:00"))

    place = "select occurrence_key, is_placement_final from zoom.sessions"
    assert query(warehouse, place) == [("2026-11-18", False)]
    assert count_attendances(warehouse, "ann") == 1
    clear_faults(speaker)
    run_nightly(speaker, at("20 12:00"))
    assert query(warehouse, place) == [("2026-11-18", True)]
