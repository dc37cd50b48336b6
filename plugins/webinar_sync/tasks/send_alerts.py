"""The task of `send_alerts`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webinar_sync.airflow.addresses import pages_url
from webinar_sync.airflow.connections import hubspot_account, open_warehouse
from webinar_sync.airflow.context import log_counts, run_id_of, skip, state_of_run
from webinar_sync.airflow.metrics import airflow_meter, send_gauges
from webinar_sync.airflow.notes import leave_note
from webinar_sync.airflow.notifier import alert_receivers, forget_outage, report_outage
from webinar_sync.alerts import outbox
from webinar_sync.alerts.troubles import end_stopped_runs, read_troubles
from webinar_sync.errors import ConfigError
from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun

log = logging.getLogger(__name__)


def send_alerts(dag_run: DagRun) -> dict[str, int]:
    """Tell the receivers of `alerts_default` what they have not heard yet; without it, nothing.

    Where Airflow's metrics are on, the gauges are sent first, whether anybody is to be told or not.

    :raises AlertsNotSentError: if a receiver does not accept an alert
    """
    _send_gauges()
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


def _send_gauges() -> None:
    meter = airflow_meter()
    if meter is None:
        return
    try:
        with open_warehouse() as warehouse:
            send_gauges(warehouse, meter)
    except (WarehouseError, ConfigError) as error:  # what follows reports it
        log.warning("metrics could not be read: %s", error)


def _has_hubspot() -> bool:
    try:
        return hubspot_account() is not None
    except ConfigError:
        return True
