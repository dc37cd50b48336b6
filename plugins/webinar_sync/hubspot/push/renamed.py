"""Addresses that contacts have no more: what was told of them makes nobody a no-show."""

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
    """Cancel registrations of contacts that will not be told what else the person does.

    A contact that got another address: a new contact has the old one from now on. A contact into
    which another was merged that had registered: what is done under a secondary address is left
    out. The end of the event would make a no-show of either, whatever the person does.
    """
    with run.warehouse.stream("hubspot/select_left_registrations") as rows:
        return run.process_batches(batches_by_event(rows), partial(_cancel_batch, run))


def _cancel_batch(run: HubspotRun, batch: list[Row]) -> Counter[str]:
    """Cancel the registrations of one event, as far as the contacts exist under their own ids."""
    present_ids = find_contacts(run.client, sorted({row["hubspot_id"] for row in batch}))
    rows = [row for row in batch if present_ids.get(row["hubspot_id"]) == row["hubspot_id"]]
    if not rows:
        return Counter()
    try:
        result = send_split(
            rows, partial(send_interactions, run.client, "cancel"), row_statuses=ROW_STATUSES
        )
    except HubspotRefusedError as error:
        if error.status == 404:  # nor is the event there: what is sent next finds that out
            return Counter()
        raise
    run.warehouse.execute("hubspot/delete_left_registrations", rows=as_json(result.accepted))
    return Counter(participations_cancelled=len(result.accepted))
