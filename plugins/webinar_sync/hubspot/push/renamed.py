"""Addresses that contacts have no more: what was told of them makes nobody a no-show."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import ROW_STATUSES, Row, as_json, batches_by_event, send_split
from webinar_sync.hubspot.contact_requests import find_contacts
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.participations import send_interactions
from webinar_sync.hubspot.portal import portal_answer

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun


def cancel_left_registrations(run: HubspotRun) -> Counter[str]:
    """Cancel registrations of contacts that will not be told what else the person does.

    A contact that got another address: a new contact has the old one from now on. A contact into
    which another was merged that had registered: what is done under a secondary address is left
    out. The end of the event would make a no-show of either, whatever the person does. So they
    are remembered by contact first, and the event waits until HubSpot has taken them.
    """
    run.warehouse.execute("hubspot/keep_left_registrations", run_id=run.run_id)
    if not portal_answer(run.warehouse).may_take_irrevocable:
        return Counter()
    with run.warehouse.stream("hubspot/select_registrations_to_cancel") as rows:
        return run.process_batches(batches_by_event(rows), partial(_cancel_batch, run))


def _cancel_batch(run: HubspotRun, batch: list[Row]) -> Counter[str]:
    """Cancel the registrations of one event, as far as the contacts exist under their own ids."""
    present_ids = find_contacts(run.client, sorted({row["hubspot_id"] for row in batch}))
    rows = [row for row in batch if present_ids.get(row["hubspot_id"]) == row["hubspot_id"]]
    gone = [row for row in batch if row not in rows]
    if gone:
        _record_cancelled(run, gone)
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
    _record_cancelled(run, result.accepted)
    return Counter(
        participations_cancelled=len(result.accepted),
        participations_pending=len(rows) - len(result.accepted) - len(result.refused),
        participations_refused=len(result.refused),
    )


def _record_cancelled(run: HubspotRun, rows: list[Row]) -> None:
    run.warehouse.execute(
        "hubspot/update_left_registrations", rows=as_json(rows), run_id=run.run_id
    )
