"""Connects Airflow with the sandbox and the databases: its environment and its connections."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from local.airflow import environment, free_port
from tests.airflow.accounts import AWKWARD, DATABASE_PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from local.postgres import Cluster
    from sandbox.zoom.model import Account


def with_extra_as_text(connection: dict[str, Any]) -> dict[str, Any]:
    """Return a connection as Airflow's API takes it."""
    return {**connection, "extra": json.dumps(connection["extra"])}


def zoom_connection(account: Account, url: str, **changes: Any) -> dict[str, Any]:
    """Return an Airflow connection to an account of the sandbox that is served at a URL."""
    return {
        "conn_type": "zoom",
        "host": url,
        "login": account.client_id,
        "password": account.client_secret,
        "extra": {
            "account_id": account.account_id,
            "token_url": f"{url}/oauth/token",
            "plan": "business",
            "rate_share": 1,
            "primary": account is AWKWARD,
        },
        **changes,
    }


def warehouse_connection(cluster: Cluster, database: str) -> dict[str, Any]:
    """Return an Airflow connection to a warehouse; the cluster asks for no password."""
    user, _, rest = cluster.url(database).removeprefix("postgresql://").partition("@/")
    return {
        "conn_type": "postgres",
        "login": user,
        "password": DATABASE_PASSWORD,
        "schema": database,
        "extra": {"host": rest.split("?host=", 1)[1]},
    }


def variables_of_airflow(folder: Path, cluster: Cluster, database: str) -> dict[str, str]:
    """Return Airflow's environment: every logger at DEBUG, and no run but those of tests."""
    return {
        **environment(folder, cluster.url(database, "psycopg2"), free_port()),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "DEBUG",
        "AIRFLOW__LOGGING__FAB_LOGGING_LEVEL": "DEBUG",
        # Unpaused, a Dag would start last night's run beside the tests' own.
        "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
        # Somebody who may only read.
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,reader:viewer",
    }
