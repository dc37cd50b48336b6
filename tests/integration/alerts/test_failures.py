"""What Airflow's call about a failed task leaves in `sync.runs`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from airflow.sdk.exceptions import AirflowTaskTimeout

from tests.builders import query
from webinar_sync.airflow.failures import record_failed_run, record_failed_task
from webinar_sync.errors import ConfigError, InvalidInput

if TYPE_CHECKING:
    from tests.builders.receiver import AlertReceiver
    from tests.integration.alerts.watch import Watch

ADDRESS = "ann@example.com"


def fail(
    error: BaseException | str | None,
    run_type: str = "scheduled",
    run_id: str = "1",
    *,
    is_reported: bool = False,
) -> None:
    """Let Airflow say that the task of a run failed with an error that was raised.

    :param is_reported: whether a task follows in any case
    """
    if isinstance(error, BaseException):
        with pytest.raises(type(error)) as caught:
            raise error
        error = caught.value
    task = {"dag_id": "register_contacts", "run_id": run_id, "task_id": "process_inbox"}
    context = {"ti": SimpleNamespace(**task), "exception": error}
    if run_type != "unknown":
        context["dag_run"] = SimpleNamespace(run_type=run_type)
    (record_failed_task if is_reported else record_failed_run)(context)


def recorded(watch: Watch) -> list[tuple[str, ...]]:
    return query(watch.warehouse, "select run_id, run_type, state, message from sync.runs")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ConfigError("zoom_default lacks account_id"), "zoom_default lacks account_id"),
        (ValueError(ADDRESS), "an unexpected ValueError in test_failures.py, line "),
        (AirflowTaskTimeout("Timeout, PID: 1"), "took longer than its time limit"),
        ("Task instance is killed", "was stopped before its end"),
        (None, "was stopped before its end"),
    ],
)
def test_a_run_that_fails_before_it_begins_is_recorded_and_reported(
    watch: Watch, receiver: AlertReceiver, error: BaseException | str | None, text: str
) -> None:
    fail(error)

    ((run_id, run_type, state, message),) = recorded(watch)
    assert (run_id, run_type, state) == ("register_contacts 1", "scheduled", "failed")
    assert message.startswith(f"process_inbox: {text}")
    assert ADDRESS not in message
    watch.look()
    assert receiver.titles == ["register_contacts failed"]


def test_a_run_that_had_ended_well_fails_with_a_later_task(watch: Watch) -> None:
    watch.end_run("register_contacts", "success", run_type="manual")
    ((run_id, *_),) = recorded(watch)

    fail(ValueError("no"), run_id=run_id.removeprefix("register_contacts "))

    ((_, _, state, message),) = recorded(watch)
    assert state == "failed"
    assert message.startswith("process_inbox: ")


@pytest.mark.parametrize(("state", "is_reported"), [("running", True), ("failed", False)])
def test_a_run_that_says_itself_how_it_ends_is_left_alone(
    watch: Watch, state: str, *, is_reported: bool
) -> None:
    run = watch.begin_run("register_contacts")
    if state == "failed":
        run.end("failed", "Sandbox: no token")
    before = recorded(watch)

    run_id = run.run_id.removeprefix("register_contacts ")
    fail(ValueError("no"), run_id=run_id, is_reported=is_reported)

    assert recorded(watch) == before


def test_a_run_under_way_ends_with_a_task_that_none_follows(
    watch: Watch, receiver: AlertReceiver
) -> None:
    run = watch.begin_run("register_contacts")
    watch.look()
    assert receiver.titles == []

    fail(ValueError("no"), run_id=run.run_id.removeprefix("register_contacts "))

    ((_, _, state, message),) = recorded(watch)
    assert (state, message.partition(": ")[0]) == ("failed", "process_inbox")
    watch.look()
    assert receiver.titles == ["register_contacts failed"]


def test_a_form_that_makes_no_sense_is_no_failed_run(watch: Watch) -> None:
    """Who filled it in sees what is wrong; a connection that makes no sense is another matter."""
    fail(InvalidInput("`webinar`: write Zoom's id"), "manual")
    assert recorded(watch) == []

    run = watch.begin_run("register_contacts")
    run_id = run.run_id.removeprefix("register_contacts ")
    fail(InvalidInput("nobody has the contact_id 7"), "manual", run_id)
    assert recorded(watch) == []

    fail(ConfigError("zoom_default lacks account_id"), "manual")
    assert len(recorded(watch)) == 1


def test_a_killed_worker_of_whose_run_nothing_is_known_is_recorded(watch: Watch) -> None:
    fail("Task instance is killed", "unknown")

    assert recorded(watch) == [
        (
            "register_contacts 1",
            "unknown",
            "failed",
            "process_inbox: was stopped before its end",
        )
    ]


def test_without_a_warehouse_the_tasks_own_error_is_all_that_counts(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_WAREHOUSE")

    fail(ValueError("no"))

    assert recorded(watch) == []
