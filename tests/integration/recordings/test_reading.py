"""Reading recordings: when they are asked for, what lands, what late and odd ones cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import at, execute, query
from tests.integration.recordings.recorded import (
    FILM,
    NAME,
    NIGHT,
    NUMBER,
    TRANSCRIPT,
    UUID,
    recorded_account,
    recorded_session,
    recording_requests,
    switch_on,
    sync_twice,
)
from webinar_sync.runs.run import Run
from webinar_sync.zoom.recordings import request_recordings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

LISTING, DOWNLOAD = "/meetings/{ref}/recordings", "/rec/download/"


def passages(warehouse: Warehouse) -> list[tuple[str | None, int, str]]:
    return query(
        warehouse,
        "select speaker, started_ms, passage from zoom.transcript_passages"
        " order by file_key, passage_number",
    )  # type: ignore[return-value]


def open_errors(warehouse: Warehouse) -> list[tuple[str, str, str]]:
    return query(
        warehouse,
        "select object_kind, object_key, code from sync.errors where cleared_at is null"
        " order by object_kind, object_key",
    )  # type: ignore[return-value]


def test_nothing_is_asked_while_it_is_off_and_each_file_once_while_it_is_on(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    sync_twice(world)
    assert recording_requests(world) == []

    switch_on(warehouse)
    world.sync()
    assert recording_requests(world) == [LISTING, DOWNLOAD]
    world.sync()
    assert recording_requests(world) == []

    assert passages(warehouse) == [
        ("Hanna Host", 1000, "Welcome to the quarterly numbers."),
        ("Ann Lee", 750_000, "How does the pricing change?"),
    ]
    files = query(
        warehouse, "select file_key, file_type, available_at from zoom.recordings order by 1"
    )
    assert files == [
        ("TIMELINE 2026-11-18T10:05:00Z", "TIMELINE", FILM.end),
        ("film-1", "MP4", FILM.end),
        ("words-1", "TRANSCRIPT", FILM.end),
    ]


def test_no_download_url_and_no_passcode_lands(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    link = {"play_url": "https://zoom.us/rec/play/abc?pwd=secret-word#t=1"}
    world = make_world(recorded_account(recorded_session(replace(FILM, raw=link))), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)

    ((landed,),) = query(
        warehouse,
        "select (select jsonb_agg(file) from zoom.recordings as file)::text"
        " || (select jsonb_agg(read) from zoom.recorded_sessions as read)::text",
    )
    assert "https://zoom.us/rec/play/abc" in landed
    assert '"topic": "Numbers"' in landed
    for secret in ("/rec/download/", "secret-word", "passcode", "password"):
        assert secret not in landed


def test_a_recording_that_is_late_is_asked_for_in_growing_gaps_and_is_no_error(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    film = replace(FILM, listed_at=at("18 15:30"))
    words = replace(TRANSCRIPT, listed_at=at("19 01:00"))
    world = make_world(recorded_account(recorded_session(film, words)), now=at("18 11:30"))
    switch_on(warehouse)
    world.sync()
    # Each gap is half of what has passed since 11:00: 45 minutes, 75 minutes, 2 h 15 …
    for moment, is_asked in (
        ("18 12:30", True),
        ("18 13:00", False),
        ("18 13:30", True),
        ("18 14:30", False),
        ("18 15:30", True),
        ("18 17:30", False),
        ("18 18:30", True),
        ("19 04:30", True),
        ("19 23:30", False),
    ):
        world.clock.advance((at(moment) - world.clock.now()).total_seconds())
        assert world.sync(is_full=False).success
        assert (LISTING in recording_requests(world)) == is_asked, moment

    assert open_errors(warehouse) == []
    assert len(passages(warehouse)) == 2
    available = query(warehouse, "select available_at from zoom.recordings order by file_key")
    assert available == [(at("18 15:30"),), (at("19 04:30"),)]


def test_what_never_comes_is_asked_for_no_more_after_a_week(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(recorded_session(recording_files=())), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    world.clock.advance(timedelta(days=6).total_seconds())
    world.sync()
    world.requests()

    for _ in range(3):
        world.clock.advance(timedelta(days=30).total_seconds())
        world.sync()
    assert recording_requests(world) == []
    assert query(warehouse, "select next_read_at from zoom.recorded_sessions") == [(None,)]
    assert open_errors(warehouse) == []

    request_recordings(Run(warehouse, "webhook"), NAME, NUMBER)
    world.sync(is_full=False)
    assert recording_requests(world) == [LISTING]


def test_a_recording_is_deleted_once_zoom_has_said_so_for_a_day(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    deleted = "select count(*) from zoom.recordings where deleted_at is not null"

    world.app.faults.add(
        {
            "path_contains": "/recordings",
            "kind": "status",
            "status": 404,
            "body": {"code": 3301, "message": "There is no recording."},
        }
    )
    world.clock.advance(timedelta(days=2).total_seconds())
    world.sync()
    assert query(warehouse, deleted) == [(0,)]
    world.clock.advance(timedelta(hours=23).total_seconds())
    world.sync()
    assert query(warehouse, deleted) == [(0,)]
    world.clock.advance(timedelta(hours=1).total_seconds())
    world.sync()
    assert query(warehouse, deleted) == [(3,)]


def test_practices_and_other_hosts_are_not_asked_for(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    rehearsal = recorded_session(
        uuid="rehearsal==", start=at("18 08:00"), end=at("18 08:20"), connections=()
    )
    world = make_world(recorded_account(rehearsal, recorded_session()), now=NIGHT)
    switch_on(warehouse, "some")
    sync_twice(world)
    assert recording_requests(world) == []

    execute(
        warehouse, "insert into settings.hosts values (:account, 'HOST', true, true)", account=NAME
    )
    world.sync()
    assert recording_requests(world) == [LISTING, DOWNLOAD]
    read = query(warehouse, "select session_uuid from zoom.recorded_sessions")
    assert read == [(UUID,)]

    execute(
        warehouse,
        "insert into settings.excluded_host_domains values ('corp.example', 'recordings')",
    )
    world.clock.advance(timedelta(days=9).total_seconds())
    world.sync()
    assert recording_requests(world) == []


BROKEN = {
    "not WebVTT": (b"<html>no</html>", "the file is not WebVTT"),
    "not UTF-8": (b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\xff\xfe\xfd\n", "UTF-8"),
    "no passage": (b"WEBVTT\n\n00:00:99 --> x\nhi\n", "no passage"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_transcript_costs_itself_and_is_an_error_until_it_is_mended(
    make_world: Callable[..., World], warehouse: Warehouse, kind: str
) -> None:
    content, text = BROKEN[kind]
    world = make_world(
        recorded_account(recorded_session(FILM, replace(TRANSCRIPT, content=content))), now=NIGHT
    )
    switch_on(warehouse)
    sync_twice(world)

    assert open_errors(warehouse) == [("transcript", f"{UUID} words-1", "bad_answer")]
    assert text in query(warehouse, "select message from sync.errors")[0][0]
    assert query(warehouse, "select count(*) from zoom.recordings") == [(2,)]

    world.replace_accounts(recorded_account())
    world.clock.advance(timedelta(days=1).total_seconds())
    assert world.sync().success
    assert open_errors(warehouse) == []
    assert len(passages(warehouse)) == 2


def test_a_transcript_that_is_not_downloaded_once_is_asked_for_a_day_later_at_any_age(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    """Switched on forty days after the session: half of its age would be twenty days."""
    world = make_world(recorded_account(), now=NIGHT)
    sync_twice(world)
    world.clock.advance(timedelta(days=40).total_seconds())
    switch_on(warehouse)
    world.app.faults.add({"path_contains": DOWNLOAD, "kind": "html_403"})
    assert world.sync().success
    assert open_errors(warehouse) == [("transcript", f"{UUID} words-1", "refused")]

    world.app.faults.clear()
    world.clock.advance(timedelta(days=1).total_seconds())
    assert world.sync(is_full=False).success

    assert open_errors(warehouse) == []
    assert len(passages(warehouse)) == 2


def test_a_listing_that_is_odd_or_refused_leaves_what_was_known(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    before = query(warehouse, "select * from zoom.recordings order by file_key")

    for fault in (
        {"kind": "drop_key", "key": "recording_files"},
        {"kind": "set_key", "key": "uuid", "value": "another=="},
        {"kind": "drop_key", "key": "recording_start"},
        {"kind": "set_key", "key": "recording_files", "value": [1]},
        {"kind": "html_403"},
        {"kind": "status", "status": 503},
    ):
        execute(warehouse, "update zoom.recorded_sessions set next_read_at = '-infinity'")
        world.app.faults.clear()
        world.app.faults.add({"path_contains": "/recordings", **fault})
        assert world.sync().success
        assert {row[:2] for row in open_errors(warehouse)} == {("recordings", UUID)}
        assert query(warehouse, "select * from zoom.recordings order by file_key") == before

    world.app.faults.clear()
    world.clock.advance(timedelta(days=2).total_seconds())
    world.sync()
    assert open_errors(warehouse) == []


def test_an_app_without_the_scope_reads_all_but_recordings(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    switch_on(warehouse)
    world.sync()
    scope = "cloud_recording:read:list_recording_files:admin"
    refusal = {"code": 4711, "message": f"Invalid access token, does not contain scopes:[{scope}]."}
    world.app.faults.add(
        {"path_contains": "/recordings", "kind": "status", "status": 400, "body": refusal}
    )
    assert world.sync().success
    assert open_errors(warehouse) == [("account", f"{NAME} recordings", "option_refused")]
    assert scope in query(warehouse, "select remedy from sync.errors")[0][0]

    world.app.faults.clear()
    assert world.sync().success
    assert open_errors(warehouse) == []
    assert len(passages(warehouse)) == 2
