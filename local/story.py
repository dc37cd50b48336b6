"""Tells who waits for a run what it is doing: which task starts or ends, and how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from local.airflow import Airflow

_TOLD = ("running", "success", "failed", "up_for_retry", "up_for_reschedule")


class Story:
    """What was told of the runs of a Dag since now; call it again and again while they go on.

    Of all runs, because one that was asked for may wait for another that does the work.

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
        self._since = datetime.now(UTC).isoformat()
        self._told: set[Hashable] = set()

    def __call__(self, run: dict[str, Any]) -> None:
        """Tell what is new of a run's Dag."""
        path = (
            f"/dags/{run['dag_id']}/dagRuns/~/taskInstances?order_by=start_date&limit=100"
            f"&start_date_gte={quote(self._since)}"
        )
        try:
            instances = self._airflow.call("GET", path)["task_instances"]
        except requests.RequestException:
            return
        for instance in instances:
            state = str(instance["state"])
            if state in _TOLD:
                line = f"{run['dag_id']}: {_name(instance)}: {state.replace('_', ' ')}"
                task = (instance["id"], instance["try_number"], state)
                self._tell(line, task)
        for line in self._read_progress():
            self._tell(f"{run['dag_id']}: {line}", line)

    def _tell(self, line: str, subject: Hashable) -> None:
        if subject not in self._told:
            self._told.add(subject)
            self._say(line)


def _name(instance: dict[str, Any]) -> str:
    name = str(instance["task_id"]).rpartition(".")[2]
    label = str(instance.get("rendered_map_index") or "")
    return f"{name} of {label}" if label and not label.isdigit() else name
