"""`zoom.transcripts`: the layouts of files that real accounts have, and those that break."""

from __future__ import annotations

import pytest

from webinar_sync.zoom.errors import ZoomBadAnswerError
from webinar_sync.zoom.transcripts import Passage, read_passages

NAMED = """WEBVTT

1
00:00:01.000 --> 00:00:04.500
Ann Lee: Welcome to
the numbers.

2
00:00:05.000 --> 00:00:06.000
Bob: Thanks: I mean it.
"""
VOICES = """WEBVTT

00:01.000 --> 00:04.500 align:start
<v Ann Lee>Welcome to <i>the</i> numbers.</v>

01:00:05.000 --> 01:00:06.000
<v.loud Bob>Thanks &amp; bye <v Ann Lee>Bye
"""
ANN = Passage(1000, 4500, "Ann Lee", "Welcome to the numbers.")
BOB = Passage(5000, 6000, "Bob", "Thanks: I mean it.")


def read(content: str | bytes) -> list[Passage]:
    return read_passages("GET file", content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    "content",
    [
        NAMED.encode(),
        NAMED.replace("\n", "\r\n").encode(),
        NAMED.encode("utf-8-sig"),
        NAMED.encode("utf-16"),
    ],
    ids=["plain", "CRLF", "BOM", "UTF-16"],
)
def test_speakers_before_a_colon(content: bytes) -> None:
    assert read(content) == [ANN, BOB]


def test_speakers_in_voice_tags_and_two_in_a_cue() -> None:
    assert read(VOICES) == [
        ANN,
        Passage(3_605_000, 3_606_000, "Bob", "Thanks & bye"),
        Passage(3_605_000, 3_606_000, "Ann Lee", "Bye"),
    ]


@pytest.mark.parametrize(
    ("said", "speaker", "text"),
    [
        ("Look at https://example.com/a", None, "Look at https://example.com/a"),
        (f"{'x' * 65}: yes", None, f"{'x' * 65}: yes"),
        ("李雷: 你好", "李雷", "你好"),
        ("Dr. Ann O'Lee (she/her): Hi", "Dr. Ann O'Lee (she/her)", "Hi"),
        ("nul \x00 half", None, "nul half"),
    ],
)
def test_what_is_a_name_and_what_is_not(said: str, speaker: str | None, text: str) -> None:
    (passage,) = read(f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{said}\n")

    assert (passage.speaker, passage.text) == (speaker, text)


def test_a_cue_that_ends_before_it_begins_ends_with_its_begin() -> None:
    (passage,) = read("WEBVTT\n\n00:00:05.000 --> 00:00:02.000\nhi\n")

    assert (passage.started_ms, passage.ended_ms) == (5000, 5000)


def test_a_file_without_a_word_has_no_passage() -> None:
    assert read("WEBVTT\n\nNOTE nobody spoke\n") == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "not WebVTT"),
        (b"<!DOCTYPE html><p>Sign in</p>", "not WebVTT"),
        (b'{"code": 124, "message": "Invalid access token."}', "not WebVTT"),
        (b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\xff\xfe\xfd", "no text in UTF-8"),
        (b"WEBVTT\n\n99 --> 100\nsecret words", "no passage"),
    ],
)
def test_what_is_no_transcript_is_an_error_without_its_words(content: bytes, text: str) -> None:
    with pytest.raises(ZoomBadAnswerError, match=text) as caught:
        read(content)
    assert "secret" not in str(caught.value)
