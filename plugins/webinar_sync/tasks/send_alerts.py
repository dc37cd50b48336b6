"""The task of `send_alerts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.airflow.addresses import pages_url
from webinar_sync.airflow.connections import hubspot_account, open_warehouse
from webinar_sync.airflow.context import log_counts, run_id_of, skip, state_of_run
from webinar_sync.airflow.notes import leave_note
from webinar_sync.airflow.notifier import alert_receivers, forget_outage, report_outage
from webinar_sync.alerts import outbox
from webinar_sync.alerts.troubles import end_stopped_runs, read_troubles
from webinar_sync.errors import ConfigError
from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


def send_alerts(dag_run: DagRun) -> dict[str, int]:
    """Tell the receivers of `alerts_default` what they have not heard yet; without it, nothing.

    :raises AlertsNotSentError: if a receiver does not accept an alert
    """
    receivers = alert_receivers()
    if receivers is None:
        skip("There is no connection alerts_default: nobody is to be told.")
    run_id = run_id_of(dag_run)
    try:
        with open_warehouse() as warehouse:
            end_stopped_runs(warehouse, state_of_run)
            troubles = read_troubles(warehouse, has_hubspot=_has_hubspot())
            forget_outage()
            counts = outbox.send_alerts(warehouse, receivers, troubles, run_id, pages_url())
    except (WarehouseError, ConfigError) as error:
        report_outage(receivers, str(error))
        raise
    log_counts(counts)
    numbers = ", ".join(
        f"{name.replace('_', ' ')}: {count}" for name, count in counts.items() if count
    )
    leave_note(numbers or "Nothing new is to be told.")
    return counts


def _has_hubspot() -> bool:
    try:
        return hubspot_account() is not None
    except ConfigError:
        return True
