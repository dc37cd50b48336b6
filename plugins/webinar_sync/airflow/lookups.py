"""Asks Airflow for connections and variables, and tells "there is none" from "nobody can say".

Airflow takes the second for the first: while its database is away, its API server answers a task
that there is no such connection, and what a task is not answered counts as not there, too
(`airflow.models.connection`, `airflow.sdk.execution_time.context`). An account would then count as
not connected, and its run would fail for good.

What a secrets backend of the deployment's own could not say counts as not there still: Airflow
asks the next one and tells nobody.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook, Variable
from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy import text

from webinar_sync.errors import Unavailable

if TYPE_CHECKING:
    from airflow.sdk import Connection

MOST_LOOKS = 3
"""So often, with the database there each time in between, nothing must be found to be missing."""
_TASK_RUNNER = "airflow.sdk.execution_time.task_runner"


class AirflowUnavailableError(Unavailable):
    """Airflow could not say whether there is a connection or a variable."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Airflow could not say whether there is a {what}: its API server or its database is "
            "away."
        )


def get_connection(conn_id: str) -> Connection:
    """Return a connection.

    :raises AirflowNotFoundException: if there is none
    :raises AirflowUnavailableError: if nobody can say
    """
    for _ in range(MOST_LOOKS - 1):
        try:
            return BaseHook.get_connection(conn_id)
        except AirflowNotFoundException:
            _check_database(f"connection {conn_id}")
    return BaseHook.get_connection(conn_id)


def get_variable(name: str) -> str:
    """Return a variable; empty if there is none.

    :raises AirflowUnavailableError: if nobody can say
    """
    for _ in range(MOST_LOOKS - 1):
        value = Variable.get(name, default=None)
        if value is not None:
            return str(value)
        _check_database(f"variable {name}")
    return str(Variable.get(name, default=None) or "")


def _check_database(what: str) -> None:
    """Ask Airflow's database something whose errors Airflow does not take for "there is none".

    A process that is neither a task nor one of Airflow's own does not ask that database at all.

    :raises AirflowUnavailableError: if it does not answer
    """
    try:
        if hasattr(sys.modules.get(_TASK_RUNNER), "SUPERVISOR_COMMS"):
            list(Variable.keys(prefix="webinar_sync"))
        elif os.environ.get("_AIRFLOW_PROCESS_CONTEXT") == "server":
            from airflow.utils.session import create_session

            with create_session() as session:
                session.execute(text("SELECT 1"))
    except Exception:  # whatever Airflow, its client or a database's driver raises
        raise AirflowUnavailableError(what) from None
