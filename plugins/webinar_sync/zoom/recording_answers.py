"""Judges the recording of a session before it replaces what was known, and reads its files. Pure.

The keys are those of Zoom's OpenAPI document of 2026-08-09. Rows of the types CC and TIMELINE have
no id, size, status and play URL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from webinar_sync.zoom.errors import ZoomBadAnswerError
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.times import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAYABLE_TYPES = ("MP4", "M4A")
TRANSCRIPT_TYPES = ("TRANSCRIPT", "CC")
"""Files with what was said: the transcript, and closed captions."""
_LONGEST_URL = 2000


@dataclass(frozen=True)
class RecordedFile:
    """One file of a recording.

    - key: its id; of a file without one, its type and its start as Zoom wrote it
    - row: as sent, with the play URL less what may be a passcode
    - download_url: is never kept
    """

    key: str
    file_type: str
    is_ready: bool
    file_size: int | None
    row: dict[str, Any]
    download_url: str


def judge_recording(name: str, body: Mapping[str, Any], path: Mapping[str, Any]) -> None:
    """Judge the recording of a session.

    :raises ZoomBadAnswerError: if it is another's, or a file has no type, or a film, a
        sound or a transcript no readable times
    """
    if body.get("uuid") not in (None, "", path["uuid"]):
        raise ZoomBadAnswerError(f"{name}: the answer is not that session: its uuid is another")
    files = body.get("recording_files")
    if not isinstance(files, list):
        raise ZoomBadAnswerError(f"{name}: the answer has no list 'recording_files'")
    for file in files:
        if not isinstance(file, dict) or not isinstance(file.get("file_type"), str):
            raise ZoomBadAnswerError(f"{name}: a file of the recording has no file_type")
        is_used = file["file_type"].strip().upper() in (*PLAYABLE_TYPES, *TRANSCRIPT_TYPES)
        for key in ("recording_start", "recording_end") if is_used else ():
            if read_time(file.get(key)) is None:
                raise ZoomBadAnswerError(f"{name}: {key} of a file is missing or not a time")


def list_files(body: Mapping[str, Any]) -> list[RecordedFile]:
    """Return the files of a recording that was judged; of several with one key, the first."""
    files: dict[str, RecordedFile] = {}
    for file in map(_read_file, body["recording_files"]):
        files.setdefault(file.key, file)
    return list(files.values())


def _read_file(row: dict[str, Any]) -> RecordedFile:
    file_type = row["file_type"].strip().upper()
    return RecordedFile(
        key=str(row.get("id") or f"{file_type} {row.get('recording_start')}"),
        file_type=file_type,
        is_ready=row.get("status") in (None, "", "completed"),
        file_size=whole_number(row.get("file_size")),
        row={**row, "file_type": file_type, "play_url": without_passcode(row.get("play_url"))},
        download_url=str(row.get("download_url") or ""),
    )


def without_passcode(url: object) -> str | None:
    """Return the address of a page less its query, which may hold a passcode; None if it is none.

    Zoom documents `?pwd=` and a passcode behind a play URL.
    """
    if not isinstance(url, str) or len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
