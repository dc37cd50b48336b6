"""How sessions look in Zoom's JSON: in a report of their own, a history, and a host's report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.views.formats import JsonObject, overlaid, stamp
from sandbox.zoom.views.participants import connected_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sandbox.zoom.model import Connection, Session, User, Webinar


def session_report(session: Session, webinar: Webinar | None) -> JsonObject:
    """Return the summary of one session. Real answers also have the host's id."""
    row: JsonObject = {
        "uuid": session.uuid,
        "id": session.webinar_id,
        "type": webinar.type if webinar else 5,
        "topic": topic_of(session, webinar),
        "user_name": session.host_name,
        "user_email": session.host_email,
        "start_time": stamp(session.start),
        "end_time": stamp(session.end),
        "duration": _minutes(session.start, session.end),
        "total_minutes": _total_minutes(session.connections),
        "participants_count": participants_of(session),
        "dept": "",
        "tracking_fields": [],
        "custom_keys": [],
    }
    if webinar:
        row["host_id"] = webinar.host_id
    return row


def history_row(session: Session, webinar: Webinar | None) -> JsonObject:
    """Return a session as the account's history lists it: no host_id, names of its own."""
    panelists = webinar.panelists if webinar else ()
    panelist_keys = {key for p in panelists for key in (p.id, p.email.lower())}
    viewers = [
        connection
        for connection in session.connections
        if not connection.participant_user_id
        and connection.registrant_id not in panelist_keys
        and connection.user_email.lower() not in panelist_keys
    ]
    row: JsonObject = {
        "meeting_uuid": session.uuid,
        "meeting_id": session.webinar_id,
        "type": "Webinar",
        "host_display_name": session.host_name,
        "host_email": session.host_email,
        "start_time": stamp(session.start),
        "end_time": stamp(session.end),
        "topic": topic_of(session, webinar),
        "participants": participants_of(session),
        "duration": _minutes(session.start, session.end),
        "total_participant_minutes": _total_minutes(session.connections),
        "department": "",
        "group": [],
        "source": "Zoom",
        "unique_viewers": (
            _count_people(viewers) if session.unique_viewers is None else session.unique_viewers
        ),
        "max_concurrent_views": _most_at_once(viewers),
        "create_time": stamp(webinar.created_at if webinar else session.start),
        "custom_fields": [],
        "tracking_fields": [],
        "feature_used": {"screen_sharing": True, "video_on": True, "poll": False},
    }
    return overlaid(row, session.raw)


def host_report_row(session: Session, webinar: Webinar | None) -> JsonObject:
    """Return a session as the report on one host lists it."""
    row = session_report(session, webinar)
    for key in ("dept", "tracking_fields", "host_id"):
        row.pop(key, None)
    return {**row, "source": "Zoom", "has_recording": False, "has_screen_share": True}


def meeting_report_row(user: User, start: datetime) -> JsonObject:
    """Return an hour's meeting as the report on its host lists it."""
    return {
        "uuid": f"meeting{start:%Y%m%d%H%M}==",
        "id": 82000000001,
        "type": 2,
        "topic": "A meeting",
        "user_name": f"{user.first_name} {user.last_name}".strip(),
        "user_email": user.email,
        "start_time": stamp(start),
        "end_time": stamp(start + timedelta(hours=1)),
        "duration": 60,
        "total_minutes": 120,
        "participants_count": 2,
        "source": "Zoom",
    }


def participants_of(session: Session) -> int:
    """Return how many people reports count in a session, the host and panelists included."""
    if session.participants is not None:
        return session.participants
    return _count_people(session.connections)


def has_two_people(session: Session) -> bool:
    """Tell whether the report on a host lists the session: two unique participants or more."""
    return participants_of(session) >= 2


def topic_of(session: Session, webinar: Webinar | None) -> str:
    """Return what the session was called."""
    if session.topic is not None:
        return session.topic
    return webinar.topic if webinar else ""


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, -int((start - end).total_seconds() // 60))


def _total_minutes(connections: Iterable[Connection]) -> int:
    return sum(map(connected_seconds, connections)) // 60


def _count_people(connections: Iterable[Connection]) -> int:
    """Return how many people there are. Guess: each anonymous connection is one."""
    return len(
        {
            connection.registrant_id
            or connection.participant_user_id
            or connection.user_email.lower()
            or connection.user_id
            for connection in connections
            if connection.status == "in_meeting"
        }
    )


def _most_at_once(connections: Iterable[Connection]) -> int:
    changes = sorted(
        change
        for connection in connections
        if connection.leave > connection.join
        for change in ((connection.join, 1), (connection.leave, -1))
    )
    most = present = 0
    for _, difference in changes:
        present += difference
        most = max(most, present)
    return most
