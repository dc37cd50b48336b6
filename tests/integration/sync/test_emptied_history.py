"""What the history no longer lists: after a long pause, and once the only host of it has left."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    DAY,
    END,
    START,
    World,
    account,
    at,
    connection,
    query,
    read_issues,
    read_session_states,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.held_webinar import held_once
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

HELD, COMING = 91000000001, 91000000002
STATUSES = "select webinar_id, status from marts.marketing_events order by 1"


@pytest.fixture
def held(make_world: MakeWorld) -> World:
    """Serve a webinar that was held, and another to come."""
    came = session("s==", HELD, START, END, connection("ann", START, END))
    return make_world(serve(webinar(HELD, START, "ann"), sessions=[came]))


def serve(*webinars: object, sessions: list[object] | None = None) -> Account:
    coming = webinar(COMING, at("30 10:00"), "ann")
    return account("emptied", [*webinars, coming], sessions or [])  # type: ignore[list-item]


def test_a_history_that_lost_its_only_session_is_believed_the_third_time(
    warehouse: Warehouse, held: World
) -> None:
    assert run_nightly(held, at("19 04:00")).success
    held.replace_accounts(serve())

    assert not run_nightly(held, at("20 04:00")).success
    assert not run_hourly(held, at("20 05:17")).success
    assert not run_hourly(held, at("20 06:17")).success
    assert run_nightly(held, at("21 04:00")).success
    assert run_hourly(held, at("21 05:17")).success  # still looks back to it

    assert "s" in read_session_states(warehouse)
    assert query(warehouse, STATUSES) == [(HELD, "ended"), (COMING, "scheduled")]
    assert read_issues(warehouse)["account", "emptied", "bad_answer"] == "cleared"


def test_a_history_that_lists_its_sessions_again_was_not_right_to_be_empty(held: World) -> None:
    whole = held.accounts
    assert run_nightly(held, at("19 04:00")).success
    held.replace_accounts(serve())
    assert not run_nightly(held, at("19 14:00")).success
    held.replace_accounts(*whole)
    assert run_nightly(held, at("19 15:00")).success
    held.replace_accounts(serve())

    assert not run_nightly(held, at("20 04:00")).success
    assert not run_nightly(held, at("20 05:00")).success
    assert not run_nightly(held, at("20 11:00")).success


@pytest.mark.parametrize("history", ["available", "no_permission"])
def test_after_a_pause_of_seven_months_the_history_goes_on_where_zoom_keeps_it(
    warehouse: Warehouse, make_world: MakeWorld, history: str
) -> None:
    held_again = START + 209 * DAY
    world = make_world(dataclasses.replace(held_once(), history=history))
    assert run_nightly(world, at("19 12:00")).success
    before = query(warehouse, "select count(*) from marts.participations")

    for days in (210, 211):
        report = run_nightly(world, at("19 12:00") + days * DAY)
        assert report.success, report.message

    assert query(warehouse, "select count(*) from marts.participations") == before
    ((is_known,),) = query(
        warehouse,
        "select known_history @> tstzrange(null, :until) from zoom.accounts",
        until=held_again,
    )
    assert is_known
    window = Window(at("01 00:00"), at("30 00:00"), True)  # all of it too old
    assert world.sync(window).success
