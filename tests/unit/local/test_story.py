"""`local.story`: who waits for a run hears what is new, and nothing twice."""

from __future__ import annotations

from typing import Any

import requests

from local.story import Story

RUN = {"dag_id": "push_hubspot", "dag_run_id": "manual__1", "state": "running"}


class Answers:
    """Stands in for Airflow: each call takes the next answer."""

    def __init__(self, *answers: list[tuple[str, str]] | Exception) -> None:
        self._answers = list(answers)

    def call(self, method: str, path: str) -> dict[str, Any]:
        """Return the task instances of the next answer."""
        assert method == "GET"
        assert path.startswith("/dags/push_hubspot/dagRuns/~/taskInstances?")
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {
            "task_instances": [
                {
                    "task_id": f"account_branch.{name}" if name == "load_marts" else name,
                    "id": name,
                    "state": state,
                    "try_number": 1,
                    "rendered_map_index": "Brand" if name == "load_marts" else None,
                }
                for name, state in answer
            ]
        }


def test_each_task_is_told_as_it_starts_and_ends_with_how_far_it_is() -> None:
    said: list[str] = []
    lines = iter([[], ["push_contacts: 100 contacts done"], ["push_contacts: 100 contacts done"]])
    airflow = Answers(
        [("begin_push", "running"), ("push_contacts", "scheduled")],
        requests.ReadTimeout("slow"),
        [("begin_push", "success"), ("push_contacts", "running"), ("load_marts", "running")],
        [("begin_push", "success"), ("push_contacts", "up_for_retry"), ("load_marts", "running")],
    )
    story = Story(airflow, said.append, lambda: next(lines))  # type: ignore[arg-type]

    for _ in range(4):
        story(RUN)

    assert said == [
        "push_hubspot: begin_push: running",
        "push_hubspot: begin_push: success",
        "push_hubspot: push_contacts: running",
        "push_hubspot: load_marts of Brand: running",
        "push_hubspot: push_contacts: 100 contacts done",
        "push_hubspot: push_contacts: up for retry",
    ]
