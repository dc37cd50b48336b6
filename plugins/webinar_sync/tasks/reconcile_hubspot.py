"""The task of `reconcile_hubspot`."""

from __future__ import annotations

from airflow.sdk.exceptions import AirflowSkipException

from webinar_sync.airflow.context import (
    coming_back,
    current_dag_id,
    current_run_type,
    log_counts,
    open_hubspot_run,
)
from webinar_sync.hubspot.reconcile.reconciliation import DAYS, reconcile


def reconcile_hubspot(days: int | None) -> dict[str, int]:
    """Compare what HubSpot has with what it was sent.

    :param days: how many days back and ahead events are compared; None: 30
    :raises TooManyDifferencesError: if more differ than the setting allows
    """
    with open_hubspot_run() as run, coming_back(busy_after=None):
        if run is None:
            raise AirflowSkipException("HubSpot is not connected: there is no hubspot_default.")
        run.begin(current_dag_id(), current_run_type())
        counts = reconcile(run, days or DAYS)
        log_counts(counts)
        return counts
