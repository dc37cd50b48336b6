"""Tests of the sandbox's Zoom: the recording of a session, and the downloads of its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import RecordingFile, Session
from tests.builders.zoom import HOST, account
from tests.integration.sandbox.zoom_account import NOW
from tests.integration.sandbox.zoom_client import Zoom, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

START = NOW - timedelta(hours=2)
VIDEO = RecordingFile(
    id="video",
    file_type="MP4",
    start=START,
    end=START + timedelta(hours=1),
    recording_type="shared_screen",
)
TRANSCRIPT = replace(VIDEO, id="words", file_type="TRANSCRIPT", content=b"WEBVTT")
FILES = (
    VIDEO,
    TRANSCRIPT,
    replace(VIDEO, id="captions", file_type="CC", redirects_to="https://zoom.us/elsewhere"),
    replace(VIDEO, id="late", file_type="M4A", listed_at=NOW + timedelta(hours=1)),
)
SESSION = Session(
    uuid="ab//cd+EFg==",
    webinar_id=91000000001,
    start=START,
    end=START + timedelta(hours=1),
    host_email=HOST.email,
    host_name="Hanna Host",
    connections=(),
    recording_files=FILES,
)
PATH = "/meetings/ab%252F%252Fcd%252BEFg%253D%253D/recordings"


@pytest.fixture
def recorded() -> Iterator[Zoom]:
    silent = replace(SESSION, uuid="silent==", start=START, recording_files=())
    zoom = Zoom(account("recorded", sessions=(silent, SESSION)))
    yield zoom
    zoom.close()


def test_files_of_a_recording_come_when_they_are_ready_and_captions_have_no_id(
    recorded: Zoom,
) -> None:
    recording = recorded.get(PATH).json()

    assert (recording["uuid"], recording["recording_count"]) == ("ab//cd+EFg==", 3)
    assert recording["recording_play_passcode"]
    video, words, captions = recording["recording_files"]
    assert (video["id"], video["file_type"], words["file_extension"]) == ("video", "MP4", "VTT")
    assert not {"id", "status", "play_url", "file_size", "recording_type"} & set(captions)
    assert refusal(recorded.get("/meetings/silent%3D%3D/recordings")) == (404, 3301)
    recorded.clock.advance(3600)
    recorded.log_in()
    assert recorded.get(PATH).json()["recording_count"] == 4


def test_a_download_needs_the_token_and_may_be_elsewhere(recorded: Zoom) -> None:
    _, words, captions = recorded.get(PATH).json()["recording_files"]

    assert recorded.http.get(words["download_url"]).content == b"WEBVTT"
    elsewhere = recorded.http.get(captions["download_url"], allow_redirects=False)
    assert elsewhere.headers["Location"] == "https://zoom.us/elsewhere"
    recorded.http.headers["Authorization"] = "Bearer no-token"
    assert refusal(recorded.http.get(words["download_url"])) == (401, 124)
