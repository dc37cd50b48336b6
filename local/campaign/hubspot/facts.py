"""What HubSpot holds at a moment, as facts that are true or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.hubspot.account import Account
    from sandbox.hubspot.marketing_events import Event
    from sandbox.hubspot.participations import Participation

Fact = tuple[str, str, str]
"""What it is, of which event (external id), of whom (primary address)."""
ATTENDED, NO_SHOW = "ATTENDED", "NO_SHOW"
COMPLETED, CANCELLED, DELETED, CONTACT = (
    *("event completed", "event cancelled", "event deleted", "contact"),
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
        for address, part in parts_by_address(account, event, now).items():
            facts.add((part.state, event.external_id, address))
    return facts


def parts_by_address(account: Account, event: Event, now: datetime) -> dict[str, Participation]:
    """Return each contact's own part in an event; who was merged into another has none.

    A contact keeps its own when HubSpot makes a new record of it.
    """
    records = {
        contact_id: record
        for record in account.contacts.active()
        for contact_id in (record.contact_id, *record.former_ids)
    }
    parts = account.events.participations_of(event, now)
    ordered = sorted(parts.items(), key=lambda pair: pair[1].written_at)
    return {records[key].email: part for key, part in ordered if key in records}
