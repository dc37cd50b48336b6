"""Reads contacts back, a few each night: what somebody wrote over is recorded, and sent again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import batches
from webinar_sync.hubspot.mirror import mirror_batch

if TYPE_CHECKING:
    from collections import Counter

    from webinar_sync.hubspot.run import HubspotRun

NIGHTS = 30
"""In so many nights every contact that was pushed is read once, and everybody compared once."""


def read_back_contacts(run: HubspotRun) -> Counter[str]:
    """Read those pushed contacts that were read longest ago; return counts.

    Merges are seen by that, too. Of a contact that was deleted or got another address nothing
    follows: it is looked at once more when there is something to tell of the person.

    As many people are compared anew by the next push, whatever the marks say of them.
    """
    run.warehouse.execute("hubspot/mark_some_people", nights=NIGHTS)
    with run.warehouse.stream("hubspot/select_contacts_to_read_back", nights=NIGHTS) as rows:
        return run.process_batches(batches(rows), partial(mirror_batch, run, keeps_vanished=True))
