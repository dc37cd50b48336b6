"""What the Compose files start works together, each service with its own few secrets.

Without Docker: their commands as processes, with their environments, databases and sandbox. Where
Redis is, tasks run on Celery workers; `make stack` does more of this, and for longer.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from local.compose_files import load
from local.postgres import temporary_cluster
from local.processes import REPOSITORY
from local.stack.checks import slow_extraction
from local.stack.play import NIGHTLY
from local.stack.services import BROKER, PATIENCE_SECONDS, WORKER, Stack, has_redis
from tests.builders.docs import code_blocks, run_shell

if TYPE_CHECKING:
    from collections.abc import Iterator

ON_ONE_MACHINE = [REPOSITORY / "docker-compose.yaml"]
WITH_WORKERS = [*ON_ONE_MACHINE, REPOSITORY / "deploy" / "celery.yaml"]
SLOW_SECONDS = 5
KEYS = ("AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY")
ENDED = "select state from dag_run where dag_id = '{}' and state in ('success', 'failed')"

with_redis = pytest.mark.skipif(
    not has_redis(), reason="Redis is not on this machine: nothing hands tasks to workers"
)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Migrate, start all services in their order, and wait until each says that it is healthy."""
    folder = Path(tempfile.mkdtemp(prefix="wc-"))
    files = WITH_WORKERS if has_redis() else ON_ONE_MACHINE
    with temporary_cluster() as cluster:
        stack = Stack(load(files), cluster, folder / "opt", later=["airflow-cleaner"])
        try:
            stack.start_all()
            yield stack
        finally:
            stack.stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def knocking(stack: Stack) -> Iterator[list[int]]:
    """Ask the webhooks again and again, and give the statuses of their answers."""
    statuses: list[int] = []
    is_over = threading.Event()

    def knock() -> None:
        url = f"{stack.url('webhooks')}/hubspot/registrations"
        while not is_over.wait(0.2):
            try:
                statuses.append(requests.post(url, data=b"{}", timeout=60).status_code)
            except requests.RequestException:
                statuses.append(0)

    thread = threading.Thread(target=knock)
    thread.start()
    try:
        yield statuses
    finally:
        is_over.set()
        thread.join()


def check_it_waits_for_its_tasks(stack: Stack, services: list[str]) -> None:
    """Ask services to stop while one of them reads an account: the task ends well before."""
    with slow_extraction(stack, SLOW_SECONDS) as task:
        for name in services:
            stack.ask_to_stop(name)

    for name in services:
        stack.processes[name].wait(PATIENCE_SECONDS)
    assert stack.query(
        f"select state, try_number from task_instance where id = '{task['id']}'"
    ) == [("success", 1)]
    assert stack.query("select from task_instance where state = 'running'") == []
    stack.end(*services)


def wait_until_nothing_runs(stack: Stack) -> None:
    stack.wait_for_row(
        "select 1 where not exists (select from dag_run where state in ('queued', 'running'))"
    )


def test_a_nightly_run_syncs_the_sandbox(stack: Stack) -> None:
    stack.unpause(NIGHTLY)

    assert stack.wait_for_row(ENDED.format(NIGHTLY)) == ("success",)
    ((contacts,),) = stack.query("select count(*) from marts.contacts", "warehouse")
    assert contacts > 0


def test_contacts_reach_the_webhooks_and_their_outcome_comes_back(stack: Stack) -> None:
    stack.unpause("register_contacts")

    text = stack.run("sandbox", "python", "-m", "local.enrol", "--contacts", "5")

    # The sandbox's second contact has no first name, which Zoom requires.
    assert "failed: 1, registered: 4" in text
    assert stack.query("select count(*) from registration.results", "warehouse") == [(4,)]


@with_redis
def test_workers_that_are_asked_to_stop_wait_for_their_tasks_and_the_door_answers(
    stack: Stack,
) -> None:
    with knocking(stack) as statuses:
        check_it_waits_for_its_tasks(stack, stack.names(WORKER))
        # What waits in the broker outlives it.
        stack.end(BROKER)
        stack.start(BROKER)
        for name in stack.names(WORKER):
            stack.start(name)
        wait_until_nothing_runs(stack)

    assert stack.query(f"select state from dag_run where dag_id = '{NIGHTLY}'") == [
        ("success",), ("success",)
    ]  # fmt: skip
    assert set(statuses) == {401}


def test_a_scheduler_that_is_asked_to_stop_waits_for_its_tasks(stack: Stack) -> None:
    wait_until_nothing_runs(stack)
    if stack.has(WORKER):  # by the first file alone, tasks run in the scheduler
        stack.end("airflow-scheduler", BROKER, *stack.names(WORKER))
        stack.use(load(ON_ONE_MACHINE))
        stack.start("airflow-scheduler")
        stack.wait_for_health("airflow-scheduler")

    check_it_waits_for_its_tasks(stack, ["airflow-scheduler"])

    stack.start("airflow-scheduler")
    wait_until_nothing_runs(stack)
    assert set(stack.query(f"select state from dag_run where dag_id = '{NIGHTLY}'")) == {
        ("success",)
    }


def test_keys_of_tokens_and_of_logs_are_changed_by_the_commands_of_the_docs(
    stack: Stack, tmp_path: Path
) -> None:
    wait_until_nothing_runs(stack)
    old = {key: stack.variables[key] for key in KEYS}
    login = stack.login()
    (tmp_path / ".env").write_text("".join(f"{key}={old[key]}\n" for key in KEYS))
    commands = code_blocks("docs/security.md", "### The JWT secret and the API secret key", "sh")
    run_shell(commands[1], tmp_path, os.environ)
    lines = (tmp_path / ".env").read_text().splitlines()
    new = dict(line.split("=", 1) for line in lines)
    assert new.keys() == old.keys()
    assert len({*new.values(), *old.values()}) == 4

    services = ("airflow-scheduler", "airflow-apiserver")
    stack.end(*services)
    stack.change(new)
    for name in reversed(services):
        stack.start(name)
        stack.wait_for_health(name)

    url = f"{stack.url('airflow-apiserver')}/api/v2/dags"
    headers = {"Authorization": f"Bearer {login}"}
    assert requests.get(url, headers=headers, timeout=60).status_code == 403
    with slow_extraction(stack, SLOW_SECONDS) as task:
        log = json.dumps(
            stack.call(
                "GET",
                f"/dags/{NIGHTLY}/dagRuns/{task['run_id']}/taskInstances/{task['task_id']}/logs/1"
                f"?map_index={task['map_index']}&full_content=true",
            )
        )
    assert f"http://{task['hostname']}:" in log, "the log that is served was not read"
    wait_until_nothing_runs(stack)
    state = f"select state from dag_run where run_id = '{task['run_id']}'"
    assert stack.query(state) == [("success",)]


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
