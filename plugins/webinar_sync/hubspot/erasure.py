"""What becomes in HubSpot of people who asked to be forgotten.

Where it was asked for, HubSpot deletes the contact for good. Else the contact stays, without our
properties, and registrations for events that are not over there are cancelled: their end would make
a no-show of the person, and start what workflows do about no-shows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy
from webinar_sync.hubspot.batches import ROW_STATUSES, Row, batches_by_event, send_split
from webinar_sync.hubspot.contact_requests import read_addresses, read_contacts, update_contacts
from webinar_sync.hubspot.endpoints import DELETE_CONTACT_FOR_GOOD
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.issues import reporting_account_issues
from webinar_sync.hubspot.lists import change_members
from webinar_sync.hubspot.participations import send_interactions
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.run import HubspotRun


def erase_in_hubspot(
    run: HubspotRun, addresses: Sequence[str], hubspot_ids: Sequence[int], *, for_good: bool
) -> dict[str, int]:
    """Delete a person's contacts for good, or withdraw what was sent of them; return counts.

    Doing it again changes nothing.

    :param hubspot_ids: the record ids that are known of the person
    :raises Busy: if a push is under way
    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    """
    with run.warehouse.session_lock(locks.PUSH) as is_free:
        if not is_free:
            raise Busy("a push to HubSpot is under way")
        with reporting_account_issues(run):
            check_portal(run, lambda: True)
            if for_good:
                return _delete_for_good(run, addresses, hubspot_ids)
            return _withdraw(run, hubspot_ids)


def _delete_for_good(
    run: HubspotRun, addresses: Sequence[str], hubspot_ids: Sequence[int]
) -> dict[str, int]:
    """Delete by record id: by an address that HubSpot does not know, it would block the address.

    Each is read right before: a contact that has none of the addresses any more is somebody else's.
    """
    contacts = read_contacts(run.client, sorted(addresses), {})
    present_ids = {int(contact["contact_id"]) for contact in contacts}
    deleted = left = 0
    for contact_id in sorted(present_ids | set(hubspot_ids)):
        present = read_addresses(run.client, contact_id) or read_addresses(
            run.client, contact_id, archived=True
        )
        if present is None:  # deleted before
            continue
        present_id, own_addresses = present
        if own_addresses.isdisjoint(addresses):
            left += 1
            continue
        try:
            run.client.call(DELETE_CONTACT_FOR_GOOD, {"objectId": str(present_id)})
        except HubspotRefusedError as error:
            if error.status != 404:  # not there: deleted before
                raise
        else:
            deleted += 1
    return {"contacts_deleted": deleted, "contacts_of_others_left": left}


def _leave_lists(run: HubspotRun, hubspot_ids: Sequence[int]) -> int:
    """Take a person out of the lists of segments; return how many."""
    memberships = run.warehouse.rows("hubspot/select_memberships", contact_ids=list(hubspot_ids))
    for membership in memberships:
        try:
            change_members(run.client, membership["list_id"], [], [membership])
        except HubspotRefusedError as error:
            if error.status != 404:  # the list is not there: deleted before
                raise
    return len(memberships)


def _withdraw(run: HubspotRun, hubspot_ids: Sequence[int]) -> dict[str, int]:
    open_registrations = run.warehouse.rows(
        "hubspot/select_open_registrations", contact_ids=list(hubspot_ids)
    )
    cancelled = 0
    for batch in batches_by_event(open_registrations):
        cancelled += _cancel(run, batch)
    return {
        "lists_left": _leave_lists(run, hubspot_ids),
        "participations_cancelled": cancelled,
        "contacts_withdrawn": _empty_properties(run, hubspot_ids),
    }


def _cancel(run: HubspotRun, batch: list[Row]) -> int:
    try:
        result = send_split(
            batch, partial(send_interactions, run.client, "cancel"), row_statuses=ROW_STATUSES
        )
    except HubspotRefusedError as error:
        if error.status == 404:  # the event is not there
            return 0
        raise
    return len(result.accepted)


def _empty_properties(run: HubspotRun, hubspot_ids: Sequence[int]) -> int:
    rows = run.warehouse.rows("hubspot/select_contacts_to_empty", contact_ids=list(hubspot_ids))
    if not rows:
        return 0
    result = send_split(
        rows,
        lambda batch: update_contacts(
            run.client, [(row, dict.fromkeys(row["properties"], "")) for row in batch]
        ),
    )
    return len(result.accepted)
