"""How things of the model look in Zoom's JSON at a moment.

Keys, types and blanks follow the spec of 2026-08-09. Answers of real accounts also carry keys
that no document names (`host_id` in a report, `groupId`, `attentiveness_score`): a few are here.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.zoom.model import (
        Connection,
        Occurrence,
        Panelist,
        Registrant,
        Session,
        User,
        Webinar,
    )

BASE = "https://zoom.example.com"
JsonObject = dict[str, Any]
# For people who did not register, real answers had null, "" and no key at all.
_NO_REGISTRANT: tuple[JsonObject, ...] = ({"registrant_id": None}, {"registrant_id": ""}, {})


def stamp(when: datetime) -> str:
    """Return a time as Zoom writes it, with a fraction where it has one."""
    if when.tzinfo is not UTC:
        when = when.astimezone(UTC)
    clock = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    text = "%04d-%02d-%02dT%02d:%02d:%02d" % clock  # noqa: UP031, twice as fast as isoformat
    if when.microsecond:
        text += f".{when.microsecond:06d}".rstrip("0")
    return text + "Z"


def overlaid(row: JsonObject, raw: Mapping[str, Any]) -> JsonObject:
    """Return a row with keys replaced or added, and those marked ABSENT taken out."""
    if not raw:
        return row
    return {key: value for key, value in {**row, **raw}.items() if value is not ABSENT}


def user(shown: User) -> JsonObject:
    """Return a user as /users lists them; one who has not signed up yet has no id."""
    name = f"{shown.first_name} {shown.last_name}".strip()
    row: JsonObject = {
        "id": shown.id,
        "first_name": shown.first_name,
        "last_name": shown.last_name,
        "display_name": name,
        "email": shown.email,
        "type": 2 if shown.has_webinar_plan else 1,
        "timezone": "UTC",
        "verified": 0 if shown.status == "pending" else 1,
        "dept": "",
        "created_at": "2023-02-01T08:00:00Z",
        "user_created_at": "2023-02-01T08:00:00Z",
        "last_login_time": "2026-05-04T06:30:00Z",
        "language": "en-US",
        "role_id": "2",
        "status": shown.status,
    }
    if shown.status == "pending":
        del row["id"], row["last_login_time"]
    return row


def start_of(webinar: Webinar, now: datetime) -> datetime | None:
    """Return the scheduled start: a series' next date, or its last where none is to come."""
    if webinar.type == 9:
        dates = [o for o in listed(webinar, now) if o.status == "available"]
        coming = [o.start for o in dates if not _over(o, now)]
        return min(coming) if coming else max((o.start for o in dates), default=webinar.start)
    moved = [start for since, start in webinar.moves if since <= now]
    return moved[-1] if moved else webinar.start


def listed(webinar: Webinar, now: datetime) -> list[Occurrence]:
    """Return the dates of a series that it lists now, past ones included."""
    return [
        o
        for o in webinar.occurrences
        if (o.listed_from is None or o.listed_from <= now)
        and (o.listed_until is None or now < o.listed_until)
    ]


def is_upcoming(webinar: Webinar, now: datetime) -> bool:
    """Say whether a webinar is to come, or on its way."""
    if webinar.type == 6:
        return True
    if webinar.type == 9:
        dates = listed(webinar, now)
        return any(o.status == "available" and not _over(o, now) for o in dates)
    start = start_of(webinar, now)
    return start is not None and now <= start + timedelta(minutes=webinar.duration_minutes)


def webinar_entry(webinar: Webinar, now: datetime) -> JsonObject:
    """Return a webinar as its host's listing shows it. Guess: a series is one entry."""
    row: JsonObject = {
        "uuid": webinar.uuid,
        "id": webinar.id,
        "host_id": webinar.host_id,
        "topic": webinar.topic,
        "type": webinar.type,
        "duration": webinar.duration_minutes,
        "timezone": webinar.timezone,
        "agenda": "",
        "created_at": stamp(webinar.created_at),
        "join_url": _join_url(webinar),
        "is_simulive": False,
        "is_events_webinar": webinar.is_events_webinar,
    }
    start = start_of(webinar, now)
    if start is not None and webinar.type != 6:
        row["start_time"] = stamp(start)
    return row


def webinar_detail(
    webinar: Webinar, now: datetime, *, previous: bool = False, only: Occurrence | None = None
) -> JsonObject:
    """Return a webinar's detail, secrets included, as the real one has them."""
    start = only.start if only else start_of(webinar, now)
    row = {
        "uuid": webinar.uuid,
        "id": webinar.id,
        "host_id": webinar.host_id,
        "host_email": webinar.host_email,
        "topic": webinar.topic,
        "type": webinar.type,
        "duration": only.duration_minutes if only else webinar.duration_minutes,
        "timezone": webinar.timezone,
        "agenda": "",
        "created_at": stamp(webinar.created_at),
        "start_url": f"{BASE}/s/{webinar.id}?zak=" + secret("zak", webinar.id, length=60),
        "join_url": _join_url(webinar),
        "password": str(int(secret("password", webinar.id, length=6, hexadecimal=True), 16))[:6],
        "h323_passcode": "482913",
        "pstn_password": "482913",
        "encrypted_passcode": secret("encrypted", webinar.id, length=32) + ".1",
        "settings": _settings(webinar),
        "is_simulive": False,
        "creation_source": "web_portal",
        "tracking_fields": [],
        "supportGoLive": False,
    }
    if start is not None and webinar.type != 6:
        row["start_time"] = stamp(start)
    if webinar.approval_type != 2:
        row["registration_url"] = f"{BASE}/webinar/register/WN_{secret('wn', webinar.id)}"
    if webinar.type == 9:
        row["recurrence"] = {"type": 2, "repeat_interval": 1, "end_times": 10}
        # Guess: without show_previous_occurrences only dates that are not over are listed.
        dates = [o for o in listed(webinar, now) if previous or not _over(o, now)]
        row["occurrences"] = [_occurrence(o) for o in sorted(dates, key=lambda o: o.start)]
    return overlaid(row, webinar.raw)


def registrant(shown: Registrant, status: str, webinar: Webinar) -> JsonObject:
    """Return a registrant with the personal join URL that the approved ones have."""
    row: JsonObject = {
        "id": shown.id,
        "first_name": shown.first_name,
        "last_name": shown.last_name,
        "email": shown.email,
        "address": "",
        "city": "",
        "country": "",
        "zip": "",
        "state": "",
        "phone": "",
        "industry": "",
        "org": "",
        "job_title": "",
        "purchasing_time_frame": "",
        "role_in_purchase_process": "",
        "no_of_employees": "",
        "comments": "",
        "custom_questions": [],
        "status": status,
        "create_time": stamp(shown.create_time),
    }
    if status == "approved":
        row["join_url"] = personal_url(webinar.id, shown.id)
    return overlaid(row, shown.raw)


def panelist(shown: Panelist, webinar: Webinar) -> JsonObject:
    """Return a panelist with the personal join URL."""
    return {
        "id": shown.id,
        "email": shown.email,
        "name": shown.name,
        "join_url": personal_url(webinar.id, shown.id),
        "virtual_background_id": "",
        "name_tag_id": "",
        "name_tag_name": "",
        "name_tag_pronouns": "",
        "name_tag_description": "",
    }


def report_participant(shown: Connection, *, registrant_id: bool, settled: bool) -> JsonObject:
    """Return a row of the participant report."""
    row: JsonObject = {
        "customer_key": "",
        "id": shown.participant_user_id or "",
        "user_id": shown.user_id,
        "name": shown.name,
        "user_email": shown.user_email,
        "join_time": stamp(shown.join),
        "leave_time": stamp(shown.leave),
        "duration": _seconds(shown),
        "attentiveness_score": "",
        "failover": shown.failover,
        "status": shown.status,
        "groupId": "",
    }
    if shown.participant_user_id:
        row["participant_user_id"] = shown.participant_user_id
    if shown.bo_mtg_id:
        row["bo_mtg_id"] = shown.bo_mtg_id
    row.update(_registrant_key(shown))
    row = overlaid(row, shown.raw)
    if not registrant_id:
        row.pop("registrant_id", None)
    return row if settled else _unsettled(row)


def past_participant(shown: Connection, *, internal: bool, settled: bool) -> JsonObject:
    """Return a row of the medium-labelled list of past participants.

    The spec's text asks for include_fields where its list of parameters has none; a real
    account's row had `registrant_id` filled without.
    """
    row: JsonObject = {
        "id": shown.participant_user_id or "",
        "name": shown.name,
        "user_id": shown.user_id,
        "registrant_id": shown.registrant_id or "",
        "user_email": shown.user_email,
        "join_time": stamp(shown.join),
        "leave_time": stamp(shown.leave),
        "duration": _seconds(shown),
        "failover": shown.failover,
        "status": shown.status,
        "internal_user": internal,
    }
    row = overlaid(row, shown.raw)
    for key in ("participant_user_id", "customer_key", "bo_mtg_id"):
        row.pop(key, None)
    return row if settled else _unsettled(row)


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
        "participants_count": _people(session.connections),
        "dept": "",
        "tracking_fields": [],
        "custom_keys": [],
    }
    if webinar:
        row["host_id"] = webinar.host_id
    return row


def history_row(session: Session, webinar: Webinar | None) -> JsonObject:
    """Return a session as the account's history lists it: no host_id, names of its own."""
    viewers = [c for c in session.connections if not c.participant_user_id]
    row: JsonObject = {
        "meeting_uuid": session.uuid,
        "meeting_id": session.webinar_id,
        "type": "Webinar",
        "host_display_name": session.host_name,
        "host_email": session.host_email,
        "start_time": stamp(session.start),
        "end_time": stamp(session.end),
        "topic": topic_of(session, webinar),
        "participants": _people(session.connections),
        "duration": _minutes(session.start, session.end),
        "total_participant_minutes": _total_minutes(session.connections),
        "department": "",
        "group": [],
        "source": "Zoom",
        "unique_viewers": _people(viewers),
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


def has_two_people(session: Session) -> bool:
    """Say whether the report on a host lists the session: two unique participants or more."""
    return _people(session.connections) >= 2


def upcoming_event(webinar: Webinar, start: datetime, host_name: str) -> JsonObject:
    """Return a webinar to come. Its `id` looks like a UUID in the spec's example."""
    return {
        "id": webinar.uuid,
        "topic": webinar.topic,
        "start_time": stamp(start),
        "host_id": webinar.host_id,
        "host_name": host_name,
        "dept": "",
    }


def topic_of(session: Session, webinar: Webinar | None) -> str:
    """Return what the session was called."""
    if session.topic is not None:
        return session.topic
    return webinar.topic if webinar else ""


def personal_url(webinar_id: int, person_id: str) -> str:
    """Return a join URL that lets one person in."""
    return f"{BASE}/w/{webinar_id}?tk={secret('tk', webinar_id, person_id, length=43)}.DQ"


def secret(*parts: object, length: int = 22, hexadecimal: bool = False) -> str:
    """Return a made-up secret, always the same one for the same parts."""
    digest = hashlib.sha256("|".join(map(repr, parts)).encode()).hexdigest()
    if hexadecimal:
        return digest[:length]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    number = int(digest * 2, 16)
    return "".join(letters[(number >> (6 * place)) & 63] for place in range(length))


def _registrant_key(shown: Connection) -> JsonObject:
    if shown.registrant_id is not None:
        return {"registrant_id": shown.registrant_id}
    return _NO_REGISTRANT[sum(shown.user_id.encode()) % 3]


def _unsettled(row: JsonObject) -> JsonObject:
    if "duration" in row:
        row["duration"] = 0
    return row


def _seconds(shown: Connection) -> int:
    return max(0, int((shown.leave - shown.join).total_seconds()))


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, -int((start - end).total_seconds() // 60))


def _total_minutes(connections: Iterable[Connection]) -> int:
    return sum(map(_seconds, connections)) // 60


def _people(connections: Iterable[Connection]) -> int:
    return len(
        {
            c.registrant_id or c.participant_user_id or c.user_email or c.name or c.user_id
            for c in connections
            if c.status == "in_meeting"
        }
    )


def _most_at_once(connections: Iterable[Connection]) -> int:
    steps = sorted(
        step for c in connections if c.leave > c.join for step in ((c.join, 1), (c.leave, -1))
    )
    most = present = 0
    for _, change in steps:
        present += change
        most = max(most, present)
    return most


def _over(shown: Occurrence, now: datetime) -> bool:
    return shown.start + timedelta(minutes=shown.duration_minutes) < now


def _occurrence(shown: Occurrence) -> JsonObject:
    return {
        "occurrence_id": shown.occurrence_id,
        "start_time": stamp(shown.start),
        "duration": shown.duration_minutes,
        "status": shown.status,
    }


def _join_url(webinar: Webinar) -> str:
    return f"{BASE}/j/{webinar.id}?pwd={secret('pwd', webinar.id, length=32)}.1"


def _settings(webinar: Webinar) -> JsonObject:
    return {
        "host_video": True,
        "panelists_video": True,
        "practice_session": True,
        "hd_video": False,
        "approval_type": webinar.approval_type,
        "registration_type": webinar.registration_type,
        "audio": "both",
        "auto_recording": "none",
        "alternative_hosts": webinar.alternative_hosts,
        "close_registration": True,
        "show_share_button": True,
        "allow_multiple_devices": True,
        "registrants_restrict_number": webinar.capacity,
        "registrants_confirmation_email": True,
        "registrants_email_notification": True,
        "email_in_attendee_report": True,
        "on_demand": False,
        "meeting_authentication": False,
        "contact_name": "",
        "contact_email": webinar.host_email,
        "email_language": "en-US",
        "post_webinar_survey": False,
        "question_and_answer": {"enable": True, "answer_questions": "all"},
        "global_dial_in_countries": ["DE"],
        "global_dial_in_numbers": [
            {
                "country": "DE",
                "country_name": "Germany",
                "city": "",
                "number": "+49 30 5550 100",
                "type": "toll",
            }
        ],
    }
