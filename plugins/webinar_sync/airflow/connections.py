"""What Airflow's connections say: the Zoom accounts, HubSpot, and the warehouse."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy import URL

from webinar_sync.airflow.hooks import HubspotHook, ZoomHook
from webinar_sync.airflow.lookups import get_connection, get_variable
from webinar_sync.errors import ConfigError
from webinar_sync.http.addresses import is_local
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.libpq import render
from webinar_sync.zoom.config import ZoomConfig, check_primary

if TYPE_CHECKING:
    from collections.abc import Callable

    from airflow.sdk import Connection

    from webinar_sync.hubspot.config import HubspotConfig, HubspotWebhooks
    from webinar_sync.runs.run import Run

WAREHOUSE_CONN_ID = "warehouse"
ZOOM_CONN_IDS_VARIABLE = "zoom_conn_ids"

Value = TypeVar("Value")

log = logging.getLogger(__name__)


def open_warehouse() -> Warehouse:
    """Open the warehouse of the connection `warehouse`.

    :raises ConfigError: if there is no such connection
    """
    return Warehouse(warehouse_url())


def warehouse_url() -> str:
    """Return the PostgreSQL URL of the connection `warehouse`.

    :raises ConfigError: if there is no such connection
    """
    return url_of(_look_up(get_connection, WAREHOUSE_CONN_ID))


def url_of(connection: Connection) -> str:
    """Return the PostgreSQL URL of a connection, whose `extra` holds libpq's parameters."""
    url = URL.create(
        "postgresql",
        username=connection.login or None,
        password=connection.password or None,
        host=connection.host or None,
        port=connection.port or None,
        database=connection.schema or None,
        query={name: str(value) for name, value in connection.extra_dejson.items()},
    )
    return render(url)


def zoom_account(conn_id: str) -> ZoomConfig:
    """Return what a Zoom account's connection says.

    :raises ConfigError: if there is no such connection, or it lacks something
    """
    return _look_up(lambda name: ZoomHook(name).config, conn_id)


def zoom_accounts() -> list[ZoomConfig]:
    """Return all connected Zoom accounts.

    `zoom_default`, and the connections named in the Airflow variable `zoom_conn_ids` (a JSON list,
    or separated by commas).

    :raises ConfigError: if a connection is missing or lacks something, or not exactly one account
        is primary
    """
    accounts = [zoom_account(conn_id) for conn_id in _zoom_conn_ids()]
    check_primary(accounts)
    return accounts


def connected_zoom_accounts() -> list[ZoomConfig]:
    """Return the Zoom accounts whose connections are usable now; the others are left out."""
    accounts = []
    for conn_id in _zoom_conn_ids():
        try:
            accounts.append(zoom_account(conn_id))
        except ConfigError as error:
            log.warning("%s", error)
    return accounts


def existing_zoom_accounts() -> list[ZoomConfig | ConfigError]:
    """Return each Zoom account that has a connection, or what is wrong with that.

    Without `zoom_default` there is none of that name; the variable's others must be there.
    """
    accounts: list[ZoomConfig | ConfigError] = []
    for conn_id in _zoom_conn_ids():
        try:
            accounts.append(ZoomHook(conn_id).config)
        except ConfigError as error:
            accounts.append(error)
        except AirflowNotFoundException:
            if conn_id != ZoomHook.default_conn_name:
                accounts.append(ConfigError(f"There is no Airflow connection {conn_id}."))
    return accounts


def record_connected_accounts(run: Run) -> None:
    """Record which Zoom accounts are connected now: of others, nothing is sent to HubSpot."""
    record_zoom_accounts(
        run,
        {config.account_id: is_local(config.base_url) for config in connected_zoom_accounts()},
    )


def _zoom_conn_ids() -> list[str]:
    """Return the ids of all connections to Zoom, the default's first, each once."""
    variable = get_variable(ZOOM_CONN_IDS_VARIABLE)
    names = variable.strip().strip("[]").replace('"', "").replace("'", "").split(",")
    conn_ids = [ZoomHook.default_conn_name, *(name.strip() for name in names if name.strip())]
    return list(dict.fromkeys(conn_ids))


def zoom_accounts_called(name: str) -> list[ZoomConfig]:
    """Return the connected accounts with this account id, connection id or brand; "": all.

    :raises ConfigError: if there is none
    """
    accounts = zoom_accounts()
    name = name.strip().lower()
    matches = [
        account
        for account in accounts
        if not name
        or name in {account.conn_id.lower(), account.account_id.lower(), account.label.lower()}
    ]
    if not matches:
        raise ConfigError(
            f"No connected Zoom account is called {name!r}. `account` takes an account id, a "
            f"connection id or a brand: {', '.join(account.label for account in accounts)}."
        )
    return matches


def hubspot_account() -> HubspotConfig | None:
    """Return what the connection `hubspot_default` says; None: HubSpot is not connected.

    :raises ConfigError: if it lacks something
    """
    try:
        return HubspotHook().config
    except AirflowNotFoundException:
        return None


def zoom_webhook_secrets() -> dict[str, str]:
    """Return the secret token of each Zoom account that sends webhooks, by the account's id."""
    secrets: dict[str, str] = {}
    for conn_id in _zoom_conn_ids():
        try:
            secrets |= ZoomHook(conn_id).webhook_secrets
        except AirflowNotFoundException:
            log.warning("There is no Airflow connection %s.", conn_id)
    return secrets


def hubspot_webhooks() -> HubspotWebhooks | None:
    """Return what the connection `hubspot_default` says of webhooks; None: there is none.

    :raises ConfigError: if a field makes no sense
    """
    try:
        return HubspotHook().webhooks
    except AirflowNotFoundException:
        return None


def _look_up(read: Callable[[str], Value], conn_id: str) -> Value:
    """Read something from a connection.

    :raises ConfigError: if there is no such connection
    """
    try:
        return read(conn_id)
    except AirflowNotFoundException:
        raise ConfigError(
            f"There is no Airflow connection {conn_id}. Make it (Admin, Connections), or set the "
            f"environment variable AIRFLOW_CONN_{conn_id.upper()}: commands see that alone."
        ) from None
