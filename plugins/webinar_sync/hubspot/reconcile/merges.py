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
    """Return the differences, where all that comes of a merge in an event is one difference.

    HubSpot answers a merged contact's id with the contact that it was merged into, and shows parts
    of both with that.
    """
    suspects = {
        (difference.event, difference.contact_id)
        for difference in differences
        if difference.kind == MISSING
    }
    for event in {difference.event for difference in differences if difference.kind == EXTRA}:
        rows = run.warehouse.rows("hubspot/select_merged_participations", **event._asdict())
        suspects |= {(event, int(row["contact_id"])) for row in rows}
    present_ids = _find_merged(run, {contact_id for _, contact_id in suspects})
    merged = {
        (event, contact_id): (event, present_ids[contact_id])
        for event, contact_id in suspects
        if contact_id in present_ids
    }
    explained = {*merged, *merged.values()}
    others = [
        difference
        for difference in differences
        if (difference.event, difference.contact_id) not in explained
    ]
    return others + [
        Difference(event, before, MERGED, str(before), str(present), CAUSES[MERGED])
        for (event, before), (_, present) in sorted(merged.items())
    ]


def _find_merged(run: HubspotRun, contact_ids: set[int]) -> dict[int, int]:
    """Return the present id of each contact that was merged into another one."""
    present_ids: dict[int, int] = {}
    rows = ({"contact_id": contact_id} for contact_id in sorted(contact_ids))
    for batch in batches(rows):
        present_ids |= find_contacts(run.client, [row["contact_id"] for row in batch])
    return {before: present for before, present in present_ids.items() if before != present}


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
    contact_ids = {
        int(contact_id)
        for difference in differences
        if difference.kind == MERGED
        for contact_id in (difference.contact_id, difference.actual or 0)
    }
    rows = run.warehouse.rows(
        "hubspot/select_addresses_of_contacts", contact_ids=sorted(contact_ids)
    )
    return run.process_batches(batches(rows), partial(mirror_batch, run, keeps_vanished=True))
