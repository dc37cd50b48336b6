"""What the Compose file starts works together, each service with its own few secrets.

Without Docker: its commands as processes, with its environments, its databases and its sandbox.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from local.compose_files import load
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from tests.airflow.command import TIMEOUT_SECONDS
from tests.airflow.composed import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDED = "select state from dag_run where dag_id = '{}' and state in ('success', 'failed')"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Migrate, start all services in their order, and wait until each says that it is healthy."""
    folder = Path(tempfile.mkdtemp(prefix="wc-"))
    with temporary_cluster() as cluster:
        stack = Stack(load([REPOSITORY / "docker-compose.yaml"]), cluster, folder / "opt")
        try:
            stack.run("airflow-init")
            for names in (
                ("airflow-apiserver", "webhooks", "sandbox"),
                ("airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"),
            ):
                for name in names:
                    stack.start(name)
                for name in names:
                    stack.wait_for_health(name)
            yield stack
        finally:
            stack.stop()
    shutil.rmtree(folder, ignore_errors=True)


def unpause(stack: Stack, dag_id: str) -> None:
    """Unpause a Dag as the docs say, once it is known."""
    stack.wait_for_row(f"select dag_id from dag where dag_id = '{dag_id}'")
    stack.run("airflow-apiserver", "airflow", "dags", "unpause", dag_id)


def test_a_nightly_run_syncs_the_sandbox(stack: Stack) -> None:
    unpause(stack, "sync_webinars_nightly")

    assert stack.wait_for_row(ENDED.format("sync_webinars_nightly")) == ("success",)
    ((contacts,),) = stack.query("select count(*) from marts.contacts", "warehouse")
    assert contacts > 0


def test_contacts_reach_the_webhooks_and_their_outcome_comes_back(stack: Stack) -> None:
    unpause(stack, "register_contacts")

    text = stack.run("sandbox", "python", "-m", "local.enrol", "--contacts", "5")

    # The sandbox's second contact has no first name, which Zoom requires.
    assert "failed: 1, registered: 4" in text
    assert stack.query("select count(*) from registration.results", "warehouse") == [(4,)]


def test_a_scheduler_that_is_asked_to_stop_waits_for_its_tasks(stack: Stack) -> None:
    faults = f"{stack.url('sandbox')}/_sandbox/faults"
    slow = {"kind": "hang", "path_contains": "/v2/users", "seconds": 5}
    requests.post(faults, json=slow, timeout=60).raise_for_status()
    stack.run("airflow-apiserver", "airflow", "dags", "trigger", "sync_webinars_nightly")
    stack.wait_for_row(
        "select from sync.run_steps where step = 'extract' and state = 'running'", "warehouse"
    )
    (task,) = stack.wait_for_row(
        "select id from task_instance where state = 'running' and task_id like '%.extract_account'"
    )

    stack.ask_to_stop("airflow-scheduler")

    requests.delete(faults, timeout=60).raise_for_status()
    assert stack.processes["airflow-scheduler"].wait(TIMEOUT_SECONDS) == 0
    assert stack.query(f"select state, try_number from task_instance where id = '{task}'") == [
        ("success", 1)
    ]
    assert stack.query("select from task_instance where state = 'running'") == []
    stack.start("airflow-scheduler")
    stack.wait_for_row(
        "select from dag_run where run_type = 'manual' and state = 'success'"
        " and dag_id = 'sync_webinars_nightly'"
    )


def test_old_records_are_deleted_and_triggers_stay(stack: Stack) -> None:
    (triggers,) = stack.query("select count(*) from trigger")
    stack.query(
        "update dag_run set start_date = '2020-01-01' where run_type = 'manual' returning id"
    )
    kept = stack.query("select count(*) from dag_run where run_type <> 'manual'")

    stack.start("airflow-cleaner")

    stack.wait_for_row("select from dag_run having count(*) filter (where run_type = 'manual') = 0")
    assert stack.query("select count(*) from dag_run where run_type <> 'manual'") == kept
    assert stack.query("select count(*) from trigger") == [triggers]
    assert "Error" not in stack.log("airflow-cleaner").read_text(errors="replace")
