"""Reads the passages of a transcript: who said what, and when. Pure.

Zoom documents no layout. Its files are WebVTT; a passage names its speaker as `Ann Lee: Hello`, or
by a voice tag, `<v Ann Lee>Hello` (both are read by clients of other makers).
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from webinar_sync.warehouse.text import storable
from webinar_sync.zoom.errors import ZoomBadAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_NAME = 64
"""A longer text before a colon is no name: Zoom's display names are shorter."""

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(rf"([^\s:<>][^:<>]{{0,{LONGEST_NAME - 1}}}):\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """What was said in one go, in milliseconds from the recording's start.

    `speaker`: None: the file does not say.
    """

    started_ms: int
    ended_ms: int
    speaker: str | None
    text: str


def read_passages(name: str, content: bytes) -> list[Passage]:
    """Return the passages of a WebVTT file, in their order.

    :param name: what errors call the request that it was answered to
    :raises ZoomBadAnswerError: if it is no such file, or no passage of it can be read
    """
    text = _decode(name, content)
    try:
        captions = webvtt.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError):
        raise ZoomBadAnswerError(f"{name}: the file is not WebVTT") from None
    passages = [
        Passage(start, max(start, caption.end_time.in_milliseconds()), speaker, said)
        for caption in captions
        for start in [caption.start_time.in_milliseconds()]
        for speaker, said in _split_voices(caption.raw_text)
    ]
    if not passages and "-->" in text:
        raise ZoomBadAnswerError(f"{name}: no passage of the file can be read")
    return passages


def _decode(name: str, content: bytes) -> str:
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise ZoomBadAnswerError(f"{name}: the file is no text in UTF-8") from None
    return str(storable(text))


def _split_voices(cue: str) -> Iterator[tuple[str | None, str]]:
    """Yield speaker and text of each voice in a cue; without voice tags, of the cue as a whole."""
    before, *voices = _VOICE.split(cue)
    yield from _name_speaker(_plain(before))
    for speaker, said in zip(voices[::2], voices[1::2], strict=True):
        text = _plain(said)
        if text:
            yield _plain(speaker) or None, text


def _name_speaker(text: str) -> Iterator[tuple[str | None, str]]:
    named = _NAMED.fullmatch(text)
    if named:
        yield named[1].strip(), named[2]
    elif text:
        yield None, text


def _plain(text: str) -> str:
    """Return a text without tags, escapes and line breaks."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())
