"""The mirror: what HubSpot has for the addresses about to be touched, and its account's users.

What was read within the hour is not read again. HubSpot's archive, where deleted contacts are, is
only searched for addresses that no contact has. The archive forgets after 90 days, and at once
those who ask to be forgotten; the mirror keeps deleted contacts until a contact has the address
again. Each contact comes with our properties: what somebody overwrote is sent again.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import (
    BatchResult,
    Row,
    as_json,
    batches,
    least_requests,
    send_split,
)
from webinar_sync.hubspot.contact_properties import PROPERTIES
from webinar_sync.hubspot.contact_requests import find_contacts, read_contacts
from webinar_sync.hubspot.errors import HubspotError
from webinar_sync.hubspot.issues import reporting_account_issues
from webinar_sync.hubspot.overwritten import record_overwritten
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.users import refresh_users
from webinar_sync.warehouse.locks import lock_address_statuses
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from webinar_sync.hubspot.run import HubspotRun

FRESH_SECONDS = 3600.0
ADDRESSES_TO_LOAD = "hubspot/select_addresses_to_load"
ADDRESSES_TO_SEND = "hubspot/select_addresses_to_send"
PEOPLE_TO_LOOK_UP = "hubspot/select_people_to_look_up"
AN_ADDRESS = "nobody@example.com"
"""Nobody's, and as good as any: who refuses to look for it refuses whatever is asked."""

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
    """Read what is not fresh: users, and the addresses that the statement `source` selects.

    Users come first: while they are not known, no address counts as read, and nobody is created.
    """
    counts: Counter[str] = Counter()
    for archived in (False, True):
        with run.warehouse.stream(source, archived=archived, fresh_seconds=FRESH_SECONDS) as rows:
            first = next(rows, None)
            if first is None:
                continue
            if not archived:
                counts += refresh_users(run, FRESH_SECONDS)
            read = run.process_batches(
                batches(chain([first], rows)), partial(mirror_batch, run, archived=archived)
            )
        counts += read + least_requests(read["archive_read" if archived else "addresses_read"])
    return counts


def mirror_batch(
    run: HubspotRun, batch: list[Row], *, archived: bool = False, keeps_vanished: bool = False
) -> Counter[str]:
    """Read what HubSpot has for the addresses of up to 100 rows, and keep it; return counts.

    :param keeps_vanished: a contact whose address no contact has any more stays as it was known:
        for readings after which nobody may be created
    """
    addresses = [row["email"] for row in batch]
    names = property_names(run)
    requested_at = run.warehouse.rows("hubspot/select_moment")[0]["moment"]
    contacts = _read_valid_addresses(run, batch, names, archived)
    if archived:
        contacts += _find_deleted(run, addresses, contacts)
    overwritten = 0
    with run.warehouse.transaction() as transaction:
        lock_address_statuses(transaction)
        if not archived:
            read = [] if keeps_vanished else addresses
            _record_merges(transaction, read, contacts, run.run_id)
            overwritten = record_overwritten(transaction, contacts, names, requested_at, run.run_id)
        parameters: dict[str, Any] = {"archived": archived, "run_id": run.run_id}
        transaction.execute(
            query("hubspot/upsert_contacts"), {**parameters, "rows": as_json(contacts)}
        )
        transaction.execute(
            query("hubspot/upsert_addresses"), {**parameters, "requested": addresses}
        )
    if archived:
        return Counter(archive_read=len(addresses), archived_found=len(contacts))
    return Counter(
        addresses_read=len(addresses),
        contacts_found=len(contacts),
        contacts_overwritten=overwritten,
    )


def property_names(run: HubspotRun) -> dict[str, str]:
    """Return which HubSpot property each column is written to; empty: none is set up yet."""
    rows = run.warehouse.rows("hubspot/select_portal")
    names = rows[0]["properties"] if rows else {}
    return {column: name for column, name in names.items() if column in PROPERTIES}


def _record_merges(
    transaction: Connection, addresses: list[str], contacts: list[Row], run_id: str
) -> None:
    """Forget contacts that have lost their addresses, and remember whose part is another's now.

    :param addresses: those of which it matters that no contact has them any more
    """
    if any(contact["additional_emails"] for contact in contacts):
        parameters = {"rows": as_json(contacts), "run_id": run_id}
        transaction.execute(query("hubspot/upsert_merged_participations"), parameters)
        transaction.execute(query("hubspot/insert_merged_custom_events"), parameters)
    answered = {
        address
        for contact in contacts
        for address in (contact["email"], *contact["additional_emails"])
    }
    transaction.execute(
        query("hubspot/delete_vanished_contacts"),
        {
            "addresses": sorted({*addresses, *answered}),
            "contact_ids": [contact["contact_id"] for contact in contacts],
        },
    )


def _read_valid_addresses(
    run: HubspotRun, batch: list[Row], names: dict[str, str], archived: bool
) -> list[Row]:
    """Read contacts; nobody has a text that HubSpot does not accept as an address.

    :raises HubspotRefusedError: if HubSpot does not accept a text either that is an address
    """

    def read(rows: Sequence[Row]) -> BatchResult:
        addresses = [row["email"] for row in rows]
        return BatchResult(read_contacts(run.client, addresses, names, archived=archived))

    result = send_split(batch, read, row_statuses=frozenset({400}))
    # Of the archive it is a guess that it can be read by address.
    if len(result.refused) == len(batch) and not archived:
        read_contacts(run.client, [AN_ADDRESS], names)
    # A contact may have an address in each part of the batch.
    return list({contact["contact_id"]: contact for contact in result.accepted}.values())


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
            "properties": {},
        }
        for row in pushed
        if row["contact_id"] not in existing
    ]
