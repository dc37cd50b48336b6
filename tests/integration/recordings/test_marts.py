"""Recordings in marts: what is shown of them, for whom they are available, and search in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.builders import at, execute, query
from tests.integration.recordings.recorded import (
    ANN,
    BEN,
    FILM,
    KEY,
    NAME,
    NIGHT,
    NUMBER,
    RECORDING_ID,
    TRANSCRIPT,
    UUID,
    play_urls,
    recorded_account,
    recorded_session,
    switch_on,
    sync_twice,
)
from webinar_sync.warehouse.roles import READER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import RecordingFile
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def recorded_world(
    make_world: Callable[..., World], warehouse: Warehouse, *files: RecordingFile
) -> World:
    """Sync the recorded webinar until its recording is in marts."""
    world = make_world(recorded_account(recorded_session(*files)), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    return world


def test_a_recording_is_in_marts_and_available_to_who_registered_or_came(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    recorded_world(make_world, warehouse)

    columns = (
        "account_id, webinar_id, occurrence_key, recording_id, topic, started_at, ended_at,"
        " length_seconds, available_at, deleted_at, has_transcript"
    )
    assert query(warehouse, f"select {columns} from marts.recordings") == [
        (NAME, NUMBER, KEY, RECORDING_ID, "Numbers", at("18 10:05"), at("18 10:55"), 3000,
         at("18 10:55"), None, True)
    ]  # fmt: skip
    timeline = query(
        warehouse,
        "select email, occurred_at, webinar_name from marts.timeline_events"
        " where kind = 'recording_available' order by email",
    )
    assert timeline == [(ANN, at("18 10:55"), "Numbers"), (BEN, at("18 10:55"), "Numbers")]


def test_a_search_finds_recording_speaker_and_second(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    recorded_world(make_world, warehouse)
    search = (
        "select recording_id, topic, speaker, second, headline"
        " from marts.search_transcripts(:words)"
    )

    assert query(warehouse, search, words="PRICING change") == [
        (RECORDING_ID, "Numbers", "Ann Lee", 750, "How does the **pricing** **change**?")
    ]
    with warehouse.transaction() as connection:  # as analysts do
        connection.execute(text(f"set local role {READER}"))
        assert len(connection.execute(text(search), {"words": "pricing"}).all()) == 1
    assert query(warehouse, search, words="pricing -change") == []
    assert query(warehouse, search, words='"change pricing"') == []
    assert query(warehouse, "select start_seconds, end_seconds from marts.transcript_passages") == [
        (1, 4.5),
        (750, 753),
    ]


def test_the_film_that_shows_most_is_played_and_captions_do_until_a_transcript_comes(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    gallery = replace(FILM, id="film-2", recording_type="gallery_view")
    sound = replace(FILM, id="a-sound", file_type="M4A", recording_type="audio_only")
    late = replace(TRANSCRIPT, listed_at=at("20 05:00"))
    captions = replace(
        TRANSCRIPT,
        id="captions",
        file_type="CC",
        content=b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nWelcome to the numbers\n",
    )
    world = recorded_world(make_world, warehouse, sound, gallery, FILM, captions, late)
    ((played,),) = query(
        warehouse,
        "select file_key from zoom.recordings where play_url ="
        " (select play_url from marts.recordings)",
    )
    assert played == "film-1"
    said = "select speaker, passage from marts.transcript_passages"
    assert query(warehouse, said) == [(None, "Welcome to the numbers")]

    world.clock.advance(timedelta(days=2).total_seconds())
    world.sync()
    assert query(warehouse, f"{said} limit 1") == [
        ("Hanna Host", "Welcome to the quarterly numbers.")
    ]


def test_a_recording_in_two_stretches_is_two_and_each_has_its_transcript(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    times = {"start": at("18 10:56"), "end": at("18 10:59")}
    content = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHanna Host: Pricing again\n"
    second = (
        replace(FILM, id="film-2", **times),
        replace(TRANSCRIPT, id="words-2", content=content, **times),
    )
    recorded_world(make_world, warehouse, FILM, TRANSCRIPT, *second)

    assert len(play_urls(warehouse)) == 2
    places = query(
        warehouse,
        "select recording_id, second from marts.search_transcripts('pricing') order by second",
    )
    assert places == [(f"{UUID} 2026-11-18T10:56:00Z", 1), (RECORDING_ID, 750)]


def test_one_that_is_deleted_has_no_link_and_no_transcript_and_was_available(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = recorded_world(make_world, warehouse)
    later = at("22 04:00")
    world.replace_accounts(
        recorded_account(
            recorded_session(*(replace(file, deleted_at=NIGHT) for file in (FILM, TRANSCRIPT)))
        )
    )
    for _ in range(2):
        world.clock.advance((later - world.clock.now()).total_seconds())
        world.sync()
        later += timedelta(days=1)

    shown = "select play_url, deleted_at, has_transcript from marts.recordings"
    assert query(warehouse, shown) == [(None, at("22 04:00"), False)]
    assert query(warehouse, "select * from marts.search_transcripts('pricing')") == []
    timeline = "select count(*) from marts.timeline_events where kind = 'recording_available'"
    assert query(warehouse, timeline) == [(2,)]


def test_whatever_is_read_again_and_computed_anew_leaves_the_same(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = recorded_world(make_world, warehouse)
    tables = ("recordings", "transcript_passages", "timeline_events")
    texts = "select to_jsonb(row) - 'run_id' from marts.{} as row order by 1::text"
    before = [query(warehouse, texts.format(table)) for table in tables]

    execute(warehouse, "insert into sync.changes (kind) values ('everything')")
    execute(warehouse, "update zoom.recorded_sessions set next_read_at = '-infinity'")
    execute(warehouse, "delete from zoom.transcripts")
    execute(warehouse, "delete from zoom.transcript_passages")
    assert world.sync().success
    assert [query(warehouse, texts.format(table)) for table in tables] == before
