"""What the Compose files start is there: modules, their options, Airflow's commands and tables."""

from __future__ import annotations

import importlib
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from airflow.utils.db_cleanup import config_dict

from local.compose_files import load
from sandbox.__main__ import make_parser
from webinar_sync.airflow import heartbeat

REPOSITORY = Path(__file__).resolve().parents[3]
SERVICES = load([REPOSITORY / "docker-compose.yaml", REPOSITORY / "deploy" / "celery.yaml"])[
    "services"
]
_AIRFLOW_COMMANDS = {
    "api-server", "scheduler", "dag-processor", "triggerer --skip-serve-logs", "celery worker",
}  # fmt: skip
LONG_TASK_SECONDS = 10 * 3600
"""The longest limit of a task: docs/operating.md."""


def texts(part: Any) -> list[str]:
    """Return every text of a part."""
    if isinstance(part, dict | list):
        inner = part.values() if isinstance(part, dict) else part
        return [text for piece in inner for text in texts(piece)]
    return [str(part)]


def commands(service: dict[str, Any]) -> str:
    """Return all that a service runs, in one text."""
    parts = (service.get("entrypoint"), service.get("command"), service.get("healthcheck"))
    return " ".join(text for part in parts for text in texts(part))


def seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([smh])", text).groups()  # type: ignore[union-attr]
    return int(number) * {"s": 1, "m": 60, "h": 3600}[unit]


def test_every_module_that_is_run_is_there() -> None:
    modules = set(re.findall(r"python -m ([\w.]+)", " ".join(map(commands, SERVICES.values()))))

    assert modules == {"webinar_sync", "webinar_sync.airflow.heartbeat", "sandbox", "uvicorn"}
    assert [name for name in modules if find_spec(name) is None] == []


def test_the_webhooks_are_made_by_what_is_named() -> None:
    (target,) = re.findall(r"--factory ([\w.]+:\w+)", commands(SERVICES["webhooks"]))
    module, _, name = target.partition(":")

    assert callable(getattr(importlib.import_module(module), name))


def test_the_sandbox_takes_its_options() -> None:
    script = SERVICES["sandbox"]["command"][0].replace("\\\n", "")
    line = script.partition("-m sandbox ")[2].replace("$$(cat state/epoch)", "2026-11-27")
    options = make_parser().parse_args(shlex.split(line))

    assert (options.host, options.port, options.hubspot_port) == ("0.0.0.0", 8181, 8182)


def test_airflow_is_started_by_commands_of_its_own() -> None:
    plain = {
        service["command"]
        for service in SERVICES.values()
        if isinstance(service.get("command"), str)
    }

    assert plain == _AIRFLOW_COMMANDS


def test_old_records_are_deleted_of_tables_that_airflow_has_and_not_of_what_still_runs() -> None:
    (names,) = re.findall(r"--tables ([\w,]+)", commands(SERVICES["airflow-cleaner"]))
    tables = set(names.split(","))
    cascading = {name for table in tables for name in config_dict[table].dependent_tables or []}

    assert tables <= config_dict.keys()
    assert "trigger" not in tables | cascading


@pytest.mark.parametrize(
    "name", ["airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"]
)
def test_a_heartbeat_is_asked_for_of_a_job_that_airflow_has(name: str) -> None:
    job_type = SERVICES[name]["healthcheck"]["test"][-1]
    runners = {
        "SchedulerJob": "airflow.jobs.scheduler_job_runner:SchedulerJobRunner",
        "DagProcessorJob": "airflow.jobs.dag_processor_job_runner:DagProcessorJobRunner",
        "TriggererJob": "airflow.jobs.triggerer_job_runner:TriggererJobRunner",
    }
    module, _, runner = runners[job_type].partition(":")

    assert getattr(importlib.import_module(module), runner).job_type == job_type
    assert seconds(SERVICES[name]["healthcheck"]["interval"]) * 2 <= heartbeat.SECONDS


def test_every_service_that_stays_has_a_health_check_or_only_deletes() -> None:
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service}

    assert without == {"airflow-init", "airflow-cleaner"}


def test_what_runs_tasks_waits_for_them_when_it_is_asked_to_stop() -> None:
    for name in ("airflow-scheduler", "airflow-worker"):
        assert SERVICES[name]["environment"]["DUMB_INIT_SETSID"] == "0", name
        assert seconds(SERVICES[name]["stop_grace_period"]) == 300, name
    assert {
        name
        for name, service in SERVICES.items()
        if seconds(service.get("stop_grace_period", "10s")) < 30
    } == {"sandbox"}


def test_the_broker_hands_nothing_out_again_that_may_still_run() -> None:
    name = "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT"

    for service in ("airflow-scheduler", "airflow-worker"):
        assert int(SERVICES[service]["environment"][name]) > LONG_TASK_SECONDS


def test_no_service_can_be_reached_from_beyond_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}

    assert set(ports) == {"postgres", "airflow-apiserver", "webhooks", "sandbox"}
    assert all(port.startswith("127.0.0.1:") for listed in ports.values() for port in listed)


def test_the_extras_that_the_override_asks_for_are_pinned() -> None:
    pinned = (REPOSITORY / "requirements-extras.txt").read_text(encoding="utf-8")
    extras = SERVICES["airflow-init"]["build"]["args"]["EXTRAS"].split()
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    offered = example.partition("What the image is to hold besides: ")[2].partition(";")[0]

    assert extras[0] == "celery"
    for extra in (extras[0], *offered.split(", ")):
        assert re.search(rf"^apache-airflow-providers-{extra}==", pinned, re.MULTILINE), extra


def test_extras_change_nothing_that_is_pinned_without_them() -> None:
    def pins(name: str) -> dict[str, set[str]]:
        versions: dict[str, set[str]] = {}
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE):
            versions.setdefault(package, set()).add(version)
        return versions

    own, extra = pins("requirements.txt"), pins("requirements-extras.txt")

    assert {name for name in own.keys() & extra.keys() if not extra[name] <= own[name]} == set()
