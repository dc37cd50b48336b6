"""Listings of registrants that fail, change or are empty on their way: they cancel nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    Row,
    World,
    account,
    add_fault,
    at,
    clear_faults,
    event,
    participation,
    query,
    read_issues,
    read_marts,
    registrant,
    run_hourly,
    run_nightly,
    webinar,
)
from tests.integration.sync.small_account import (
    COMING,
    NAME,
    NEXT,
    NIGHT,
)
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from local.postgres import Cluster
    from sandbox.zoom.model import Account, Registrant
    from sandbox.zoom.requests_log import Entry

    MakeWorld = Callable[..., World]

CROWD_NAME = "crowd"
CROWD = 91000000009
CROWD_AT = at("25 10:00")
CROWD_NAMES = [f"p{number:03}" for number in range(610)]
LEAVES = at("20 01:00")


def crowd(*more: Registrant) -> Account:
    """Return an account with a webinar to come that hundreds registered for; the last leaves."""
    *stay, leaves = CROWD_NAMES
    people = [*map(registrant, stay), registrant(leaves, (LEAVES, "removed")), *more]
    return account(CROWD_NAME, [webinar(CROWD, CROWD_AT, *people)])


def crowd_expected(
    names: list[str], cancelled: dict[str, datetime] | None = None
) -> list[list[Row]]:
    cancelled = cancelled or {}
    return [
        [
            event(
                CROWD_NAME,
                CROWD,
                "scheduled",
                CROWD_AT,
                registrations=len(names),
                cancellations=len(cancelled),
            )
        ],
        [
            participation(
                CROWD_NAME,
                CROWD,
                name,
                "cancelled" if name in cancelled else "registered",
                key=f"{CROWD_AT:%Y-%m-%d}",
                cancelled=cancelled.get(name),
            )
            for name in sorted(names)
        ],
    ]


@pytest.fixture(scope="module")
def crowd_database(cluster: Cluster, template: str) -> str:
    """Read the crowd once, for tests that begin after that."""
    cluster.create_database("crowd", afresh=True, template=template)
    with Warehouse(cluster.url("crowd")) as warehouse:
        world = World(warehouse, [crowd()])
        report = run_nightly(world, at("19 20:00"))
        world.close()
        assert report.success, report.message
        assert read_marts(warehouse) == crowd_expected(CROWD_NAMES)
    return "crowd"


@pytest.fixture
def begins_with(request: pytest.FixtureRequest, template: str) -> str:
    """Begin with the crowd, where a test wants it."""
    is_known = "known_crowd" in request.fixturenames
    return str(request.getfixturevalue("crowd_database")) if is_known else template


@pytest.fixture
def known_crowd(make_world: MakeWorld) -> World:
    """Serve the crowd, which one nightly run has read."""
    return make_world(crowd(), now=at("19 20:00"), runs=1)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ({"kind": "status", "status": 503}, "unavailable"),
        ({"kind": "cut"}, "unavailable"),
        ({"kind": "not_json"}, "bad_answer"),
        ({"kind": "html_403"}, "refused"),
        (
            {
                "kind": "status",
                "status": 400,
                "body": {"code": 300, "message": "The next page token is invalid or expired."},
            },
            "page_token",
        ),
    ],
    ids=["5xx", "cut", "not JSON", "403 page", "page token"],
)
def test_a_listing_that_fails_on_page_2_is_no_reading_and_cancels_nobody(
    warehouse: Warehouse, known_crowd: World, trouble: dict[str, Any], code: str
) -> None:
    world = known_crowd
    add_fault(world, "next_page_token", **trouble)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert clear_faults(world) >= 1
    ((issue, state),) = read_issues(warehouse).items()
    assert issue == ("registrants", f"{CROWD_NAME} {CROWD}", code)
    assert state == "open"
    assert query(warehouse, "select count(*) from zoom.registrants where not is_listed") == [(0,)]
    assert read_marts(warehouse) == crowd_expected(CROWD_NAMES)

    report = run_nightly(world, NEXT)

    assert report.success, report.message
    assert set(read_issues(warehouse).values()) == {"cleared"}
    assert read_marts(warehouse) == crowd_expected(CROWD_NAMES, {CROWD_NAMES[-1]: NEXT})


def test_a_listing_that_fails_on_page_2_at_first_sight_lands_nothing(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(crowd())
    add_fault(world, "next_page_token", "status", status=503)

    report = run_nightly(world, at("19 20:00"))

    assert report.success, report.message
    clear_faults(world)
    assert query(warehouse, "select count(*) from zoom.registrants") == [(0,)]
    assert read_marts(warehouse) == [[], []]  # the webinar waits

    # By the hour: what was never read whole is requested without waiting for the night.
    assert run_hourly(world, at("19 21:17")).success
    assert set(read_issues(warehouse).values()) == {"cleared"}
    assert read_marts(warehouse) == crowd_expected(CROWD_NAMES)


def test_a_page_token_that_expires_in_mid_listing_starts_it_again(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(crowd())
    # Sixteen minutes pass before the third page; the sandbox's own token ends after fifteen.
    add_fault(world, "next_page_token", "advance_clock", after=1, times=1, seconds=16 * 60)

    report = run_nightly(world, at("19 20:00"))

    assert report.success, report.message
    assert clear_faults(world) == 1
    refused = [entry for entry in world.app.log.entries if entry.status == 400]
    assert [entry.template for entry in refused] == ["/webinars/{webinarId}/registrants"]
    assert read_issues(warehouse) == {}
    assert read_marts(warehouse) == crowd_expected(CROWD_NAMES)
    assert run_nightly(world, at("19 22:00")).success
    assert read_marts(warehouse) == crowd_expected(CROWD_NAMES)


def test_somebody_approved_between_two_listings_is_not_cancelled(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    # At 04:00:00 the approved are listed, at 04:01:00 the pending and the denied.
    between = NIGHT + timedelta(seconds=30)
    people = [
        registrant("ann"),
        registrant("pia", (between, "approved"), first="pending"),
        registrant("dora", (at("19 10:00"), "denied"), (between, "approved")),
    ]
    world = make_world(account(NAME, [webinar(COMING, at("25 10:00"), *people, approval_type=1)]))
    for moment in (at("19 04:00"), at("19 20:00")):
        assert run_nightly(world, moment).success
    before = {row["email"]: row["state"] for row in read_marts(warehouse)[1]}
    assert before == {"ann@people.example": "registered", "dora@people.example": "cancelled"}
    add_fault(world, "status=pending", "advance_clock", seconds=60, times=1)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert clear_faults(world) == 1
    listed = [
        entry.status
        for entry in world.app.log.entries
        if entry.template == "/webinars/{webinarId}/registrants/{registrantId}"
    ]
    assert listed == [200, 200]  # each was requested alone
    right = [
        [event(NAME, COMING, "scheduled", at("25 10:00"), registrations=3)],
        [
            participation(
                NAME,
                COMING,
                name,
                "registered",
                key="2026-11-25",
                approved=NIGHT if name == "pia" else None,
            )
            for name in ("ann", "dora", "pia")
        ],
    ]
    assert read_marts(warehouse) == right
    assert run_nightly(world, NEXT).success
    assert read_marts(warehouse) == right
    assert read_issues(warehouse) == {}


FEW = [f"few{number}" for number in range(8)]


def few(removed_at: datetime | None) -> Account:
    later: tuple[Any, ...] = ((removed_at, "removed"),) if removed_at else ()
    people = [registrant(name, *later) for name in FEW]
    return account(CROWD_NAME, [webinar(CROWD, CROWD_AT, *people)])


EMPTY = {
    "kind": "status",
    "status": 200,
    "body": {"page_size": 300, "total_records": 0, "next_page_token": "", "registrants": []},
}


def single_requests(world: World) -> list[Entry]:
    """Return the requests for a registrant alone."""
    return [entry for entry in world.app.log.entries if entry.template.endswith("/{registrantId}")]


def test_a_listing_suddenly_empty_cancels_nobody_who_still_answers(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(None))
    assert run_nightly(world, at("19 20:00")).success
    add_fault(world, "/registrants?", **EMPTY)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert clear_faults(world) >= 3
    assert len(single_requests(world)) == len(FEW)
    assert read_marts(warehouse) == crowd_expected(FEW)
    assert run_nightly(world, NEXT).success
    assert read_marts(warehouse) == crowd_expected(FEW)
    assert read_issues(warehouse) == {}


def test_a_listing_suddenly_empty_and_nobody_to_confirm_it_is_no_reading(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(None))
    assert run_nightly(world, at("19 20:00")).success
    add_fault(world, "/registrants?", **EMPTY)
    add_fault(world, "/registrants/r-few3", "status", status=503)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    key = ("registrants", f"{CROWD_NAME} {CROWD}", "unavailable")
    assert read_issues(warehouse) == {key: "open"}
    assert read_marts(warehouse) == crowd_expected(FEW)
    clear_faults(world)
    assert run_nightly(world, NEXT).success
    assert read_issues(warehouse) == {key: "cleared"}
    assert read_marts(warehouse) == crowd_expected(FEW)


def test_everybody_really_removed_is_cancelled_once_each_is_confirmed(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(LEAVES))
    assert run_nightly(world, at("19 20:00")).success
    assert read_marts(warehouse) == crowd_expected(FEW)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert [entry.status for entry in single_requests(world)] == [400] * len(FEW)
    everybody = crowd_expected(FEW, dict.fromkeys(FEW, NIGHT))
    assert read_marts(warehouse) == everybody
    assert run_nightly(world, NEXT).success
    assert read_marts(warehouse) == everybody
    assert read_issues(warehouse) == {}
