"""Webinars of Zoom Events: known as such before their people are read, whatever run comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    END,
    START,
    World,
    account,
    add_fault,
    at,
    clear_faults,
    connection,
    query,
    read_marts,
    run_hourly,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

OURS, EVENTS, SECOND = 91000000001, 91000000002, 91000000003
NIGHT = at("20 03:40")
LISTING = "/users/{userId}/webinars"


def mixed() -> Account:
    """Return an account with a webinar of its own and two of Zoom Events, all held."""
    numbers = {OURS: "ours", EVENTS: "events", SECOND: "second"}
    return account(
        "mixed",
        [
            webinar(number, START, name, f"{name}.away", is_events_webinar=number != OURS)
            for number, name in numbers.items()
        ],
        [
            session(f"{name}==", number, START, END, connection(name, START, END))
            for number, name in numbers.items()
        ],
    )


def people(warehouse: Warehouse) -> set[str]:
    rows = query(warehouse, "select email from marts.participations")
    return {email.split("@")[0] for (email,) in rows}


def test_an_hourly_first_run_asks_the_host_once_and_reads_nobody_of_zoom_events(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(mixed())

    assert run_hourly(world, NIGHT).success

    requests = world.requests()
    assert requests.count(LISTING) == 1
    assert requests.count("/webinars/{webinarId}/registrants") == 3  # ours alone, by status
    assert people(warehouse) == {"ours", "ours.away"}
    first = read_marts(warehouse)
    assert run_hourly(world, at("20 05:17")).success
    assert LISTING not in world.requests()
    assert run_nightly(world, at("21 03:40")).success
    assert read_marts(warehouse) == first


@pytest.mark.parametrize("run", [run_hourly, run_nightly])
@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("/users?", {"kind": "status", "status": 404, "body": {"code": 1001, "message": "No."}}),
        ("/users?", {"kind": "html_403"}),
        ("/users/HOST/webinars", {"kind": "html_403"}),
        ("/users/HOST/webinars", {"kind": "plan_missing"}),
        ("/users/HOST/webinars", {"kind": "empty_list"}),
        (
            "/users/HOST/webinars",
            {"kind": "status", "status": 404, "body": {"code": 1001, "message": "No."}},
        ),
    ],
    ids=["users 404", "users 403", "host 403", "host without plan", "empty", "host 404"],
)
def test_a_listing_that_failed_once_in_the_first_run_ends_as_if_it_had_not(
    warehouse: Warehouse, make_world: MakeWorld, run: Any, path: str, trouble: dict[str, Any]
) -> None:
    world = make_world(mixed())
    add_fault(world, path, times=1, **trouble)

    run(world, NIGHT)
    clear_faults(world)
    assert query(warehouse, "select events_flag_unknowable_at from zoom.webinars") == [(None,)] * 3
    assert run_nightly(world, at("21 03:40")).success

    assert people(warehouse) == {"ours", "ours.away"}
    flags = query(warehouse, "select is_events_webinar from zoom.webinars order by webinar_id")
    assert flags == [(False,), (True,), (True,)]


def test_what_turns_out_to_be_zoom_events_is_withdrawn_whatever_is_kept(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """The listing lacks it once, so that its people are loaded; later it says what it is."""
    world = make_world(mixed())
    add_fault(world, "/users/HOST/webinars", "drop_key", key="is_events_webinar")
    assert run_nightly(world, NIGHT).success
    clear_faults(world)
    assert "events" in people(warehouse)
    assert query(warehouse, "select on_exclude from settings.sync") == [("keep",)]

    assert run_nightly(world, at("21 03:40")).success

    assert people(warehouse) == {"ours", "ours.away"}
    assert query(warehouse, "select email from marts.contacts where email like 'events%'") == []


def test_what_two_listings_a_day_apart_lack_counts_as_not(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(mixed())
    add_fault(world, "/users/HOST/webinars", "empty_list")
    for moment in ("20 03:40", "20 12:17", "21 03:39"):
        assert run_hourly(world, at(moment)).success
        flags = query(warehouse, "select events_flag_unknowable_at from zoom.webinars")
        assert flags == [(None,)] * 3
    assert world.requests().count(LISTING) == 1

    assert run_nightly(world, at("21 03:40")).success

    flags = query(warehouse, "select events_flag_unknowable_at is null from zoom.webinars")
    assert flags == [(False,)] * 3


def test_what_no_listing_can_tell_any_more_counts_as_not(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    known = webinar(OURS, START, "ann", expires_at=at("19 00:00"), is_events_webinar=True)
    came = session("only==", OURS, START, END, connection("ann", START, END))
    world = make_world(account("mixed", [known], [came]))

    assert run_hourly(world, NIGHT).success

    assert query(
        warehouse,
        "select is_events_webinar, events_flag_unknowable_at is not null from zoom.webinars",
    ) == [(None, True)]
    assert people(warehouse) == {"ann"}
