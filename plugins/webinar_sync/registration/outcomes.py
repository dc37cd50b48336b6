"""What can become of a request to add somebody to a webinar, or to remove them: codes, sentences.

The sentences are HubSpot's or Zoom's own where their documents have one. They name webinars and
fields of forms, never people.
"""

from __future__ import annotations

from dataclasses import dataclass

ADD = "add"
REMOVE = "remove"
"""What a request asks for."""


@dataclass(frozen=True)
class Outcome:
    """An outcome. The workflow gets `status` beside code and sentence."""

    code: str
    status: str
    sentence: str

    @property
    def is_success(self) -> bool:
        """Whether it is as requested: registered or waiting for the host's approval; cancelled."""
        return self.status != "failed"


REGISTERED = Outcome("REGISTERED", "registered", "Registered for the webinar.")
ALREADY_REGISTERED = Outcome(
    "ALREADY_REGISTERED", "registered", "The contact was registered already, with the same link."
)
PENDING = Outcome("PENDING", "pending", "Registered; the webinar's host has yet to approve it.")

EXPIRED = Outcome(
    "EXPIRED", "failed", "The workflow went on before the contact could be registered."
)
_NOT_CANCELLED = Outcome(
    "EXPIRED", "failed", "The workflow went on before the registration could be cancelled."
)
EXPIRED_BY_HAND = {
    ADD: (
        "The contact could not be registered in the three days for which a request by hand is kept."
    ),
    REMOVE: (
        "The registration could not be cancelled in the three days for which a request by hand is "
        "kept."
    ),
}
"""What is said instead where no workflow waited."""

CANCELLED = Outcome(
    "CANCELLED", "cancelled", "The contact's registration for the webinar is cancelled."
)
ALREADY_CANCELLED = Outcome(
    "ALREADY_CANCELLED",
    "cancelled",
    "The contact's registration had been cancelled or denied before.",
)

_REFUSALS = (
    ("ERASED", "The contact asked to be forgotten, so nothing about them is stored or sent."),
    (
        "SUPERSEDED",
        "A later request asked to remove the contact from the webinar, so it was not added.",
    ),
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

_REMOVAL_REFUSALS = {
    "ERASED": "",
    "SUPERSEDED": (
        "A later request asked to add the contact to the webinar, so nothing was cancelled."
    ),
    "NO_WORKFLOWS": (
        "Removing contacts from Zoom webinars from a workflow needs a Professional or Enterprise "
        "subscription of HubSpot."
    ),
    "WEBINAR_ID_NOT_UNDERSTOOD": "",
    "WEBINAR_NOT_FOUND": "",
    "WEBINAR_OVER": "Webinar is over, so no registration for it can be cancelled.",
    "NO_REGISTRATION": "",
    "ZOOM_EVENTS": "",
    "NOT_PRIMARY_BRAND": "",
    "NOT_PERMITTED": "",
    "MISSING_EMAIL": "",
    "NOT_REGISTERED": (
        "The contact is not registered for this webinar with this email address, so nothing was "
        "cancelled."
    ),
    "REFUSED": "Zoom refused to cancel the registration, for a reason that it does not name.",
}
"""Why nobody is removed; empty: in the words in which nobody is added."""
OUTCOMES_OF_REMOVAL: dict[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        CANCELLED,
        ALREADY_CANCELLED,
        _NOT_CANCELLED,
        *(
            Outcome(code, "failed", sentence or OUTCOMES[code].sentence)
            for code, sentence in _REMOVAL_REFUSALS.items()
        ),
    )
}
OUTCOMES_BY_ACTION = {ADD: OUTCOMES, REMOVE: OUTCOMES_OF_REMOVAL}

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
"""Codes of what Zoom refuses, by `webinar_sync.zoom.errors.REASONS`; of any other, and where the
action has no such code: REFUSED."""

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


def code_of(reason: str, action: str) -> str:
    """Return the code of what Zoom refuses, by a word of `webinar_sync.zoom.errors.REASONS`."""
    code = CODES_BY_REASON.get(reason, "REFUSED")
    return code if code in OUTCOMES_BY_ACTION[action] else "REFUSED"
