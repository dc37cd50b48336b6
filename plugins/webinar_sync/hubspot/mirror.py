"""The mirror: what HubSpot has for the addresses about to be touched, and its account's users.

What was read within the hour is not read again. Contacts that are deleted in HubSpot are only
found in its archive, which is asked about addresses that no contact has. The archive forgets after
90 days, and at once who asks to be forgotten; what is once known to be deleted stays so here, until
a contact has the address again.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from webinar_sync.hubspot.batches import Row, as_json, batches
from webinar_sync.hubspot.contacts import find_contacts, read_contacts
from webinar_sync.hubspot.endpoints import OWNERS, USERS
from webinar_sync.hubspot.errors import HubspotError, HubspotRefusedError, HubspotScopeError
from webinar_sync.hubspot.issues import reporting_issues
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.run import least_requests
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun

FRESH_SECONDS = 3600.0
NOBODY_SECONDS = 600.0
"""So long is it fresh that no contact has an address, where one is about to be made: else names
that somebody wrote meanwhile would be written over."""
TO_LOAD = "hubspot/select_addresses_to_load"
TO_SEND = "hubspot/select_addresses_to_send"

log = logging.getLogger(__name__)


def mirror_for_load(run: HubspotRun) -> Counter[str]:
    """Read what the rules of the load need of HubSpot; if it fails, the last mirror serves."""
    # Changed settings touch everybody: the load would find that out only after the mirror.
    found = run.warehouse.rows("settings/select_fingerprint")[0]
    run.warehouse.execute("sync/reset_loaded_settings", fingerprint=found["fingerprint"])
    try:
        with reporting_issues(run):
            check_portal(run)
            counts = refresh_mirror(run, TO_LOAD)
    except HubspotError as error:
        log.warning("HubSpot cannot be read, so its last mirror serves: %s", error)
        counts = Counter()
    return counts


def refresh_mirror(run: HubspotRun, source: str) -> Counter[str]:
    """Read what is not fresh: users, and the addresses that `source` selects."""
    counts: Counter[str] = Counter()
    for archived in (False, True):
        with run.warehouse.stream(
            source,
            archived=archived,
            fresh_seconds=FRESH_SECONDS,
            nobody_seconds=NOBODY_SECONDS,
        ) as rows:
            read = run.each(batches(rows), partial(_read, run, archived=archived))
        counts += read + least_requests(read["archive_read" if archived else "addresses_read"])
    if counts["addresses_read"]:
        counts += _refresh_users(run)
    return counts


def _read(run: HubspotRun, batch: list[Row], *, archived: bool) -> Counter[str]:
    asked = [row["email"] for row in batch]
    found = _read_split(run, asked, archived)
    if archived:
        found += _find_deleted(run, asked, found)
    with run.warehouse.transaction() as transaction:
        parameters: dict[str, Any] = {"asked": asked, "archived": archived, "run_id": run.run_id}
        if not archived:
            transaction.execute(
                query("hubspot/delete_vanished_contacts"),
                {**parameters, "contact_ids": [one["contact_id"] for one in found]},
            )
        transaction.execute(
            query("hubspot/upsert_contacts"), {**parameters, "rows": as_json(found)}
        )
        transaction.execute(query("hubspot/upsert_addresses"), parameters)
    if archived:
        return Counter(archive_read=len(asked), archived_found=len(found))
    return Counter(addresses_read=len(asked), contacts_found=len(found))


def _read_split(run: HubspotRun, asked: list[str], archived: bool) -> list[Row]:
    """Read contacts; what HubSpot does not take for an address is nobody's."""
    try:
        return read_contacts(run.client, asked, archived=archived)
    except HubspotRefusedError as error:
        if error.status != 400:
            raise
        if len(asked) == 1:
            return []
    middle = len(asked) // 2
    return [
        one for half in (asked[:middle], asked[middle:]) for one in _read_split(run, half, archived)
    ]


def _find_deleted(run: HubspotRun, asked: list[str], found: list[Row]) -> list[Row]:
    """Return contacts that were pushed, and are no longer there, though the archive has them not.

    Guess: that the archive can be asked by address; if it cannot, this finds who was pushed.
    """
    in_archive = {one for row in found for one in (row["email"], *row["additional_emails"])}
    pushed = run.warehouse.rows(
        "hubspot/select_pushed_contacts", emails=[one for one in asked if one not in in_archive]
    )
    if not pushed:
        return []
    alive = find_contacts(run.client, [row["contact_id"] for row in pushed])
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
        if row["contact_id"] not in alive
    ]


def _refresh_users(run: HubspotRun) -> Counter[str]:
    """Read the account's users, whole; its owners where the token may not list users."""
    age = run.warehouse.rows("hubspot/select_users_age")[0]["seconds"]
    if age is not None and age < FRESH_SECONDS:
        return Counter()
    try:
        found = list(run.client.pages(USERS))
    except HubspotScopeError:
        found = list(run.client.pages(OWNERS))
    rows = {
        str(one["id"]): {"user_id": str(one["id"]), "email": str(one["email"]).strip().lower()}
        for one in found
        if one.get("email") and one.get("id")
    }
    with run.warehouse.transaction() as transaction:
        transaction.execute(text("lock table hubspot.users in exclusive mode"))
        transaction.execute(query("hubspot/delete_users"))
        transaction.execute(
            query("hubspot/insert_users"),
            {"rows": as_json(rows.values()), "run_id": run.run_id},
        )
    return Counter(users_read=len(rows)) + least_requests(max(1, len(found)))
