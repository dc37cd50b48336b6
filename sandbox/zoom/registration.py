"""Registering people for webinars: the form's questions, one at a time, up to 30 at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.zoom import errors, views
from sandbox.zoom.errors import Answer, to_json
from sandbox.zoom.model import Registrant, RegistrantState
from sandbox.zoom.store import status_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sandbox.zoom.endpoints import Call
    from sandbox.zoom.model import RegistrantStatus, Webinar
    from sandbox.zoom.store import Store

MAX_BATCH = 30
ATTEMPTS_A_DAY = 3
MAX_LENGTHS = {"email": 128, "first_name": 64, "last_name": 64}


class Registrar:
    """Counts how often somebody was registered for a webinar on a day, UTC."""

    def __init__(self) -> None:
        self._attempts: dict[tuple[int, str, date], int] = defaultdict(int)
        self._last = 0

    def count(self, webinar: Webinar, emails: list[str], now: datetime) -> None:
        """Count an attempt for each.

        :raises ZoomError: 429 if one had its three; guess: then none is counted
        """
        keys = [(webinar.id, one.lower(), now.date()) for one in emails]
        for key in keys:
            if self._attempts[key] >= ATTEMPTS_A_DAY:
                raise errors.registrant_limit(key[1])
        for key in keys:
            self._attempts[key] += 1

    def attempts(self, webinar_id: int, email: str, day: date) -> int:
        """Return how often somebody was registered on a day."""
        return self._attempts[webinar_id, email.lower(), day]

    def new_id(self, webinar: Webinar, email: str) -> str:
        """Return an id for a registrant."""
        self._last += 1
        return views.secret("registrant", webinar.id, email, self._last)


def list_questions(call: Call) -> Answer:
    """Answer what the form asks beside email and first name."""
    webinar = _webinar(call)
    return Answer(
        body=to_json(
            {
                "questions": [
                    {"field_name": name, "required": required}
                    for name, required in webinar.questions
                ],
                "custom_questions": [
                    {"title": title, "type": "short", "required": required, "answers": []}
                    for title, required in webinar.custom_questions
                ],
            }
        )
    )


def register(call: Call) -> Answer:
    """Register one person, for some dates of a series where those are registered for apart."""
    webinar, row = _open(call), _person(call.body)
    asked = [one for one in call.query.get("occurrence_ids", "").split(",") if one]
    dates = {o.occurrence_id for o in views.listed(webinar, call.now)}
    for one in asked:
        if one not in dates:
            raise errors.invalid_occurrence(one)
    if webinar.type == 9 and webinar.registration_type == 2 and len(asked) > 1:
        raise errors.invalid_parameter("occurrence_ids")
    call.registrar.count(webinar, [row["email"]], call.now)
    _refuse(call, webinar, row)
    missing = [
        *(f"custom_questions: {title}" for title, required in webinar.custom_questions if required),
        *(name for name, required in webinar.questions if required),
    ]
    if missing:  # guess: no document says how a form that is not filled in is refused
        raise errors.validation_failed(missing)
    status: RegistrantStatus = "approved" if webinar.approval_type == 0 else "pending"
    found = _take(call, webinar, row, status, tuple(asked))
    shown: dict[str, Any] = {
        "id": webinar.id,
        "registrant_id": found.id,
        "topic": webinar.topic,
    }
    start = views.start_of(webinar, call.now)
    if start is not None:
        shown["start_time"] = views.stamp(start)
    if status_of(found, call.now) == "approved":
        shown["join_url"] = views.personal_url(webinar.id, found.id)
    return Answer(status=201, body=to_json(shown))


def register_batch(call: Call) -> Answer:
    """Register up to 30 people. Guess: who cannot be registered is missing from the answer."""
    webinar = _open(call)
    if webinar.type != 5:
        raise errors.batch_needs_single_webinar()
    rows = [_person(one) for one in call.body.get("registrants") or []]
    if not 1 <= len(rows) <= MAX_BATCH:
        raise errors.invalid_parameter("registrants")
    call.registrar.count(webinar, [one["email"] for one in rows], call.now)
    approves = webinar.approval_type == 0 or call.body.get("auto_approve") is True
    status: RegistrantStatus = "approved" if approves else "pending"
    shown = []
    for row in rows:
        try:
            _refuse(call, webinar, row)
        except errors.ZoomError as error:
            if error.code == errors.FULL_CODE:
                raise
            continue
        found = _take(call, webinar, row, status, ())
        one = {"email": row["email"], "registrant_id": found.id}
        if status_of(found, call.now) == "approved":
            one["join_url"] = views.personal_url(webinar.id, found.id)
        shown.append(one)
    return Answer(status=201, body=to_json({"registrants": shown}))


def _webinar(call: Call) -> Webinar:
    text = unquote(call.parts[0])
    if not (text.isascii() and text.isdigit()):
        raise errors.invalid_webinar_id()
    webinar = call.store.webinar(int(text), call.now)
    if webinar is None:
        raise errors.no_webinar(text)
    if webinar.approval_type == 2:
        raise errors.no_registration(webinar.id)
    return webinar


def _open(call: Call) -> Webinar:
    """Return a webinar that people can still register for."""
    webinar = _webinar(call)
    if not views.is_upcoming(webinar, call.now):
        raise errors.webinar_over()
    if webinar.is_paid:
        raise errors.paid_registration()
    return webinar


def _person(given: Any) -> dict[str, str]:
    row = given if isinstance(given, dict) else {}
    bad = [
        name
        for name, longest in MAX_LENGTHS.items()
        if not isinstance(row.get(name, ""), str)
        or len(row.get(name, "")) > longest
        or (name != "last_name" and not row.get(name, "").strip())
    ]
    if not bad and "@" not in row["email"]:
        bad = ["email"]
    if bad:
        raise errors.validation_failed(bad)
    return {name: row.get(name, "") for name in MAX_LENGTHS}


def _refuse(call: Call, webinar: Webinar, row: dict[str, str]) -> None:
    email = row["email"].lower()
    if email == webinar.host_email.lower():
        raise errors.host_cannot_register()
    if email in {one.email.lower() for one in webinar.panelists}:
        raise errors.is_panelist()
    known = call.store.registrant_of(webinar, email, call.now)
    if known is not None and status_of(known, call.now) == "denied":
        raise errors.was_denied()
    taken = len(call.store.registrants(webinar, "approved", "", call.now))
    if known is None and webinar.capacity and taken >= webinar.capacity:
        raise errors.webinar_full()


def _take(
    call: Call,
    webinar: Webinar,
    row: dict[str, str],
    status: RegistrantStatus,
    occurrence_ids: tuple[str, ...],
) -> Registrant:
    """Return the registrant that there is, else make one."""
    store: Store = call.store
    known = store.registrant_of(webinar, row["email"], call.now)
    if known is not None and set(occurrence_ids) <= set(known.occurrence_ids):
        return known
    if known is not None:
        dates = (*known.occurrence_ids, *occurrence_ids)
        found = replace(known, occurrence_ids=tuple(dict.fromkeys(dates)))
    else:
        found = Registrant(
            id=call.registrar.new_id(webinar, row["email"].lower()),
            email=row["email"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            create_time=call.now,
            states=(RegistrantState(since=call.now, status=status),),
            occurrence_ids=occurrence_ids,
        )
    store.put_registrant(webinar, found)
    return found
