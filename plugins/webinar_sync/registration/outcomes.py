"""What can become of a request to register somebody for a webinar: codes and sentences.

The sentences are HubSpot's or Zoom's own where their documents have one. They name webinars and
fields of forms, never people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """An outcome. The workflow gets `status` beside code and sentence."""

    code: str
    status: str
    sentence: str

    @property
    def is_success(self) -> bool:
        """Whether the contact is registered, or waits for the host's approval."""
        return self.status in ("registered", "pending")


REGISTERED = Outcome("REGISTERED", "registered", "Registered for the webinar.")
ALREADY_REGISTERED = Outcome(
    "ALREADY_REGISTERED", "registered", "The contact was registered already, with the same link."
)
PENDING = Outcome("PENDING", "pending", "Registered; the webinar's host has yet to approve it.")

EXPIRED = Outcome(
    "EXPIRED", "failed", "The workflow went on before the contact could be registered."
)
EXPIRED_BY_HAND = (
    "The contact could not be registered in the three days for which a request by hand is kept."
)
"""What is said instead where no workflow waited."""

_REFUSALS = (
    ("ERASED", "The contact asked to be forgotten, so nothing about them is stored or sent."),
    (
        "NO_WORKFLOWS",
        "Adding contacts to Zoom webinars from a workflow needs a Professional or Enterprise "
        "subscription of HubSpot.",
    ),
    (
        "WEBINAR_ID_NOT_UNDERSTOOD",
        "The webinar id is not understood: it is a number of 9 to 12 digits, with or without "
        "spaces and dashes.",
    ),
    ("WEBINAR_NOT_FOUND", "Webinar does not exist: {webinar}."),
    (
        "WEBINAR_OVER",
        "Webinar is over, you cannot register now. If you have any questions, contact the webinar "
        "host.",
    ),
    ("WEBINAR_FULL", "Webinar has reached maximum attendee capacity."),
    ("NO_REGISTRATION", "Registration has not been enabled for this webinar: {webinar}."),
    ("PAID_REGISTRATION", "The Zoom REST API does not support paid registration."),
    (
        "ZOOM_EVENTS",
        "Zoom Events, and webinars created as part of a Zoom Event, are not supported.",
    ),
    (
        "NOT_PRIMARY_BRAND",
        "The webinar belongs to a Zoom account that is not the primary brand's.",
    ),
    (
        "NOT_PERMITTED",
        "Zoom does not let this webinar be used: its host has no webinar plan, or the app lacks "
        "the permission.",
    ),
    ("HOST", "Webinar host cannot register to the webinar"),
    (
        "REQUIRED_FIELDS",
        "The webinar's registration form requires fields other than first name, last name and "
        "email: {fields}.",
    ),
    ("MISSING_EMAIL", "The contact has no email address."),
    ("INVALID_EMAIL", "The contact's email address is not valid."),
    ("MISSING_NAME", "The contact has no first name, which Zoom requires."),
    (
        "MISSING_LAST_NAME",
        "The contact has no last name, which the webinar's registration form requires: {fields}.",
    ),
    ("INVALID_NAME", "The contact's name is longer than the 64 letters that Zoom takes."),
    (
        "DENIED",
        "The contact's registration for this webinar was denied or cancelled before. Delete the "
        "registrant in Zoom, or approve it there.",
    ),
    (
        "PANELIST",
        "You have been invited as a panelist for the webinar, please check your email to find more "
        "information about this webinar.",
    ),
    ("WORK_EMAIL", "If you have been invited, please input your work email address."),
    (
        "ATTENDEE_LIMIT",
        "You have reached the limit for the number of attendees you can add. Contact Zoom Support "
        "for more information.",
    ),
    (
        "INVALID_FIELDS",
        "Zoom refuses what the contact has in fields of the registration form, or lacks there: "
        "{fields}.",
    ),
    ("REFUSED", "Zoom refused the registration, for a reason that it does not name."),
)
OUTCOMES: dict[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        REGISTERED,
        ALREADY_REGISTERED,
        PENDING,
        EXPIRED,
        *(Outcome(code, "failed", sentence) for code, sentence in _REFUSALS),
    )
}

CODES_BY_REASON = {
    "host": "HOST",
    "work_email": "WORK_EMAIL",
    "full": "WEBINAR_FULL",
    "over": "WEBINAR_OVER",
    "panelist": "PANELIST",
    "paid": "PAID_REGISTRATION",
    "attendee_limit": "ATTENDEE_LIMIT",
    "denied": "DENIED",
    "no_registration": "NO_REGISTRATION",
    "not_found": "WEBINAR_NOT_FOUND",
    "not_permitted": "NOT_PERMITTED",
    "invalid": "INVALID_FIELDS",
}
"""Codes of what Zoom refuses, by `webinar_sync.zoom.errors.REASONS`; of any other: REFUSED."""

CODES_FOR_EVERYBODY = frozenset(
    {
        "WEBINAR_NOT_FOUND",
        "WEBINAR_OVER",
        "WEBINAR_FULL",
        "NO_REGISTRATION",
        "PAID_REGISTRATION",
        "NOT_PERMITTED",
    }
)
"""Refusals of one person that hold for everybody else, too: they concern the webinar.

ATTENDEE_LIMIT does not: Zoom answers it when one person is added more than three times (Zoom's
staff, developer forum 74518)."""


def format_sentence(code: str, *, webinar: object = "", fields: object = "") -> str:
    """Return an outcome's sentence, with the webinar or the form's fields filled in."""
    return OUTCOMES[code].sentence.format(webinar=webinar, fields=fields)
