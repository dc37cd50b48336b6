"""A webinar of an hour that is held once, and its marts before, after, and in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import (
    END,
    START,
    Row,
    account,
    at,
    connection,
    event,
    participation,
    session,
    webinar,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Account
    from webinar_sync.runs.report import Report

NAME = "time"
LABEL = f"zoom_{NAME}"
WEBINAR = 91000000001
BEFORE = at("18 04:00")
CAME = (
    connection("ann", START, END),
    connection("ben", START, at("18 10:30")),
    connection("cy", at("18 10:15"), END),
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
        [participation(NAME, WEBINAR, name, "registered", **changes) for name in PEOPLE],
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
            participation(NAME, WEBINAR, "ann", "attended", stayed=(START, END), percent=100.0),
            participation(
                NAME, WEBINAR, "ben", "attended", stayed=(START, at("18 10:30")), percent=50.0
            ),
            participation(NAME, WEBINAR, "cy", **cy),
            participation(NAME, WEBINAR, "dee", "registered"),
        ],
    ]


def final(settled: datetime) -> list[list[Row]]:
    """Return marts once the report is final."""
    events, people = in_the_making(with_cy=True)
    done = {"settled_at": settled.isoformat(), "no_shows": 1}
    return [[{**events[0], **done}], [*people[:3], participation(NAME, WEBINAR, "dee", "no_show")]]


FINAL_CONTACTS = {
    "ann": (100.0, 1, 1),
    "ben": (50.0, 1, 1),
    "cy": (75.0, 1, 1),
    "dee": (None, 1, 0),
}


def good(report: Report) -> None:
    assert report.success, report.message
