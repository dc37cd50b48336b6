"""Who came is read from the report and from its twin at once, where a connection says so."""

from __future__ import annotations

import dataclasses
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    add_fault,
    connection,
    query,
    read_issues,
    read_marts,
    run_hourly,
    run_nightly,
    session,
)
from tests.integration.sync.small_account import (
    FIRST,
    FIRST_HELD,
    NEXT,
    NIGHT,
    SMALL,
    WHOLE,
    expected,
)
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom import reader
from webinar_sync.zoom.client import ZoomClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

REPORT, TWIN = "/report/webinars/{ref}/participants", "/past_webinars/{ref}/participants"
SOURCES = "select session_uuid, read_from from zoom.sessions"
REQUESTS = (
    "select label, requests from sync.api_requests"
    " where endpoint like '%participants' order by label"
)


def serve(make_world: MakeWorld, account: Account = SMALL) -> World:
    """Serve an account whose connection wants both endpoints."""
    world = make_world(account, now=NIGHT)
    world.config = partial(world.config, both_endpoints=True)  # type: ignore[method-assign]
    return world


@pytest.fixture
def twin_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first request for a report wait until the twin has told of two sessions."""
    twins = threading.Semaphore(0)
    list_rows = ZoomClient.list
    reports: list[bool] = []

    def list_in_order(self: ZoomClient, endpoint: Any, **options: Any) -> Any:
        if endpoint is zoom.PARTICIPANTS and not reports:
            reports.append(twins.acquire(timeout=30) and twins.acquire(timeout=30))
        try:
            return list_rows(self, endpoint, **options)
        finally:
            if endpoint is zoom.PAST_PARTICIPANTS:
                twins.release()

    monkeypatch.setattr(ZoomClient, "list", list_in_order)
    monkeypatch.setattr(
        reader, "threads_by_label", lambda config: {"light": 2, "medium": 2, "heavy": 1}
    )


@pytest.mark.usefixtures("twin_is_faster")
def test_each_session_is_read_from_one_of_the_two(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = serve(make_world)

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert query(warehouse, REQUESTS) == [("heavy", 1), ("medium", 2)]
    sources = [source for _, source in query(warehouse, SOURCES)]
    assert sorted(sources) == ["past_webinars", "past_webinars", "report"]
    assert read_marts(warehouse) == expected(WHOLE)
    world.requests()

    assert run_nightly(world, NEXT).success

    assert not {REPORT, TWIN} & set(world.requests())
    assert read_marts(warehouse) == expected(WHOLE)


@pytest.mark.usefixtures("twin_is_faster")
def test_what_the_twin_lacks_is_asked_for_after(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """It names nobody for a row of each session: all are read from the report in the same run."""
    guest = dataclasses.replace(connection("guest", *FIRST_HELD), user_email="", registrant_id=None)
    first = session("first==", FIRST, *FIRST_HELD, *SMALL.sessions[0].connections, guest)
    others = [
        dataclasses.replace(
            held,
            connections=(
                *held.connections,
                dataclasses.replace(guest, join=held.start, leave=held.end),
            ),
        )
        for held in SMALL.sessions[1:]
    ]
    world = serve(make_world, dataclasses.replace(SMALL, sessions=(first, *others)))

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    requests = world.requests()
    assert (requests.count(REPORT), requests.count(TWIN)) == (3, 2)
    assert {source for _, source in query(warehouse, SOURCES)} == {"report"}
    events, people = expected(WHOLE)
    with_guests = [
        {**event, "anonymous_attendances": int(event["status"] == "ended")} for event in events
    ]
    assert read_marts(warehouse) == [with_guests, people]


@pytest.mark.usefixtures("twin_is_faster")
def test_a_twin_that_is_refused_costs_nothing(warehouse: Warehouse, make_world: MakeWorld) -> None:
    world = serve(make_world)
    add_fault(world, "/past_webinars/", "html_403")

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert world.requests().count(REPORT) == 3
    assert read_issues(warehouse) == {}
    assert read_marts(warehouse) == expected(WHOLE)


def test_the_twin_is_left_alone_unless_a_connection_wants_it(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(SMALL)

    assert run_nightly(world, NIGHT).success

    assert world.requests().count(TWIN) == 0
    assert query(warehouse, "select count(*) from zoom.connections") == [(4,)]


def test_a_scheduled_run_of_a_known_account_leaves_the_twin_alone(make_world: MakeWorld) -> None:
    world = serve(make_world, dataclasses.replace(SMALL, sessions=()))
    assert run_nightly(world, NIGHT).success
    world.app.replace(SMALL)
    world.requests()

    assert run_hourly(world, NEXT).success

    requests = world.requests()
    assert requests.count(TWIN) == 0
    assert requests.count(REPORT) == 2  # the third ended before what an hourly run looks back to
