"""What was the webinar and what was not; who was on staff, and when; who registered too late."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Connection, Occurrence, Panelist
from tests.builders import (
    END,
    HOST,
    START,
    account,
    at,
    connection,
    query,
    read_states,
    registrant,
    run_nightly_at,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

W = 91000000001
PAT = Panelist(id="P-pat", name="Pat", email="pat@people.example")
HELD = session("held==", W, START, END, connection("ann", START, END))


def host_alone(start: datetime, end: datetime) -> Connection:
    return Connection(
        user_id="16900000",
        name="Hanna Host",
        join=start,
        leave=end,
        user_email=HOST.email,
        participant_user_id=HOST.id,
    )


def speaking(start: datetime, end: datetime) -> Connection:
    return Connection(user_id="16778240", name="Pat", join=start, leave=end, user_email=PAT.email)


def read_event(warehouse: Warehouse) -> tuple[str, int | None]:
    """Return status and length in seconds of the only event."""
    ((status, length),) = query(
        warehouse, "select status, length_seconds from marts.marketing_events"
    )
    return status, length


def read_codes(warehouse: Warehouse, subject: str) -> dict[str, str]:
    """Return the code of each outcome of a subject, by its key."""
    rows = query(
        warehouse,
        "select subject_key, code from sync.outcomes where subject = :subject",
        subject=subject,
    )
    return dict(rows)


@pytest.mark.parametrize("colleagues", [1, 5])
def test_a_test_run_with_registered_colleagues_makes_no_no_shows(
    warehouse: Warehouse, make_world: MakeWorld, colleagues: int
) -> None:
    testing = (at("16 15:00"), at("16 15:05"))
    names = [f"c{number}" for number in range(colleagues)]
    test_run = session("t==", W, *testing, *(connection(name, *testing) for name in names))
    known = webinar(W, START, "ann", *names)
    world = make_world(account("a", [known], [test_run]), now=at("16 16:00"))
    world.connect_hubspot()
    run_nightly_at(world, "16 16:00", "17 16:00")
    world.push()

    assert read_event(warehouse) == ("scheduled", None)
    assert set(read_states(warehouse)["2026-11-18"].values()) == {"registered"}
    assert world.hubspot is not None
    (event,) = world.hubspot.snapshot()["events"].values()
    assert not event.get("eventCompleted")
    assert {person["state"] for person in event["people"].values()} == {"REGISTERED"}

    world.replace_accounts(account("a", [known], [test_run, HELD]))
    run_nightly_at(world, "20 04:00")
    assert read_states(warehouse)["2026-11-18"] == {
        "ann": "attended",
        **dict.fromkeys(names, "no_show"),
    }


def test_a_date_of_which_only_a_test_run_is_known_was_not_held(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    testing = (at("17 15:00"), at("17 15:05"))
    test_run = session("t==", W, *testing, connection("dee", *testing))
    world = make_world(
        account("a", [webinar(W, START, "ann", "dee")], [test_run]), now=at("21 04:00")
    )
    run_nightly_at(world, "21 04:00")

    assert read_event(warehouse) == ("not_held", None)
    assert read_states(warehouse)["2026-11-18"] == {"ann": "registered", "dee": "registered"}
    assert read_codes(warehouse, "connection").popitem()[1] == "practice_session"


def test_a_chat_of_staff_afterwards_does_not_lengthen_the_webinar(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    chat = (at("18 11:05"), at("18 11:35"))
    sessions = [HELD, session("chat==", W, *chat, host_alone(*chat))]
    world = make_world(account("a", [webinar(W, START, "ann")], sessions), now=at("21 04:00"))
    run_nightly_at(world, "21 04:00")

    assert read_event(warehouse) == ("ended", 3600)
    assert query(warehouse, "select attendance_percent from marts.participations") == [(100,)]


def test_a_false_start_of_staff_in_the_scheduled_time_is_no_part_of_the_webinar(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    false_start = (START, at("18 10:03"))
    real = (at("18 10:05"), END)
    sessions = [
        session("f==", W, *false_start, host_alone(*false_start)),
        session("r==", W, *real, connection("ann", *real)),
    ]
    world = make_world(account("a", [webinar(W, START, "ann")], sessions), now=at("21 04:00"))
    run_nightly_at(world, "21 04:00")

    assert read_event(warehouse) == ("ended", 55 * 60)
    assert query(warehouse, "select attendance_percent from marts.participations") == [(100,)]


def test_a_webinar_to_which_nobody_came_was_held(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    alone = session("alone==", W, START, END, host_alone(START, END))
    world = make_world(account("a", [webinar(W, START, "ann")], [alone]), now=at("21 04:00"))
    run_nightly_at(world, "21 04:00")

    assert read_event(warehouse) == ("ended", 3600)
    assert read_states(warehouse) == {"2026-11-18": {"ann": "no_show"}}


def test_a_panelist_taken_off_the_list_was_one_of_the_date_before(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    second = (at("25 10:00"), at("25 11:00"))
    dates = (
        Occurrence(occurrence_id="d1", start=START),
        Occurrence(occurrence_id="d2", start=second[0]),
    )
    known = webinar(W, None, "ann", "pat", type=9, occurrences=dates, panelists=(PAT,))
    first_run = session("s1==", W, START, END, connection("ann", START, END), speaking(START, END))
    second_run = session("s2==", W, *second, connection("pat", *second))
    world = make_world(account("a", [known], [first_run]), now=at("19 12:00"))
    run_nightly_at(world, "19 12:00")
    assert read_states(warehouse) == {"d1": {"ann": "attended"}, "d2": {"ann": "registered"}}
    assert read_codes(warehouse, "registration") == {
        "r-ann": "synced",
        "r-pat": "not_an_attendee",
    }

    without = dataclasses.replace(known, panelists=())
    world.replace_accounts(account("a", [without], [first_run, second_run]))
    run_nightly_at(world, "20 04:00", "27 04:00")

    assert read_states(warehouse) == {
        "d1": {"ann": "attended"},
        "d2": {"ann": "no_show", "pat": "attended"},
    }
    assert read_codes(warehouse, "registration") == {"r-ann": "synced", "r-pat": "synced"}


def test_an_alternative_host_by_zoom_id_is_on_staff(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    colleague = dataclasses.replace(HOST, id="ALT", email="alt@corp.example")
    known = webinar(W, START, "ann", alternative_hosts="ALT")
    stayed = Connection(
        user_id="16900000",
        name="Alt",
        join=START,
        leave=END,
        user_email=colleague.email,
    )
    held = session("held==", W, START, END, connection("ann", START, END), stayed)
    world = make_world(account("a", [known], [held], users=(HOST, colleague)), now=at("21 04:00"))
    run_nightly_at(world, "21 04:00")

    assert read_states(warehouse) == {"2026-11-18": {"ann": "attended"}}


@pytest.mark.parametrize("moments", [("21 04:00",), ("18 13:00", "19 12:00", "21 04:00")])
def test_who_registered_after_the_end_is_no_no_show_whenever_synced(
    warehouse: Warehouse, make_world: MakeWorld, moments: tuple[str, ...]
) -> None:
    late = registrant("late", registered_at=at("20 08:00"))
    world = make_world(
        account("a", [webinar(W, START, "ann", "ben", late)], [HELD]), now=at("18 13:00")
    )
    run_nightly_at(world, *moments)

    assert read_states(warehouse) == {
        "2026-11-18": {"ann": "attended", "ben": "no_show", "late": "registered_late"}
    }
    assert query(
        warehouse,
        "select registrations, no_shows, late_registrations from marts.marketing_events",
    ) == [(3, 1, 1)]


def test_who_registered_late_is_registered_once_another_date_is_announced(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    late = registrant("late", registered_at=at("20 08:00"))
    known = webinar(W, START, "ann", late)
    world = make_world(account("a", [known], [HELD]), now=at("18 13:00"))
    run_nightly_at(world, "18 13:00", "19 12:00", "21 04:00")
    assert read_states(warehouse)["2026-11-18"]["late"] == "registered_late"

    world.replace_accounts(account("a", [dataclasses.replace(known, start=at("28 10:00"))], [HELD]))
    run_nightly_at(world, "22 04:00")

    states = read_states(warehouse)
    assert "late" not in states["2026-11-18"]
    assert states["2026-11-28"] == {"ann": "registered", "late": "registered"}
