"""Computes all contacts anew where a setting concerns them, and no webinar: in portions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from webinar_sync.load.compute import compute_contacts
from webinar_sync.load.merge import MERGED_CONTACTS, merge_staged
from webinar_sync.load.staging import begin_staging
from webinar_sync.warehouse.locks import lock_load
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.load.queue import QueueStart
    from webinar_sync.runs.run import Run

MOST_CONTACTS = 50_000
"""What one transaction computes at most."""


def load_contacts(run: Run, start: QueueStart) -> Counter[str]:
    """Compute all contacts anew from marts as they are; return counts of rows by table.

    One that is killed begins anew with the next load.
    """
    counts: Counter[str] = Counter()
    run.progress.begin("contacts")
    after = ""
    is_done = False
    while not is_done:
        with run.warehouse.transaction() as transaction:
            lock_load(transaction)
            rows = transaction.execute(
                query("sync/select_next_contacts"),
                {"after": after, "most_contacts": MOST_CONTACTS},
            )
            emails: list[str] = list(rows.scalars())
            if emails:
                staging = begin_staging(run.warehouse)
                compute_contacts(run.warehouse, staging, emails)
                counts.update(merge_staged(transaction, staging, run.run_id, MERGED_CONTACTS))
                staging.drop(transaction)
                after = emails[-1]
                run.progress.add(len(emails))
            is_done = len(emails) < MOST_CONTACTS
            if is_done:
                transaction.execute(
                    query("sync/delete_contact_changes"), {"last_change": start.last_change}
                )
    return counts
