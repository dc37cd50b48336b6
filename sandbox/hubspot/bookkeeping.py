"""What a HubSpot user would now see: everything at once, to be compared, or one contact."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from sandbox.hubspot import events as marketing
from sandbox.hubspot.contacts import iso, one_contact
from sandbox.hubspot.errors import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sandbox.hubspot.calls import Account
    from sandbox.hubspot.contacts import Record
    from sandbox.hubspot.events import Event, State


def snapshot(account: Account, now: datetime) -> dict[str, Any]:
    """Return contacts, archived addresses, and events with the people in them."""
    records = sorted(account.contacts.records.values(), key=lambda one: one.email)
    events = sorted(account.events.events.values(), key=lambda one: (one.account, one.external_id))
    return {
        "contacts": {one.email: _contact(one) for one in records if one.archived_at is None},
        "archived": [one.email for one in records if one.archived_at is not None],
        "events": {f"{one.account} {one.external_id}": _event(account, one, now) for one in events},
    }


def about(account: Account, key: str, now: datetime) -> dict[str, Any]:
    """Return what there is of one contact, by address or id.

    :raises HubspotError: 404
    """
    contacts = account.contacts
    record = one_contact(contacts.by_email(key) or contacts.by_key(key))
    parts = [
        {"event": event.fields.get("eventName"), **_part(event, part)}
        for event in account.events.events.values()
        for contact_id, part in account.events.parts_of(event, now).items()
        if contacts.by_id(contact_id) is record
    ]
    custom = [
        one
        for one in account.custom.occurrences.values()
        if one.get("objectId") == str(record.contact_id)
    ]
    return {
        "id": record.contact_id,
        "email": record.email,
        **_contact(record),
        "marketing events": parts,
        "custom events": custom,
    }


def _contact(one: Record) -> dict[str, Any]:
    return {"additional": sorted(one.additional), **dict(sorted(one.properties.items()))}


def _event(account: Account, event: Event, now: datetime) -> dict[str, Any]:
    people = {}
    for contact_id, part in account.events.parts_of(event, now).items():
        record = account.contacts.by_id(contact_id)
        if record is not None:
            people[record.email] = _part(event, part)
    return {
        "app": event.app_name,
        **dict(sorted(event.fields.items())),
        "people": dict(sorted(people.items())),
    }


def _part(event: Event, part: State) -> dict[str, Any]:
    return {
        "state": part.state,
        "at": iso(part.occurred_at),
        "seconds": marketing.duration_of(part),
        "percentage": marketing.percentage_of(event, part),
    }


def index_page(account: Account) -> Answer:
    """Return a page that links to everybody's."""
    rows = "".join(
        f'<li><a href="/_sandbox/contacts/{html.escape(one.email)}.html">'
        f"{html.escape(one.email)}</a></li>"
        for one in account.contacts.records.values()
        if one.archived_at is None
    )
    others = "".join(
        f'<a href="/_sandbox/{name}">{name}</a> ' for name in ("snapshot", "executions", "requests")
    )
    count = len(account.contacts.records)
    return _page(f"<p>{others}</p><h1>{count} contacts</h1><ul>{rows}</ul>")


def contact_page(key: str, found: Mapping[str, Any]) -> Answer:
    """Return what there is of one contact as a page."""
    rows = "".join(
        f"<tr><th align=left>{html.escape(name)}<td><pre>"
        f"{html.escape(value if isinstance(value, str) else json.dumps(value, indent=1))}</pre>"
        for name, value in found.items()
    )
    back = '<p><a href="/_sandbox/">all contacts</a></p>'
    return _page(f"{back}<h1>{html.escape(key)}</h1><table>{rows}</table>")


def _page(content: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>HubSpot sandbox</title>{content}"
    return Answer(200, headers={"Content-Type": "text/html;charset=utf-8"}, raw=page.encode())
