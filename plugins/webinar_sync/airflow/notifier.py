"""The receivers of alerts: what the Airflow connection `alerts_default` (Apprise) names.

Apprise is imported only if there is such a connection. What it logs is switched off while it sends:
the addresses of its services hold tokens.
"""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk import Variable
from airflow.sdk.exceptions import AirflowNotFoundException

from webinar_sync.airflow.lookups import (
    AirflowUnavailableError,
    get_connection,
    get_variable,
)
from webinar_sync.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from airflow.sdk import Connection

ALERTS_CONN_ID = "alerts_default"
OUTAGE_VARIABLE = "webinar_sync_outage"
"""Who heard that the warehouse cannot be read: the warehouse cannot remember that."""

log = logging.getLogger(__name__)


class AppriseReceiver:
    """One service of Apprise: a Slack channel, a mail address, a URL that takes JSON."""

    def __init__(self, service: Any) -> None:
        self._service = service
        address = str(service.url(privacy=False))
        self.receiver_id = hashlib.sha256(address.encode()).hexdigest()[:16]

    def send(self, title: str, body: str) -> bool:
        """Send an alert, and tell whether the service accepted it."""
        import apprise

        sender = apprise.Apprise()
        with _silence():
            sender.add(self._service)
            try:
                return bool(
                    sender.notify(title=title, body=body, notify_type=apprise.NotifyType.WARNING)
                )
            except Exception as error:  # whatever a service's code raises
                kind = type(error).__name__
        log.warning("a receiver of alerts failed with %s", kind)
        return False


def alert_receivers() -> list[AppriseReceiver] | None:
    """Return the receivers of the connection `alerts_default`; None if there is no connection.

    :raises ConfigError: if it names no service that Apprise knows
    """
    try:
        connection = get_connection(ALERTS_CONN_ID)
    except AirflowNotFoundException:
        return None
    with _silence():
        services, named = _read_services(connection)
    if not services:
        raise ConfigError(
            "The Airflow connection alerts_default names no service that Apprise knows. Write its "
            'extra as {"config": {"path": "…"}}, with the URL of the service as Apprise\'s page '
            "on that service says."
        )
    if len(services) < named:
        log.warning(
            "alerts_default names %d services, of which Apprise knows %d", named, len(services)
        )
    return [AppriseReceiver(service) for service in services]


def report_outage(receivers: Sequence[AppriseReceiver], message: str) -> None:
    """Tell each receiver, once until `forget_outage`, that the warehouse cannot be read."""
    try:
        informed = set(_read_informed())
    except AirflowUnavailableError:  # the same outage, perhaps: better twice than not at all
        informed = set()
    for receiver in receivers:
        if receiver.receiver_id not in informed and receiver.send(
            "webinar-sync: the warehouse cannot be read",
            f"{message}\nLook whether PostgreSQL runs, and at the Airflow connection warehouse. "
            "Until it can be read, no other alert is sent.",
        ):
            informed.add(receiver.receiver_id)
            Variable.set(OUTAGE_VARIABLE, json.dumps(sorted(informed)))


def forget_outage() -> None:
    """Let the next outage be reported again."""
    if _read_informed():
        Variable.set(OUTAGE_VARIABLE, "[]")


def _read_informed() -> list[str]:
    informed: list[str] = json.loads(get_variable(OUTAGE_VARIABLE) or "[]")
    return informed


def _read_services(connection: Connection) -> tuple[list[Any], int]:
    """Return the services that Apprise knows, and how many the connection names.

    :raises ConfigError: if the connection cannot be read, or the provider is not installed
    """
    try:
        import apprise
        from airflow.providers.apprise.hooks.apprise import AppriseHook
    except ImportError:
        raise ConfigError(
            "There is an Airflow connection alerts_default, but the provider "
            "apache-airflow-providers-apprise is not installed. Install what requirements.txt "
            "lists."
        ) from None
    hook, services = AppriseHook(ALERTS_CONN_ID), apprise.Apprise()
    try:
        config = hook.get_config_from_conn(connection)
        hook.set_config_from_conn(connection, services)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [], 0
    return list(services), len(config) if isinstance(config, list) else 1


@contextmanager
def _silence() -> Iterator[None]:
    """Switch all logs off."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
