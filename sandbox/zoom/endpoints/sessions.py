"""Zoom's endpoints of a webinar's past sessions: the list, the summary, and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json, with_rows
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.paging import Listing
from sandbox.zoom.views.formats import stamp
from sandbox.zoom.views.sessions import session_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.zoom.model import Session

# The report's text says "the last 6 months", the text of code 12702 "a year ago": the two
# disagree. Guess: six months, as 183 days.
REPORT_LIFE = timedelta(days=183)
_PARTICIPANTS = Listing(key="participants")


def list_instances(call: Call) -> Answer:
    """List a webinar's past sessions, by numeric ID only."""
    call.require_addon()
    webinar_id = call.webinar_id()
    # Guess: the past sessions of a webinar stay listed after it expired or was deleted.
    if not call.store.ever_had(webinar_id):
        raise errors.no_webinar(str(webinar_id))
    rows = [
        to_json({"uuid": session.uuid, "start_time": stamp(session.start)})
        for session in call.store.ended_sessions(webinar_id, call.now)
        if session.is_listed(call.now)
    ]
    return Answer(body=with_rows({}, "webinars", rows))


def get_session_report(call: Call) -> Answer:
    """Answer the summary of one session."""
    _require_reports(call)
    session = _session(call)
    if session is None:
        text = f"Meeting {unquote(call.parts[0])} not found or has expired."
        raise errors.ZoomError(404, 3001, text)
    if refusal := _report_refusal(call, session):
        return refusal
    return Answer(body=to_json(session_report(session, call.store.webinar_of(session))))


def list_report_participants(call: Call) -> Answer:
    """List a session's connections, as the report has them."""
    _require_reports(call)
    session = _session(call)
    if session is None:
        raise errors.no_report(unquote(call.parts[0]))
    if refusal := _report_refusal(call, session):
        return refusal
    with_id = "registrant_id" in call.query.get("include_fields", "").split(",")
    rows = call.store.participants(session, "report+id" if with_id else "report", call.now)
    return call.page(_PARTICIPANTS, rows)


def list_polls(call: Call) -> Answer:
    """List who answered polls of a session, with all their answers."""
    session = _reported_session(call)
    return session if isinstance(session, Answer) else _answers(session, session.polls)


def list_questions(call: Call) -> Answer:
    """List who asked questions in a session, with all of them."""
    session = _reported_session(call)
    return session if isinstance(session, Answer) else _answers(session, session.questions)


def _reported_session(call: Call) -> Session | Answer:
    """Return the session in the path; or the page that refuses its report.

    :raises ZoomError: if there is no report of it
    """
    _require_reports(call)
    session = _session(call)
    if session is None:
        raise errors.no_report(unquote(call.parts[0]))
    return _report_refusal(call, session) or session


def _answers(session: Session, people: Sequence[Mapping[str, Any]]) -> Answer:
    head = {"id": session.webinar_id, "uuid": session.uuid, "start_time": stamp(session.start)}
    return Answer(body=with_rows(head, "questions", [to_json(dict(row)) for row in people]))


def list_past_participants(call: Call) -> Answer:
    """List a session's connections at the cost of a medium request."""
    _require_reports(call)
    session = _session(call)
    # Guess: as old as the report; this endpoint has no code of its own for that.
    if session is None or call.now - session.end > REPORT_LIFE:
        raise errors.no_past_webinar()
    if session.uuid in call.store.account.webinar_403_uuids:
        return errors.html_403()
    return call.page(_PARTICIPANTS, call.store.participants(session, "past", call.now))


def _require_reports(call: Call) -> None:
    """Refuse where the account has no webinar add-on, which these endpoints need.

    :raises ZoomError: 400 then
    """
    if not call.store.account.has_webinar_addon:
        raise errors.no_permission()


def _session(call: Call) -> Session | None:
    """Return the session in the path, once its report is ready; an ID means the latest."""
    ref = call.parts[0]
    if ref.isdigit():
        ended = call.store.ended_sessions(int(ref), call.now)
        session = ended[-1] if ended else None
    else:
        uuid = call.uuid()
        session = call.store.session(uuid, call.now) if uuid else None
    if session is None or (session.ready_at or session.end) > call.now:
        return None
    return session


def _report_refusal(call: Call, session: Session) -> Answer | None:
    """Return the page that refuses a session's report for good, if it has one.

    :raises ZoomError: 400 if the report is too old
    """
    if session.uuid in call.store.account.webinar_403_uuids:
        return errors.html_403()
    if call.now - session.end > REPORT_LIFE:
        raise errors.too_old()
    return None


_READ, _REPORT = "webinar:read:admin", "report:read:admin"
ENDPOINTS = (
    Endpoint(
        "/report/webinars/{ref}/polls",
        "Heavy",
        "report:read:list_webinar_polls:admin",
        _REPORT,
        list_polls,
    ),
    Endpoint(
        "/report/webinars/{ref}/qa",
        "Heavy",
        "report:read:webinar_qna:admin",
        _REPORT,
        list_questions,
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
)
