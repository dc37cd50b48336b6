"""Time passes in Zoom: reports settle, sessions appear late, dates move. Each ends right.

The sandbox's clock is moved from run to run. By hand: which state each run leaves, how many
reports it asks for, what it says of itself, and what people see.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import Account, Occurrence, Webinar
from tests.integration.sync.days import (
    HOUR,
    Row,
    account,
    at,
    came,
    contacts,
    errors,
    event,
    hour,
    marts,
    night,
    person,
    registrant,
    reports_asked,
    session,
    states,
    told,
    watermarks,
    webinar,
    words,
)
from tests.worlds import World, query

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.runs.report import Report
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

NAME = "time"
LABEL = f"zoom_{NAME}"
WEBINAR = 91000000001
BEFORE = at("18 04:00")
START, END = at("18 10:00"), at("18 11:00")
CAME = (
    came("ann", START, END),
    came("ben", START, at("18 10:30")),
    came("cy", at("18 10:15"), END),
)
PEOPLE = ("ann", "ben", "cy", "dee")


def held_once(**times: Any) -> Account:
    """Return an account with one webinar of an hour, to which all but Dee came."""
    return account(
        NAME,
        [webinar(WEBINAR, START, *PEOPLE)],
        [session("only==", WEBINAR, START, END, *CAME, **times)],
    )


def to_come(**changes: Any) -> list[list[Row]]:
    """Return marts of the webinar before it is held."""
    return [
        [event(NAME, WEBINAR, "scheduled", START, registrations=4, **changes)],
        [person(NAME, WEBINAR, name, "registered", **changes) for name in PEOPLE],
    ]


def in_the_making(*, with_cy: bool) -> list[list[Row]]:
    """Return marts from a reading that is not final: nobody is a no-show yet."""
    shown = {"attendances": 3 if with_cy else 2}
    cy: dict[str, Any] = {"state": "registered"}
    if with_cy:
        cy = {"state": "attended", "stayed": (at("18 10:15"), END), "percent": 75.0}
    return [
        [event(NAME, WEBINAR, "ended", START, held=(START, END), registrations=4, **shown)],
        [
            person(NAME, WEBINAR, "ann", "attended", stayed=(START, END), percent=100.0),
            person(NAME, WEBINAR, "ben", "attended", stayed=(START, at("18 10:30")), percent=50.0),
            person(NAME, WEBINAR, "cy", **cy),
            person(NAME, WEBINAR, "dee", "registered"),
        ],
    ]


def final(settled: datetime) -> list[list[Row]]:
    """Return marts once the report is final."""
    events, people = in_the_making(with_cy=True)
    done = {"settled_at": settled.isoformat(), "no_shows": 1}
    return [[{**events[0], **done}], [*people[:3], person(NAME, WEBINAR, "dee", "no_show")]]


FINAL_CONTACTS = {
    "ann": (100.0, 1, 1),
    "ben": (50.0, 1, 1),
    "cy": (75.0, 1, 1),
    "dee": (None, 1, 0),
}


def good(report: Report) -> None:
    assert report.success, report.message


@pytest.mark.parametrize(
    ("ready", "settled", "runs"),
    [
        (
            END,
            END,
            [
                # when, state after it, reports asked for, is Cy shown
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
    good(night(world, BEFORE))
    assert marts(warehouse) == to_come()
    assert reports_asked(world) == {}
    settled_at = next(at(moment) for moment, state, _, _ in runs if state == "settled")

    for number, (moment, state, asked, has_cy) in enumerate(runs):
        good(night(world, at(moment)) if moment.endswith("04:00") else hour(world, at(moment)))

        assert (moment, states(warehouse)) == (moment, {"only": state})
        assert (moment, reports_asked(world)) == (moment, {"only": 1} if asked else {})
        message, counts = told(warehouse, LABEL)
        assert counts.get("sessions_new", 0) == (1 if number == 0 else 0)
        assert counts.get("sessions_late", 0) == 0
        assert counts.get("sessions_restarted", 0) == 0
        for name, words_of_it, is_so in (
            ("sessions_deferred", "deferred", asked and state == "failed"),
            ("sessions_landed", None, asked and state == "landed"),
            ("sessions_settled", "settled", asked and state == "settled"),
            ("sessions_read", None, asked and state in ("landed", "settled")),
        ):
            assert (moment, name, counts.get(name, 0)) == (moment, name, 1 if is_so else 0)
            assert not is_so or words_of_it is None or words_of_it in message
        if state == "settled":
            assert marts(warehouse) == final(settled_at)
        elif has_cy is None:
            assert [row["state"] for row in marts(warehouse)[1]] == ["registered"] * 4
        else:
            assert marts(warehouse) == in_the_making(with_cy=has_cy)

    assert contacts(warehouse) == FINAL_CONTACTS
    # A report that is not there yet on the day is no error.
    assert errors(warehouse) == {}
    assert query(warehouse, "select settled_at from zoom.sessions") == [(settled_at,)]


def test_a_report_that_never_settles_by_itself_is_final_a_day_after_the_end(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(settled_at=at("30 00:00")))
    for moment in (BEFORE, at("19 10:00")):
        good(night(world, moment))
    assert states(warehouse) == {"only": "landed"}

    good(night(world, at("19 11:00")))

    assert states(warehouse) == {"only": "settled"}
    events, people = in_the_making(with_cy=False)
    events[0].update(settled_at=at("19 11:00").isoformat(), no_shows=2)
    for row in people[2:]:
        row["state"] = "no_show"
    assert marts(warehouse) == [events, people]
    reports_asked(world)
    good(night(world, at("20 04:00")))
    assert reports_asked(world) == {}


def test_a_session_that_enters_the_history_hours_late_is_found_behind_the_watermark(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(listed_at=END + 3 * HOUR))
    good(night(world, BEFORE))
    for moment in ("18 11:17", "18 12:17", "18 13:17"):
        good(hour(world, at(moment)))
        assert marts(warehouse) == to_come()
        assert "late" not in told(warehouse, LABEL)[0]
    assert reports_asked(world) == {}
    assert watermarks(warehouse) == {NAME: at("18 13:17")}

    good(hour(world, at("18 14:17")))

    assert reports_asked(world) == {"only": 1}
    message, counts = told(warehouse, LABEL)
    assert "entered the history late" in message
    assert (counts["sessions_new"], counts["sessions_late"]) == (1, 1)
    assert marts(warehouse) == in_the_making(with_cy=True)
    good(hour(world, at("18 15:17")))
    assert reports_asked(world) == {"only": 1}
    assert "late" not in told(warehouse, LABEL)[0]
    assert marts(warehouse) == final(at("18 15:17"))
    assert contacts(warehouse) == FINAL_CONTACTS
    assert errors(warehouse) == {}


def test_a_session_that_enters_the_history_a_day_late_is_found_by_the_night(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once(listed_at=at("19 12:00")))
    for moment in (BEFORE, at("19 04:00")):
        good(night(world, moment))

    good(night(world, at("20 04:00")))

    message, counts = told(warehouse, LABEL)
    assert "entered the history late" in message
    assert (counts["sessions_late"], counts["sessions_settled"]) == (1, 1)
    assert reports_asked(world) == {"only": 1}
    assert marts(warehouse) == final(at("20 04:00"))


def test_a_webinar_that_was_to_come_at_the_last_run_has_been_held(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(held_once())
    good(night(world, BEFORE))
    assert marts(warehouse) == to_come()
    # One run while it is on: nothing has ended yet.
    good(hour(world, at("18 10:17")))
    assert marts(warehouse) == to_come()

    good(night(world, at("19 04:00")))
    assert states(warehouse) == {"only": "landed"}
    assert marts(warehouse) == in_the_making(with_cy=True)
    assert told(warehouse, LABEL)[1]["sessions_new"] == 1
    assert "late" not in told(warehouse, LABEL)[0]
    good(night(world, at("20 04:00")))

    assert marts(warehouse) == final(at("20 04:00"))
    assert contacts(warehouse) == FINAL_CONTACTS
    assert reports_asked(world) == {"only": 2}
    assert errors(warehouse) == {}


# --- dates that change --------------------------------------------------------------------------

MOVED_AT = at("18 06:00")
NEW_START, NEW_END = at("19 10:00"), at("19 11:00")
NEW_CAME = (came("ann", NEW_START, NEW_END), came("ben", NEW_START, at("19 10:30")))
RUN = {"by the hour": (hour, at("18 06:17")), "by night": (night, at("18 07:00"))}


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
            person(
                NAME,
                WEBINAR,
                "ann",
                "attended",
                stayed=(NEW_START, NEW_END),
                percent=100.0,
                **where,
            ),
            person(
                NAME,
                WEBINAR,
                "ben",
                "attended",
                stayed=(NEW_START, at("19 10:30")),
                percent=50.0,
                **where,
            ),
            person(NAME, WEBINAR, "cy", "no_show", **where),
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
    good(night(world, BEFORE))
    run, moment = RUN[when]

    good(run(world, moment))

    message, counts = told(warehouse, LABEL)
    assert "moved" in message
    assert counts["dates_moved"] == 1
    three = [person(NAME, WEBINAR, name, "registered") for name in ("ann", "ben", "cy")]
    assert marts(warehouse) == [
        [event(NAME, WEBINAR, "scheduled", NEW_START, registrations=3)],
        three,
    ]
    for later in (at("19 11:17"), at("19 12:17")):
        good(hour(world, later))
        assert "dates_moved" not in told(warehouse, LABEL)[1]
    assert marts(warehouse) == moved("single", at("19 12:17"))
    assert reports_asked(world) == {"only": 2}
    assert errors(warehouse) == {}


def series(*dates: Occurrence) -> Webinar:
    return webinar(WEBINAR, None, "ann", "ben", "cy", type=9, occurrences=dates)


LAST_DATE = at("25 10:00")


@pytest.mark.parametrize("when", RUN)
def test_a_date_of_a_series_moved_to_another_day_keeps_its_event(
    warehouse: Warehouse, make_world: MakeWorld, when: str
) -> None:
    known = series(
        Occurrence(occurrence_id="1001", start=START, listed_until=MOVED_AT),
        Occurrence(occurrence_id="1002", start=NEW_START, listed_from=MOVED_AT),
        Occurrence(occurrence_id="2001", start=LAST_DATE),
    )
    world = make_world(
        account(NAME, [known], [session("only==", WEBINAR, NEW_START, NEW_END, *NEW_CAME)])
    )
    good(night(world, BEFORE))
    names = ("ann", "ben", "cy")
    last = event(NAME, WEBINAR, "scheduled", LAST_DATE, key="2001", registrations=3)
    last_people = [person(NAME, WEBINAR, name, "registered", key="2001") for name in names]
    people = [person(NAME, WEBINAR, name, "registered", key="1001") for name in names]
    first = event(NAME, WEBINAR, "scheduled", START, key="1001", registrations=3)
    assert marts(warehouse) == [[first, last], [*people, *last_people]]
    run, moment = RUN[when]

    good(run(world, moment))

    message, counts = told(warehouse, LABEL)
    assert "moved" in message
    assert counts["dates_moved"] == 1
    assert "dates_deleted" not in counts
    first = event(NAME, WEBINAR, "scheduled", NEW_START, key="1001", registrations=3)
    assert marts(warehouse) == [[first, last], [*people, *last_people]]
    for later in (at("19 11:17"), at("19 12:17")):
        good(hour(world, later))
        assert "dates_moved" not in told(warehouse, LABEL)[1]
    held_events, held_people = moved("1001", at("19 12:17"))
    assert marts(warehouse) == [[*held_events, last], [*held_people, *last_people]]
    assert contacts(warehouse) == {"ann": (100.0, 1, 1), "ben": (50.0, 1, 1), "cy": (None, 1, 0)}
    assert errors(warehouse) == {}


def test_a_deleted_date_of_a_series_is_cancelled_and_its_registrations_stay(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    known = series(
        Occurrence(occurrence_id="1001", start=START),
        Occurrence(occurrence_id="2001", start=LAST_DATE, listed_until=MOVED_AT),
    )
    stayed = (came("ann", START, END), came("ben", START, at("18 10:30")))
    world = make_world(account(NAME, [known], [session("only==", WEBINAR, START, END, *stayed)]))
    good(night(world, BEFORE))
    assert [row["status"] for row in marts(warehouse)[0]] == ["scheduled", "scheduled"]

    good(night(world, at("18 07:00")))

    message, counts = told(warehouse, LABEL)
    assert "deleted" in message
    assert counts["dates_deleted"] == 1
    assert "dates_moved" not in counts
    names = ("ann", "ben", "cy")
    off = event(NAME, WEBINAR, "cancelled", LAST_DATE, key="2001", registrations=3)
    off_people = [person(NAME, WEBINAR, name, "registered", key="2001") for name in names]
    events, people = marts(warehouse)
    assert events == [
        event(NAME, WEBINAR, "scheduled", START, key="1001", registrations=3),
        off,
    ]
    assert people[3:] == off_people
    for later in (at("18 11:17"), at("18 12:17")):
        good(hour(world, later))
        assert "dates_deleted" not in told(warehouse, LABEL)[1]
    events, people = marts(warehouse)
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
    assert errors(warehouse) == {}


def test_a_webinar_deleted_before_it_was_held_is_cancelled_and_its_registrations_stay(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(account(NAME, [webinar(WEBINAR, START, *PEOPLE, deleted_at=MOVED_AT)]))
    good(night(world, BEFORE))
    assert marts(warehouse) == to_come()

    good(night(world, at("18 07:00")))

    message, counts = told(warehouse, LABEL)
    assert "deleted or expired" in message
    assert counts["webinars_gone"] == 1
    events, people = to_come()
    events[0]["status"] = "cancelled"
    assert marts(warehouse) == [events, people]
    # Long after its planned end it still is what it was, and nobody asks for it again.
    world.requests()
    good(night(world, at("21 04:00")))
    assert "/webinars/{ref}" not in world.requests()
    assert "webinars_gone" not in told(warehouse, LABEL)[1]
    assert marts(warehouse) == [events, people]
    assert contacts(warehouse) == dict.fromkeys(PEOPLE, (None, 1, 0))
    assert errors(warehouse) == {}


# --- sessions -----------------------------------------------------------------------------------


def test_a_restarted_webinar_is_one_event_with_the_union_of_both_runs(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    middle, again, over = at("18 10:30"), at("18 11:30"), at("18 12:00")
    first = session(
        "first==", WEBINAR, START, middle, came("ann", START, middle), came("ben", START, middle)
    )
    second = session(
        "second==",
        WEBINAR,
        again,
        over,
        came("ann", again, over),
        came("cy", at("18 11:45"), over),
    )
    world = make_world(account(NAME, [webinar(WEBINAR, START, *PEOPLE)], [first, second]))
    good(night(world, BEFORE))

    good(hour(world, at("18 10:47")))
    assert states(warehouse) == {"first": "landed"}
    assert told(warehouse, LABEL)[1].get("sessions_restarted", 0) == 0
    good(hour(world, at("18 11:47")))
    # For the time being that was all of it: Cy counts as absent.
    assert states(warehouse) == {"first": "settled"}
    assert [row["state"] for row in marts(warehouse)[1]] == [
        "attended",
        "attended",
        "no_show",
        "no_show",
    ]

    good(hour(world, at("18 12:17")))

    message, counts = told(warehouse, LABEL)
    assert "restarted" in message
    assert (counts["sessions_new"], counts["sessions_restarted"]) == (1, 1)
    assert states(warehouse) == {"first": "settled", "second": "landed"}
    assert [row["state"] for row in marts(warehouse)[1]] == [
        "attended",
        "attended",
        "attended",
        "registered",
    ]
    good(hour(world, at("18 13:17")))
    assert marts(warehouse) == [
        [
            event(
                NAME,
                WEBINAR,
                "ended",
                START,
                held=(START, over),
                length=3600,  # the hour between the two runs does not count
                settled=at("18 13:17"),
                registrations=4,
                attendances=3,
                no_shows=1,
            )
        ],
        [
            person(
                NAME,
                WEBINAR,
                "ann",
                "attended",
                stayed=(START, over),
                seconds=3600,
                percent=100.0,
            ),
            person(NAME, WEBINAR, "ben", "attended", stayed=(START, middle), percent=50.0),
            person(NAME, WEBINAR, "cy", "attended", stayed=(at("18 11:45"), over), percent=25.0),
            person(NAME, WEBINAR, "dee", "no_show"),
        ],
    ]
    assert contacts(warehouse) == {
        "ann": (100.0, 1, 1),
        "ben": (50.0, 1, 1),
        "cy": (25.0, 1, 1),
        "dee": (None, 1, 0),
    }
    assert reports_asked(world) == {"first": 2, "second": 2}
    assert errors(warehouse) == {}


@pytest.mark.parametrize(
    ("code", "times"),
    [("too_old", {}), ("not_found", {"ready_at": at("30 00:00")})],
    ids=["12702", "3001"],
)
def test_a_session_too_old_for_zoom_is_marked_once_and_never_asked_for_again(
    warehouse: Warehouse, make_world: MakeWorld, code: str, times: dict[str, Any]
) -> None:
    first_night = at("20 04:00")
    start = first_night - timedelta(days=184)
    long_ago = start - timedelta(days=7)
    old = dataclasses.replace(
        registrant("ann"),
        create_time=long_ago,
        states=(dataclasses.replace(registrant("ann").states[0], since=long_ago),),
    )
    world = make_world(
        account(
            NAME,
            [webinar(WEBINAR, start, old, created_at=long_ago)],
            [
                session(
                    "old==", WEBINAR, start, start + HOUR, came("ann", start, start + HOUR), **times
                )
            ],
        )
    )

    good(night(world, first_night))

    assert states(warehouse) == {"old": "gone"}
    assert reports_asked(world) == {"old": 1}
    assert errors(warehouse) == {("session", "old==", code): "open"}
    _, counts = told(warehouse, LABEL)
    assert (counts["sessions_new"], counts["sessions_gone"]) == (1, 1)
    assert "sessions_deferred" not in counts
    assert words(warehouse, code)[1]
    right = [
        [event(NAME, WEBINAR, "ended", start, held=(start, start + HOUR), registrations=1)],
        [person(NAME, WEBINAR, "ann", "registered", registered=long_ago)],
    ]
    assert marts(warehouse) == right
    noted = query(warehouse, "select first_seen_at, last_seen_at, cleared_at from sync.errors")

    for moment in (at("20 05:17"), at("21 04:00")):
        good(night(world, moment))
        assert reports_asked(world) == {}
        assert "sessions_gone" not in told(warehouse, LABEL)[1]
    assert states(warehouse) == {"old": "gone"}
    assert (
        query(warehouse, "select first_seen_at, last_seen_at, cleared_at from sync.errors") == noted
    )
    assert marts(warehouse) == right
    assert contacts(warehouse) == {"ann": (None, 1, 0)}
