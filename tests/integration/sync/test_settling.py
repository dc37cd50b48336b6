"""Sessions enter the history late, and reports settle in time: each is read until it is final.

The sandbox's clock is moved from run to run. By hand: which state each run leaves, how many
reports it requests, what it says of itself, and what people see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    END,
    HOUR,
    World,
    at,
    query,
    read_contacts,
    read_issues,
    read_latest_run,
    read_marts,
    read_session_states,
    read_watermarks,
    requested_reports,
    run_hourly,
    run_nightly,
)
from tests.integration.sync.held_webinar import (
    BEFORE,
    FINAL_CONTACTS,
    LABEL,
    NAME,
    final,
    good,
    held_once,
    in_the_making,
    to_come,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]


@pytest.mark.parametrize(
    ("ready", "settled", "runs"),
    [
        (
            END,
            END,
            [
                # when, state after it, reports requested, is Cy shown
                ("18 11:17", "landed", 1, True),
                ("18 11:47", "landed", 0, True),  # too soon for a second reading
                ("18 12:17", "settled", 1, True),
                ("18 13:17", "settled", 0, True),
            ],
        ),
        (
            at("18 12:00"),
            at("18 14:00"),
            [
                ("18 11:17", "failed", 1, None),
                ("18 12:17", "landed", 1, False),
                ("18 13:17", "landed", 1, False),  # the same, but with a duration of 0
                ("18 14:17", "landed", 1, True),  # other rows than before
                ("18 15:17", "settled", 1, True),
                ("18 16:17", "settled", 0, True),
            ],
        ),
        (
            at("18 13:00"),
            at("19 07:00"),
            [
                ("18 11:17", "failed", 1, None),
                ("18 12:17", "failed", 1, None),
                ("18 13:17", "landed", 1, False),
                ("18 14:17", "landed", 1, False),
                ("18 18:17", "landed", 1, False),
                ("18 22:17", "landed", 1, False),
                ("19 04:00", "landed", 1, False),
                ("19 07:17", "landed", 1, True),
                ("19 08:17", "settled", 1, True),
                ("19 09:17", "settled", 0, True),
            ],
        ),
    ],
    ids=["at once", "after 3 hours", "after 20 hours"],
)
def test_a_report_is_read_until_it_settles(
    warehouse: Warehouse,
    make_world: MakeWorld,
    ready: datetime,
    settled: datetime,
    runs: list[tuple[str, str, int, bool | None]],
) -> None:
    world = make_world(held_once(ready_at=ready, settled_at=settled))
    good(run_nightly(world, BEFORE))
    assert read_marts(warehouse) == to_come()
    assert requested_reports(world) == {}
    settled_at = next(at(moment) for moment, state, _, _ in runs if state == "settled")

    for number, (moment, state, requested, has_cy) in enumerate(runs):
        good(
            run_nightly(world, at(moment))
            if moment.endswith("04:00")
            else run_hourly(world, at(moment))
        )

        assert (moment, read_session_states(warehouse)) == (moment, {"only": state})
        assert (moment, requested_reports(world)) == (moment, {"only": 1} if requested else {})
        message, counts = read_latest_run(warehouse, LABEL)
        assert counts.get("sessions_new", 0) == (1 if number == 0 else 0)
        assert counts.get("sessions_late", 0) == 0
        assert counts.get("sessions_restarted", 0) == 0
        for name, words_of_it, is_so in (
            ("sessions_deferred", "deferred", requested and state == "failed"),
            ("sessions_landed", None, requested and state == "landed"),
            ("sessions_settled", "settled", requested and state == "settled"),
            ("sessions_read", None, requested and state in ("landed", "settled")),
        ):
            assert (moment, name, counts.get(name, 0)) == (moment, name, 1 if is_so else 0)
            assert not is_so or words_of_it is None or words_of_it in message
        if state == "settled":
            assert read_marts(warehouse) == final(settled_at)
        elif has_cy is None:
            assert [row["state"] for row in read_marts(warehouse)[1]] == ["registered"] * 4
        else:
            assert read_marts(warehouse) == in_the_making(with_cy=has_cy)

    assert read_contacts(warehouse) == FINAL_CONTACTS
    # A report that is not there yet on the day is no error.
    assert read_issues(warehouse) == {}
    assert query(warehouse, "select settled_at from zoom.sessions") == [(settled_at,)]


def test_a_report_that_never_settles_by_itself_is_final_a_day_after_the_end(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(settled_at=at("30 00:00")))
    for moment in (BEFORE, at("19 10:00")):
        good(run_nightly(world, moment))
    assert read_session_states(warehouse) == {"only": "landed"}

    good(run_nightly(world, at("19 11:00")))

    assert read_session_states(warehouse) == {"only": "settled"}
    events, people = in_the_making(with_cy=False)
    events[0].update(settled_at=at("19 11:00").isoformat(), no_shows=2)
    for row in people[2:]:
        row["state"] = "no_show"
    assert read_marts(warehouse) == [events, people]
    requested_reports(world)
    good(run_nightly(world, at("20 04:00")))
    assert requested_reports(world) == {}


def test_a_session_that_enters_the_history_hours_late_is_found_behind_the_watermark(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(listed_at=END + 3 * HOUR))
    good(run_nightly(world, BEFORE))
    for moment in ("18 11:17", "18 12:17", "18 13:17"):
        good(run_hourly(world, at(moment)))
        assert read_marts(warehouse) == to_come()
        assert "late" not in read_latest_run(warehouse, LABEL)[0]
    assert requested_reports(world) == {}
    assert read_watermarks(warehouse) == {NAME: at("18 13:17")}

    good(run_hourly(world, at("18 14:17")))

    assert requested_reports(world) == {"only": 1}
    message, counts = read_latest_run(warehouse, LABEL)
    assert "entered the history late" in message
    assert (counts["sessions_new"], counts["sessions_late"]) == (1, 1)
    assert read_marts(warehouse) == in_the_making(with_cy=True)
    good(run_hourly(world, at("18 15:17")))
    assert requested_reports(world) == {"only": 1}
    assert "late" not in read_latest_run(warehouse, LABEL)[0]
    assert read_marts(warehouse) == final(at("18 15:17"))
    assert read_contacts(warehouse) == FINAL_CONTACTS
    assert read_issues(warehouse) == {}


def test_a_session_that_enters_the_history_a_day_late_is_found_by_the_night(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(listed_at=at("19 12:00")))
    for moment in (BEFORE, at("19 04:00")):
        good(run_nightly(world, moment))

    good(run_nightly(world, at("20 04:00")))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "entered the history late" in message
    assert (counts["sessions_late"], counts["sessions_settled"]) == (1, 1)
    assert requested_reports(world) == {"only": 1}
    assert read_marts(warehouse) == final(at("20 04:00"))


def test_a_webinar_that_was_to_come_at_the_last_run_has_been_held(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once())
    good(run_nightly(world, BEFORE))
    assert read_marts(warehouse) == to_come()
    # One run while it is on: nothing has ended yet.
    good(run_hourly(world, at("18 10:17")))
    assert read_marts(warehouse) == to_come()

    good(run_nightly(world, at("19 04:00")))
    assert read_session_states(warehouse) == {"only": "landed"}
    assert read_marts(warehouse) == in_the_making(with_cy=True)
    assert read_latest_run(warehouse, LABEL)[1]["sessions_new"] == 1
    assert "late" not in read_latest_run(warehouse, LABEL)[0]
    good(run_nightly(world, at("20 04:00")))

    assert read_marts(warehouse) == final(at("20 04:00"))
    assert read_contacts(warehouse) == FINAL_CONTACTS
    assert requested_reports(world) == {"only": 2}
    assert read_issues(warehouse) == {}
