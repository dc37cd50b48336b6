"""What a HubSpot user would now see: everything at once, to be compared, or one contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.contacts import require_contact
from sandbox.hubspot.merged import by_present_contact
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.hubspot.account import Account
    from sandbox.hubspot.contacts import ContactRecord
    from sandbox.hubspot.marketing_events import Event
    from sandbox.hubspot.participations import Participation


def take_snapshot(account: Account, now: datetime) -> dict[str, Any]:
    """Return contacts, archived addresses, events with the people in them, and lists."""
    contacts = sorted(account.contacts.active(), key=lambda record: record.email)
    archived = sorted(record.email for record in account.contacts.archived())
    events = sorted(
        account.events.events.values(), key=lambda event: (event.account, event.external_id)
    )
    return {
        "lists": {
            row.name: account.lists.members_of(row)
            for row in sorted(account.lists.lists.values(), key=lambda row: row.name)
        },
        "contacts": {record.email: _contact(record) for record in contacts},
        "archived": archived,
        "events": {
            f"{event.account} {event.external_id}": _event(account, event, now) for event in events
        },
    }


def describe_contact(account: Account, key: str, now: datetime) -> dict[str, Any]:
    """Return what there is of one contact, by address or id.

    :raises HubspotError: 404
    """
    contacts = account.contacts
    record = require_contact(contacts.by_email(key) or contacts.by_key(key))
    participations = [
        {"event": event.fields.get("eventName"), **_participation(event, participation)}
        for event in account.events.events.values()
        for contact, participation in by_present_contact(
            contacts, account.events.participations_of(event, now)
        )
        if contact is record
    ]
    custom = [
        event
        for event in account.custom.occurrences.values()
        if event.get("objectId") == str(record.contact_id)
    ]
    return {
        "id": record.contact_id,
        "email": record.email,
        **_contact(record),
        "marketing events": participations,
        "custom events": custom,
    }


def _contact(record: ContactRecord) -> dict[str, Any]:
    return {"additional": sorted(record.additional), **dict(sorted(record.properties.items()))}


def _event(account: Account, event: Event, now: datetime) -> dict[str, Any]:
    participations = account.events.participations_of(event, now)
    people = {
        record.email: _participation(event, participation)
        for record, participation in by_present_contact(account.contacts, participations)
    }
    return {
        "app": event.app_name,
        **dict(sorted(event.fields.items())),
        "people": dict(sorted(people.items())),
    }


def _participation(event: Event, participation: Participation) -> dict[str, Any]:
    return {
        "state": participation.state,
        "at": iso(participation.occurred_at),
        "seconds": participation.duration_seconds,
        "percentage": participation.percentage,
    }
