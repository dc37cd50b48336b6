"""`zoom.recording_answers`: files of every kind, and play URLs without passcodes."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.zoom.errors import ZoomBadAnswerError
from webinar_sync.zoom.recording_answers import judge_recording, list_files, without_passcode

TIMES = {"recording_start": "2026-11-18T10:05:00Z", "recording_end": "2026-11-18T10:55:00Z"}
FILM = {"id": "1", "file_type": "MP4", "status": "completed", "file_size": 9, **TIMES}


def judge(*files: Any, **changes: Any) -> None:
    body = {"uuid": "u==", "recording_files": list(files), **changes}
    judge_recording("GET it", body, {"uuid": "u=="})


def test_captions_and_a_timeline_have_keys_though_zoom_gives_them_no_id() -> None:
    files = [FILM, {"file_type": "CC", **TIMES}, {"file_type": "TIMELINE", **TIMES}, FILM]
    judge(*files)

    assert [
        (file.key, file.is_ready, file.file_size) for file in list_files({"recording_files": files})
    ] == [
        ("1", True, 9),
        ("CC 2026-11-18T10:05:00Z", True, None),
        ("TIMELINE 2026-11-18T10:05:00Z", True, None),
    ]


def test_what_is_still_processed_is_listed_and_not_ready() -> None:
    (file,) = list_files({"recording_files": [{**FILM, "status": "processing"}]})

    assert not file.is_ready


@pytest.mark.parametrize(
    "files",
    [
        [None],
        [{"id": "1", **TIMES}],
        [{**FILM, "recording_start": "yesterday"}],
        [{**FILM, "recording_end": None}],
    ],
)
def test_an_odd_file_is_a_bad_answer(files: list[Any]) -> None:
    with pytest.raises(ZoomBadAnswerError, match="GET it"):
        judge(*files)


def test_times_are_asked_of_files_that_are_used_alone() -> None:
    judge({"file_type": "CHAT", "id": "2"}, FILM)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://zoom.us/rec/play/a?pwd=word&x=1#t", "https://zoom.us/rec/play/a"),
        ("https://corp.zoom.us/rec/play/a", "https://corp.zoom.us/rec/play/a"),
        ("https://user:word@zoom.us/rec/play/a", None),
        ("javascript:alert(1)", None),
        (f"https://zoom.us/{'a' * 2000}", None),
        ("", None),
        (7, None),
        ("https://[zoom.us", None),
    ],
)
def test_a_play_url_is_kept_without_its_query(url: object, kept: str | None) -> None:
    assert without_passcode(url) == kept
