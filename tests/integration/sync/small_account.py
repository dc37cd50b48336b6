"""A small account whose sessions are all a day old at the first night, and its marts.

`expected` is worked out by hand, for whatever was read by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import Row, account, at, connection, event, participation, session, webinar

if TYPE_CHECKING:
    from datetime import datetime

NIGHT, NEXT = at("20 04:00"), at("21 04:00")
FIRST, SECOND, THIRD, COMING = 91000000001, 91000000002, 91000000003, 91000000004
NAME = "small"
LABEL = f"zoom_{NAME}"
NAMES = {"first": FIRST, "second": SECOND, "third": THIRD}
ALL_ONCE = {"first": 1, "second": 1, "third": 1}
# All ended more than a day before the night, so the first reading is final.
FIRST_HELD = at("18 10:00"), at("18 11:00")
SECOND_HELD = at("18 14:00"), at("18 15:00")
THIRD_HELD = at("17 10:00"), at("17 11:00")
SMALL = account(
    NAME,
    [
        webinar(FIRST, FIRST_HELD[0], "ann", "ben"),
        webinar(SECOND, SECOND_HELD[0], "ann", "cy"),
        webinar(THIRD, THIRD_HELD[0], "ben", "dee"),
        webinar(COMING, at("21 10:00"), "ann", "ben"),
    ],
    [
        session("first==", FIRST, *FIRST_HELD, connection("ann", at("18 10:00"), at("18 10:30"))),
        session(
            "second==",
            SECOND,
            *SECOND_HELD,
            connection("ann", *SECOND_HELD),
            connection("cy", at("18 14:15"), at("18 15:00")),
        ),
        session("third==", THIRD, *THIRD_HELD, connection("ben", at("17 10:00"), at("17 10:36"))),
    ],
)
KEYS = {"first": "2026-11-18", "second": "2026-11-18", "third": "2026-11-17"}
COMING_KEY = "2026-11-21"
WHOLE = {"first": NIGHT, "second": NIGHT, "third": NIGHT}
EVERYBODY = {
    "ann": (75.0, 3, 2),  # half of the first, all of the second
    "ben": (60.0, 3, 1),
    "cy": (75.0, 1, 1),
    "dee": (None, 1, 0),
}


def expected(settled: dict[str, datetime | None]) -> list[list[Row]]:
    """Return marts when the sessions settled at these moments; None: not read at all."""
    read = {name for name, moment in settled.items() if moment}

    def ended(name: str, held: tuple[datetime, datetime], came_and_not: tuple[int, int]) -> Row:
        counts = {"attendances": came_and_not[0], "no_shows": came_and_not[1]}
        return event(
            NAME,
            NAMES[name],
            "ended",
            held[0],
            held=held,
            settled=settled[name],
            registrations=2,
            **(counts if name in read else {}),
        )

    def part(name: str, who: str, stayed: Any = None, percent: float | None = None) -> Row:
        state = "registered" if name not in read else "attended" if stayed else "no_show"
        seen = {"stayed": stayed, "percent": percent} if name in read else {}
        return participation(NAME, NAMES[name], who, state, key=KEYS[name], **seen)

    return [
        [
            ended("first", FIRST_HELD, (1, 1)),
            ended("second", SECOND_HELD, (2, 0)),
            ended("third", THIRD_HELD, (1, 1)),
            event(NAME, COMING, "scheduled", at("21 10:00"), registrations=2),
        ],
        [
            part("first", "ann", (at("18 10:00"), at("18 10:30")), 50.0),
            part("first", "ben"),
            part("second", "ann", SECOND_HELD, 100.0),
            part("second", "cy", (at("18 14:15"), at("18 15:00")), 75.0),
            part("third", "ben", (at("17 10:00"), at("17 10:36")), 60.0),
            part("third", "dee"),
            participation(NAME, COMING, "ann", "registered", key=COMING_KEY),
            participation(NAME, COMING, "ben", "registered", key=COMING_KEY),
        ],
    ]
