"""How webinars, their dates and their panelists look in Zoom's JSON at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.model import NO_FIXED_TIME, NO_REGISTRATION, RECURRING
from sandbox.zoom.schedule import is_over, listed_occurrences, start_of
from sandbox.zoom.views.formats import BASE, JsonObject, overlaid, personal_url, secret, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Occurrence, Panelist, Webinar


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
    if start is not None and webinar.type != NO_FIXED_TIME:
        row["start_time"] = stamp(start)
    return row


def webinar_detail(
    webinar: Webinar, now: datetime, *, previous: bool = False, only: Occurrence | None = None
) -> JsonObject:
    """Return a webinar's detail, secrets included, as the real one has them.

    :param previous: whether a series lists the dates that are over, too
    :param only: the date that was requested by its occurrence_id
    """
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
    if start is not None and webinar.type != NO_FIXED_TIME:
        row["start_time"] = stamp(start)
    if webinar.approval_type != NO_REGISTRATION:
        row["registration_url"] = f"{BASE}/webinar/register/WN_{secret('wn', webinar.id)}"
    if webinar.type == RECURRING:
        row["recurrence"] = {"type": 2, "repeat_interval": 1, "end_times": 10}
        # Guess: without show_previous_occurrences only dates that are not over are listed.
        dates = [
            date for date in listed_occurrences(webinar, now) if previous or not is_over(date, now)
        ]
        dates.sort(key=lambda date: date.start)
        row["occurrences"] = [_occurrence_row(date) for date in dates]
    return overlaid(row, webinar.raw)


def upcoming_event_row(webinar: Webinar, start: datetime, host_name: str) -> JsonObject:
    """Return a webinar to come. Its `id` looks like a UUID in the spec's example."""
    return {
        "id": webinar.uuid,
        "topic": webinar.topic,
        "start_time": stamp(start),
        "host_id": webinar.host_id,
        "host_name": host_name,
        "dept": "",
    }


def panelist_row(panelist: Panelist, webinar: Webinar) -> JsonObject:
    """Return a panelist with the personal join URL."""
    return {
        "id": panelist.id,
        "email": panelist.email,
        "name": panelist.name,
        "join_url": personal_url(webinar.id, panelist.id),
        "virtual_background_id": "",
        "name_tag_id": "",
        "name_tag_name": "",
        "name_tag_pronouns": "",
        "name_tag_description": "",
    }


def _occurrence_row(occurrence: Occurrence) -> JsonObject:
    return {
        "occurrence_id": occurrence.occurrence_id,
        "start_time": stamp(occurrence.start),
        "duration": occurrence.duration_minutes,
        "status": occurrence.status,
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
        "email_in_attendee_report": webinar.email_in_attendee_report,
        "on_demand": webinar.on_demand,
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
