"""Tells who waits for a run what it is doing: which task starts or ends, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.airflow import Airflow

_TOLD = ("running", "success", "failed", "up_for_retry", "up_for_reschedule")


class Story:
    """What was told of one run; call it again and again while the run goes on.

    :param say: prints a line
    :param read_progress: returns lines about how far steps are; each is told once
    """

    def __init__(
        self,
        airflow: Airflow,
        say: Callable[[str], None],
        read_progress: Callable[[], list[str]],
    ) -> None:
        self._airflow = airflow
        self._say = say
        self._read_progress = read_progress
        self._told: set[tuple[str, ...]] = set()

    def __call__(self, run: dict[str, Any]) -> None:
        """Tell what is new of a run."""
        path = f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances"
        try:
            instances = self._airflow.call("GET", path)["task_instances"]
        except requests.RequestException:
            return
        instances.sort(key=lambda instance: str(instance["start_date"]))
        for instance in instances:
            state = str(instance["state"])
            if state in _TOLD:
                self._tell(
                    f"  {run['dag_id']}: {_name(instance)}: {state.replace('_', ' ')}",
                    str(instance["try_number"]),
                )
        for line in self._read_progress():
            self._tell(f"  {run['dag_id']}: {line}")

    def _tell(self, line: str, *rest: str) -> None:
        if (line, *rest) not in self._told:
            self._told.add((line, *rest))
            self._say(line)


def _name(instance: dict[str, Any]) -> str:
    label = instance.get("rendered_map_index")
    return f"{instance['task_id']} [{label}]" if label else str(instance["task_id"])
