"""Decides what becomes of a request before Zoom is asked to register anybody. Pure: no I/O.

The order is that of HubSpot's own action: the first that applies is the one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webinar_sync.email import is_valid
from webinar_sync.registration.outcomes import (
    ALREADY_REGISTERED,
    OUTCOMES,
    PENDING,
    REGISTERED,
    Outcome,
    sentence_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

WORKFLOW = "workflow"
WITHOUT_WORKFLOWS = frozenset({"free", "starter"})
NO_REGISTRATION = 2
MAX_NAME = 64
"""Letters of a first or last name that Zoom takes."""
MAX_EMAIL = 128
"""Letters of an address that Zoom takes."""
_WEBINAR_ID = re.compile(r"\d{9,12}")


@dataclass(frozen=True)
class Request:
    """One request of the inbox. `sent_at`: since when Zoom's answer is awaited, if it is."""

    request_key: str
    source: str
    webinar: str
    email: str
    first_name: str
    last_name: str
    sent_at: datetime | None = None

    @property
    def webinar_id(self) -> int | None:
        """The id asked for: spaces and dashes are forgiven, letters are not."""
        digits = re.sub(r"[\s\u2010-\u2015-]", "", self.webinar)
        return int(digits) if digits.isascii() and _WEBINAR_ID.fullmatch(digits) else None


@dataclass(frozen=True)
class Person:
    """Somebody who is registered for a webinar, as Zoom lists them."""

    registrant_id: str
    status: str
    join_url: str | None
    created_at: datetime | None


@dataclass(frozen=True)
class Webinar:
    """What Zoom knows of a webinar.

    `occurrence_id`: the date to register for, where dates of a series are registered for apart.
    `people`: by address in lower case.
    """

    account_id: str
    webinar_id: int
    type: int
    approval_type: int
    is_over: bool
    is_primary: bool
    is_events: bool = False
    capacity: int = 0
    occurrence_id: str = ""
    hosts: frozenset[str] = frozenset()
    required_fields: tuple[str, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)

    @property
    def takes_batches(self) -> bool:
        """Whether Zoom takes many people at once: single webinars that approve by themselves."""
        return self.type == 5 and self.approval_type == 0

    @property
    def approved(self) -> int:
        """How many are approved."""
        return sum(one.status == "approved" for one in self.people.values())


@dataclass(frozen=True)
class Decision:
    """What becomes of a request."""

    request: Request
    outcome: Outcome
    message: str
    person: Person | None = None


def refuse(request: Request, code: str, *, fields: str = "") -> Decision:
    """Return a refusal."""
    message = sentence_of(code, webinar=request.webinar_id or "", fields=fields)
    return Decision(request, OUTCOMES[code], message)


def accept(request: Request, outcome: Outcome, person: Person) -> Decision:
    """Return a success."""
    return Decision(request, outcome, outcome.sentence, person)


def decide_before_reading(request: Request, subscription: str) -> Decision | None:
    """Decide what can be told without asking Zoom."""
    if request.source == WORKFLOW and subscription.strip().lower() in WITHOUT_WORKFLOWS:
        return refuse(request, "NO_WORKFLOWS")
    if request.webinar_id is None:
        return refuse(request, "WEBINAR_ID_NOT_UNDERSTOOD")
    return None


def decide(request: Request, webinar: Webinar | None) -> Decision | None:
    """Decide; None: Zoom is to register this person.

    A webinar is full for those who have no place in it yet.
    """
    if webinar is None:
        return refuse(request, "WEBINAR_NOT_FOUND")
    email = request.email.strip().lower()
    person = webinar.people.get(email)
    has_place = person is not None and person.status != "denied"
    code = _of_webinar(webinar, has_place=has_place) or _of_contact(request, webinar)
    if code:
        return refuse(request, code, fields=", ".join(webinar.required_fields))
    if person is None:
        return None
    if person.status == "denied":
        return refuse(request, "DENIED")
    if person.status == "pending":
        return accept(request, PENDING, person)
    return accept(request, _registered(request, person), person)


def _registered(request: Request, person: Person) -> Outcome:
    """Tell our own registration, whose answer was lost, from one that was there before."""
    is_ours = (
        request.sent_at is not None
        and person.created_at is not None
        and person.created_at >= request.sent_at.replace(microsecond=0)
    )
    return REGISTERED if is_ours else ALREADY_REGISTERED


def _of_webinar(webinar: Webinar, *, has_place: bool) -> str:
    if webinar.is_over:
        return "WEBINAR_OVER"
    if webinar.capacity and not has_place and webinar.approved >= webinar.capacity:
        return "WEBINAR_FULL"
    if webinar.approval_type == NO_REGISTRATION:
        return "NO_REGISTRATION"
    if webinar.is_events:
        return "ZOOM_EVENTS"
    return "" if webinar.is_primary else "NOT_PRIMARY_BRAND"


def _of_contact(request: Request, webinar: Webinar) -> str:
    email = request.email.strip().lower()
    if email in webinar.hosts:
        return "HOST"
    if webinar.required_fields:
        return "REQUIRED_FIELDS"
    if not email:
        return "MISSING_EMAIL"
    if len(email) > MAX_EMAIL or not is_valid(email):
        return "INVALID_EMAIL"
    if not request.first_name.strip():
        return "MISSING_NAME"
    if max(len(request.first_name.strip()), len(request.last_name.strip())) > MAX_NAME:
        return "INVALID_NAME"
    return ""
