"""Everything of a kind is refused for one cause: the run fails, with one error that counts them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    World,
    account,
    add_fault,
    at,
    clear_faults,
    connection,
    query,
    read_issues,
    run_hourly,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

FIRST, SECOND, THIRD = at("20 04:00"), at("21 04:00"), at("22 12:00")
NUMBERS = range(91000000001, 91000000006)
OPEN = (
    "select object_kind, code, severity, resources, message from sync.errors"
    " where cleared_at is null"
)
FIVE = account(
    "five",
    [webinar(number, at("18 10:00"), "ann") for number in NUMBERS],
    [
        session(
            f"s{number}==",
            number,
            at("18 10:00"),
            at("18 11:00"),
            connection("ann", at("18 10:00"), at("18 11:00")),
        )
        for number in NUMBERS
    ],
)


@pytest.fixture
def five(make_world: MakeWorld) -> World:
    """Serve an account of five webinars, each held once."""
    return make_world(FIVE)


def test_a_page_on_every_path_of_webinars_is_one_error_and_fails_the_run(
    warehouse: Warehouse, five: World
) -> None:
    add_fault(five, "/webinars", "html_403")

    report = run_nightly(five, FIRST)

    assert not report.success
    assert "everything of a kind" in report.message
    ((kind, code, severity, resources, message),) = query(warehouse, OPEN)
    assert (kind, code, severity) == ("account", "all_refused", "error")
    # Five details, five reports, and the listing of the host.
    assert resources == 11
    assert "HTTP 403" in message
    assert query(warehouse, "select count(*) from marts.participations") == [(0,)]

    clear_faults(five)
    report = run_nightly(five, SECOND)

    assert report.success, report.message
    assert query(warehouse, OPEN) == []
    assert query(warehouse, "select distinct state from marts.participations") == [("attended",)]


def test_the_error_stays_until_what_was_refused_is_read_or_has_one_of_its_own(
    warehouse: Warehouse, five: World
) -> None:
    add_fault(five, "/participants", "html_403")
    assert not run_nightly(five, FIRST).success
    clear_faults(five)

    # Five minutes later nothing of it is due.
    assert run_hourly(five, FIRST + timedelta(minutes=5)).success
    assert [row[:4] for row in query(warehouse, OPEN)] == [("account", "all_refused", "error", 5)]

    add_fault(five, f"/s{NUMBERS[0]}%3D%3D/participants", "html_403")
    assert run_hourly(five, FIRST + timedelta(hours=2)).success
    assert [row[:4] for row in query(warehouse, OPEN)] == [("session", "refused", "error", 1)]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/participants", {"kind": "html_403"}),
        ("/participants", {"kind": "not_json"}),
        ("/participants", {"kind": "empty_object"}),
        (
            "/participants",
            {"kind": "status", "status": 403, "body": {"code": 12703, "message": "No permission."}},
        ),
        ("/panelists", {"kind": "html_page", "status": 404}),
        ("/registrants", {"kind": "not_json"}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value["kind"]),
)
def test_all_of_five_resources_of_a_kind_are_one_error(
    warehouse: Warehouse, five: World, path: str, fault: dict[str, Any]
) -> None:
    add_fault(five, path, **fault)

    report = run_nightly(five, FIRST)

    assert not report.success
    assert [row[:4] for row in query(warehouse, OPEN)] == [("account", "all_refused", "error", 5)]


@pytest.mark.parametrize("spared", [1, 3])
def test_where_some_are_read_the_others_are_errors_of_their_own(
    warehouse: Warehouse, five: World, spared: int
) -> None:
    for number in list(NUMBERS)[spared:]:
        add_fault(five, f"/s{number}%3D%3D/participants", "html_403")

    report = run_nightly(five, FIRST)

    assert report.success, report.message
    assert [row[:4] for row in query(warehouse, OPEN)] == [("session", "refused", "error", 1)] * (
        len(NUMBERS) - spared
    )


def test_reports_that_are_not_there_yet_fail_no_run(warehouse: Warehouse, five: World) -> None:
    missing = {"code": 3001, "message": "Webinar not found or has expired."}
    add_fault(five, "/participants", "status", status=404, body=missing)

    report = run_nightly(five, at("18 12:00"))

    assert report.success, report.message
    assert read_issues(warehouse) == {}


def test_what_ends_the_reading_is_the_only_error(warehouse: Warehouse, five: World) -> None:
    add_fault(five, "/webinars", "status", status=503)

    report = run_nightly(five, FIRST)

    assert not report.success
    assert [row[:3] for row in query(warehouse, OPEN)] == [("account", "unavailable", "error")]


def test_registrants_that_are_found_unchanged_are_no_refusals(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    coming = [webinar(number, at("22 10:00"), "ann") for number in NUMBERS]
    world = make_world(account("coming", coming))
    assert run_nightly(world, FIRST).success
    for number in list(NUMBERS)[:3]:
        add_fault(world, f"/webinars/{number}/registrants", "html_403")

    report = run_hourly(world, FIRST + timedelta(hours=1))

    assert report.success, report.message
    assert [row[:4] for row in query(warehouse, OPEN)] == [
        ("registrants", "refused", "error", 1)
    ] * 3
