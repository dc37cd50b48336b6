"""The HubSpot account beside the awkward Zoom account: its contacts and users."""

from __future__ import annotations

from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, Portal, User
from sandbox.zoom import awkward

TOKEN = "pat-eu1-sandbox-nightjar"
PORTAL = Portal(
    TOKEN,
    contacts=tuple(
        Contact(email, additional, is_archived=is_archived)
        for _, email, additional, is_archived in awkward.MIRROR_CONTACTS
    ),
    users=tuple(User(address) for address in awkward.MIRROR_USERS),
    properties=NATIVE_PROPERTIES,
)
