"""How the cloud recording of a session looks in Zoom's JSON."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sandbox.zoom.views.formats import JsonObject, overlaid, stamp
from sandbox.zoom.views.sessions import topic_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sandbox.zoom.model import RecordingFile, Session, Webinar

_EXTENSIONS = {"TRANSCRIPT": "VTT", "CC": "VTT", "TIMELINE": "JSON", "CHAT": "TXT"}
_WITHOUT_ID = ("CC", "TIMELINE")


def file_key(session: Session, file: RecordingFile) -> str:
    """Return what names a file in its download URL."""
    return hashlib.sha256(f"{session.uuid} {file.id}".encode()).hexdigest()[:32]


def listed_files(session: Session, now: datetime) -> list[RecordingFile]:
    """Return the files that are there now."""
    return [
        file
        for file in session.recording_files
        if (file.listed_at or session.end) <= now
        and (file.deleted_at is None or now < file.deleted_at)
    ]


def recording(
    session: Session,
    webinar: Webinar | None,
    files: Sequence[RecordingFile],
    *,
    account_id: str,
    origin: str,
) -> JsonObject:
    """Return a session's recording with its files, and with the passcodes that come with it."""
    return {
        "uuid": session.uuid,
        "id": session.webinar_id,
        "account_id": account_id,
        "host_id": webinar.host_id if webinar else "",
        "topic": topic_of(session, webinar),
        "type": webinar.type if webinar else 5,
        "start_time": stamp(session.start),
        "duration": int((session.end - session.start).total_seconds() // 60),
        "total_size": 7220 * len(files),
        "recording_count": len(files),
        "recording_play_passcode": "play-passcode-of-the-recording",
        "password": "password-of-the-recording",
        "recording_files": [_file_row(session, file, origin) for file in files],
    }


def _file_row(session: Session, file: RecordingFile, origin: str) -> JsonObject:
    key = file_key(session, file)
    row: JsonObject = {
        "id": file.id,
        "meeting_id": session.uuid,
        "recording_start": stamp(file.start),
        "recording_end": stamp(file.end),
        "file_type": file.file_type,
        "file_extension": _EXTENSIONS.get(file.file_type, file.file_type),
        "file_size": 7220,
        "play_url": f"{origin}/rec/play/{key}",
        "download_url": f"{origin}/rec/download/{key}",
        "status": "completed",
        "recording_type": file.recording_type,
    }
    if file.file_type in _WITHOUT_ID:
        for name in ("id", "status", "file_size", "recording_type", "play_url"):
            del row[name]
    return overlaid(row, file.raw)
