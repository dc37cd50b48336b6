"""The page Transcripts: what a search shows, and what it no longer shows."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import execute
from tests.integration.pages.shown import links_of, text_of
from tests.integration.recordings.recorded import (
    FILM,
    KEY,
    NAME,
    NIGHT,
    NUMBER,
    TRANSCRIPT,
    recorded_account,
    recorded_session,
    switch_on,
    sync_twice,
)
from webinar_sync.web.pages.transcripts import MOST, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

PLAY_URL = "https://zoom.example/rec/play/film-1"
HOSTILE = b"""WEBVTT

1
00:00:01.000 --> 00:00:04.500
\xe2\x80\xaeEvil <script>alert(1)</script>: Look: <b onclick="x">pricing</b> & \xf0\x9f\x8e\xac
"""


def search(client: httpx.Client, words: str, page: int = 1) -> httpx.Response:
    return client.post("/webinars/transcripts", data={"text": words, "page": str(page)})


@pytest.fixture
def _recorded(make_world: Callable[..., World], warehouse: Warehouse) -> None:
    """Sync the recorded webinar until its recording is in marts."""
    world = make_world(recorded_account(recorded_session(FILM, TRANSCRIPT)), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    execute(warehouse, "update marts.recordings set play_url = :url", url=PLAY_URL)


@pytest.mark.usefixtures("_recorded")
def test_a_passage_has_its_speaker_webinar_day_and_moment(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = search(client, "PRICING change")

    assert "How does the <mark>pricing</mark> <mark>change</mark>?" in answer.text
    assert "Ann Lee , Numbers , 18 Nov 2026, 10:05 UTC , recording at 0:12:30" in text_of(
        answer.text
    )
    assert PLAY_URL in links_of(answer.text)
    assert f"/webinars/webinars/{NAME}/{NUMBER}/dates/{KEY}" in links_of(answer.text)
    assert str(answer.url).endswith("/webinars/transcripts")
    assert "pricing" not in caplog.text.lower()


@pytest.mark.usefixtures("_recorded")
@pytest.mark.parametrize("words", ["discount", "pricing -change", '"change pricing"', "   ", '"('])
def test_what_was_not_said_is_not_found(client: httpx.Client, words: str) -> None:
    answer = search(client, words)

    assert answer.status_code == 200
    assert "<mark>" not in answer.text


@pytest.mark.usefixtures("_recorded")
def test_what_was_deleted_is_no_longer_shown(client: httpx.Client, warehouse: Warehouse) -> None:
    """As a load leaves it: see tests/integration/recordings/test_marts.py."""
    execute(
        warehouse,
        "update marts.recordings set deleted_at = now(), play_url = null, transcript_key = null,"
        " has_transcript = false",
    )
    assert "No passage has these words." in search(client, "pricing").text


@pytest.mark.usefixtures("_recorded")
def test_a_link_that_is_no_web_address_is_none(client: httpx.Client, warehouse: Warehouse) -> None:
    execute(warehouse, "update marts.recordings set play_url = 'javascript:alert(1)'")
    assert "javascript" not in search(client, "pricing").text


@pytest.mark.usefixtures("_recorded")
def test_many_passages_are_paged_and_said_to_be_many(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(
        warehouse,
        "insert into zoom.transcript_passages (account_id, session_uuid, file_key, passage_number,"
        " started_ms, ended_ms, speaker, passage, run_id)"
        " select account_id, session_uuid, transcript_key, 100 + number, number * 1000,"
        " number * 1000 + 900, 'Hanna', 'often said ' || number, 'test'"
        " from marts.recordings cross join generate_series(1, 1100) as number",
    )
    first, last = search(client, "often"), search(client, "often", 20)

    assert f"These are the best of {MOST}" in first.text
    assert "Page 1 of 20" in first.text
    assert (first.text.count("<blockquote"), last.text.count("<blockquote")) == (50, 50)


def test_what_was_said_is_shown_as_text(
    make_world: Callable[..., World], warehouse: Warehouse, client: httpx.Client
) -> None:
    hostile = replace(TRANSCRIPT, content=HOSTILE)
    world = make_world(recorded_account(recorded_session(FILM, hostile)), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    answer = search(client, "look")

    assert "<mark>Look</mark>" in answer.text
    assert "<script>alert" not in answer.text
    assert 'onclick="x"' not in answer.text


def test_transcripts_that_are_off_are_said_to_be(client: httpx.Client) -> None:
    assert "switched off in the settings" in client.get("/webinars/transcripts").text


def test_marks_are_set_around_whole_words_and_the_rest_is_escaped() -> None:
    assert mark("<b>Pricing, prices & PRICING</b>", {"pricing"}) == (
        "&lt;b&gt;<mark>Pricing</mark>, prices &amp; <mark>PRICING</mark>&lt;/b&gt;"
    )
