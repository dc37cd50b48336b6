"""Distinguishes contacts that were merged from participations that were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import batches
from webinar_sync.hubspot.contact_requests import find_contacts
from webinar_sync.hubspot.reconcile.differences import CAUSES, EXTRA, MERGED, MISSING, Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.run import HubspotRun


def explain_merges(run: HubspotRun, differences: Sequence[Difference]) -> list[Difference]:
    """Return the differences, where what is missing and extra by a merge is one difference.

    HubSpot answers a merged contact's id with the contact that it was merged into.
    """
    missing = [difference for difference in differences if difference.kind == MISSING]
    present_ids = _find_merged(run, {difference.contact_id for difference in missing})
    if not present_ids:
        return list(differences)
    explained = {
        (difference.event, present_ids[difference.contact_id])
        for difference in missing
        if difference.contact_id in present_ids
    }
    return [
        _as_merged(difference, present_ids)
        for difference in differences
        if not (difference.kind == EXTRA and (difference.event, difference.contact_id) in explained)
    ]


def _find_merged(run: HubspotRun, contact_ids: set[int]) -> dict[int, int]:
    """Return the present id of each contact that was merged into another one."""
    present_ids: dict[int, int] = {}
    rows = ({"contact_id": contact_id} for contact_id in sorted(contact_ids))
    for batch in batches(rows):
        present_ids |= find_contacts(run.client, [row["contact_id"] for row in batch])
    return {before: present for before, present in present_ids.items() if before != present}


def _as_merged(difference: Difference, present_ids: dict[int, int]) -> Difference:
    before = difference.contact_id
    if difference.kind != MISSING or before not in present_ids:
        return difference
    present = str(present_ids[before])
    return Difference(difference.event, before, MERGED, str(before), present, CAUSES[MERGED])
