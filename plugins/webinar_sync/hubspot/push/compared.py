"""Who is compared: people of whom HubSpot may have been told otherwise than marts say.

The views `hubspot.…_to_send` look at nobody else, so that a push costs what is new and not what is
known. Triggers mark people (`hubspot.people_to_compare`) in the transaction that changes something
about them; who needs nothing is forgotten here, as a push begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.runs.run import Run

_FORGET = (
    "hubspot/lock_marks",
    "hubspot/delete_repeated_marks",
    "hubspot/analyze_marks",
    "hubspot/delete_obsolete_marks",
    "hubspot/analyze_marks",
)


def forget_compared(run: Run) -> None:
    """Forget who was marked and differs in nothing. The first push compares everybody."""
    run.warehouse.execute("hubspot/insert_connected", run_id=run.run_id)
    with run.warehouse.transaction() as transaction:
        for name in _FORGET:
            transaction.execute(query(name))
