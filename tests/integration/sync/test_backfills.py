"""A backfill reads its interval; the webinars of its form narrow it, and never replace it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    World,
    account,
    at,
    connection,
    query,
    read_session_states,
    requested_reports,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.small_account import COMING, FIRST, NEXT, NIGHT, SECOND, SMALL, THIRD
from webinar_sync.runs.window import Window, resolve_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

DAY = (at("18 00:00"), at("19 00:00"))
HISTORY = "/report/history_meetings"


@pytest.mark.parametrize(
    ("named", "reports"),
    [
        ([], {"first": 1, "second": 1}),
        ([FIRST, THIRD, COMING], {"first": 1}),
        ([THIRD, COMING], {}),
    ],
)
def test_webinars_narrow_a_backfill_of_one_day(
    warehouse: Warehouse, make_world: MakeWorld, named: list[int], reports: dict[str, int]
) -> None:
    world = make_world(SMALL)
    world.clock.set(NIGHT)
    window = resolve_window({"webinar_ids": named}, is_backfill=True, interval=DAY, run_after=NIGHT)

    report = world.sync(window)

    assert report.success, report.message
    assert world.app.log.templates().count(HISTORY) == 1
    assert requested_reports(world) == reports
    assert {
        name for name, state in read_session_states(warehouse).items() if state == "settled"
    } == (set(reports))


def test_a_backfill_asks_nothing_about_webinars_outside_of_its_day(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(SMALL)
    assert run_nightly(world, NIGHT).success
    world.clock.set(NEXT)
    world.requests()
    window = resolve_window(
        {"webinar_ids": [THIRD, COMING, 91000000099]},
        is_backfill=True,
        interval=DAY,
        run_after=NEXT,
    )

    assert world.sync(window).success

    assert set(world.requests()) == {"/oauth/token", HISTORY}


def test_by_hand_webinars_without_days_are_read_whatever_their_state(
    make_world: MakeWorld,
) -> None:
    world = make_world(SMALL)
    assert run_nightly(world, NIGHT).success
    world.clock.set(NEXT)
    requested_reports(world)
    window = resolve_window(
        {"webinar_ids": [SECOND]}, is_backfill=False, interval=DAY, run_after=NEXT
    )

    assert world.sync(window).success

    assert requested_reports(world) == {"second": 1}


@pytest.mark.parametrize(
    "windows",
    [
        [("17", "18"), ("18", "21")],
        [("18", "21"), ("17", "18")],
        [("18", "19"), ("19", "20"), ("20", "21"), ("17", "18")],
    ],
)
def test_backfills_over_midnight_find_no_shows_in_any_order(
    warehouse: Warehouse, make_world: MakeWorld, windows: list[tuple[str, str]]
) -> None:
    over_midnight = at("17 23:30"), at("18 00:30")
    came = session("s==", FIRST, *over_midnight, connection("ben", *over_midnight))
    held = webinar(FIRST, over_midnight[0], "ann", "ben")
    world = make_world(account("midnight", [held], [came]), now=at("24 04:00"))

    for since, until in windows:
        report = world.sync(Window(at(f"{since} 00:00"), at(f"{until} 00:00"), is_exact=True))
        assert report.success, report.message

    states = query(warehouse, "select split_part(email, '@', 1), state from marts.participations")
    assert sorted(states) == [("ann", "no_show"), ("ben", "attended")]
