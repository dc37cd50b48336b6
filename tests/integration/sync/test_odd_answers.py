"""Zoom answers nonsense: it costs the resource alone, and what was known of that stays."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
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
    from datetime import datetime

    from local.postgres import Cluster
    from tests.builders import Row

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


ODD_DETAILS: dict[str, dict[str, Any]] = {
    " ".join(map(str, fault.values())): fault
    for fault in (
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
    )
}
"""Details that no webinar can have, by what is odd about them."""
ODD_DATES: dict[str, dict[str, Any]] = {
    "missing": {"kind": "drop_key", "key": "occurrences"},
    "none": {"kind": "set_key", "key": "occurrences", "value": []},
    "null": {"kind": "set_key", "key": "occurrences", "value": [None]},
    "without a start": {
        "kind": "set_key",
        "key": "occurrences",
        "value": [{"occurrence_id": "1"}],
    },
    "no duration": {
        "kind": "set_key",
        "key": "occurrences",
        "value": [
            {"occurrence_id": "1", "start_time": "2026-11-26T10:00:00Z", "duration": "sixty"}
        ],
    },
}
"""Details that no series can have."""
NO_OBJECTS = ({"kind": "status", "status": 200}, {"kind": "empty_object"})
ODD_LISTINGS: dict[str, dict[str, Any]] = {
    f"{listing} {fault['kind']}": {**fault, "body": {listing: [row]}}
    for listing, row in (("panelists", 5), ("registrants", None))
    for fault in NO_OBJECTS
}
"""Listings of a webinar without an object in them."""
REFUSALS: dict[str, dict[str, Any]] = {
    "an HTML page": {"kind": "status", "status": 404, "body": "<html>Not found</html>"},
    "no answer of Zoom's": {
        "kind": "status",
        "status": 404,
        "body": {"status": 404, "error": "Not Found"},
    },
}
"""Refusals of a detail that do not say that the webinar is gone."""
CASES = {**ODD_DETAILS, **ODD_DATES, **ODD_LISTINGS, **REFUSALS}
NUMBERS = {case: 91000000100 + place for place, case in enumerate(CASES)}
"""The webinar that has each case: they are independent, so one night has all of them."""

ORDINARY = range(91000000200, 91000000230)
"""Others: if most details were odd, a contract would be broken."""


def path_of(case: str) -> str:
    """Return what a case is the answer to."""
    listing = case.split()[0] if case in ODD_LISTINGS else ""
    return f"/webinars/{NUMBERS[case]}{f'/{listing}' if listing else '?'}"


@dataclass(frozen=True)
class Night:
    """What there is after a nightly run: marts and issues, by webinar."""

    success: bool
    marts: dict[int, list[Row]]
    issues: dict[str, set[tuple[str, str, str]]]
    struck: dict[str, int]


def sleep(warehouse: Warehouse, world: World, moment: datetime) -> Night:
    """Run by night, and return what there is then."""
    report = run_nightly(world, moment)
    marts: dict[int, list[Row]] = {}
    for row in itertools.chain(*read_marts(warehouse)):
        marts.setdefault(row["webinar_id"], []).append(row)
    issues: dict[str, set[tuple[str, str, str]]] = {}
    for (kind, key, code), state in read_issues(warehouse).items():
        issues.setdefault(key.split()[-1], set()).add((kind, code, state))
    faults = world.app.faults.describe()
    struck = {fault["path_contains"]: fault["done"] for fault in faults}
    return Night(report.success, marts, issues, struck)


@pytest.fixture(scope="module")
def nights(cluster: Cluster, template: str) -> tuple[Night, Night, Night]:
    """Read webinars by night; then each with an odd answer; then none."""
    webinars = [
        webinar(number, None, "ann", f"p{number}", type=9, occurrences=DATES)
        if case in ODD_DATES
        else webinar(number, at("25 10:00"), "ann", f"p{number}")
        for case, number in NUMBERS.items()
    ]
    webinars += [webinar(number, at("25 10:00"), approval_type=2) for number in ORDINARY]
    cluster.create_database("odd_nights", afresh=True, template=template)
    with Warehouse(cluster.url("odd_nights")) as warehouse:
        world = World(warehouse, [account("odd", [*webinars, *TWO.webinars], TWO.sessions)])
        before = sleep(warehouse, world, FIRST)
        for case, fault in CASES.items():
            add_fault(world, path_of(case), **fault)
        odd = sleep(warehouse, world, SECOND)
        clear_faults(world)
        after = sleep(warehouse, world, THIRD)
        world.close()
    assert before.success
    assert odd.success
    assert after.success
    return before, odd, after


@pytest.mark.parametrize("case", CASES)
def test_an_odd_answer_about_a_known_webinar_changes_nothing(
    nights: tuple[Night, Night, Night], case: str
) -> None:
    before, odd, after = nights
    number = NUMBERS[case]
    kind = case.split()[0] if case in ODD_LISTINGS else "webinar"
    code = "refused" if case in REFUSALS else "bad_answer"

    assert len(before.marts[number]) >= 3
    assert before.issues == {}
    assert odd.struck[path_of(case)] >= 1
    assert odd.marts[number] == before.marts[number]
    assert odd.issues[str(number)] == {(kind, code, "open")}
    assert after.marts[number] == before.marts[number]
    assert after.issues[str(number)] == {(kind, code, "cleared")}


def test_odd_answers_cost_the_other_webinars_nothing(nights: tuple[Night, Night, Night]) -> None:
    before, odd, _ = nights
    others = set(before.marts) - set(NUMBERS.values())

    assert others == {HELD, COMING, SERIES, *ORDINARY}
    for number in others:
        assert before.marts[number] == odd.marts[number]
    assert set(odd.issues) == {str(number) for number in NUMBERS.values()}
    assert set(odd.struck.values()) == {1}


def test_a_nonsense_value_at_first_sight_costs_its_webinar_alone(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    good = [webinar(number, at("25 10:00"), "ann") for number in ORDINARY[:10]]
    nonsense: list[dict[str, Any]] = [
        {"type": 70000},
        {"duration": 3_000_000_000},
        {"start_time": "25.11.2026"},
        {"settings": None},
    ]
    odd = [
        webinar(HELD + 100 + place, at("25 12:00"), "ben", raw=raw)
        for place, raw in enumerate(nonsense)
    ]
    world = make_world(account("odd", [*good, *odd]))

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    loaded = query(warehouse, "select webinar_id from marts.participations order by 1")
    assert loaded == [(webinar.id,) for webinar in good]
    assert issue_codes(warehouse, "webinar") == {"bad_answer"}


def test_what_a_webinar_can_do_without_is_not_asked_for(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    raws: dict[int, dict[str, Any]] = dict(
        enumerate(
            (
                {"duration": ABSENT},
                {"topic": ABSENT},
                {"timezone": ABSENT},
                {"timezone": ""},
                {"timezone": "Atlantis/Capital"},
                {"agenda": 5},
                {"duration": "60"},
            ),
            COMING,
        )
    )
    webinars = [webinar(number, at("25 10:00"), "ann", raw=raw) for number, raw in raws.items()]
    world = make_world(account("odd", webinars))

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    loaded = query(warehouse, "select webinar_id from marts.participations")
    assert {repr(raws[number]) for (number,) in loaded} == {repr(raw) for raw in raws.values()}
    assert read_issues(warehouse) == {}


@pytest.mark.parametrize(
    ("path", "object_kind"),
    [
        ("/users?", "users"),
        ("/users/HOST/webinars", "host"),
        ("/upcoming_events", "upcoming events"),
    ],
)
@pytest.mark.parametrize("fault", NO_OBJECTS)
def test_a_listing_of_no_objects_costs_itself_alone(
    warehouse: Warehouse, known: World, path: str, object_kind: str, fault: dict[str, Any]
) -> None:
    before = read_marts(warehouse)
    rows = {"users": [None], "webinars": [None], "upcoming_events": ["x"]}
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


def test_a_number_that_is_none_costs_nothing_that_is_needed(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    literals = dict(enumerate(("NaN", "Infinity", "-Infinity", "1e999"), HELD + 100))
    start, end = at("18 10:00"), at("18 11:00")
    webinars = [webinar(number, start, "ann", "ben") for number in literals]
    sessions = [
        session(
            f"s{number}==",
            number,
            start,
            end,
            connection("ann", start, end),
            connection("ben", start, end),
        )
        for number in literals
    ]
    world = make_world(account("numbers", webinars, sessions))
    for number, literal in literals.items():
        add_fault(
            world, f"/s{number}%3D%3D/participants", "set_key", key="duration", literal=literal
        )
        add_fault(world, f"/webinars/{number}/registrants", "set_key", key="zip", literal=literal)

    report = run_nightly(world, FIRST)

    assert report.success, report.message
    assert all(fault["done"] for fault in world.app.faults.describe())
    rows = query(warehouse, "select webinar_id, state from marts.participations")
    assert sorted(rows) == sorted((number, "attended") for number in literals for _ in range(2))


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
    ("listing", "answer", "code"),
    [
        (
            "registrants",
            said(12703, "No permission for the group: 1.", status=403),
            "forbidden",
        ),
        (
            "registrants",
            said(200, "Webinar plan subscription is missing. Enable webinar for x.", status=200),
            "plan_missing",
        ),
        (
            "panelists",
            said(200, "Webinar plan subscription missing.", status=200),
            "plan_missing",
        ),
    ],
)
def test_a_refusal_of_one_listing_says_what_it_means(
    warehouse: Warehouse, known: World, listing: str, answer: dict[str, Any], code: str
) -> None:
    before = read_marts(warehouse)
    add_fault(known, f"/webinars/{HELD}/{listing}", "status", **answer)
    known.clock.set(at("20 05:00"))

    report = known.sync(Window(at("17 00:00"), at("21 00:00"), True, (HELD,)))

    assert report.success, report.message
    assert issue_codes(warehouse, listing) == {code}
    assert read_marts(warehouse) == before
    remedies = query(warehouse, "select remedy from sync.errors where code = :code", code=code)
    assert all("ticket" not in remedy for (remedy,) in remedies)
