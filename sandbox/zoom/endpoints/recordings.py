"""Zoom's endpoint of a session's cloud recording, and the downloads of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.views.recordings import listed_files, recording

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Session
    from sandbox.zoom.store import Store

DOWNLOADS = "/rec/download/"
"""Below the host, not below the API's version."""


def get_recording(call: Call) -> Answer:
    """Answer the recording of one session; an ID means the latest."""
    session = _session(call)
    files = listed_files(session, call.now) if session else []
    if session is None or not files:
        raise errors.no_recording()
    body = recording(
        session,
        call.store.webinar_of(session),
        files,
        account_id=call.store.account.account_id,
        origin=call.origin,
    )
    return Answer(body=to_json(body))


def download(store: Store, key: str, now: datetime) -> Answer:
    """Answer a file, or where it is.

    :raises ZoomError: 404 if it is not there, or not any more
    """
    recorded = store.recorded_file(key)
    if recorded is None or recorded[1] not in listed_files(recorded[0], now):
        raise errors.no_recording()
    file = recorded[1]
    if file.redirects_to:
        return Answer(status=302, headers={"Location": file.redirects_to})
    return Answer(body=file.content, content_type="application/octet-stream")


def _session(call: Call) -> Session | None:
    ref = call.parts[0]
    if ref.isdigit():
        ended = call.store.ended_sessions(int(ref), call.now)
        return ended[-1] if ended else None
    uuid = call.uuid()
    return call.store.session(uuid, call.now) if uuid else None


ENDPOINTS = (
    Endpoint(
        "/meetings/{ref}/recordings",
        "Light",
        "cloud_recording:read:list_recording_files:admin",
        "recording:read:admin",
        get_recording,
    ),
)
