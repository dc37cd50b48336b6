"""What HubSpot holds at a moment, as facts that are true or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.hubspot.account import Account

Fact = tuple[str, str, str]
"""What it is, of which event (external id), of whom (primary address)."""
NO_SHOW, COMPLETED, CANCELLED, DELETED, CONTACT = (
    *("NO_SHOW", "event completed", "event cancelled", "event deleted", "contact"),
)


def read_facts(account: Account, now: datetime) -> set[Fact]:
    """Return who is a contact, how events stand, and who has which state in them.

    What a contact did that was merged into another is not said of that one.
    """
    contacts = account.contacts
    facts: set[Fact] = {(CONTACT, "", record.email) for record in contacts.active()}
    for event in account.events.events.values():
        if event.fields.get("eventCompleted"):
            facts.add((COMPLETED, event.external_id, ""))
        if event.fields.get("eventCancelled"):
            facts.add((CANCELLED, event.external_id, ""))
        for contact_id, part in account.events.participations_of(event, now).items():
            record = contacts.records.get(contact_id)
            if record is not None and record.archived_at is None:
                facts.add((part.state, event.external_id, record.email))
    return facts
