"""Tests of the sandbox's Zoom: what hosts edit, and what an answer says of it at a moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import Occurrence, Panelist
from tests.integration.sandbox.zoom_account import (
    DAY,
    HOUR,
    NOW,
    SERIES,
    SINGLE,
    make_account,
    make_connection,
    make_session,
    make_webinar,
)
from tests.integration.sandbox.zoom_client import Zoom, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from sandbox.zoom.model import Session, Webinar

EDITED_AT = NOW + HOUR


@pytest.fixture
def serve() -> Iterator[Callable[..., Zoom]]:
    """Return a function that serves an account of these webinars and sessions, without limits."""
    served: list[Zoom] = []

    def start(*webinars: Webinar, sessions: tuple[Session, ...] = (), **changes: Any) -> Zoom:
        account = replace(make_account(), webinars=webinars, sessions=sessions, **changes)
        served.append(Zoom(account, enforce_limits=False))
        return served[-1]

    yield start
    for zoom in served:
        zoom.close()


def read_dates(zoom: Zoom) -> dict[str, tuple[str, str]]:
    body = zoom.get(f"/webinars/{SERIES}", show_previous_occurrences="true").json()
    return {o["occurrence_id"]: (o["start_time"], o["status"]) for o in body["occurrences"]}


def wait(zoom: Zoom, duration: timedelta) -> None:
    zoom.clock.advance(duration.total_seconds())
    zoom.log_in()


def test_a_moved_date_keeps_its_id(serve: Callable[..., Zoom]) -> None:
    moved = Occurrence(
        occurrence_id="1", start=NOW + DAY, moves=((EDITED_AT, NOW + DAY + 2 * HOUR),)
    )
    zoom = serve(make_webinar(SERIES, type=9, start=None, occurrences=(moved,)))
    assert read_dates(zoom) == {"1": ("2026-11-21T12:00:00Z", "available")}
    wait(zoom, HOUR)
    assert read_dates(zoom) == {"1": ("2026-11-21T14:00:00Z", "available")}
    query = {"from": "2026-11-21", "to": "2026-11-22", "type": "webinar"}
    (event,) = zoom.get("/report/upcoming_events", **query).json()["upcoming_events"]
    assert event["start_time"] == "2026-11-21T14:00:00Z"


def test_a_deleted_date_stays_listed_as_deleted_or_is_gone(serve: Callable[..., Zoom]) -> None:
    dates = (
        Occurrence(occurrence_id="1", start=NOW + DAY, deleted_at=EDITED_AT),
        Occurrence(occurrence_id="2", start=NOW + 2 * DAY, listed_until=EDITED_AT),
        Occurrence(occurrence_id="3", start=NOW + 3 * DAY),
    )
    zoom = serve(make_webinar(SERIES, type=9, start=None, occurrences=dates))
    assert set(read_dates(zoom)) == {"1", "2", "3"}
    wait(zoom, HOUR)
    assert {key: status for key, (_, status) in read_dates(zoom).items()} == {
        "1": "deleted",
        "3": "available",
    }
    registrants = f"/webinars/{SERIES}/registrants"
    assert zoom.get(registrants, occurrence_id="1").ok
    assert refusal(zoom.get(registrants, occurrence_id="2")) == (400, 300)


def test_an_edited_webinar_is_the_new_one_everywhere(serve: Callable[..., Zoom]) -> None:
    dates = (Occurrence(occurrence_id="1", start=NOW + 7 * DAY),)
    edits = (
        (NOW - DAY, {"timezone": "Europe/Berlin"}),
        (EDITED_AT, {"type": 9, "start": None, "occurrences": dates, "topic": "Every week"}),
    )
    session = make_session("held==", SINGLE, NOW - 3 * HOUR)
    zoom = serve(make_webinar(SINGLE, edits=edits), sessions=(session,))
    before = zoom.get(f"/webinars/{SINGLE}").json()
    assert (before["type"], before["start_time"], before["timezone"]) == (
        5,
        "2026-11-21T12:00:00Z",
        "Europe/Berlin",
    )
    wait(zoom, HOUR)
    after = zoom.get(f"/webinars/{SINGLE}").json()
    assert (after["type"], after["start_time"], after["topic"], after["timezone"]) == (
        9,
        "2026-11-27T12:00:00Z",
        "Every week",
        "Europe/Berlin",
    )
    (entry,) = zoom.get("/users/hostid/webinars").json()["webinars"]
    assert (entry["type"], entry["topic"]) == (9, "Every week")
    report = zoom.get("/report/webinars/held%3D%3D").json()
    assert (report["type"], report["topic"]) == (5, f"Topic {SINGLE}")


def test_panelists_come_and_go(serve: Callable[..., Zoom]) -> None:
    panelists = (
        Panelist(id="p1", name="P1", email="p1@x.example.com", listed_until=EDITED_AT),
        Panelist(id="p2", name="P2", email="p2@x.example.com", listed_from=EDITED_AT),
    )
    zoom = serve(make_webinar(SINGLE, panelists=panelists))

    def names() -> list[str]:
        body = zoom.get(f"/webinars/{SINGLE}/panelists").json()
        assert body["total_records"] == len(body["panelists"])
        return [panelist["name"] for panelist in body["panelists"]]

    assert names() == ["P1"]
    wait(zoom, HOUR)
    assert names() == ["P2"]


def test_a_report_that_grows_and_one_that_is_empty_for_a_while(serve: Callable[..., Zoom]) -> None:
    start = NOW - 2 * HOUR
    late = make_connection(9, start, listed_at=EDITED_AT)
    zoom = serve(
        make_webinar(SINGLE),
        sessions=(
            make_session("grows==", SINGLE, start, connections=(make_connection(1, start), late)),
            make_session("empty==", SINGLE, start, rows=2, empty_until=EDITED_AT),
        ),
    )

    def counts() -> list[int]:
        return [
            zoom.get(f"/{kind}/{uuid}%3D%3D/participants").json()["total_records"]
            for uuid in ("grows", "empty")
            for kind in ("report/webinars", "past_webinars")
        ]

    query = {"from": "2026-11-19", "to": "2026-11-20", "meeting_type": "webinar"}
    rows = zoom.get("/report/history_meetings", **query).json()["history_meetings"]
    assert [row["participants"] for row in rows] == [2, 2]
    assert counts() == [1, 1, 0, 0]
    wait(zoom, HOUR)
    assert counts() == [2, 2, 2, 2]


def test_the_history_counts_people_and_not_connections(serve: Callable[..., Zoom]) -> None:
    start = NOW - 2 * HOUR
    people = (
        make_connection(1, start, participant_user_id="hostid"),
        make_connection(2, start, user_email="p@x.example.com"),  # the panelist
        make_connection(3, start, registrant_id="r1"),
        make_connection(4, start, registrant_id="r1"),
        make_connection(5, start, user_email="Guest@x.example.com"),
        make_connection(6, start, user_email="guest@x.example.com"),
        make_connection(7, start, name="iPhone"),
        make_connection(8, start, name="iPhone"),
        make_connection(9, start, status="in_waiting_room"),
    )
    panelist = Panelist(id="p", name="P", email="p@x.example.com")
    zoom = serve(
        make_webinar(SINGLE, panelists=(panelist,)),
        sessions=(
            make_session("counted==", SINGLE, start, connections=people),
            make_session("said==", SINGLE, start, participants=40, unique_viewers=38),
        ),
    )
    query = {"from": "2026-11-19", "to": "2026-11-20", "meeting_type": "webinar"}
    rows = zoom.get("/report/history_meetings", **query).json()["history_meetings"]
    assert {row["meeting_uuid"]: (row["participants"], row["unique_viewers"]) for row in rows} == {
        "counted==": (6, 4),
        "said==": (40, 38),
    }
    assert zoom.get("/report/webinars/counted%3D%3D").json()["participants_count"] == 6
    assert zoom.get("/report/webinars/said%3D%3D").json()["participants_count"] == 40
