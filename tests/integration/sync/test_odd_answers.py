"""Zoom answers nonsense: it costs the resource alone, and what was known of that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import ABSENT, Occurrence, User
from tests.builders import (
    HOST,
    World,
    account,
    add_fault,
    at,
    clear_faults,
    connection,
    query,
    read_issues,
    read_marts,
    run_nightly,
    session,
    webinar,
)
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster

    MakeWorld = Callable[..., World]

HELD, COMING, SERIES = 91000000001, 91000000002, 91000000003
FIRST, SECOND, THIRD = at("20 04:00"), at("21 04:00"), at("22 12:00")
UUID = "held=="
DATES = (
    Occurrence(occurrence_id="1795687200000", start=at("26 10:00")),
    Occurrence(occurrence_id="1796292000000", start=at("30 10:00")),
)
TWO = account(
    "two",
    [
        webinar(HELD, at("18 10:00"), "ann", "ben"),
        webinar(COMING, at("25 10:00"), "cy", "dee"),
        webinar(SERIES, None, "eve", type=9, occurrences=DATES),
    ],
    [
        session(
            UUID,
            HELD,
            at("18 10:00"),
            at("18 11:00"),
            connection("ann", at("18 10:00"), at("18 11:00")),
            connection("ben", at("18 10:00"), at("18 11:00")),
        )
    ],
    users=(HOST, User(id="U1", email="u1@corp.example")),
)


@pytest.fixture(scope="module")
def known_database(cluster: Cluster, template: str) -> str:
    """Read the account once, for all tests that begin after that."""
    cluster.create_database("known", afresh=True, template=template)
    with Warehouse(cluster.url("known")) as warehouse:
        world = World(warehouse, [TWO])
        report = run_nightly(world, FIRST)
        world.close()
    assert report.success, report.message
    return "known"


@pytest.fixture
def begins_with(request: pytest.FixtureRequest, template: str) -> str:
    """Begin with what one nightly run has read, where a test wants the account known."""
    is_known = "known" in request.fixturenames
    return str(request.getfixturevalue("known_database")) if is_known else template


@pytest.fixture
def known(make_world: MakeWorld) -> World:
    """Serve an account that one nightly run has read."""
    return make_world(TWO, now=FIRST, runs=1)


def issue_codes(warehouse: Warehouse, object_kind: str) -> set[str]:
    """Return the codes of the open issues of a kind of object."""
    issues = read_issues(warehouse)
    return {
        code for (kind, _, code), state in issues.items() if (kind, state) == (object_kind, "open")
    }


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "empty_object"},
        {"kind": "not_json"},
        {"kind": "set_key", "key": "id", "value": HELD},
        {"kind": "drop_key", "key": "id"},
        {"kind": "drop_key", "key": "type"},
        {"kind": "drop_key", "key": "settings"},
        {"kind": "drop_key", "key": "host_id"},
        {"kind": "drop_key", "key": "start_time"},
        {"kind": "set_key", "key": "start_time", "value": "soon"},
        {"kind": "set_key", "key": "type", "value": 70000},
        {"kind": "set_key", "key": "duration", "value": 3_000_000_000},
        {"kind": "set_key", "key": "duration", "value": "sixty"},
        {"kind": "set_key", "key": "duration", "literal": "NaN"},
        {"kind": "set_key", "key": "approval_type", "value": True},
        {"kind": "set_key", "key": "settings", "value": "none"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
def test_an_odd_detail_of_a_known_webinar_changes_nothing(
    warehouse: Warehouse, known: World, fault: dict[str, Any]
) -> None:
    before = read_marts(warehouse)
    add_fault(known, f"/webinars/{COMING}?", **fault)

    report = run_nightly(known, SECOND)

    assert report.success, report.message
    assert clear_faults(known) == 1
    assert read_marts(warehouse) == before
    assert issue_codes(warehouse, "webinar") == {"bad_answer"}

    assert run_nightly(known, THIRD).success
    assert read_marts(warehouse) == before
    assert set(read_issues(warehouse).values()) == {"cleared"}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_key", "key": "occurrences"},
        {"kind": "set_key", "key": "occurrences", "value": []},
        {"kind": "set_key", "key": "occurrences", "value": [None]},
        {"kind": "set_key", "key": "occurrences", "value": [{"occurrence_id": "1"}]},
        {
            "kind": "set_key",
            "key": "occurrences",
            "value": [
                {"occurrence_id": "1", "start_time": "2026-11-26T10:00:00Z", "duration": "sixty"}
            ],
        },
    ],
    ids=lambda fault: str(fault.get("value", "missing")),
)
def test_odd_dates_of_a_known_series_change_nothing(
    warehouse: Warehouse, known: World, fault: dict[str, Any]
) -> None:
    before = read_marts(warehouse)
    add_fault(known, f"/webinars/{SERIES}?", **fault)

    assert run_nightly(known, SECOND).success

    assert read_marts(warehouse) == before
    assert issue_codes(warehouse, "webinar") == {"bad_answer"}


@pytest.mark.parametrize(
    "raw",
    [
        {"type": 70000},
        {"duration": 3_000_000_000},
        {"start_time": "25.11.2026"},
        {"settings": None},
    ],
)
def test_a_nonsense_value_at_first_sight_costs_its_webinar_alone(
    warehouse: Warehouse, make_world: MakeWorld, raw: dict[str, Any]
) -> None:
    good = webinar(COMING, at("25 10:00"), "ann")
    world = make_world(account("odd", [good, webinar(HELD, at("25 12:00"), "ben", raw=raw)]))

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    assert query(warehouse, "select webinar_id from marts.participations") == [(COMING,)]


@pytest.mark.parametrize(
    "raw",
    [
        {"duration": ABSENT},
        {"topic": ABSENT},
        {"timezone": ABSENT},
        {"timezone": ""},
        {"timezone": "Atlantis/Capital"},
        {"agenda": 5},
        {"duration": "60"},
    ],
    ids=str,
)
def test_what_a_webinar_can_do_without_is_not_asked_for(
    warehouse: Warehouse, make_world: MakeWorld, raw: dict[str, Any]
) -> None:
    world = make_world(account("odd", [webinar(COMING, at("25 10:00"), "ann", raw=raw)]))

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    assert query(warehouse, "select webinar_id from marts.participations") == [(COMING,)]
    assert read_issues(warehouse) == {}


@pytest.mark.parametrize(
    ("path", "object_kind"),
    [
        ("/users?", "users"),
        ("/users/HOST/webinars", "host"),
        ("/upcoming_events", "upcoming events"),
        (f"/webinars/{COMING}/panelists", "panelists"),
        (f"/webinars/{COMING}/registrants", "registrants"),
    ],
)
@pytest.mark.parametrize("fault", [{"kind": "status", "status": 200}, {"kind": "empty_object"}])
def test_a_listing_of_no_objects_costs_itself_alone(
    warehouse: Warehouse, known: World, path: str, object_kind: str, fault: dict[str, Any]
) -> None:
    before = read_marts(warehouse)
    rows = {"users": [None], "webinars": [None], "upcoming_events": ["x"], "panelists": [5]}
    rows["registrants"] = [None]
    add_fault(known, path, **fault, body=rows)

    report = run_nightly(known, SECOND)

    assert report.success, report.message
    assert issue_codes(warehouse, object_kind) == {"bad_answer"}
    assert read_marts(warehouse) == before
    clear_faults(known)
    assert run_nightly(known, THIRD).success
    assert issue_codes(warehouse, object_kind) == set()


def test_a_colleague_who_left_the_account_is_nobodys_trouble(
    warehouse: Warehouse, known: World
) -> None:
    before = read_marts(warehouse)
    left = said(1010, "User does not belong to this account: x.")
    add_fault(known, "/users/U1/webinars", "status", **left)

    for night in (SECOND, THIRD):
        report = run_nightly(known, night)
        assert report.success, report.message

    assert issue_codes(warehouse, "host") == set()
    assert read_marts(warehouse) == before


def test_an_account_without_users_is_not_believed(warehouse: Warehouse, known: World) -> None:
    add_fault(known, "/users?", "empty_list")

    report = run_nightly(known, SECOND)

    assert report.success, report.message
    assert issue_codes(warehouse, "users") == {"bad_answer"}
    assert query(warehouse, "select count(*) from zoom.users") == [(2,)]


def test_a_history_without_the_sessions_that_it_had_ends_the_reading(
    warehouse: Warehouse, known: World
) -> None:
    before = read_marts(warehouse)
    add_fault(known, "/history_meetings", "empty_list")

    report = run_nightly(known, at("20 05:00"))

    assert not report.success
    assert "none of 1 known sessions is listed" in report.message
    assert issue_codes(warehouse, "account") == {"bad_answer"}
    assert read_marts(warehouse) == before


@pytest.mark.parametrize("fault", [{"kind": "empty_object"}, {"kind": "drop_key", "key": "id"}])
def test_a_registrant_is_confirmed_gone_by_zoom_alone(
    warehouse: Warehouse, make_world: MakeWorld, fault: dict[str, Any]
) -> None:
    world = make_world(TWO)
    assert run_nightly(world, FIRST).success
    before = read_marts(warehouse)
    add_fault(world, f"/webinars/{COMING}/registrants?", "empty_list")
    add_fault(world, f"/webinars/{COMING}/registrants/r-cy", **fault)

    report = run_nightly(world, SECOND)

    assert report.success, report.message
    assert read_marts(warehouse) == before
    assert issue_codes(warehouse, "registrants") == {"bad_answer"}
    assert query(warehouse, "select count(*) from sync.rejected_rows") == [(0,)]


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_costs_nothing_that_is_needed(
    warehouse: Warehouse, make_world: MakeWorld, literal: str
) -> None:
    world = make_world(TWO)
    add_fault(world, "/participants", "set_key", key="duration", literal=literal)
    add_fault(world, f"/webinars/{HELD}/registrants", "set_key", key="zip", literal=literal)

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    states = "select state from marts.participations where webinar_id = :held"
    assert query(warehouse, states, held=HELD) == [("attended",)] * 2


def test_a_value_that_the_warehouse_refuses_costs_its_resource_alone(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(TWO)
    long = "".join(chr(0x4E00 + n) for n in range(9000))  # in a key, and no key is that long
    add_fault(world, "/participants", "set_key", key="user_id", value=long)

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    assert issue_codes(warehouse, "session") == {"bad_answer"}
    assert query(warehouse, "select count(*) from zoom.connections") == [(0,)]
    people = "select email from marts.participations where webinar_id = :coming"
    assert len(query(warehouse, people, coming=COMING)) == 2


def test_registrants_need_not_say_which_status_was_asked_for(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(TWO)
    add_fault(world, "/registrants", "drop_key", key="status")

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    assert query(warehouse, "select distinct status from zoom.registrants") == [("approved",)]


def said(code: int, message: str, *, status: int = 400) -> dict[str, Any]:
    """Return a refusal of Zoom's own."""
    return {"status": status, "body": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("path", "answer", "object_kind", "code"),
    [
        (
            f"/webinars/{HELD}/registrants",
            said(12703, "No permission for the group: 1.", status=403),
            "registrants",
            "forbidden",
        ),
        (
            f"/webinars/{HELD}/registrants",
            said(200, "Webinar plan subscription is missing. Enable webinar for x.", status=200),
            "registrants",
            "plan_missing",
        ),
        (
            f"/webinars/{HELD}/panelists",
            said(200, "Webinar plan subscription missing.", status=200),
            "panelists",
            "plan_missing",
        ),
        (
            f"/webinars/{COMING}?",
            {"status": 404, "body": "<html>Not found</html>"},
            "webinar",
            "refused",
        ),
        (
            f"/webinars/{COMING}?",
            {"status": 404, "body": {"status": 404, "error": "Not Found"}},
            "webinar",
            "refused",
        ),
    ],
)
def test_a_refusal_of_one_resource_says_what_it_means(
    warehouse: Warehouse,
    known: World,
    path: str,
    answer: dict[str, Any],
    object_kind: str,
    code: str,
) -> None:
    before = read_marts(warehouse)
    add_fault(known, path, "status", **answer)
    known.clock.set(at("20 05:00"))

    report = known.sync(window_of(path))

    assert report.success, report.message
    assert issue_codes(warehouse, object_kind) == {code}
    assert read_marts(warehouse) == before
    remedies = query(warehouse, "select remedy from sync.errors where code = :code", code=code)
    assert all("ticket" not in remedy for (remedy,) in remedies) or code == "refused"


def window_of(path: str) -> Window | None:
    """Return the window that reads a path again: by night, or of one webinar by hand."""
    if f"/webinars/{HELD}" not in path:
        return None
    return Window(at("17 00:00"), at("21 00:00"), True, (HELD,))
