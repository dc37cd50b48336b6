"""The task of `reconcile_hubspot`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.airflow.context import (
    log_counts,
    open_hubspot_run,
    rescheduling,
    run_type_of,
    skip,
)
from webinar_sync.hubspot.reconcile.reconciliation import DAYS, reconcile

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


def reconcile_hubspot(dag_run: DagRun, days: int | None) -> dict[str, int]:
    """Compare what HubSpot has with what it was sent.

    :param days: how many days back and ahead events are compared; None: 30
    :raises TooManyDifferencesError: if more differ than the setting allows
    """
    with open_hubspot_run(dag_run) as run, rescheduling(busy_after=None):
        if run is None:
            skip("HubSpot is not connected: there is no hubspot_default.")
        run.begin(dag_run.dag_id, run_type_of(dag_run))
        counts = reconcile(run, days or DAYS)
        log_counts(counts)
        return counts
