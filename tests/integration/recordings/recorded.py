"""A webinar that was recorded, an hour of it, and what a test looks at afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import RecordingFile
from tests.builders import (
    HOUR,
    START,
    account,
    address,
    at,
    connection,
    execute,
    query,
    session,
    webinar,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Account, Session
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

NAME, NUMBER = "recorded", 91000000001
KEY = "2026-11-18"
UUID = "/run//of+it=="
NIGHT, NEXT = at("20 04:00"), at("21 04:00")
RECORDING_ID = f"{UUID} 2026-11-18T10:05:00Z"
VTT = b"""WEBVTT\r
\r
1\r
00:00:01.000 --> 00:00:04.500\r
Hanna Host: Welcome to the quarterly numbers.\r
\r
2\r
00:12:30.000 --> 00:12:33.000\r
Ann Lee: How does the pricing change?\r
"""
FILM = RecordingFile(
    id="film-1",
    file_type="MP4",
    start=at("18 10:05"),
    end=at("18 10:55"),
    recording_type="shared_screen_with_speaker_view",
    listed_at=at("18 12:00"),
)
TRANSCRIPT = replace(
    FILM,
    id="words-1",
    file_type="TRANSCRIPT",
    recording_type="audio_transcript",
    listed_at=at("18 13:00"),
    content=VTT,
)
TIMELINE = replace(FILM, id="timeline-1", file_type="TIMELINE", content=b"[]")


def recorded_session(*files: RecordingFile, **changes: Any) -> Session:
    """Return the hour in which the webinar was held: ann came."""
    values = {"recording_files": files or (FILM, TRANSCRIPT, TIMELINE), **changes}
    held = session(UUID, NUMBER, START, START + HOUR, connection("ann", START, START + HOUR))
    return replace(held, **values)


def recorded_account(*sessions: Session, **changes: Any) -> Account:
    """Return an account with the webinar, for which ann and ben registered."""
    webinars = [webinar(NUMBER, START, "ann", "ben", topic="Numbers")]
    return account(NAME, webinars, sessions or (recorded_session(),), **changes)


def switch_on(warehouse: Warehouse, recordings: str = "all", since: datetime = START) -> None:
    """Have recordings read, since a moment of the world's clock."""
    execute(warehouse, "update settings.sync set recordings = :on", on=recordings)
    execute(
        warehouse,
        "update settings.history set changed_at = :since where new_row ->> 'recordings' <> 'none'",
        since=since,
    )


def recording_requests(world: World) -> list[str]:
    """Return the requests for recordings and for their files since the last call."""
    return [path for path in world.requests() if "recording" in path or path.startswith("/rec/")]


def sync_twice(world: World) -> None:
    """Sync by night: the first finds out that the session was the webinar, the next reads it."""
    for _ in range(2):
        assert world.sync().success


def play_urls(warehouse: Warehouse) -> list[str | None]:
    """Return where recordings are played, less where Zoom is."""
    rows = query(warehouse, "select play_url from marts.recordings order by started_at")
    return [url and url.partition("/rec/")[2] for (url,) in rows]


ANN, BEN = address("ann"), address("ben")
