"""Contacts that got another address: what they were told of before does not make them no-shows."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import ROW_STATUSES, Row, as_json, batches_by_event, send_split
from webinar_sync.hubspot.contact_requests import find_contacts
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.participations import send_interactions

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun


def cancel_left_registrations(run: HubspotRun) -> Counter[str]:
    """Cancel registrations that were sent for contacts which have another address by now.

    A new contact has the old address and is told what the person does from now on. The end of the
    event would make a no-show of the former one, whatever that is. A contact that was merged into
    another, or deleted, has no registration of its own any more.
    """
    with run.warehouse.stream("hubspot/select_left_registrations") as rows:
        return run.process_batches(batches_by_event(rows), partial(_cancel_batch, run))


def _cancel_batch(run: HubspotRun, batch: list[Row]) -> Counter[str]:
    present_ids = find_contacts(run.client, sorted({row["hubspot_id"] for row in batch}))
    left = [row for row in batch if present_ids.get(row["hubspot_id"]) == row["hubspot_id"]]
    if not left:
        return Counter()
    try:
        result = send_split(
            left, partial(send_interactions, run.client, "cancel"), row_statuses=ROW_STATUSES
        )
    except HubspotRefusedError as error:
        if error.status == 404:  # nor is the event there: what is sent next finds that out
            return Counter()
        raise
    run.warehouse.execute("hubspot/delete_left_registrations", rows=as_json(result.accepted))
    return Counter(participations_cancelled=len(result.accepted))
