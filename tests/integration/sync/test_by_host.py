"""An account without the account-wide history is read by host, and ends as any other."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Occurrence, User
from tests.builders import (
    HOST,
    World,
    add_fault,
    at,
    connection,
    execute,
    query,
    read_issues,
    read_marts,
    read_watermarks,
    registrant,
    requested_reports,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.small_account import NAME, NEXT, NIGHT, SMALL, WHOLE, expected
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

GUEST = User(id="GUEST", email="guest@corp.example", has_webinar_plan=False)
SECOND_HOST = User(id="OTHER", email="other@corp.example")
BY_HOST = "/report/users/{userId}/meetings"
INSTANCES = "/past_webinars/{webinarId}/instances"
HISTORY = "/report/history_meetings"
SESSIONS = "select session_uuid from zoom.sessions order by 1"
OLD = 91000000009
REGISTRANTS = "/webinars/{webinarId}/registrants"
SERIES_DATES = (
    Occurrence(occurrence_id="1795168800000", start=at("20 10:00")),
    # Moved, so that its detail is read in the hour of the first one.
    Occurrence(
        occurrence_id="1795773600000",
        start=at("27 10:00"),
        moves=((at("20 10:30"), at("27 11:00")),),
    ),
)


def by_host(**changes: object) -> Account:
    users = (HOST, GUEST, SECOND_HOST)
    values: dict[str, object] = {"history": "no_permission", "users": users, **changes}
    return dataclasses.replace(SMALL, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("history", ["no_permission", "no_group_permission"])
def test_an_account_without_the_history_is_read_by_host(
    warehouse: Warehouse, make_world: MakeWorld, history: str
) -> None:
    world = make_world(by_host(history=history))

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    # Two licensed hosts by seven months; one session had a single guest, and so has instances.
    requests = world.requests()
    assert requests.count(HISTORY) == 1
    assert requests.count(BY_HOST) == 14
    assert read_issues(warehouse) == {}
    sessions = query(warehouse, "select session_uuid, people_counted from zoom.sessions order by 1")
    assert ("second==", 2) in sessions
    assert read_watermarks(warehouse) == {NAME: NIGHT}
    if len(sessions) == 3:
        assert read_marts(warehouse) == expected(WHOLE)


def test_a_session_of_one_person_is_found_by_its_instances(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(by_host())
    assert run_nightly(world, at("18 02:00")).success  # before the first and the second
    world.requests()

    assert run_hourly(world, at("18 16:17")).success

    requests = world.requests()
    assert HISTORY not in requests
    assert requests.count(BY_HOST) == 2
    assert requests.count(INSTANCES) >= 1
    assert requests.count("/report/webinars/{ref}") >= 1
    ends = query(warehouse, "select session_uuid, ended_at from zoom.sessions order by 1")
    assert ("first==", at("18 11:00")) in ends
    assert ("second==", at("18 15:00")) in ends


def test_each_host_has_a_watermark_of_its_own(warehouse: Warehouse, make_world: MakeWorld) -> None:
    world = make_world(by_host())
    assert run_nightly(world, NIGHT).success
    watermarks = dict(query(warehouse, "select user_id, history_read_until from zoom.users"))
    assert watermarks == {"HOST": NIGHT, "OTHER": NIGHT, "GUEST": None}
    new = dataclasses.replace(
        by_host(), users=(HOST, GUEST, SECOND_HOST, User(id="NEW", email="n@corp.example"))
    )
    world.app.replace(new)
    world.requests()

    assert run_nightly(world, NEXT).success

    # One month for those who are known, seven for who is new.
    assert world.requests().count(BY_HOST) == 2 + 7


def test_a_session_of_one_person_long_ago_is_found_by_the_first_run_and_by_a_backfill(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    old = at("03 10:00"), at("03 11:00")
    alone = webinar(OLD, old[0], "ann")
    held = session("old==", OLD, *old, connection("ann", *old))
    world = make_world(by_host(webinars=(alone,), sessions=()))
    world.clock.set(NIGHT)
    assert world.sync(Window(at("02 00:00"), at("04 00:00"), True)).success
    assert query(warehouse, SESSIONS) == []
    world.app.replace(by_host(webinars=(alone,), sessions=(held,)))

    assert world.sync(Window(at("02 00:00"), at("04 00:00"), True)).success

    assert query(warehouse, SESSIONS) == [("old==",)]
    execute(warehouse, "delete from zoom.sessions")

    assert run_nightly(world, NEXT).success

    assert query(warehouse, SESSIONS) == [("old==",)]


def test_a_host_whose_licence_went_to_somebody_else_is_asked_by_night(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """It is lent for the hour of the webinar, which has no date whose instances are asked for."""
    held = at("20 10:00"), at("20 11:00")
    people = connection("ann", *held), connection("ben", *held)
    lent = dataclasses.replace(SECOND_HOST, licence=1)
    open_webinar = webinar(OLD, None, "ann", "ben", type=6, host_id=lent.id, host_email=lent.email)
    world = make_world(by_host(users=(HOST, lent), webinars=(open_webinar,), sessions=()))
    assert run_nightly(world, NIGHT).success
    run_of_it = session("lent==", OLD, *held, *people, host_email=lent.email)
    world.app.replace(by_host(users=(HOST, lent), webinars=(open_webinar,), sessions=(run_of_it,)))

    assert run_nightly(world, NEXT).success

    assert query(warehouse, SESSIONS) == [("lent==",)]


def test_an_account_that_gets_the_history_goes_on_with_it_from_the_beginning(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(by_host())
    assert run_nightly(world, NIGHT).success
    old = session("old==", 91000000001, at("10 10:00"), at("10 10:05"))
    world.app.replace(by_host(history="available", sessions=(*SMALL.sessions, old)))
    world.requests()

    assert run_nightly(world, NEXT).success

    requests = world.requests()
    assert requests.count(HISTORY) == 7
    assert BY_HOST not in requests
    assert ("old==",) in query(warehouse, "select session_uuid from zoom.sessions")


def test_an_account_without_the_webinar_add_on_is_told_so(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(dataclasses.replace(SMALL, has_webinar_addon=False, sessions=()))

    run_nightly(world, NIGHT)

    ((remedy,),) = query(
        warehouse,
        "select remedy from sync.errors"
        " where code = 'plan_missing' and object_kind = 'account' and cleared_at is null",
    )
    assert "Add Zoom Webinars to the account's plan" in remedy
    world.app.replace(dataclasses.replace(SMALL, sessions=()))
    assert run_nightly(world, NEXT).success
    assert read_issues(warehouse)["account", f"{NAME} hosts", "plan_missing"] == "cleared"
    requested_reports(world)


def test_who_came_to_a_session_that_is_found_late_is_loaded_in_the_same_hour(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """Its registrants were only counted before: the next date is near, and the total the same."""
    held = at("20 10:00"), at("20 11:00")
    series = webinar(OLD, None, "ann", "ben", type=9, occurrences=SERIES_DATES)
    alone = session("alone==", OLD, *held, connection("ann", *held))
    world = make_world(by_host(webinars=(series,), sessions=(alone,)))
    assert run_nightly(world, NIGHT).success
    world.requests()

    assert run_hourly(world, at("20 11:17")).success

    # The count, and then a listing of each status.
    assert world.requests().count(REGISTRANTS) == 1 + 3
    came = "select email from marts.participations where state = 'attended'"
    assert query(warehouse, came) == [("ann@people.example",)]


def test_a_registrant_who_is_found_by_the_count_is_listed_once(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    held = at("20 10:00"), at("20 11:00")
    late = registrant("late", registered_at=at("20 09:00"))
    series = webinar(OLD, None, "ann", late, type=9, occurrences=SERIES_DATES)
    alone = session("alone==", OLD, *held, connection("ann", *held))
    world = make_world(by_host(webinars=(series,), sessions=(alone,)))
    assert run_nightly(world, NIGHT).success
    world.requests()

    assert run_hourly(world, at("20 11:17")).success

    assert world.requests().count(REGISTRANTS) == 1 + 3


def test_instances_that_zoom_does_not_answer_cost_no_report(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    held = at("19 12:00"), at("19 13:00")
    people = connection("ann", *held), connection("ben", *held)
    webinars = [webinar(number, at("19 10:00"), "ann") for number in range(OLD, OLD + 12)]
    sessions = (session("met==", OLD + 20, *held, *people),)
    met = webinar(OLD + 20, held[0], "ann", "ben")
    world = make_world(by_host(webinars=(*webinars, met), sessions=sessions))
    add_fault(world, "/instances", "status", status=503)

    report = run_nightly(world, NIGHT)

    assert not report.success
    assert requested_reports(world) == {"met": 1}
    came = "select email from marts.participations where state = 'attended' order by email"
    assert len(query(warehouse, came)) == 2
