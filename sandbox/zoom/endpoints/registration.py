"""Zoom's endpoints that register people: the form's questions, one person, up to 30 at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.model import (
    AUTOMATIC,
    EACH_DATE,
    RECURRING,
    SINGLE,
    Registrant,
    RegistrantState,
)
from sandbox.zoom.registrant_book import status_for, status_of
from sandbox.zoom.schedule import is_upcoming, listed_occurrences, listed_panelists, start_of
from sandbox.zoom.views.formats import personal_url, stamp

if TYPE_CHECKING:
    from sandbox.zoom.model import RegistrantStatus, Webinar

MAX_BATCH = 30
MAX_LENGTHS = {"email": 128, "first_name": 64, "last_name": 64}


def list_questions(call: Call) -> Answer:
    """Answer what the form asks beside email and first name."""
    webinar = call.webinar_with_registration()
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
    webinar, person = _open_webinar(call), _read_person(call.body)
    occurrence_ids = _read_occurrence_ids(call, webinar)
    call.registrar.count(webinar, [person["email"]], call.now)
    _refuse_some(call, webinar, person)
    _refuse_unfilled(webinar, call.body)
    status: RegistrantStatus = "approved" if webinar.approval_type == AUTOMATIC else "pending"
    registrant = _find_or_add(call, webinar, person, status, occurrence_ids)
    body: dict[str, Any] = {
        "id": webinar.id,
        "registrant_id": registrant.id,
        "topic": webinar.topic,
    }
    start = start_of(webinar, call.now)
    if start is not None:
        body["start_time"] = stamp(start)
    if status_of(registrant, call.now) == "approved":
        body["join_url"] = personal_url(webinar.id, registrant.id)
    return Answer(status=201, body=to_json(body))


def register_batch(call: Call) -> Answer:
    """Register up to 30 people. Guess: who cannot be registered is missing from the answer."""
    webinar = _open_webinar(call)
    if webinar.type != SINGLE:
        raise errors.batch_needs_single_webinar()
    people = [_read_person(registrant) for registrant in call.body.get("registrants") or []]
    if not 1 <= len(people) <= MAX_BATCH:
        raise errors.invalid_parameter("registrants")
    call.registrar.count(webinar, [person["email"] for person in people], call.now)
    is_approved = webinar.approval_type == AUTOMATIC or call.body.get("auto_approve") is True
    status: RegistrantStatus = "approved" if is_approved else "pending"
    rows = []
    for person in people:
        try:
            _refuse_some(call, webinar, person)
            _refuse_unfilled(webinar, person)
        except errors.ZoomError as error:
            if error.code == errors.FULL_CODE:
                raise
            continue
        registrant = _find_or_add(call, webinar, person, status, ())
        row = {"email": person["email"], "registrant_id": registrant.id}
        if status_of(registrant, call.now) == "approved":
            row["join_url"] = personal_url(webinar.id, registrant.id)
        rows.append(row)
    return Answer(status=201, body=to_json({"registrants": rows}))


def _open_webinar(call: Call) -> Webinar:
    """Return a webinar that people can still register for.

    :raises ZoomError: if it is missing, over, or paid, or nobody registers for it
    """
    webinar = call.webinar_with_registration()
    if not is_upcoming(webinar, call.now):
        raise errors.webinar_over()
    if webinar.is_paid:
        raise errors.paid_registration()
    return webinar


def _read_person(body: Any) -> dict[str, str]:
    """Return email, first and last name.

    :raises ZoomError: 400 with the fields that are missing, too long or malformed
    """
    person = body if isinstance(body, dict) else {}
    bad = [
        name
        for name, longest in MAX_LENGTHS.items()
        if not isinstance(person.get(name, ""), str)
        or len(person.get(name, "")) > longest
        or (name != "last_name" and not person.get(name, "").strip())
    ]
    if not bad and "@" not in person["email"]:
        bad = ["email"]
    if bad:
        raise errors.validation_failed(bad)
    return {name: person.get(name, "") for name in MAX_LENGTHS}


def _read_occurrence_ids(call: Call, webinar: Webinar) -> tuple[str, ...]:
    """Return the dates of a series that the query names.

    :raises ZoomError: 400 if the series lacks one, or there may be only one
    """
    requested = call.query.get("occurrence_ids", "").split(",")
    occurrence_ids = tuple(occurrence_id for occurrence_id in requested if occurrence_id)
    listed = {date.occurrence_id for date in listed_occurrences(webinar, call.now)}
    for occurrence_id in occurrence_ids:
        if occurrence_id not in listed:
            raise errors.invalid_occurrence(occurrence_id)
    is_for_each_date = webinar.type == RECURRING and webinar.registration_type == EACH_DATE
    if is_for_each_date and len(occurrence_ids) > 1:
        raise errors.invalid_parameter("occurrence_ids")
    return occurrence_ids


def _refuse_some(call: Call, webinar: Webinar, person: dict[str, str]) -> None:
    """Refuse hosts, panelists, people who were denied, and people for whom there is no room.

    :raises ZoomError: then
    """
    email = person["email"].lower()
    if call.registrar.is_over_limit(email):
        raise errors.attendee_limit()
    if email == webinar.host_email.lower():
        raise errors.host_cannot_register()
    if email in {panelist.email.lower() for panelist in listed_panelists(webinar, call.now)}:
        raise errors.is_panelist()
    registrant = call.store.registrant_of(webinar, email, call.now)
    dates = call.query.get("occurrence_ids", "").split(",")
    if registrant is not None and "denied" in {
        status_for(registrant, occurrence_id, call.now) for occurrence_id in dates
    }:
        raise errors.was_denied()
    approved_count = len(call.store.registrants(webinar, "approved", "", call.now))
    if registrant is None and webinar.capacity and approved_count >= webinar.capacity:
        raise errors.webinar_full()


def _refuse_unfilled(webinar: Webinar, body: Any) -> None:
    """Refuse a form in which something that is required is empty.

    :raises ZoomError: 400, code 300, with each field
    """
    answers = {
        answer.get("title"): answer.get("value")
        for answer in body.get("custom_questions") or []
        if isinstance(answer, dict)
    }
    unfilled = [
        *(
            f"custom_questions: {title}"
            for title, required in webinar.custom_questions
            if required and not str(answers.get(title) or "").strip()
        ),
        *(
            name
            for name, required in webinar.questions
            if required and not str(body.get(name) or "").strip()
        ),
    ]
    if unfilled:
        raise errors.validation_failed(unfilled, "Field is required.")


def _find_or_add(
    call: Call,
    webinar: Webinar,
    person: dict[str, str],
    status: RegistrantStatus,
    occurrence_ids: tuple[str, ...],
) -> Registrant:
    """Return the registrant that there is, with these dates added, else add one."""
    registrant = call.store.registrant_of(webinar, person["email"], call.now)
    if registrant is not None:
        if set(occurrence_ids) <= set(registrant.occurrence_ids):
            return registrant
        dates = (*registrant.occurrence_ids, *occurrence_ids)
        registrant = replace(registrant, occurrence_ids=tuple(dict.fromkeys(dates)))
    else:
        registrant = Registrant(
            id=call.registrar.new_id(webinar, person["email"].lower()),
            email=person["email"],
            first_name=person["first_name"],
            last_name=person["last_name"],
            create_time=call.now,
            states=(RegistrantState(since=call.now, status=status),),
            occurrence_ids=occurrence_ids,
        )
    call.store.put_registrant(webinar, registrant)
    return registrant


_READ, _WRITE = "webinar:read:admin", "webinar:write:admin"
ENDPOINTS = (
    Endpoint(
        "/webinars/{webinarId}/registrants/questions",
        "Light",
        "webinar:read:list_registration_questions:admin",
        _READ,
        list_questions,
    ),
    Endpoint(
        "/webinars/{webinarId}/registrants",
        "Light",
        "webinar:write:registrant:admin",
        _WRITE,
        register,
        "POST",
    ),
    Endpoint(
        "/webinars/{webinarId}/batch_registrants",
        "Heavy",
        "webinar:write:batch_registrants:admin",
        _WRITE,
        register_batch,
        "POST",
    ),
)
