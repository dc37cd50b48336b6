"""The Dags and the plugin as Airflow loads them: documented, retried for a reason, and cheap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from local.airflow import REPOSITORY, environment
from webinar_sync.settings.form import FIELDS

TAGS = {"webinars", "zoom", "hubspot", "registration"}
SYNC_TASKS = {
    "begin_run": {"account_branch.extract_account", "account_branch.load_marts", "report_run"},
    "account_branch.extract_account": {"account_branch.load_marts"},
    "account_branch.load_marts": {"report_run"},
    "report_run": set(),
}
PUSH_TASKS = {
    "begin_push": {"refresh_mirror"},
    "refresh_mirror": {"push_contacts"},
    "push_contacts": {"push_events"},
    "push_events": {"push_participations"},
    "push_participations": {"end_events"},
    "end_events": {"push_custom_events"},
    "push_custom_events": {"push_lists"},
    "push_lists": {"report_push"},
    "report_push": set(),
}
STRUCTURE = {
    "push_hubspot": PUSH_TASKS,
    "reconcile_hubspot": {"reconcile": set()},
    "sync_webinars_hourly": SYNC_TASKS,
    "sync_webinars_nightly": SYNC_TASKS,
    "change_settings": {"change_settings": set()},
    "register_contacts": {"process_inbox": {"load_registered"}, "load_registered": set()},
    "send_alerts": {"send_alerts": set()},
    "erase_contact": {
        "begin": {"compute_marts"},
        "compute_marts": {"forget_in_hubspot"},
        "forget_in_hubspot": {"finish"},
        "finish": set(),
    },
    "sync_webhooks": {"read_webinars": {"load_marts"}, "load_marts": set()},
}
INTERVAL_SECONDS = {
    "push_hubspot": 0,
    "reconcile_hubspot": 0,
    "sync_webinars_hourly": 3600,
    "sync_webinars_nightly": 24 * 3600,
    "change_settings": None,
    "register_contacts": None,
    "send_alerts": 0,
    "erase_contact": 0,
    "sync_webhooks": None,
}
IMPORTED_BY_PARSING = {
    "webinar_sync",
    "webinar_sync.airflow",
    "webinar_sync.airflow.addresses",
    "webinar_sync.airflow.assets",
    "webinar_sync.airflow.failures",
    "webinar_sync.airflow.lazy_app",
    "webinar_sync.airflow.fields",
    "webinar_sync.airflow.in_words",
    "webinar_sync.airflow.lineage",
    "webinar_sync.airflow.notes",
    "webinar_sync.airflow.profiles",
    "webinar_sync.airflow.provider",
    "webinar_sync.airflow.trigger",
    "webinar_sync.airflow.webhooks",
    "webinar_sync.errors",
    "webinar_sync.tasks",
    "webinar_sync.warehouse",
    "webinar_sync.warehouse.marts",  # names of tables alone
}
"""What plugin and provider import included. What bodies of tasks need is imported when they run."""
WINDOW = {"from", "to", "webinar_ids", "account"}
PARAMS = {
    "push_hubspot": {
        "dry_run",
        "with_refused",
        "with_history",
        "beyond_brake",
        "with_incomplete",
        "take_over",
    },
    "reconcile_hubspot": {"days"},
    "sync_webinars_hourly": WINDOW,
    "sync_webinars_nightly": WINDOW,
    "change_settings": set(FIELDS),
    "register_contacts": {"action", "webinar", "contact_ids"},
    "send_alerts": set(),
    "erase_contact": {"contact_id", "dry_run", "in_hubspot", "take_back"},
    "sync_webhooks": set(),
}
CHANGES_NOTHING = (None, False, "leave", "add")


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """Load the plugins and parse the Dags in a fresh interpreter, and return what it saw."""
    with tempfile.TemporaryDirectory(prefix="wi-") as folder:
        variables = environment(Path(folder), f"sqlite:///{folder}/none.db", 1)
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("inspection.py"))],
            env={**os.environ, **variables, "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def tasks(facts: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every task of every Dag with its name."""
    return [
        (f"{dag_id}.{task_id}", task)
        for dag_id, dag in facts["dags"].items()
        for task_id, task in dag["tasks"].items()
    ]


def test_all_dags_can_be_imported(facts: dict[str, Any]) -> None:
    assert facts["import_errors"] == {}
    assert set(facts["dags"]) == set(STRUCTURE)


def test_plugins_and_dags_import_nothing_heavy_and_nothing_deprecated(
    facts: dict[str, Any],
) -> None:
    """Scheduler, Dag processor, triggerer and API server load all plugins."""
    assert "webinar_sync" in facts["plugins"]
    assert facts["heavy_after_plugins"] == []
    assert facts["heavy_after_parsing"] == []
    assert facts["deprecations"] == []


def test_parsing_imports_next_to_nothing_of_the_package(facts: dict[str, Any]) -> None:
    """Airflow parses each Dag file over and over, and once more in each task."""
    imported = {name for name in facts["own_after_parsing"] if name.startswith("webinar_sync.")}

    assert imported <= IMPORTED_BY_PARSING
    assert {"webinar_sync.tasks", "webinar_sync.airflow.profiles"} <= imported


def test_the_plugin_loader_leaves_the_package_alone(facts: dict[str, Any]) -> None:
    assert (REPOSITORY / "plugins" / ".airflowignore").exists()
    assert facts["plugin_errors"] == {}
    assert facts["run_as_plugins"] == []


def test_each_dag_says_what_it_does_and_what_to_do_when_it_fails(facts: dict[str, Any]) -> None:
    for dag_id, dag in facts["dags"].items():
        assert len(dag["doc_md"]) > 200, dag_id
        assert dag["tags"], dag_id
        assert set(dag["tags"]) <= TAGS, dag_id
        for task_id in dag["tasks"]:
            assert f"`{task_id.split('.')[-1]}`" in dag["doc_md"], dag_id


def test_each_task_is_described_owned_and_retried_for_a_reason(facts: dict[str, Any]) -> None:
    for name, task in tasks(facts):
        assert task["doc_md"], name
        assert task["owner"] != "airflow", name
        assert task["retries"] > 0, name
        assert task["reasons"], name
        assert all(reason and len(reason) > 20 for reason in task["reasons"]), name


def test_people_who_wait_do_not_wait_for_minutes(facts: dict[str, Any]) -> None:
    for dag_id, dag in facts["dags"].items():
        for task in dag["tasks"].values():
            assert (task["retry_seconds"] <= 10) is (dag_id == "register_contacts")


def test_no_task_and_no_run_may_take_for_ever(facts: dict[str, Any]) -> None:
    """A run has time for its longest task, and what waits for midnight for a day besides."""
    for dag_id, dag in facts["dags"].items():
        limits = {name: task["limit_seconds"] for name, task in dag["tasks"].items()}
        assert all(limits.values()), (dag_id, limits)
        waits = 24 * 3600 if dag_id.startswith(("sync_", "push_", "reconcile_")) else 0
        assert dag["limit_seconds"] >= max(limits.values()) + waits, dag_id
        assert dag["limit_seconds"] <= 48 * 3600, dag_id


def test_each_rule_of_the_retry_policies_names_an_exception_that_exists(
    facts: dict[str, Any],
) -> None:
    assert facts["unknown_exceptions"] == []


def test_each_param_has_a_default_and_a_description(facts: dict[str, Any]) -> None:
    for dag_id, dag in facts["dags"].items():
        assert set(dag["params"]) == PARAMS[dag_id], dag_id
        for name, param in dag["params"].items():
            is_dry = name == "dry_run" and param["default"] is True
            assert is_dry or param["default"] in CHANGES_NOTHING, name
            assert param["default"] is not None or "null" in param["type"], name
            assert param["default"] in param.get("enum", [param["default"]]), name
            assert len(param["description"]) > 10, name
            assert param["title"], name


def test_each_scheduled_run_has_an_interval_as_long_as_its_schedule(facts: dict[str, Any]) -> None:
    intervals = {dag_id: dag["interval_seconds"] for dag_id, dag in facts["dags"].items()}

    assert intervals == INTERVAL_SECONDS
    assert not any(dag["catchup"] for dag in facts["dags"].values())


def test_the_tasks_follow_each_other_as_designed(facts: dict[str, Any]) -> None:
    structure = {
        dag_id: {task_id: set(task["downstream"]) for task_id, task in dag["tasks"].items()}
        for dag_id, dag in facts["dags"].items()
    }

    assert structure == STRUCTURE


def test_accounts_are_mapped_and_nothing_else_is(facts: dict[str, Any]) -> None:
    for name, task in tasks(facts):
        assert task["mapped"] == ("account_branch" in name), name
