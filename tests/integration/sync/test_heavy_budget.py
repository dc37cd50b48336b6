"""The day's heavy requests run low: reports come from their medium-labelled twin."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tests.builders import (
    World,
    at,
    connection,
    query,
    read_marts,
    read_session_states,
    run_nightly,
    session,
)
from tests.integration.sync.small_account import (
    FIRST,
    FIRST_HELD,
    NIGHT,
    SMALL,
    WHOLE,
    expected,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

HISTORY, UPCOMING = "/report/history_meetings", "/report/upcoming_events"
REPORT, TWIN = "/report/webinars/{ref}/participants", "/past_webinars/{ref}/participants"


def scarce(heavy: int, **changes: object) -> Account:
    values = {"per_day": {"Heavy": heavy}, "rate_headers": "all", **changes}
    return dataclasses.replace(SMALL, **values)  # type: ignore[arg-type]


def test_a_budget_of_five_a_day_goes_on_where_it_stopped(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """Seven months of history take two days; then what is left goes to reports."""
    world = make_world(scarce(5))
    world.requests()

    assert not run_nightly(world, NIGHT).success
    assert world.requests().count(HISTORY) == 6  # the sixth is refused
    assert query(warehouse, "select count(*) from marts.participations") == [(0,)]

    report = run_nightly(world, at("21 04:00"))

    assert report.success, report.message
    requests = world.requests()
    assert requests.count(HISTORY) <= 3
    assert requests.count(UPCOMING) == 1
    assert requests.count(REPORT) + requests.count(TWIN) >= 3
    settled = {name: at("21 04:00") for name in WHOLE}
    assert read_marts(warehouse) == expected(settled)
    assert run_nightly(world, at("22 04:00")).success
    assert world.requests().count(HISTORY) == 1


def test_reports_come_from_the_twin_when_the_heavy_requests_are_used_up(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    anonymous = dataclasses.replace(
        connection("guest", *FIRST_HELD), user_email="", registrant_id=None
    )
    first = session("first==", FIRST, *FIRST_HELD, connection("ann", *FIRST_HELD), anonymous)
    world = make_world(scarce(8, sessions=(first, *SMALL.sessions[1:])))
    world.requests()

    report = run_nightly(world, NIGHT)

    assert report.success, report.message
    requests = world.requests()
    assert (requests.count(HISTORY), requests.count(UPCOMING)) == (7, 1)
    assert (requests.count(REPORT), requests.count(TWIN)) == (0, 3)
    # The twin names everybody of the second and the third; of the first not a guest.
    assert read_session_states(warehouse) == {
        "first": "landed",
        "second": "settled",
        "third": "settled",
    }
    world.app.replace(scarce(100, sessions=(first, *SMALL.sessions[1:])))

    assert run_nightly(world, at("21 04:00")).success

    requests = world.requests()
    assert (requests.count(REPORT), requests.count(TWIN)) == (1, 0)
    assert set(read_session_states(warehouse).values()) == {"settled"}
    sources = dict(query(warehouse, "select session_uuid, read_from from zoom.sessions"))
    assert sources["first=="] == "report"


def test_the_twin_never_replaces_a_report_with_registrant_ids(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """Read an hour after the end from the report; the day after, there are no heavy requests."""
    world = make_world(SMALL)
    assert run_nightly(world, at("18 11:17")).success
    world.app.replace(scarce(2))
    world.requests()

    assert run_nightly(world, at("19 12:00")).success

    requests = world.requests()
    assert (requests.count(REPORT), requests.count(TWIN)) == (0, 2)
    ids = query(
        warehouse,
        "select count(registrant_id) from zoom.connections where session_uuid = 'first=='",
    )
    assert ids == [(1,)]
    assert read_session_states(warehouse)["first"] == "landed"
