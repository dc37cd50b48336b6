"""Decides about a request, from what Zoom knows of its webinar. Pure: no I/O.

The rules stand in the order of HubSpot's own action: the first that applies decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.email import is_valid, normalise
from webinar_sync.registration.outcomes import (
    ADD,
    ALREADY_CANCELLED,
    ALREADY_REGISTERED,
    CANCELLED,
    OUTCOMES_BY_ACTION,
    PENDING,
    REGISTERED,
    REMOVE,
    Outcome,
)
from webinar_sync.webinar_types import ApprovalType, WebinarType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

WORKFLOW = "workflow"
SUBSCRIPTIONS_WITHOUT_WORKFLOWS = frozenset({"free", "starter"})
MAX_NAME_LETTERS = 64
"""Zoom's limit for a first and for a last name."""
MAX_EMAIL_LETTERS = 128
"""Zoom's limit for an address."""
_WEBINAR_ID = re.compile(r"\d{9,12}")


@dataclass(frozen=True)
class Request:
    """A request of the inbox, to add one contact to one webinar, or to remove it from one.

    `sent_at`: when it was first sent to Zoom, if it was and no response came. `is_erased`: the
    person asked to be forgotten. `is_superseded`: a later one asks for the opposite.
    """

    request_key: str
    source: str
    webinar: str
    email: str
    first_name: str
    last_name: str
    sent_at: datetime | None = None
    is_erased: bool = False
    action: str = ADD
    is_superseded: bool = False

    @property
    def webinar_id(self) -> int | None:
        """The id without spaces and dashes; None if it is no number of 9 to 12 digits."""
        digits = re.sub(r"[\s\u2010-\u2015-]", "", self.webinar)
        return int(digits) if digits.isascii() and _WEBINAR_ID.fullmatch(digits) else None

    @property
    def address(self) -> str:
        """The normalised address: requests with the same one concern the same person."""
        return normalise(self.email)


@dataclass(frozen=True)
class Registrant:
    """Somebody who is registered for a webinar.

    `row`: as Zoom lists them; empty: nobody asked.
    """

    registrant_id: str
    status: str
    join_url: str | None
    created_at: datetime | None
    row: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Webinar:
    """What Zoom knows of a webinar.

    - is_over_by_midnight: 00:00 UTC, when Zoom lets somebody be added again
    - occurrence_id: the date to register for, where dates of a series are registered for apart
    - required_fields: of the form, that nobody fills in
    - registrants: by normalised address
    - approved: how many are approved
    - is_everybody_known: whether those not in `registrants` are not registered
    - removed: ids of registrants whom this action removed last, and nobody else
    """

    account_id: str
    webinar_id: int
    type: int
    approval_type: int
    is_over: bool
    is_primary: bool
    is_over_by_midnight: bool = False
    is_events: bool = False
    capacity: int = 0
    occurrence_id: str = ""
    hosts: frozenset[str] = frozenset()
    required_fields: tuple[str, ...] = ()
    requires_last_name: bool = False
    registrants: Mapping[str, Registrant] = field(default_factory=dict)
    approved: int = 0
    is_everybody_known: bool = True
    removed: frozenset[str] = frozenset()

    @property
    def is_batch_allowed(self) -> bool:
        """Whether Zoom registers many at once: single webinars with automatic approval."""
        return self.type == WebinarType.SINGLE and self.approval_type == ApprovalType.AUTOMATIC


@dataclass(frozen=True)
class Decision:
    """What becomes of a request."""

    request: Request
    outcome: Outcome
    message: str
    registrant: Registrant | None = None


def refuse(request: Request, code: str, *, fields: str = "") -> Decision:
    """Return a refusal."""
    outcome = OUTCOMES_BY_ACTION[request.action][code]
    message = outcome.sentence.format(webinar=request.webinar_id or "", fields=fields)
    return Decision(request, outcome, message)


def accept(request: Request, outcome: Outcome, registrant: Registrant) -> Decision:
    """Return a success."""
    return Decision(request, outcome, outcome.sentence, registrant)


def decide_before_reading(request: Request, subscription: str) -> Decision | None:
    """Decide what needs no request to Zoom; None: the webinar must be read."""
    if request.is_erased:
        return refuse(request, "ERASED")
    if request.is_superseded:
        return refuse(request, "SUPERSEDED")
    if (
        request.source == WORKFLOW
        and subscription.strip().lower() in SUBSCRIPTIONS_WITHOUT_WORKFLOWS
    ):
        return refuse(request, "NO_WORKFLOWS")
    if request.webinar_id is None:
        return refuse(request, "WEBINAR_ID_NOT_UNDERSTOOD")
    return None


def decide(request: Request, webinar: Webinar | None) -> Decision | None:
    """Decide; None: Zoom is to register this person, or to cancel their registration.

    A webinar is full for those who have no place in it yet.

    :param webinar: None: no account has it
    """
    if webinar is None:
        return refuse(request, "WEBINAR_NOT_FOUND")
    if request.action == REMOVE:
        return _decide_removal(request, webinar)
    registrant = webinar.registrants.get(request.address)
    has_place = registrant is not None and registrant.status != "denied"
    code = _refusal_by_webinar(webinar, has_place=has_place) or _refusal_by_contact(
        request, webinar
    )
    if code:
        return refuse(request, code, fields=", ".join(webinar.required_fields))
    if registrant is None:
        # Who is registered already filled in the form themselves.
        is_unfilled = webinar.requires_last_name and not request.last_name.strip()
        return refuse(request, "MISSING_LAST_NAME", fields="last_name") if is_unfilled else None
    if registrant.status == "denied":
        # Whom this action removed it may let in again; a host's decision stands.
        was_removed = registrant.registrant_id in webinar.removed
        return None if was_removed else refuse(request, "DENIED")
    if registrant.status == "pending":
        return accept(request, PENDING, registrant)
    return accept(request, _success(request, registrant), registrant)


def _decide_removal(request: Request, webinar: Webinar) -> Decision | None:
    """Decide; None: Zoom is to cancel this person's registration.

    Where Zoom's response to this request was lost, whoever is not registered now was removed by it.
    """
    registrant = webinar.registrants.get(request.address)
    code = _refusal_by_webinar(webinar, has_place=True)
    if code:
        return refuse(request, code)
    if not request.address:
        return refuse(request, "MISSING_EMAIL")
    if registrant is not None and registrant.status != "denied":
        return None
    if request.sent_at is not None:
        return Decision(request, CANCELLED, CANCELLED.sentence, registrant)
    if registrant is None:
        return refuse(request, "NOT_REGISTERED")
    return accept(request, ALREADY_CANCELLED, registrant)


def _success(request: Request, registrant: Registrant) -> Outcome:
    """Tell whether this request made the registration, and only the response was lost."""
    is_of_this_request = (
        request.sent_at is not None
        and registrant.created_at is not None
        and registrant.created_at >= request.sent_at.replace(microsecond=0)
    )
    return REGISTERED if is_of_this_request else ALREADY_REGISTERED


def _refusal_by_webinar(webinar: Webinar, *, has_place: bool) -> str:
    """Return the code of a refusal because of the webinar; "" if there is none."""
    if webinar.is_over:
        return "WEBINAR_OVER"
    if webinar.capacity and not has_place and webinar.approved >= webinar.capacity:
        return "WEBINAR_FULL"
    if webinar.approval_type == ApprovalType.NO_REGISTRATION:
        return "NO_REGISTRATION"
    if webinar.is_events:
        return "ZOOM_EVENTS"
    return "" if webinar.is_primary else "NOT_PRIMARY_BRAND"


def _refusal_by_contact(request: Request, webinar: Webinar) -> str:
    """Return the code of a refusal because of the contact; "" if there is none."""
    address = request.address
    if address in webinar.hosts:
        return "HOST"
    if webinar.required_fields:
        return "REQUIRED_FIELDS"
    if not address:
        return "MISSING_EMAIL"
    if len(address) > MAX_EMAIL_LETTERS or not is_valid(address):
        return "INVALID_EMAIL"
    if not request.first_name.strip():
        return "MISSING_NAME"
    if max(len(request.first_name.strip()), len(request.last_name.strip())) > MAX_NAME_LETTERS:
        return "INVALID_NAME"
    return ""
