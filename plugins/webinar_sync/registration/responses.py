"""What Zoom answered to a registration, and what becomes of the requests by it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.registration.outcomes import ALREADY_REGISTERED, PENDING, REGISTERED
from webinar_sync.registration.registrant_lookup import read_registrant
from webinar_sync.registration.rules import Decision, Registrant, accept, refuse
from webinar_sync.zoom.errors import ZoomError

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.registration.applicants import Applicant
    from webinar_sync.registration.rules import Webinar
    from webinar_sync.zoom.client import ZoomClient

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registration:
    """Somebody whom Zoom has registered now. `is_new`: false: they were before."""

    registrant: Registrant
    is_new: bool = True


def read_batch(body: dict[str, Any], answered_at: datetime) -> dict[str, Registrant]:
    """Return who was registered, by address, from Zoom's response to a batch."""
    rows = {
        normalise(row.get("email")): row
        for row in body.get("registrants") or []
        if isinstance(row, dict)
    }
    return {
        address: read_response(row, "approved", answered_at)
        for address, row in rows.items()
        if row.get("registrant_id")
    }


def read_response(row: dict[str, Any], status: str, registered_at: datetime) -> Registrant:
    """Return a registrant from Zoom's response to a registration, which names no status."""
    return Registrant(
        registrant_id=str(row["registrant_id"]),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=registered_at,
    )


def tell_whether_new(
    client: ZoomClient, webinar: Webinar, registrant: Registrant, sent_at: datetime
) -> Registration:
    """Ask for a registrant, unless it was known who is registered.

    Zoom answers who is registered already as it answers who is new (developer forum 57798); when
    somebody was registered tells which.

    :param sent_at: when it was sent to Zoom, by Zoom's clock
    """
    if webinar.is_everybody_known:
        return Registration(registrant)
    try:
        listed = read_registrant(client, webinar.webinar_id, registrant.registrant_id)
    except ZoomError as error:  # registered they are
        log.warning("%s: whether somebody was registered before is not known", error)
        return Registration(registrant)
    is_new = listed.created_at is None or listed.created_at >= sent_at.replace(microsecond=0)
    return Registration(
        replace(listed, join_url=registrant.join_url or listed.join_url), is_new=is_new
    )


def decisions_of(applicant: Applicant, registration: Registration) -> list[Decision]:
    """Return what becomes of each request of a person whom Zoom has registered."""
    registrant = registration.registrant
    if registrant.status == "denied":
        return [refuse(request, "DENIED") for request in applicant.requests]
    if registrant.status == "pending":
        return [accept(request, PENDING, registrant) for request in applicant.requests]
    first, *others = applicant.requests
    outcome = REGISTERED if registration.is_new else ALREADY_REGISTERED
    return [
        accept(first, outcome, registrant),
        *(accept(request, ALREADY_REGISTERED, registrant) for request in others),
    ]
