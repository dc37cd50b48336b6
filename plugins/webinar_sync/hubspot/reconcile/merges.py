"""Distinguishes contacts that were merged from participations that were removed.

Addresses of merged contacts are read anew, so that the next load leaves them out or matches them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import batches
from webinar_sync.hubspot.contact_requests import find_contacts
from webinar_sync.hubspot.mirror import mirror_batch
from webinar_sync.hubspot.reconcile.comparison import ATTENDED
from webinar_sync.hubspot.reconcile.differences import (
    CAUSES,
    EXTRA,
    MERGED,
    MISSING,
    STATE,
    TIME,
    Difference,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Sequence

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


def leave_out_merged_parts(
    differences: Sequence[Difference], merged_ids: Collection[int]
) -> list[Difference]:
    """Leave out what HubSpot shows of contacts because others were merged into them.

    An attendance of their own was sent again after the merge, and must be there.

    :param merged_ids: contacts that have another one's part in this event, too
    """
    return [
        difference
        for difference in differences
        if not (
            difference.contact_id in merged_ids
            and (
                difference.kind in (EXTRA, TIME)
                or (difference.kind == STATE and difference.expected != ATTENDED)
            )
        )
    ]


def mirror_merged(run: HubspotRun, differences: Sequence[Difference]) -> Counter[str]:
    """Read the addresses of merged contacts, and of those that are left; return counts."""
    addresses: set[str] = set()
    contact_ids = {
        int(contact_id)
        for difference in differences
        if difference.kind == MERGED
        for contact_id in (difference.contact_id, difference.actual or 0)
    }
    if contact_ids:
        rows = run.warehouse.rows(
            "hubspot/select_addresses_of_contacts", contact_ids=sorted(contact_ids)
        )
        addresses |= {row["email"] for row in rows}
    for event in {difference.event for difference in differences if difference.kind == EXTRA}:
        rows = run.warehouse.rows("hubspot/select_merged_participations", **event._asdict())
        addresses |= {row["email"] for row in rows}
    rows_to_read = ({"email": address} for address in sorted(addresses))
    return run.process_batches(batches(rows_to_read), partial(mirror_batch, run))
