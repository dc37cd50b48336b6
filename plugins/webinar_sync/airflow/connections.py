"""What Airflow's connections say: the Zoom accounts, HubSpot, and the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from airflow.sdk import BaseHook, Variable
from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy import URL

from webinar_sync.airflow.hooks import HubspotHook, ZoomHook
from webinar_sync.errors import ConfigError
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.config import ZoomConfig, check_primary

if TYPE_CHECKING:
    from collections.abc import Callable

    from airflow.sdk import Connection

    from webinar_sync.hubspot.config import HubspotConfig

WAREHOUSE_CONN_ID = "warehouse"
ZOOM_CONN_IDS_VARIABLE = "zoom_conn_ids"

Value = TypeVar("Value")


def open_warehouse() -> Warehouse:
    """Open the warehouse of the connection `warehouse`.

    :raises ConfigError: if there is no such connection
    """
    return Warehouse(warehouse_url())


def warehouse_url() -> str:
    """Return the PostgreSQL URL of the connection `warehouse`.

    :raises ConfigError: if there is no such connection
    """
    return url_of(_look_up(BaseHook.get_connection, WAREHOUSE_CONN_ID))


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
    return url.render_as_string(hide_password=False)


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
    variable = str(Variable.get(ZOOM_CONN_IDS_VARIABLE, default=""))
    names = variable.strip().strip("[]").replace('"', "").replace("'", "").split(",")
    conn_ids = [ZoomHook.default_conn_name, *(name.strip() for name in names if name.strip())]
    accounts = [zoom_account(conn_id) for conn_id in dict.fromkeys(conn_ids)]
    check_primary(accounts)
    return accounts


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


def _look_up(read: Callable[[str], Value], conn_id: str) -> Value:
    """Read something from a connection.

    :raises ConfigError: if there is no such connection
    """
    try:
        return read(conn_id)
    except AirflowNotFoundException:
        raise ConfigError(
            f"There is no Airflow connection {conn_id}. Make it (Admin, Connections), or set the "
            f"environment variable AIRFLOW_CONN_{conn_id.upper()}."
        ) from None
