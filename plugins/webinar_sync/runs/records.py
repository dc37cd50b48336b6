"""Forgets what runs recorded of themselves, once the settings keep it no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

_RECORDS = (
    "api_requests",
    "run_steps",
    "validations",
    "runs",
    "extractions",
    "errors",
    "differences",
)
"""Requests and steps go before the runs that they are of."""


def forget_old_records(warehouse: Warehouse) -> None:
    """Delete records older than the setting `records_kept_days`; what is open stays."""
    with warehouse.transaction() as transaction:
        for name in _RECORDS:
            transaction.execute(query(f"sync/delete_old_{name}"))
