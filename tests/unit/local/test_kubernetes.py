"""deploy/kubernetes passes its check, which finds what it is for; its probes and commands exist."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from local.kubernetes_check import VALUES, find_faults, main
from webinar_sync.airflow.webhooks import create_webhooks

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / "deploy" / "kubernetes"
CHART = os.environ.get("AIRFLOW_CHART")


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the check reads."""
    shutil.copytree(FOLDER, tmp_path / "deploy" / "kubernetes")
    package = tmp_path / "plugins" / "webinar_sync"
    package.mkdir(parents=True)
    shutil.copy(REPOSITORY / "plugins" / "webinar_sync" / "__init__.py", package)
    for name in ("requirements.txt", "requirements-extras.txt"):
        shutil.copy(REPOSITORY / name, tmp_path)
    return tmp_path / "deploy" / "kubernetes"


def test_the_repositorys_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_faults(FOLDER) == []
    assert main(FOLDER) == 0
    assert "fits this repository" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("values.yaml", "Tag: 0.1.0", "Tag: 0.0.9", "the image 0.0.9, and the package is"),
        ("values.yaml", "airflowVersion: 3", "airflowVersion: 2", "values.yaml has Airflow 2"),
        ("Dockerfile", "FROM apache/airflow:slim-3", "FROM apache/airflow:slim-2", "begins with"),
        ("Dockerfile", '"celery ', '"dask celery ', "installs dask, which"),
        ("migrate/kustomization.yaml", "newTag: 0", "newTag: 1", "has the image .*:1.1.0"),
        ("migrate/job.yaml", "image: webinar-sync", "image: other", "has the image other"),
        ("secrets.yaml", "{jwt-secret: ", "{secret: ", "jwt-secret has no key jwt-secret"),
        ("secrets.yaml", "name: webinar-sync-zoom", "name: zoom", "The Secret zoom is used now"),
        ("secrets.yaml", "name: webinar-sync-zoom", "name: zoom", "zoom is not in secrets.yaml"),
        ("secrets.yaml", '{jwt-secret: ""}', "{jwt-secret: x}", "jwt-secret is filled in"),
        (
            "values-celery.yaml",
            "alerts, key: connection",
            "alerts, key: connection, optional: true",
            "ALERTS_DEFAULT is optional",
        ),
        ("migrate/job.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
        ("migrate/job.yaml", "Token: false", "Token: true", "gets a token of Kubernetes"),
        ("migrate/job.yaml", "Escalation: false", "Escalation: true", "may gain rights"),
        ("migrate/job.yaml", "Filesystem: true", "Filesystem: false", "may write into its image"),
        ("migrate/job.yaml", "drop: [ALL]", "drop: [CHOWN]", "keeps capabilities"),
        ("migrate/job.yaml", "limits: {memory", "limits: {cpu", "has no bounds of memory"),
        (
            "migrate/job.yaml",
            "secret: {secretName: w",
            "hostPath: {path: w",
            "mounts w.* of its node",
        ),
        ("webhooks/service.yaml", "component: webhooks}", "component: door}", "selects no pod"),
        (
            "webhooks/service.yaml",
            "targetPort: http",
            "targetPort: web",
            "the port web, which no pod",
        ),
        (
            "webhooks/ingress.yaml",
            "port: {name: http}",
            "port: {name: web}",
            "sends /hubspot to no",
        ),
        ("webhooks/networkpolicy.yaml", "component: webhooks}", "component: x}", "selects no pod"),
    ],
)
def test_what_is_wrong_with_a_copy_is_found(
    copy: Path, name: str, old: str, new: str, fault: str
) -> None:
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    faults = find_faults(copy)

    assert any(re.search(fault, line) for line in faults), faults
    assert main(copy) == 1


def test_a_password_as_a_plain_value_is_found(copy: Path) -> None:
    path = copy / "webhooks" / "deployment.yaml"
    deployment = yaml.safe_load(path.read_text(encoding="utf-8"))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    container["env"][0] = {"name": "AIRFLOW_CONN_WAREHOUSE", "value": "postgres://u:p@h/d"}
    path.write_text(yaml.safe_dump(deployment), encoding="utf-8")

    assert any("AIRFLOW_CONN_WAREHOUSE as a plain value" in fault for fault in find_faults(copy))


def test_the_door_is_asked_and_called_at_paths_that_it_has_and_no_others() -> None:
    app = create_webhooks()
    paths = {getattr(route, "path", "") for route in app.routes}
    (container,) = read("webhooks/deployment.yaml")["spec"]["template"]["spec"]["containers"]
    probes = [probe["httpGet"]["path"] for name, probe in container.items() if "Probe" in name]
    (rule,) = read("webhooks/ingress.yaml")["spec"]["rules"]
    prefixes = tuple(path["path"] for path in rule["http"]["paths"])

    assert len(probes) == 3
    assert set(probes) <= paths
    assert {path for path in paths if path.startswith(prefixes)} == paths - set(probes)


def test_a_new_version_of_the_door_takes_over_before_the_old_one_stops() -> None:
    spec = read("webhooks/deployment.yaml")["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    stop = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    (graceful,) = [arg for arg in container["args"] if "graceful" in arg]

    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert stop + int(graceful.partition("=")[2]) < pod["terminationGracePeriodSeconds"]


@pytest.mark.skipif(not CHART, reason="AIRFLOW_CHART names no unpacked chart of Airflow's")
@pytest.mark.parametrize("executor", VALUES[1:])
def test_the_values_are_what_the_chart_takes(executor: str) -> None:
    """Stricter than Helm: a key that the chart does not know is a mistake."""
    schema = json.loads((Path(str(CHART)) / "values.schema.json").read_text(encoding="utf-8"))

    for name in ("values.yaml", executor):
        jsonschema.Draft7Validator(schema).validate(read(name))
        assert list(_unknown(read(name), schema, schema)) == []


def _unknown(values: Any, schema: Any, root: Any) -> Any:
    """Yield keys that a schema with properties does not name."""
    while "$ref" in schema:
        part = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            part = part[step]
        schema = part
    properties = schema.get("properties")
    if not isinstance(values, dict) or not properties:
        return
    for key, value in values.items():
        if key in properties:
            yield from _unknown(value, properties[key], root)
        elif not schema.get("additionalProperties"):
            yield key
