"""A webinar is gone only if its 404 is confirmed: by a listing of its host, or a day later."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Occurrence, User
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
    read_issues,
    read_latest_run,
    run_hourly,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

WEBINAR = 91000000001
COMING = at("25 10:00")
GONE = {"status": 404, "body": {"code": 3001, "message": "Webinar does not exist: 1."}}


def statuses(warehouse: Warehouse) -> list[str]:
    return [row[0] for row in query(warehouse, "select status from marts.marketing_events")]


def test_a_lone_404_cancels_nothing(warehouse: Warehouse, make_world: MakeWorld) -> None:
    world = make_world(account("lone", [webinar(WEBINAR, COMING, "ann")]))
    assert run_nightly(world, at("20 03:40")).success
    add_fault(world, f"/webinars/{WEBINAR}?", "status", times=1, **GONE)

    assert run_nightly(world, at("21 03:40")).success

    assert clear_faults(world) == 1
    assert statuses(warehouse) == ["scheduled"]
    assert ("webinar", f"lone {WEBINAR}", "not_found") in read_issues(warehouse)
    assert run_nightly(world, at("22 03:40")).success
    assert statuses(warehouse) == ["scheduled"]
    assert set(read_issues(warehouse).values()) == {"cleared"}


def test_404s_of_two_days_cancel_even_what_a_listing_still_has(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(account("lone", [webinar(WEBINAR, COMING, "ann")]))
    assert run_nightly(world, at("20 03:40")).success
    add_fault(world, f"/webinars/{WEBINAR}?", "status", **GONE)
    for night in ("21 03:40", "22 03:39"):
        assert run_nightly(world, at(night)).success
        assert statuses(warehouse) == ["scheduled"]

    assert run_nightly(world, at("23 03:40")).success

    assert statuses(warehouse) == ["cancelled"]


def test_a_series_that_lists_none_of_its_dates_once_keeps_them(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    date = Occurrence(occurrence_id="1", start=COMING)
    series = webinar(WEBINAR, None, "ann", type=9, occurrences=(date,))
    without = dataclasses.replace(series, occurrences=())
    world = make_world(account("lone", [series]))
    assert run_nightly(world, at("20 03:40")).success
    for night, known, status in (
        ("21 03:40", without, "scheduled"),
        ("22 03:40", series, "scheduled"),
        ("23 03:40", without, "scheduled"),
        ("24 03:40", without, "cancelled"),
    ):
        world.app.replace(account("lone", [known]))
        assert run_nightly(world, at(night)).success
        assert statuses(warehouse) == [status], night


@pytest.mark.parametrize("trouble", ["html_page", "html_403", "empty_object"])
def test_other_hiccups_are_no_404_however_often_they_come(
    warehouse: Warehouse, make_world: MakeWorld, trouble: str
) -> None:
    world = make_world(account("lone", [webinar(WEBINAR, COMING, "ann")]))
    assert run_nightly(world, at("20 03:40")).success
    status = {"status": 404} if trouble == "html_page" else {}
    add_fault(world, f"/webinars/{WEBINAR}?", trouble, **status)

    for night in ("21 03:40", "22 03:45", "23 03:50"):
        run_nightly(world, at(night))

    assert statuses(warehouse) == ["scheduled"]


def test_a_404_that_the_hosts_listing_confirms_counts_at_once(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    deleted = webinar(WEBINAR, COMING, "ann", deleted_at=at("20 12:00"))
    world = make_world(account("lone", [deleted]))
    assert run_nightly(world, at("20 03:40")).success

    assert run_nightly(world, at("21 03:40")).success

    assert statuses(warehouse) == ["cancelled"]
    assert read_latest_run(warehouse, "zoom_lone")[1]["webinars_gone"] == 1
    assert read_issues(warehouse) == {}


def test_a_listing_from_before_the_webinar_was_made_confirms_nothing(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    late = webinar(WEBINAR, COMING, "ann", created_at=at("20 10:00"))
    world = make_world(account("lone", [late]))
    assert run_nightly(world, at("20 03:40")).success
    assert run_hourly(world, at("20 11:17")).success
    assert statuses(warehouse) == ["scheduled"]
    add_fault(world, f"/webinars/{WEBINAR}?", "status", times=1, **GONE)

    assert run_nightly(world, at("21 03:40")).success

    assert clear_faults(world) == 1
    assert statuses(warehouse) == ["scheduled"]


def expired(**changes: object) -> list[object]:
    held = webinar(WEBINAR, START, "ann", expires_at=at("19 00:00"), **changes)
    return [held]


def test_one_listing_confirms_in_an_hourly_first_run_what_expired_unread(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    came = session("only==", WEBINAR, START, END, connection("ann", START, END))
    world = make_world(account("lone", expired(), [came]))  # type: ignore[arg-type]
    world.requests()

    assert run_hourly(world, at("20 10:17")).success

    assert world.requests().count("/users/{userId}/webinars") == 1
    assert query(warehouse, "select gone_at is not null, type from zoom.webinars") == [(True, 5)]
    assert query(warehouse, "select state from marts.participations") == [("attended",)]


def test_what_expired_with_its_host_is_gone_a_day_later(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    came = session(
        "only==",
        WEBINAR,
        START,
        END,
        connection("ann", START, END),
        host_email="left@corp.example",
    )
    world = make_world(account("lone", expired(), [came]))  # type: ignore[arg-type]
    assert run_nightly(world, at("20 03:40")).success
    assert query(warehouse, "select gone_at from zoom.webinars") == [(None,)]

    assert run_nightly(world, at("21 03:40")).success

    assert query(warehouse, "select gone_at is not null, type from zoom.webinars") == [(True, 5)]


@pytest.mark.parametrize("trouble", ["status", "empty_object", "html_403"])
def test_the_type_of_what_expired_unread_is_asked_until_it_is_answered(
    warehouse: Warehouse, make_world: MakeWorld, trouble: str
) -> None:
    came = session("only==", WEBINAR, START, END, connection("ann", START, END))
    world = make_world(account("lone", expired(type=9), [came]))  # type: ignore[arg-type]
    options = GONE if trouble == "status" else {}
    add_fault(world, "/report/webinars/only%3D%3D?", trouble, **options)
    add_fault(world, "", trouble, path_matches=r"/report/webinars/only%3D%3D$", **options)
    run_nightly(world, at("20 03:40"))
    assert clear_faults(world) == 1
    assert query(warehouse, "select type from zoom.webinars") == [(None,)]

    assert run_nightly(world, at("21 03:40")).success

    assert query(warehouse, "select type from zoom.webinars") == [(9,)]


def test_a_user_who_is_not_there_any_more_confirms_nothing(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    users = (User(id="HOST", email="host@corp.example"),)
    world = make_world(account("lone", [webinar(WEBINAR, COMING, "ann")], users=users))
    assert run_nightly(world, at("20 03:40")).success
    add_fault(world, f"/webinars/{WEBINAR}?", "status", **GONE)
    no_user = {"code": 1001, "message": "User does not exist: HOST."}
    add_fault(world, "/users/HOST/webinars", "status", status=404, body=no_user)

    assert run_nightly(world, at("21 03:40")).success

    assert statuses(warehouse) == ["scheduled"]


def held_and_deleted(**changes: object) -> list[object]:
    """Return the webinar, held on the 18th, which its host deletes on the 22nd."""
    return [webinar(WEBINAR, START, "ann", "ben", deleted_at=at("22 12:00"), **changes)]


def gone(warehouse: Warehouse) -> bool:
    ((is_gone,),) = query(warehouse, "select gone_at is not null from zoom.webinars")
    return bool(is_gone)


def test_what_is_deleted_after_it_was_held_is_gone_at_once_and_asked_for_no_more(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """Its detail is read no more; the count of late registrations meets the 404."""
    came = session("only==", WEBINAR, START, END, connection("ann", START, END))
    world = make_world(account("lone", held_and_deleted(), [came]))  # type: ignore[arg-type]
    for night in ("20 03:40", "21 03:40", "22 03:40"):
        assert run_nightly(world, at(night)).success
    states = query(warehouse, "select email, state from marts.participations order by 1")
    world.requests()

    assert run_nightly(world, at("23 03:40")).success

    assert gone(warehouse)
    assert read_issues(warehouse) == {}
    assert read_latest_run(warehouse, "zoom_lone")[1].get("resources_refused", 0) == 0
    requests = world.requests()
    assert requests.count("/webinars/{webinarId}/registrants") == 1
    assert requests.count("/webinars/{ref}") == 1
    assert run_nightly(world, at("24 03:40")).success
    assert not [path for path in world.requests() if "{webinarId}" in path]
    assert statuses(warehouse) == ["ended"]
    assert query(warehouse, "select email, state from marts.participations order by 1") == states


@pytest.mark.parametrize("path", ["?", "/registrants"])
def test_what_was_held_and_is_missing_only_by_a_count_or_still_listed_is_not_gone_at_once(
    warehouse: Warehouse, make_world: MakeWorld, path: str
) -> None:
    came = session("only==", WEBINAR, START, END, connection("ann", START, END))
    world = make_world(account("lone", [webinar(WEBINAR, START, "ann")], [came]))
    assert run_nightly(world, at("20 03:40")).success
    add_fault(world, f"/webinars/{WEBINAR}/registrants", "status", **GONE)
    if path == "?":  # the detail too, but the listing still has it
        add_fault(world, f"/webinars/{WEBINAR}?", "status", **GONE)

    assert run_nightly(world, at("21 03:40")).success
    assert not gone(warehouse)
    kind = "webinar" if path == "?" else "registrants"
    assert read_issues(warehouse) == {(kind, f"lone {WEBINAR}", "not_found"): "open"}

    assert run_nightly(world, at("22 03:40")).success
    assert gone(warehouse) == (path == "?")  # a second 404, a day later
    clear_faults(world)
    assert run_nightly(world, at("23 03:40")).success
    assert set(read_issues(warehouse).values()) == {"cleared"}
