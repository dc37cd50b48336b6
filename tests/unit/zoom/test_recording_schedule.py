"""`zoom.recording_schedule`: when a recording is asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import at
from webinar_sync.zoom.recording_answers import RecordedFile
from webinar_sync.zoom.recording_schedule import find_next_read, is_waited_for

ENDED = at("10 11:00")


@pytest.mark.parametrize(
    ("read_at", "next_read", "state"),
    [
        ("10 11:10", "10 11:40", {"is_waited_for": True}),  # half an hour at least
        ("10 15:00", "10 17:00", {"is_waited_for": True}),  # half of four hours
        ("15 11:00", "16 11:00", {"is_waited_for": True}),  # a day at most
        ("17 10:59", "18 10:59", {"is_waited_for": True}),
        ("17 11:00", None, {"is_waited_for": True}),  # a week later no more
        ("17 11:00", "20 23:00", {"is_waited_for": True, "is_recorded": True}),
        ("10 15:00", "11 15:00", {"is_recorded": True}),  # a day at least
        ("20 11:00", "25 11:00", {"is_recorded": True}),  # half of ten days
        ("20 11:00", "21 11:00", {"is_recorded": True, "is_doubted": True}),
        ("20 11:00", "21 11:00", {"is_recorded": True, "is_unread": True}),  # a day at most
        ("10 15:00", "10 17:00", {"is_recorded": True, "is_unread": True}),
    ],
)
def test_the_gaps_grow_until_nothing_is_expected(
    read_at: str, next_read: str | None, state: dict[str, bool]
) -> None:
    values: dict[str, Any] = {"is_recorded": False, "is_waited_for": False, **state}

    next_read_at = find_next_read(ENDED, at(read_at), **values)

    assert next_read_at == (at(next_read) if next_read else None)


def file(file_type: str, start: str = "10:00", *, is_ready: bool = True) -> RecordedFile:
    return RecordedFile(file_type + start, file_type, is_ready, 1, {"recording_start": start}, "")


def test_a_transcript_of_each_stretch_is_waited_for() -> None:
    film, words = file("MP4"), file("TRANSCRIPT")

    assert is_waited_for([])
    assert is_waited_for([film])
    assert is_waited_for([film, file("CC")])
    assert is_waited_for([film, file("TRANSCRIPT", is_ready=False)])
    assert is_waited_for([film, words, file("MP4", "11:00")])
    assert is_waited_for([film, words], unread=[words.key])
    assert not is_waited_for([film, words])
