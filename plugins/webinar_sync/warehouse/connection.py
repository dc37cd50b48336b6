"""Finds the warehouse that Airflow's connection `warehouse` names."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook
from sqlalchemy import URL

from webinar_sync.warehouse.engine import Warehouse

WAREHOUSE_CONN_ID = "warehouse"


def warehouse_url(conn_id: str = WAREHOUSE_CONN_ID) -> str:
    """Return the PostgreSQL URL of an Airflow connection; `extra` holds libpq's parameters."""
    return url_of(BaseHook.get_connection(conn_id))


def url_of(found: Any) -> str:
    """Return the PostgreSQL URL of an Airflow connection that was looked up."""
    url = URL.create(
        "postgresql",
        username=found.login or None,
        password=found.password or None,
        host=found.host or None,
        port=found.port or None,
        database=found.schema or None,
        query={name: str(value) for name, value in found.extra_dejson.items()},
    )
    return url.render_as_string(hide_password=False)


def open_warehouse() -> Warehouse:
    """Open the warehouse of the connection `warehouse`."""
    return Warehouse(warehouse_url())
