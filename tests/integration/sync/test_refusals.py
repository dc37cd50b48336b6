"""Zoom refuses a webinar, a host or a scope: each costs itself alone, and says what to do."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.endpoints import ALL_SCOPES
from sandbox.zoom.model import User
from tests.builders import (
    HOST,
    World,
    add_fault,
    at,
    clear_faults,
    query,
    read_contacts,
    read_issues,
    read_latest_run,
    read_marts,
    read_message_and_remedy,
    read_session_states,
    read_watermarks,
    requested_reports,
    run_nightly,
)
from tests.integration.sync.small_account import (
    ALL_ONCE,
    COMING,
    EVERYBODY,
    FIRST,
    LABEL,
    NAME,
    NAMES,
    NEXT,
    NIGHT,
    SMALL,
    WHOLE,
    expected,
)
from webinar_sync.zoom import endpoints as zoom

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]


def test_a_webinar_that_is_deleted_is_gone_until_it_is_back(
    warehouse: Warehouse, small: World
) -> None:
    assert run_nightly(small, at("19 20:00")).success
    deleted = tuple(
        dataclasses.replace(known, deleted_at=at("20 00:00")) if known.id == COMING else known
        for known in SMALL.webinars
    )
    small.app.replace(dataclasses.replace(SMALL, webinars=deleted))

    report = run_nightly(small, NIGHT)

    assert report.success, report.message
    small.app.replace(SMALL)
    events, people = read_marts(warehouse)
    assert [row["status"] for row in events] == ["ended", "ended", "ended", "cancelled"]
    # Who registered for it stays registered, and who came stays.
    assert people == expected(dict.fromkeys(WHOLE, at("19 20:00")))[1]
    message, counts = read_latest_run(warehouse, LABEL)
    assert counts["webinars_gone"] == 1
    assert "deleted or expired" in message

    requested_reports(small)
    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {}
    assert read_issues(warehouse) == {}
    assert read_marts(warehouse) == expected(dict.fromkeys(WHOLE, at("19 20:00")))


def test_a_webinar_that_answers_3001_at_first_sight_is_whole_once_it_answers(
    warehouse: Warehouse, small: World
) -> None:
    gone = {"code": 3001, "message": "Webinar does not exist."}
    add_fault(small, f"/webinars/{FIRST}", "status", status=404, body=gone)

    report = run_nightly(small, NIGHT)

    assert report.success, report.message
    assert set(read_session_states(warehouse).values()) == {"settled"}
    # Nothing of it is loaded before it is known whether it is gone.
    assert [row for row in read_marts(warehouse)[1] if row["webinar_id"] == FIRST] == []
    clear_faults(small)
    requested_reports(small)
    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {}
    assert read_marts(warehouse) == expected(WHOLE)
    assert read_contacts(warehouse) == EVERYBODY


def test_registrants_who_are_found_unchanged_close_the_error_about_them(
    warehouse: Warehouse, small: World
) -> None:
    assert run_nightly(small, NIGHT).success
    add_fault(small, f"/webinars/{FIRST}/registrants", "html_403")
    assert run_nightly(small, NEXT).success
    error = ("registrants", f"{NAME} {FIRST}", "refused")
    assert read_issues(warehouse) == {error: "open"}
    clear_faults(small)

    assert run_nightly(small, at("22 04:00")).success

    assert read_issues(warehouse) == {error: "cleared"}
    assert query(warehouse, "select object_key from zoom.refusals") == []


def test_a_host_without_a_webinar_plan_is_normal(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    colleague = User(id="CARL", email="carl@corp.example.com", has_webinar_plan=False)
    world = make_world(dataclasses.replace(SMALL, users=(HOST, colleague)))

    for moment in (NIGHT, NEXT):
        report = run_nightly(world, moment)
        assert report.success, report.message

    answers = [e.status for e in world.app.log.entries if e.path.startswith("/v2/users/CARL/")]
    assert answers == [400, 400]
    assert read_issues(warehouse) == {}
    assert requested_reports(world) == ALL_ONCE
    assert read_marts(warehouse) == expected(WHOLE)


@pytest.mark.parametrize(
    "endpoint", [zoom.USERS, zoom.HISTORY, zoom.REGISTRANTS, zoom.PARTICIPANTS]
)
def test_a_missing_scope_is_named_with_what_to_do(
    warehouse: Warehouse, make_world: MakeWorld, endpoint: zoom.Endpoint
) -> None:
    some = tuple(scope for scope in ALL_SCOPES if scope != endpoint.scope)
    world = make_world(dataclasses.replace(SMALL, scopes=some))

    report = run_nightly(world, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert endpoint.scope in report.message
    assert read_issues(warehouse) == {("account", NAME, "scope"): "open"}
    message, remedy = read_message_and_remedy(warehouse, "scope")
    assert endpoint.scope in message
    assert endpoint.scope in remedy
    assert read_watermarks(warehouse) == {}

    landed = {name for name, state in read_session_states(warehouse).items() if state == "settled"}
    world.app.replace(SMALL)
    requested_reports(world)
    report = run_nightly(world, NEXT)

    assert report.success, report.message
    assert read_issues(warehouse) == {("account", NAME, "scope"): "cleared"}
    assert set(requested_reports(world)) == set(NAMES) - landed
    assert read_marts(warehouse) == expected(
        {name: NIGHT if name in landed else NEXT for name in NAMES}
    )
    assert read_contacts(warehouse) == EVERYBODY
