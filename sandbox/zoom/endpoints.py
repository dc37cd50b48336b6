"""Zoom's endpoints: path, rate-limit label, scope, and what each answers."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.zoom import errors, registration, views
from sandbox.zoom.errors import Answer, to_json
from sandbox.zoom.paging import Listing, with_rows
from sandbox.zoom.store import exists, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sandbox.zoom.limits import Label
    from sandbox.zoom.model import Occurrence, Session, Webinar
    from sandbox.zoom.paging import Pager
    from sandbox.zoom.registration import Registrar
    from sandbox.zoom.store import Store

# The report's text says "the last 6 months", the text of code 12702 "a year ago": the two
# disagree. Guess: six months, as 183 days.
REPORT_LIFE = timedelta(days=183)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One admitted request: whose, what for, and when."""

    store: Store
    pager: Pager
    now: datetime
    path: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    body: Any
    registrar: Registrar

    def page(
        self, listing: Listing, rows: list[bytes], head: Mapping[str, Any] | None = None
    ) -> Answer:
        """Return the page of these rows that the query asks for."""
        scope = (self.store.account.account_id, unquote(self.path))
        return self.pager.page(listing, rows, self.query, scope=scope, now=self.now, head=head)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a parameter that is true or false."""
        value = self.query.get(name, "").lower()
        return value == "true" if value else default


@dataclass(frozen=True)
class Endpoint:
    """A path of the API, with its label and its scopes (granular and classic)."""

    template: str
    label: Label
    scope: str
    classic: str
    handler: Callable[[Call], Answer]
    method: str = "GET"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches the undecoded path."""
        # A `{ref}` is an ID or UUID; a UUID with an unencoded slash gets here, and is not found.
        text = re.escape(self.template).replace(r"\{ref\}", "(.+)")
        return re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", text))


def list_users(call: Call) -> Answer:
    """List users of one status, active unless asked otherwise."""
    status = call.query.get("status") or "active"
    rows = select(call.store.account.users, lambda u: u.status == status)
    return call.page(Listing(key="users", maximum=2000, page_number=True), rows)


def list_webinars(call: Call) -> Answer:
    """List a host's unexpired webinars."""
    key = unquote(call.parts[0])
    user = call.store.user(key)
    if user is None:
        raise errors.no_user(key)
    if not user.has_webinar_plan:
        raise errors.no_webinar_plan()
    upcoming = call.query.get("type") == "upcoming"
    events = call.flag("include_events_webinar", default=True)
    rows = [
        to_json(views.webinar_entry(w, call.now))
        for w in call.store.account.webinars
        if w.host_id == user.id
        and exists(w, call.now)
        and (events or not w.is_events_webinar)
        and (not upcoming or views.is_upcoming(w, call.now))
    ]
    return call.page(Listing(key="webinars", page_number=True), rows)


def get_webinar(call: Call) -> Answer:
    """Answer a webinar's detail."""
    ref = call.parts[0]
    shown = unquote(ref)
    if ref.isdigit():
        webinar = call.store.webinar(int(ref), call.now)
    else:
        uuid = _uuid(call.store, ref)
        webinar = call.store.webinar_by_uuid(uuid, call.now) if uuid else None
    if webinar is None:
        raise errors.no_webinar(shown)
    only = _occurrence(webinar, call)
    previous = call.flag("show_previous_occurrences")
    detail = views.webinar_detail(webinar, call.now, previous=previous, only=only)
    return Answer(body=to_json(detail))


def list_history(call: Call) -> Answer:
    """List the account's sessions that ended, by start or end."""
    first, last = _window(call)
    if call.query.get("meeting_type") == "meeting":
        return call.page(_HISTORY, [])
    by_end = call.query.get("date_type") == "end_time"
    found = [
        s
        for s in call.store.account.sessions
        if (s.listed_at or s.end) <= call.now
        and s.end <= call.now
        and first <= (s.end if by_end else s.start).date() <= last
    ]
    found.sort(key=lambda s: (s.end if by_end else s.start, s.uuid), reverse=True)
    return call.page(_HISTORY, [call.store.history_row(s) for s in found])


_HISTORY = Listing(key="history_meetings", totals=False, page_count=False)


def list_upcoming(call: Call) -> Answer:
    """List what is to come in the account."""
    first, last = _window(call)
    events: list[tuple[datetime, Webinar]] = []
    if call.query.get("type") != "meeting":
        for webinar in call.store.account.webinars:
            if exists(webinar, call.now):
                events += [(start, webinar) for start in _starts_to_come(webinar, call.now)]
    rows = [
        to_json(views.upcoming_event(webinar, start, call.store.host_name(webinar.host_id)))
        for start, webinar in sorted(events, key=lambda e: (e[0], e[1].id))
        if first <= start.date() <= last
    ]
    listing = Listing(key="upcoming_events", totals=False, page_count=False)
    return call.page(listing, rows, {"from": str(first), "to": str(last)})


def list_host_report(call: Call) -> Answer:
    """List a host's past sessions that two people or more attended."""
    key = unquote(call.parts[0])
    user = call.store.user(key)
    if user is None:
        raise errors.ZoomError(404, 1001, f"User {key} not exist or not belong to this account.")
    first, last = _window(call)
    rows = []
    for session in call.store.account.sessions:
        webinar = call.store.webinar_of(session)
        host_id = webinar.host_id if webinar else None
        ours = host_id == user.id or session.host_email.lower() == user.email.lower()
        listed = (session.listed_at or session.end) <= call.now and session.end <= call.now
        young = call.now - session.end <= REPORT_LIFE
        inside = first <= session.start.date() <= last
        if ours and listed and young and inside and views.has_two_people(session):
            rows.append(to_json(views.host_report_row(session, webinar)))
    listing = Listing(key="meetings", page_number=True)
    return call.page(listing, rows, {"from": str(first), "to": str(last)})


def list_instances(call: Call) -> Answer:
    """List a webinar's past sessions, by numeric ID only."""
    webinar_id = _webinar_id(call)
    # Guess: the past sessions of a webinar stay listed after it expired or was deleted.
    if not call.store.ever_had(webinar_id):
        raise errors.no_webinar(str(webinar_id))
    rows = [
        to_json({"uuid": s.uuid, "start_time": views.stamp(s.start)})
        for s in call.store.ended_sessions(webinar_id, call.now)
        if (s.listed_at or s.end) <= call.now
    ]
    return Answer(body=with_rows({}, "webinars", rows))


def get_session_report(call: Call) -> Answer:
    """Answer the summary of one session."""
    session = _session(call)
    if session is None:
        text = f"Meeting {unquote(call.parts[0])} not found or has expired."
        raise errors.ZoomError(404, 3001, text)
    if refused := _refused(call, session):
        return refused
    return Answer(body=to_json(views.session_report(session, call.store.webinar_of(session))))


def list_report_participants(call: Call) -> Answer:
    """List a session's connections, as the report has them."""
    session = _session(call)
    if session is None:
        raise errors.no_report(unquote(call.parts[0]))
    if refused := _refused(call, session):
        return refused
    asked = "registrant_id" in call.query.get("include_fields", "").split(",")
    kind = "report+id" if asked else "report"
    return call.page(_PARTICIPANTS, call.store.participants(session, kind, call.now))


def list_past_participants(call: Call) -> Answer:
    """List a session's connections at the cost of a medium request."""
    session = _session(call)
    # Guess: as old as the report; this endpoint has no code of its own for that.
    if session is None or call.now - session.end > REPORT_LIFE:
        raise errors.no_past_webinar()
    if session.uuid in call.store.account.webinar_403_uuids:
        return errors.html_403()
    return call.page(_PARTICIPANTS, call.store.participants(session, "past", call.now))


_PARTICIPANTS = Listing(key="participants")


def list_registrants(call: Call) -> Answer:
    """List a webinar's registrants of one status."""
    webinar = _webinar(call)
    if webinar.approval_type == 2:
        raise errors.no_registration(webinar.id)
    status = call.query.get("status") or "approved"
    if status not in ("approved", "pending", "denied"):
        raise errors.invalid_parameter("status")
    _occurrence(webinar, call)
    occurrence_id = call.query.get("occurrence_id", "")
    rows = call.store.registrants(webinar, status, occurrence_id, call.now)
    return call.page(Listing(key="registrants", page_number=True), rows)


def get_registrant(call: Call) -> Answer:
    """Answer one registrant, in whatever status."""
    webinar = _webinar(call)
    if webinar.approval_type == 2:
        raise errors.no_registration(webinar.id)
    registrant_id = unquote(call.parts[1])
    row = call.store.registrant(webinar, registrant_id, call.now)
    if row is None:
        raise errors.no_registrant(registrant_id)
    return Answer(body=row)


def list_panelists(call: Call) -> Answer:
    """List a webinar's panelists, all at once."""
    webinar = _webinar(call)
    rows = [to_json(views.panelist(p, webinar)) for p in webinar.panelists]
    return Answer(body=with_rows({"total_records": len(rows)}, "panelists", rows))


def _webinar_id(call: Call) -> int:
    text = unquote(call.parts[0])
    if not (text.isascii() and text.isdigit()):
        raise errors.invalid_webinar_id()
    return int(text)


def _webinar(call: Call) -> Webinar:
    webinar_id = _webinar_id(call)
    webinar = call.store.webinar(webinar_id, call.now)
    if webinar is None:
        raise errors.no_webinar(str(webinar_id))
    return webinar


def _uuid(store: Store, raw: str) -> str | None:
    """Return the UUID that a piece of the undecoded path means, or None.

    One that begins with a slash or has two in a row must be encoded twice; others may be.
    """
    if "/" in raw:
        return None
    once = unquote(raw)
    if store.knows(once) and not once.startswith("/") and "//" not in once:
        return once
    twice = unquote(once)
    return twice if twice != once and store.knows(twice) else None


def _session(call: Call) -> Session | None:
    """Return the session asked for, once its report is ready; an ID means the latest."""
    ref = call.parts[0]
    if ref.isdigit():
        ended = call.store.ended_sessions(int(ref), call.now)
        found = ended[-1] if ended else None
    else:
        uuid = _uuid(call.store, ref)
        found = call.store.session(uuid, call.now) if uuid else None
    if found is None or (found.ready_at or found.end) > call.now:
        return None
    return found


def _refused(call: Call, session: Session) -> Answer | None:
    if session.uuid in call.store.account.webinar_403_uuids:
        return errors.html_403()
    if call.now - session.end > REPORT_LIFE:
        raise errors.too_old()
    return None


def _occurrence(webinar: Webinar, call: Call) -> Occurrence | None:
    wanted = call.query.get("occurrence_id")
    if not wanted:
        return None
    dates = views.listed(webinar, call.now)
    found = next((o for o in dates if o.occurrence_id == wanted), None)
    if found is None:
        # Guess: the code and text that the spec has for absentees.
        raise errors.invalid_occurrence(wanted)
    return found


def _starts_to_come(webinar: Webinar, now: datetime) -> Iterable[datetime]:
    """Return a webinar's starts after now. Guess: a series has a row for each of its dates."""
    if webinar.type == 9:
        dates = views.listed(webinar, now)
        return [o.start for o in dates if o.status == "available" and o.start > now]
    start = views.start_of(webinar, now)
    return [start] if webinar.type == 5 and start is not None and start > now else []


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


_READ, _WRITE, _REPORT = "webinar:read:admin", "webinar:write:admin", "report:read:admin"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("/users", "Medium", "user:read:list_users:admin", "user:read:admin", list_users),
    Endpoint(
        "/users/{userId}/webinars",
        "Medium",
        "webinar:read:list_webinars:admin",
        _READ,
        list_webinars,
    ),
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
    Endpoint(
        "/report/webinars/{ref}/participants",
        "Heavy",
        "report:read:list_webinar_participants:admin",
        _REPORT,
        list_report_participants,
    ),
    Endpoint(
        "/report/webinars/{ref}",
        "Heavy",
        "report:read:webinar:admin",
        _REPORT,
        get_session_report,
    ),
    Endpoint(
        "/past_webinars/{ref}/participants",
        "Medium",
        "webinar:read:list_past_participants:admin",
        _READ,
        list_past_participants,
    ),
    Endpoint(
        "/past_webinars/{webinarId}/instances",
        "Light",
        "webinar:read:list_past_instances:admin",
        _READ,
        list_instances,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants",
        "Medium",
        "webinar:read:list_registrants:admin",
        _READ,
        list_registrants,
    ),
    Endpoint(
        "/webinars/{webinarId}/panelists",
        "Medium",
        "webinar:read:list_panelists:admin",
        _READ,
        list_panelists,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants/questions",
        "Light",
        "webinar:read:list_registration_questions:admin",
        _READ,
        registration.list_questions,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants/{registrantId}",
        "Light",
        "webinar:read:registrant:admin",
        _READ,
        get_registrant,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants",
        "Light",
        "webinar:write:registrant:admin",
        _WRITE,
        registration.register,
        "POST",
    ),
    Endpoint(
        "/webinars/{webinarId}/batch_registrants",
        "Heavy",
        "webinar:write:batch_registrants:admin",
        _WRITE,
        registration.register_batch,
        "POST",
    ),
    Endpoint("/webinars/{ref}", "Light", "webinar:read:webinar:admin", _READ, get_webinar),
)
ALL_SCOPES = tuple(dict.fromkeys(endpoint.scope for endpoint in ENDPOINTS))
_PATTERNS = tuple((endpoint.pattern, endpoint) for endpoint in ENDPOINTS)


def match(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """Return the endpoint of an undecoded path below /v2, with the pieces it leaves open."""
    for pattern, endpoint in _PATTERNS:
        if endpoint.method == method and (found := pattern.fullmatch(path)):
            return endpoint, found.groups()
    return None
