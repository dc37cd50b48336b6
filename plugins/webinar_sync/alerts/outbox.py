"""Hands troubles to receivers: each hears of each trouble once, also one that was not there."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from webinar_sync.alerts.words import make_alerts
from webinar_sync.errors import NeedsAttention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webinar_sync.alerts.troubles import Trouble
    from webinar_sync.alerts.words import Alert
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)


class AlertsNotSentError(NeedsAttention):
    """A receiver does not accept alerts. They are kept, and sent once it does."""


class Receiver(Protocol):
    """Where alerts are sent to."""

    @property
    def receiver_id(self) -> str:
        """What it is remembered by: a digest, since its address may hold a token."""

    def send(self, title: str, body: str) -> bool:
        """Send an alert, and tell whether it was accepted."""


def send_alerts(
    warehouse: Warehouse,
    receivers: Sequence[Receiver],
    troubles: Iterable[Trouble],
    run_id: str,
    pages_url: str | None = None,
) -> dict[str, int]:
    """Send what each receiver has not heard of yet, and return counts.

    What is sent is recorded after it was accepted: a process that is killed between the two sends
    one alert twice, and none never.

    :param pages_url: the address of the pages, to which alerts lead; None: it is not known
    :raises AlertsNotSentError: after all were tried, if one did not accept an alert or is not tried
        again before a later time
    """
    counts: Counter[str] = Counter(alerts_sent=0)
    rows = _as_json(troubles)
    failing = 0
    for receiver in receivers:
        warehouse.execute(
            "alerts/upsert_alerts", receiver=receiver.receiver_id, troubles=rows, run_id=run_id
        )
        failing += not _send_to(warehouse, receiver, run_id, pages_url, counts)
    warehouse.execute(
        "alerts/delete_old_alerts", receivers=[receiver.receiver_id for receiver in receivers]
    )
    if failing:
        raise AlertsNotSentError(
            f"{failing} of {len(receivers)} receivers in the Airflow connection alerts_default did "
            "not accept an alert. Check their addresses. What they are to hear is kept, and sent "
            "once they accept it."
        )
    return dict(counts)


def _send_to(
    warehouse: Warehouse,
    receiver: Receiver,
    run_id: str,
    pages_url: str | None,
    counts: Counter[str],
) -> bool:
    """Send what one receiver is to hear; return whether it accepted everything."""
    receiver_id = receiver.receiver_id
    failures = warehouse.rows("alerts/select_receiver_failure", receiver=receiver_id)
    if failures and failures[0]["is_waiting"]:
        return False
    rows = warehouse.rows("alerts/select_alerts_to_send", receiver=receiver_id, run_id=run_id)
    for alert in make_alerts(rows, pages_url):
        if not receiver.send(alert.title, alert.body):
            warehouse.execute("alerts/upsert_receiver_failure", receiver=receiver_id, run_id=run_id)
            return False
        _record_sent(warehouse, receiver_id, alert)
        counts["alerts_sent"] += 1
        log.info("sent: %s", alert.title)
    if failures:
        warehouse.execute("alerts/delete_receiver_failure", receiver=receiver_id)
    return True


def _record_sent(warehouse: Warehouse, receiver_id: str, alert: Alert) -> None:
    warehouse.execute(
        "alerts/update_alerts_sent",
        receiver=receiver_id,
        troubles=json.dumps(
            [
                {
                    "kind": alert.kind,
                    "subject": alert.subject,
                    "object_key": row["object_key"],
                    "since_at": row["since_at"].isoformat(),
                }
                for row in alert.rows
            ]
        ),
    )


def _as_json(troubles: Iterable[Trouble]) -> str:
    return json.dumps(
        [{**vars(trouble), "since_at": trouble.since_at.isoformat()} for trouble in troubles]
    )
