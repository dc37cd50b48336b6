"""What happens in an account between two moments, as the bodies that Zoom sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import ABSENT, RECURRING
from sandbox.zoom.registrant_book import status_of
from sandbox.zoom.schedule import as_edited, listed_occurrences, start_of
from sandbox.zoom.views.formats import JsonObject, personal_url, stamp
from sandbox.zoom.views.recordings import recording
from sandbox.zoom.views.registrants import registrant_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sandbox.zoom.model import Connection, Registrant, Session, Webinar
    from sandbox.zoom.store import Store

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Event:
    """Something that happened, and the body that tells it."""

    at: datetime
    body: JsonObject

    @property
    def name(self) -> str:
        """Zoom's name of it."""
        return str(self.body["event"])


def events_between(store: Store, since: datetime, until: datetime) -> list[Event]:
    """Return what happened after one moment and up to another, in order."""
    events = [
        event
        for webinar in store.account.webinars
        for event in (*_of_webinar(store, webinar), *_of_registrants(store, webinar))
    ]
    events += [
        event
        for session in store.account.sessions
        for event in (*_of_session(store, session), *_of_recordings(store, session))
    ]
    return sorted(
        (event for event in events if since < event.at <= until), key=lambda event: event.at
    )


def _of_webinar(store: Store, webinar: Webinar) -> Iterator[Event]:
    changes = {since for since, _ in (*webinar.edits, *webinar.moves)}
    changes |= {since for date in webinar.occurrences for since, _ in date.moves}
    yield _event(store, "webinar.created", webinar.created_at, _created(webinar), operation="all")
    for at in sorted(changes):
        yield _event(store, "webinar.updated", at, _updated(webinar, at), scope="all")
    if webinar.deleted_at:
        about = _webinar(webinar, webinar.deleted_at - _INSTANT)
        yield _event(store, "webinar.deleted", webinar.deleted_at, about, operation="all")


def _of_registrants(store: Store, webinar: Webinar) -> Iterator[Event]:
    for registrant in store.registrants_ever(webinar.id):
        before: str | None = None
        for state in registrant.states:
            name = _registration_event(before, state.status)
            before = state.status
            if name:
                about = _registration(webinar, registrant, name, state.since)
                yield _event(store, f"webinar.registration_{name}", state.since, about)


def _registration_event(before: str | None, status: str) -> str | None:
    """Name what a change of a registration's status is called.

    That the host and the person cancel by the same event was seen in Zoom's forum (34478).
    """
    if before in (None, "removed"):
        return "created" if status in ("approved", "pending") else None
    if status == "approved":
        return "approved"
    if before == "approved":
        return "cancelled"
    return "denied" if status == "denied" else None


def _registration(webinar: Webinar, registrant: Registrant, name: str, at: datetime) -> JsonObject:
    row = registrant_row(registrant, status_of(registrant, at) or "", webinar)
    row.pop("create_time", None)
    if name != "created":
        row = {key: row[key] for key in ("id", "first_name", "last_name", "email") if key in row}
    if name == "approved":
        row["join_url"] = personal_url(webinar.id, registrant.id)
    about = {**_webinar(webinar, at), "registrant": row}
    if registrant.occurrence_ids:
        starts = {date.occurrence_id: date.start for date in listed_occurrences(webinar, at)}
        about["occurrences"] = [
            {"occurrence_id": occurrence_id, "start_time": stamp(starts[occurrence_id])}
            for occurrence_id in registrant.occurrence_ids
            if occurrence_id in starts
        ]
    return about


def _of_session(store: Store, session: Session) -> Iterator[Event]:
    webinar = store.webinar_of(session)
    about: JsonObject = {
        "id": str(session.webinar_id),
        "uuid": session.uuid,
        "host_id": webinar.host_id if webinar else "",
        "host_email": session.host_email,
        "topic": session.topic or (webinar.topic if webinar else ""),
        "type": webinar.type if webinar else 5,
        "start_time": stamp(session.start),
        "timezone": webinar.timezone if webinar else "UTC",
        "duration": webinar.duration_minutes if webinar else 60,  # the planned one
    }
    yield _event(store, "webinar.started", session.start, about)
    for connection in session.connections:
        if connection.status != "in_meeting":
            continue
        joined = {**_participant(connection), "join_time": stamp(connection.join)}
        left = {
            **_participant(connection),
            "leave_time": stamp(connection.leave),
            "leave_reason": "left the meeting.<br>Reason: Host ended the meeting.",
        }
        for name, at, who in (
            ("joined", connection.join, joined),
            ("left", connection.leave, left),
        ):
            yield _event(store, f"webinar.participant_{name}", at, {**about, "participant": who})
    ended = {**about, "end_time": stamp(session.end), "practice_session": session.is_practice}
    yield _event(store, "webinar.ended", session.end, ended)


def _of_recordings(store: Store, session: Session) -> Iterator[Event]:
    """Yield when the film was made, and when the transcript, which comes later."""
    for name, file_types in (
        ("completed", {"MP4", "M4A"}),
        ("transcript_completed", {"TRANSCRIPT"}),
    ):
        files = [file for file in session.recording_files if file.file_type in file_types]
        if not files:
            continue
        at = max(file.listed_at or session.end for file in files)
        about = recording(
            session,
            store.webinar_of(session),
            files,
            account_id=store.account.account_id,
            origin="https://zoom.example.com",
        )
        event = _event(store, f"recording.{name}", at, about)
        yield Event(at, {**event.body, "download_token": f"download token of {session.uuid}"})


def _participant(connection: Connection) -> JsonObject:
    row: JsonObject = {
        "user_id": connection.user_id,
        "user_name": connection.name,
        "id": connection.participant_user_id or "",
        "participant_uuid": f"participant {connection.user_id}",
        "email": connection.user_email,
        "registrant_id": connection.registrant_id or "",
        "participant_user_id": connection.participant_user_id or "",
        "customer_key": "",
        "phone_number": "",
    }
    return {key: value for key, value in row.items() if value is not ABSENT}


def _created(webinar: Webinar) -> JsonObject:
    return {
        **_webinar(webinar, webinar.created_at),
        "join_url": f"https://zoom.example.com/j/{webinar.id}",
        "password": "482913",
        "creation_source": "web_portal",
        "settings": {"approval_type": webinar.approval_type},
    }


def _updated(webinar: Webinar, at: datetime) -> JsonObject:
    """Return what an edit changed. In the official example the object before is in the object."""
    now, before = _webinar(webinar, at), _webinar(webinar, at - _INSTANT)
    changed = {key: value for key, value in now.items() if before.get(key) != value}
    old = {key: before.get(key) for key in changed}
    return {"id": webinar.id, **changed, "old_object": {"id": webinar.id, **old}}


def _webinar(webinar: Webinar, at: datetime) -> JsonObject:
    webinar = as_edited(webinar, at)
    start = start_of(webinar, at)
    row: dict[str, Any] = {
        "uuid": webinar.uuid,
        "id": webinar.id,
        "host_id": webinar.host_id,
        "topic": webinar.topic,
        "type": webinar.type,
        "duration": webinar.duration_minutes,
        "timezone": webinar.timezone,
    }
    if start:
        row["start_time"] = stamp(start)
    if webinar.type == RECURRING:
        row["occurrences"] = [
            {
                "occurrence_id": date.occurrence_id,
                "start_time": stamp(date.start),
                "duration": date.duration_minutes,
                "status": date.status,
            }
            for date in listed_occurrences(webinar, at)
        ]
    return row


def _event(store: Store, name: str, at: datetime, about: JsonObject, **more: str) -> Event:
    payload = {"account_id": store.account.account_id, **more, "object": about}
    return Event(at, {"event": name, "event_ts": round(at.timestamp() * 1000), "payload": payload})
