"""The mirror: what HubSpot has for the addresses about to be touched, and its account's users.

What was read within the hour is not read again. HubSpot's archive, where deleted contacts are, is
only searched for addresses that no contact has. The archive forgets after 90 days, and at once
those who ask to be forgotten; the mirror keeps deleted contacts until a contact has the address
again.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from webinar_sync.email import normalise
from webinar_sync.hubspot.batches import Row, as_json, batches, least_requests
from webinar_sync.hubspot.contact_requests import find_contacts, read_contacts
from webinar_sync.hubspot.endpoints import OWNERS, USERS
from webinar_sync.hubspot.errors import HubspotError, HubspotRefusedError, HubspotScopeError
from webinar_sync.hubspot.issues import reporting_account_issues
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun

FRESH_SECONDS = 3600.0
NOBODY_SECONDS = 600.0
"""For so long "no contact has the address" is fresh, where a contact is about to be made. Otherwise
names that somebody wrote meanwhile would be overwritten."""
ADDRESSES_TO_LOAD = "hubspot/select_addresses_to_load"
ADDRESSES_TO_SEND = "hubspot/select_addresses_to_send"

log = logging.getLogger(__name__)


def mirror_for_load(run: HubspotRun) -> Counter[str]:
    """Read what the rules of the load need of HubSpot; if that fails, the last mirror is used."""
    try:
        with reporting_account_issues(run):
            check_portal(run)
            counts = refresh_mirror(run, ADDRESSES_TO_LOAD)
    except HubspotError as error:
        log.warning("HubSpot cannot be read, so its last mirror is used: %s", error)
        counts = Counter()
    return counts


def refresh_mirror(run: HubspotRun, source: str) -> Counter[str]:
    """Read what is not fresh: users, and the addresses that the statement `source` selects."""
    counts: Counter[str] = Counter()
    for archived in (False, True):
        with run.warehouse.stream(
            source,
            archived=archived,
            fresh_seconds=FRESH_SECONDS,
            nobody_seconds=NOBODY_SECONDS,
        ) as rows:
            read = run.process_batches(
                batches(rows), partial(_mirror_batch, run, archived=archived)
            )
        counts += read + least_requests(read["archive_read" if archived else "addresses_read"])
    if counts["addresses_read"]:
        counts += _refresh_users(run)
    return counts


def _mirror_batch(run: HubspotRun, batch: list[Row], *, archived: bool) -> Counter[str]:
    addresses = [row["email"] for row in batch]
    contacts = _read_valid_addresses(run, addresses, archived)
    if archived:
        contacts += _find_deleted(run, addresses, contacts)
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/lock_address_statuses"))
        parameters: dict[str, Any] = {
            "asked": addresses,
            "archived": archived,
            "run_id": run.run_id,
        }
        if not archived:
            transaction.execute(
                query("hubspot/delete_vanished_contacts"),
                {**parameters, "contact_ids": [contact["contact_id"] for contact in contacts]},
            )
        transaction.execute(
            query("hubspot/upsert_contacts"), {**parameters, "rows": as_json(contacts)}
        )
        transaction.execute(query("hubspot/upsert_addresses"), parameters)
    if archived:
        return Counter(archive_read=len(addresses), archived_found=len(contacts))
    return Counter(addresses_read=len(addresses), contacts_found=len(contacts))


def _read_valid_addresses(run: HubspotRun, addresses: list[str], archived: bool) -> list[Row]:
    """Read contacts; nobody has a text that HubSpot does not accept as an address."""
    try:
        return read_contacts(run.client, addresses, archived=archived)
    except HubspotRefusedError as error:
        if error.status != 400:
            raise
        if len(addresses) == 1:
            return []
    middle = len(addresses) // 2
    return [
        contact
        for half in (addresses[:middle], addresses[middle:])
        for contact in _read_valid_addresses(run, half, archived)
    ]


def _find_deleted(run: HubspotRun, addresses: list[str], archived: list[Row]) -> list[Row]:
    """Return contacts that were pushed and no longer exist, though the archive lacks them.

    Guess: that the archive can be searched by address. If it cannot, this finds those who were
    pushed.

    :param archived: contacts that the archive has for the addresses
    """
    in_archive = {
        address
        for contact in archived
        for address in (contact["email"], *contact["additional_emails"])
    }
    pushed = run.warehouse.rows(
        "hubspot/select_pushed_contacts",
        emails=[address for address in addresses if address not in in_archive],
    )
    if not pushed:
        return []
    existing = find_contacts(run.client, [row["contact_id"] for row in pushed])
    return [
        {
            "contact_id": row["contact_id"],
            "email": row["email"],
            "additional_emails": [],
            "is_archived": True,
            "has_first_name": False,
            "has_last_name": False,
        }
        for row in pushed
        if row["contact_id"] not in existing
    ]


def _refresh_users(run: HubspotRun) -> Counter[str]:
    """Read all users of the account; its owners if the token may not list users."""
    age = run.warehouse.rows("hubspot/select_users_age")[0]["seconds"]
    if age is not None and age < FRESH_SECONDS:
        return Counter()
    try:
        users = list(run.client.pages(USERS))
    except HubspotScopeError:
        users = list(run.client.pages(OWNERS))
    rows = {
        str(user["id"]): {"user_id": str(user["id"]), "email": normalise(user["email"])}
        for user in users
        if user.get("email") and user.get("id")
    }
    with run.warehouse.transaction() as transaction:
        transaction.execute(text("lock table hubspot.users in exclusive mode"))
        transaction.execute(query("hubspot/lock_address_statuses"))
        transaction.execute(query("hubspot/delete_users"), {"user_ids": list(rows)})
        transaction.execute(
            query("hubspot/upsert_users"),
            {"rows": as_json(rows.values()), "run_id": run.run_id},
        )
    return Counter(users_read=len(rows)) + least_requests(max(1, len(users)))
