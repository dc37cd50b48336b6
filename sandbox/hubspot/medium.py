"""The HubSpot account beside the medium Zoom account: some of its people are contacts there.

A digest of the address decides who is, so that the same Zoom account has the same neighbour.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, ForeignEvent, Portal, User

if TYPE_CHECKING:
    from sandbox.zoom.model import Account, Registrant

TOKEN = "pat-na1-sandbox-medium"
PORTAL_ID = 4711
CLIENT_SECRET = "sandbox-client-secret"
_NATIVE_APP = 178192
"""Guess: the id of HubSpot's own Zoom app; nothing depends on it."""


def build(account: Account) -> Portal:
    """Return the HubSpot account for a Zoom account.

    Of 1,000 people, about 300 are contacts, most with names, 3 were deleted, 3 have the address
    as a secondary one, and 2 are users.
    """
    people: dict[str, Registrant] = {}
    for webinar in account.webinars:
        for registrant in webinar.registrants:
            people.setdefault(registrant.email.strip().lower(), registrant)
    contacts: list[Contact] = []
    users: list[User] = []
    for email, person in sorted(people.items()):
        if "@" not in email:
            continue
        names = {"firstname": person.first_name, "lastname": person.last_name}
        filled = {name: value for name, value in names.items() if value}
        lot = int(hashlib.sha256(email.encode()).hexdigest(), 16) % 1000
        if lot < 200:
            contacts.append(Contact(email, properties=filled))
        elif lot < 300:
            contacts.append(Contact(email))
        elif lot < 303:
            contacts.append(Contact(email, properties=filled, is_archived=True))
        elif lot < 306:
            contacts.append(Contact(f"private.{email}", (email,), filled))
        elif lot < 308:
            users.append(User(email, person.first_name, person.last_name))
    return Portal(
        TOKEN,
        portal_id=PORTAL_ID,
        client_secret=CLIENT_SECRET,
        contacts=tuple(contacts),
        users=tuple(users),
        properties=NATIVE_PROPERTIES,
        events=_native_events(account),
    )


def _native_events(account: Account) -> tuple[ForeignEvent, ...]:
    """Return the event that HubSpot's own Zoom app made of the first webinar with a date."""
    for webinar in account.webinars:
        if webinar.start is not None:
            return (
                ForeignEvent(
                    _NATIVE_APP,
                    "Zoom",
                    account.account_id,
                    str(webinar.id),
                    webinar.topic,
                    "Zoom",
                    webinar.start,
                ),
            )
    return ()
