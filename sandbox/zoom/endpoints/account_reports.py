"""Zoom's endpoints of reports by day: the account's history, what is to come, and one host."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.endpoints.sessions import REPORT_LIFE
from sandbox.zoom.paging import Listing
from sandbox.zoom.schedule import coming_starts
from sandbox.zoom.views.sessions import has_two_people, host_report_row, meeting_report_row
from sandbox.zoom.views.webinars import upcoming_event_row

if TYPE_CHECKING:
    from sandbox.zoom.model import Session, Webinar

_HISTORY = Listing(key="history_meetings", totals=False, page_count=False)


def list_history(call: Call) -> Answer:
    """List the account's sessions that ended, by start or end, the latest first."""
    first, last = _window(call)
    if call.store.account.history == "no_permission":
        raise errors.no_permission()
    if call.store.account.history == "no_group_permission":
        raise errors.no_group_permission()
    if call.query.get("meeting_type") == "meeting":
        return call.page(_HISTORY, [])

    def moment_of(session: Session) -> datetime:
        return session.end if call.query.get("date_type") == "end_time" else session.start

    account, zone = call.store.account, ZoneInfo(call.store.account.history_zone)
    latest = call.now - account.history_lag
    sessions = [
        session
        for session in account.sessions
        if session.is_listed(call.now)
        and session.end <= latest
        and (account.history_life is None or session.end > call.now - account.history_life)
        and first <= moment_of(session).astimezone(zone).date() <= last
    ]
    sessions.sort(key=lambda session: (moment_of(session), session.uuid), reverse=True)
    return call.page(_HISTORY, [call.store.history_row(session) for session in sessions])


def list_upcoming(call: Call) -> Answer:
    """List what is to come in the account."""
    first, last = _window(call)
    starts: list[tuple[datetime, Webinar]] = []
    if call.query.get("type") != "meeting":
        for webinar in call.store.webinars(call.now):
            starts += [(start, webinar) for start in coming_starts(webinar, call.now)]
    starts.sort(key=lambda pair: (pair[0], pair[1].id))
    rows = [
        to_json(upcoming_event_row(webinar, start, call.store.host_name(webinar.host_id)))
        for start, webinar in starts
        if first <= start.date() <= last
    ]
    listing = Listing(key="upcoming_events", totals=False, page_count=False)
    return call.page(listing, rows, {"from": str(first), "to": str(last)})


def list_host_report(call: Call) -> Answer:
    """List a host's past meetings, and past sessions that two people or more attended."""
    key = unquote(call.parts[0])
    user = call.store.user(key)
    if user is None:
        raise errors.ZoomError(404, 1001, f"User {key} not exist or not belong to this account.")
    first, last = _window(call)
    rows = [
        to_json(meeting_report_row(user, start))
        for start in user.meetings
        if first <= start.date() <= last and start < call.now
    ]
    for session in call.store.account.sessions:
        webinar = call.store.webinar_of(session)
        host_id = webinar.host_id if webinar else None
        is_hosts = host_id == user.id or session.host_email.lower() == user.email.lower()
        is_recent = call.now - session.end <= REPORT_LIFE
        is_inside = first <= session.start.date() <= last
        if (
            is_hosts
            and session.is_listed(call.now)
            and is_recent
            and is_inside
            and has_two_people(session)
        ):
            rows.append(to_json(host_report_row(session, webinar)))
    listing = Listing(key="meetings", page_number=True)
    return call.page(listing, rows, {"from": str(first), "to": str(last)})


def _window(call: Call) -> tuple[date, date]:
    """Return `from` and `to`. Guess: days in UTC, both included, refused if over a month."""
    first, last = _day(call, "from"), _day(call, "to")
    if last < first or last > _month_after(first):
        raise errors.invalid_parameter("to")
    return first, last


def _day(call: Call, name: str) -> date:
    try:
        return datetime.combine(date.fromisoformat(call.query.get(name, "")), time(), UTC).date()
    except ValueError:
        raise errors.invalid_parameter(name) from None


def _month_after(day: date) -> date:
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


_REPORT = "report:read:admin"
ENDPOINTS = (
    Endpoint(
        "/report/history_meetings",
        "Heavy",
        "report:read:list_history_meetings:admin",
        _REPORT,
        list_history,
    ),
    Endpoint(
        "/report/upcoming_events",
        "Heavy",
        "report:read:upcoming_meetings_webinars:admin",
        _REPORT,
        list_upcoming,
    ),
    Endpoint(
        "/report/users/{userId}/meetings",
        "Heavy",
        "report:read:user:admin",
        _REPORT,
        list_host_report,
    ),
)
