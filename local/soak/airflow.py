"""The soak in Airflow: its runs in place of a process that calls the bodies, and its processes."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psutil

from local.airflow import Airflow, environment, free_port
from local.soak.account import DAY
from local.soak.calendar import DAG_IDS, QUIET_NIGHTS
from local.soak.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack

RUN_SECONDS = 900.0
"""So long may a run take on a machine that others use, too."""
DAEMONS = {
    "api server": "api_server",
    "scheduler": "scheduler",
    "dag processor": "dag-processor",
    "triggerer": "triggerer",
}
"""Airflow's processes that live to the end: a word of what each is called."""
_WRITING = ("load_marts", "load_registered")


def first_day(days: int) -> datetime:
    """Return the first of so many days that end before today: the Dags begin this year."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - (days + QUIET_NIGHTS + 1) * DAY


class AirflowRuns:
    """Starts runs by Airflow's API, and waits for their ends."""

    def __init__(self, airflow: Airflow) -> None:
        self._airflow = airflow

    def do(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Do a run as of its moment."""
        dag_id, run_id = DAG_IDS[job["kind"]], f"soak__{job['moment']}"
        self._airflow.call(
            "POST",
            f"/dags/{dag_id}/dagRuns",
            logical_date=None,
            run_after=job["moment"],
            dag_run_id=run_id,
        )
        run = self._airflow.wait_for_run(dag_id, run_id, RUN_SECONDS)
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        states = {
            str(task["task_id"]).rpartition(".")[2]: str(task["state"])
            for task in self._airflow.call("GET", path)["task_instances"]
        }
        failed = [name for name, state in states.items() if state == "failed"]
        return {
            "state": run["state"],
            "message": ", ".join(failed),
            "wrote": any(states.get(name) == "success" for name in _WRITING),
        }


class AirflowInstallation(Installation):
    """The warehouse, the webhooks by themselves, and Airflow with all of its processes."""

    can_be_disturbed = False

    def start(self, stack: ExitStack) -> None:
        """Start Airflow, and switch the Dags on; it ends with the stack."""
        self.cluster.create_database("airflow")
        folder = self.folder / "airflow"
        variables = {
            **environment(folder, self.cluster.url("airflow", "psycopg2"), free_port()),
            **self.connections,
            "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",  # no runs but those of the calendar
        }
        with (self.folder / "migration.log").open("wb") as log:
            subprocess.run(
                ["airflow", "db", "migrate"],
                env={**os.environ, **variables},
                stdout=log,
                stderr=subprocess.STDOUT,
                check=True,
            )
        airflow = Airflow(folder, variables)
        airflow.start()
        stack.callback(airflow.stop)
        for dag_id in DAG_IDS.values():
            airflow.wait_for_dag(dag_id)
            airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
        self.runs = AirflowRuns(airflow)
        self._pids = _find_daemons(airflow.pid)

    def is_woken(self, inbox: str, seconds: float) -> bool:
        """Tell that the Dag may be started: here the calendar does, and not the triggerer."""
        return True

    def forget_wakes(self) -> None:
        """Have nothing to forget."""


def _find_daemons(pid: int) -> dict[str, int]:
    """Return the ids of Airflow's processes by their names.

    :raises RuntimeError: if one is missing
    """
    commands = {child.pid: " ".join(child.cmdline()) for child in psutil.Process(pid).children()}
    pids = {
        name: child
        for name, word in DAEMONS.items()
        for child, command in commands.items()
        if word in command
    }
    if pids.keys() != DAEMONS.keys():
        raise RuntimeError(f"Airflow's processes are {sorted(commands.values())}")
    return pids
