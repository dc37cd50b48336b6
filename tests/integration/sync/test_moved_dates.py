"""Dates move and are deleted: an event stays itself, and registrations stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import Occurrence, Webinar
from tests.builders import (
    END,
    START,
    Row,
    World,
    account,
    at,
    connection,
    event,
    participation,
    read_contacts,
    read_issues,
    read_latest_run,
    read_marts,
    requested_reports,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.held_webinar import (
    BEFORE,
    LABEL,
    NAME,
    PEOPLE,
    WEBINAR,
    good,
    to_come,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

MOVED_AT = at("18 06:00")
NEW_START, NEW_END = at("19 10:00"), at("19 11:00")
NEW_CAME = (connection("ann", NEW_START, NEW_END), connection("ben", NEW_START, at("19 10:30")))
RUN = {"by the hour": (run_hourly, at("18 06:17")), "by night": (run_nightly, at("18 07:00"))}


def moved(key: str, settled: datetime) -> list[list[Row]]:
    """Return marts of the date that was moved by a day, once it was held."""
    where = {"key": key}
    return [
        [
            event(
                NAME,
                WEBINAR,
                "ended",
                NEW_START,
                held=(NEW_START, NEW_END),
                settled=settled,
                registrations=3,
                attendances=2,
                no_shows=1,
                **where,
            )
        ],
        [
            participation(
                NAME,
                WEBINAR,
                "ann",
                "attended",
                stayed=(NEW_START, NEW_END),
                percent=100.0,
                **where,
            ),
            participation(
                NAME,
                WEBINAR,
                "ben",
                "attended",
                stayed=(NEW_START, at("19 10:30")),
                percent=50.0,
                **where,
            ),
            participation(NAME, WEBINAR, "cy", "no_show", **where),
        ],
    ]


@pytest.mark.parametrize("when", RUN)
def test_a_webinar_moved_to_another_day_keeps_its_event(
    warehouse: Warehouse, make_world: MakeWorld, when: str
) -> None:
    known = webinar(WEBINAR, START, "ann", "ben", "cy", moves=((MOVED_AT, NEW_START),))
    world = make_world(
        account(NAME, [known], [session("only==", WEBINAR, NEW_START, NEW_END, *NEW_CAME)])
    )
    good(run_nightly(world, BEFORE))
    run, moment = RUN[when]

    good(run(world, moment))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "moved" in message
    assert counts["dates_moved"] == 1
    three = [participation(NAME, WEBINAR, name, "registered") for name in ("ann", "ben", "cy")]
    assert read_marts(warehouse) == [
        [event(NAME, WEBINAR, "scheduled", NEW_START, key="2026-11-18", registrations=3)],
        three,
    ]
    for later in (at("19 11:17"), at("19 12:17")):
        good(run_hourly(world, later))
        assert "dates_moved" not in read_latest_run(warehouse, LABEL)[1]
    assert read_marts(warehouse) == moved("2026-11-18", at("19 12:17"))
    assert requested_reports(world) == {"only": 2}
    assert read_issues(warehouse) == {}


def series(*dates: Occurrence) -> Webinar:
    return webinar(WEBINAR, None, "ann", "ben", "cy", type=9, occurrences=dates)


LAST_DATE = at("25 10:00")


@pytest.mark.parametrize("when", RUN)
def test_a_date_of_a_series_moved_to_another_day_keeps_its_event(
    warehouse: Warehouse, make_world: MakeWorld, when: str
) -> None:
    known = series(
        Occurrence(occurrence_id="1001", start=START, listed_until=MOVED_AT),
        Occurrence(occurrence_id="1001", start=NEW_START, listed_from=MOVED_AT),
        Occurrence(occurrence_id="2001", start=LAST_DATE),
    )
    world = make_world(
        account(NAME, [known], [session("only==", WEBINAR, NEW_START, NEW_END, *NEW_CAME)])
    )
    good(run_nightly(world, BEFORE))
    names = ("ann", "ben", "cy")
    last = event(NAME, WEBINAR, "scheduled", LAST_DATE, key="2001", registrations=3)
    last_people = [participation(NAME, WEBINAR, name, "registered", key="2001") for name in names]
    people = [participation(NAME, WEBINAR, name, "registered", key="1001") for name in names]
    first = event(NAME, WEBINAR, "scheduled", START, key="1001", registrations=3)
    assert read_marts(warehouse) == [[first, last], [*people, *last_people]]
    run, moment = RUN[when]

    good(run(world, moment))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "moved" in message
    assert counts["dates_moved"] == 1
    assert "dates_deleted" not in counts
    first = event(NAME, WEBINAR, "scheduled", NEW_START, key="1001", registrations=3)
    assert read_marts(warehouse) == [[first, last], [*people, *last_people]]
    for later in (at("19 11:17"), at("19 12:17")):
        good(run_hourly(world, later))
        assert "dates_moved" not in read_latest_run(warehouse, LABEL)[1]
    held_events, held_people = moved("1001", at("19 12:17"))
    assert read_marts(warehouse) == [[*held_events, last], [*held_people, *last_people]]
    assert read_contacts(warehouse) == {
        "ann": (100.0, 1, 1),
        "ben": (50.0, 1, 1),
        "cy": (None, 1, 0),
    }
    assert read_issues(warehouse) == {}


def test_a_deleted_date_of_a_series_is_cancelled_and_its_registrations_stay(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    known = series(
        Occurrence(occurrence_id="1001", start=START),
        Occurrence(occurrence_id="2001", start=LAST_DATE, listed_until=MOVED_AT),
    )
    stayed = (connection("ann", START, END), connection("ben", START, at("18 10:30")))
    world = make_world(account(NAME, [known], [session("only==", WEBINAR, START, END, *stayed)]))
    good(run_nightly(world, BEFORE))
    assert [row["status"] for row in read_marts(warehouse)[0]] == ["scheduled", "scheduled"]

    good(run_nightly(world, at("18 07:00")))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "deleted" in message
    assert counts["dates_deleted"] == 1
    assert "dates_moved" not in counts
    names = ("ann", "ben", "cy")
    off = event(NAME, WEBINAR, "cancelled", LAST_DATE, key="2001", registrations=3)
    off_people = [participation(NAME, WEBINAR, name, "registered", key="2001") for name in names]
    events, people = read_marts(warehouse)
    assert events == [
        event(NAME, WEBINAR, "scheduled", START, key="1001", registrations=3),
        off,
    ]
    assert people[3:] == off_people
    for later in (at("18 11:17"), at("18 12:17")):
        good(run_hourly(world, later))
        assert "dates_deleted" not in read_latest_run(warehouse, LABEL)[1]
    events, people = read_marts(warehouse)
    assert events == [
        event(
            NAME,
            WEBINAR,
            "ended",
            START,
            key="1001",
            held=(START, END),
            settled=at("18 12:17"),
            registrations=3,
            attendances=2,
            no_shows=1,
        ),
        off,
    ]
    assert [row["state"] for row in people[:3]] == ["attended", "attended", "no_show"]
    assert people[3:] == off_people
    assert read_issues(warehouse) == {}


def test_a_webinar_deleted_before_it_was_held_is_cancelled_and_its_registrations_stay(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(account(NAME, [webinar(WEBINAR, START, *PEOPLE, deleted_at=MOVED_AT)]))
    good(run_nightly(world, BEFORE))
    assert read_marts(warehouse) == to_come()

    good(run_nightly(world, at("18 07:00")))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "deleted or expired" in message
    assert counts["webinars_gone"] == 1
    events, people = to_come()
    events[0]["status"] = "cancelled"
    assert read_marts(warehouse) == [events, people]
    # Long after its planned end it still is what it was, and it is not requested again.
    world.requests()
    good(run_nightly(world, at("21 04:00")))
    assert "/webinars/{ref}" not in world.requests()
    assert "webinars_gone" not in read_latest_run(warehouse, LABEL)[1]
    assert read_marts(warehouse) == [events, people]
    assert read_contacts(warehouse) == dict.fromkeys(PEOPLE, (None, 1, 0))
    assert read_issues(warehouse) == {}
