"""Which occurrence a session is of, when all is read for the first time, in one night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Occurrence
from tests.builders import (
    END,
    START,
    World,
    account,
    at,
    connection,
    query,
    read_states,
    run_nightly_at,
    session,
    webinar,
)
from tests.integration.sync.events import read_events
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

MIDNIGHT, NO_ZONE, ODD_ZONE, TWO_SESSIONS, RESTART, NO_ZONE_IN_START = range(
    91000000001, 91000000007
)
LATER = at("18 15:00"), at("18 16:00")
BEFORE_MIDNIGHT = at("18 03:30"), at("18 04:50")
AFTER_MIDNIGHT = at("18 05:05"), at("18 05:30")
DATES = (
    Occurrence(occurrence_id="morning", start=START, duration_minutes=180),
    Occurrence(occurrence_id="afternoon", start=LATER[0]),
)
BROKEN_OFF, RESTARTED = (START, at("18 12:35")), (at("18 12:40"), at("18 13:00"))
ACCOUNT = account(
    "a",
    [
        webinar(MIDNIGHT, None, "ann", type=6, timezone="America/New_York"),
        webinar(NO_ZONE, None, "ann", type=6, raw={"timezone": ""}),
        webinar(ODD_ZONE, None, "ann", type=6, raw={"timezone": "Mars/Olympus"}),
        webinar(TWO_SESSIONS, None, "ann", "ben", type=6),
        webinar(RESTART, None, "ann", "ben", type=9, occurrences=DATES),
        webinar(
            NO_ZONE_IN_START,
            at("25 10:00"),
            "ann",
            raw={"start_time": "2026-11-25T11:00:00", "timezone": "Europe/Berlin"},
        ),
    ],
    [
        session("before==", MIDNIGHT, *BEFORE_MIDNIGHT, connection("ann", *BEFORE_MIDNIGHT)),
        session("after==", MIDNIGHT, *AFTER_MIDNIGHT, connection("ann", *AFTER_MIDNIGHT)),
        session("none==", NO_ZONE, START, END, connection("ann", START, END)),
        session("odd==", ODD_ZONE, START, END, connection("ann", START, END)),
        session("one==", TWO_SESSIONS, START, END, connection("ann", START, END)),
        session("two==", TWO_SESSIONS, *LATER, connection("ben", *LATER)),
        session("s1==", RESTART, *BROKEN_OFF, connection("ann", *BROKEN_OFF)),
        session("s2==", RESTART, *RESTARTED, connection("ann", *RESTARTED)),
        session("s3==", RESTART, *LATER, connection("ben", *LATER)),
    ],
)


@pytest.fixture(scope="module")
def warehouse(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Sync all of it in one night."""
    cluster.create_database("one_night", afresh=True, template=template)
    with Warehouse(cluster.url("one_night")) as warehouse:
        world = World(warehouse, [ACCOUNT], now=at("20 04:00"))
        run_nightly_at(world, "20 04:00")
        world.close()
        yield warehouse


def test_a_break_over_midnight_is_one_occurrence(warehouse: Warehouse) -> None:
    assert read_events(warehouse, MIDNIGHT) == {"2026-11-17": ("ended", None)}


@pytest.mark.parametrize("number", [NO_ZONE, ODD_ZONE])
def test_the_days_of_a_webinar_without_a_usable_zone_are_in_utc(
    warehouse: Warehouse, number: int
) -> None:
    assert read_states(warehouse, number) == {"2026-11-18": {"ann": "attended"}}


def test_two_sessions_of_a_day_without_dates_are_two_occurrences(warehouse: Warehouse) -> None:
    assert read_states(warehouse, TWO_SESSIONS) == {
        "2026-11-18": {"ann": "attended", "ben": "no_show"},
        "2026-11-18-2": {"ann": "no_show", "ben": "attended"},
    }


def test_a_restart_in_a_dates_time_is_of_that_date_and_not_of_the_next(
    warehouse: Warehouse,
) -> None:
    assert read_states(warehouse, RESTART) == {
        "morning": {"ann": "attended", "ben": "no_show"},
        "afternoon": {"ann": "no_show", "ben": "attended"},
    }
    assert query(
        warehouse,
        "select attendance_percent from marts.participations"
        " where occurrence_key = 'afternoon' and state = 'attended'",
    ) == [(100,)]


def test_a_start_without_a_zone_is_in_the_webinars(warehouse: Warehouse) -> None:
    assert read_events(warehouse, NO_ZONE_IN_START) == {"2026-11-25": ("scheduled", at("25 10:00"))}
