"""The dashboard, the rules and the mapping name the metrics that the code emits, and only these."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local.processes import REPOSITORY
from webinar_sync.runs.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.runs.metrics import Metric

FOLDER = REPOSITORY / "deploy" / "monitoring"
PREFIX = "airflow_webinar_sync_"
PANELS = {"row", "stat", "timeseries", "state-timeline", "table"}
DATASOURCES = {"prometheus": "prometheus", "warehouse": "grafana-postgresql-datasource"}
COLUMNS = 24
"""Of a dashboard."""
_NAME = re.compile(rf"{PREFIX}(\w+)(?:\{{([^}}]*)\}})?")
_BY = re.compile(r"by \(([^)]*)\)")
_LEGEND = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def name_in_prometheus(metric: Metric) -> str:
    """Return what the collector and statsd_exporter both make of a metric's name."""
    return metric.name + ("_total" if metric.kind == "counter" else "")


BY_NAME = {name_in_prometheus(metric): metric for metric in METRICS}


def load(name: str) -> Any:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


def panels() -> list[dict[str, Any]]:
    return list(load("dashboard.json")["panels"])


def targets() -> Iterator[dict[str, Any]]:
    for panel in panels():
        yield from panel.get("targets", [])


def rules() -> list[dict[str, Any]]:
    (group,) = load("alerts.yaml")["groups"]
    return list(group["rules"])


def expressions() -> list[str]:
    return [
        *(rule["expr"] for rule in rules()),
        *(target["expr"] for target in targets() if "expr" in target),
    ]


def test_every_metric_is_shown_or_alerted_of_and_none_is_made_up() -> None:
    named = {name for text in expressions() for name, _ in _NAME.findall(text)}

    assert named == set(BY_NAME)


def test_each_metric_has_a_name_of_its_own() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)


@pytest.mark.parametrize("text", expressions())
def test_expressions_use_tags_that_their_metrics_have(text: str) -> None:
    metrics = [(BY_NAME[name], labels) for name, labels in _NAME.findall(text)]
    tags = {tag for metric, _ in metrics for tag in metric.tags}

    assert metrics
    for metric, labels in metrics:
        used = {label.split("=")[0].rstrip("!") for label in labels.split(",") if label}
        assert used <= set(metric.tags)
        # A counter is looked at by its increase, a gauge never.
        assert ("increase(" in text) == (metric.kind == "counter")
    for names in _BY.findall(text):
        assert {name.strip() for name in names.split(",")} <= tags


def test_each_rule_says_what_is_wrong_and_how_bad_it_is() -> None:
    names = [rule["alert"] for rule in rules()]

    assert len(set(names)) == len(names)
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert set(rule["annotations"]) == {"summary", "description"}


def test_the_page_has_each_metric_and_each_alert() -> None:
    page = (REPOSITORY / "docs" / "monitoring.md").read_text(encoding="utf-8")
    rows = {
        cells[0].strip("` "): cells
        for cells in (line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| `"))
    }

    for metric in METRICS:
        _, kind, tags, *_ = rows[f"webinar_sync.{metric.name}"]
        assert kind.strip() == metric.kind, metric.name
        assert set(re.findall(r"`(\w+)`", tags)) == set(metric.tags), metric.name
    documented = {name.removeprefix("webinar_sync.") for name in rows if "webinar_sync." in name}
    assert documented == {metric.name for metric in METRICS}
    assert {name for name in rows if name.startswith("WebinarSync")} == {
        rule["alert"] for rule in rules()
    }


def test_statsd_exporter_names_metrics_as_the_collector_does() -> None:
    mappings = load("statsd-mapping.yaml")["mappings"]
    for metric in METRICS:
        sent = f"airflow.webinar_sync.{metric.name}"
        first = next(
            mapping
            for mapping in mappings
            if fnmatchcase(sent, mapping["match"]) and mapping["match_metric_type"] == metric.kind
        )
        named = first["name"].replace("${1}", metric.name)
        assert named == PREFIX + name_in_prometheus(metric)


def test_the_chart_gets_the_same_mappings() -> None:
    assert load("values.yaml")["statsd"]["extraMappings"] == load("statsd-mapping.yaml")["mappings"]


def test_the_collector_adds_up_what_processes_send() -> None:
    collector = load("otel-collector.yaml")
    (pipeline,) = collector["service"]["pipelines"].values()

    for kind in ("receivers", "processors", "exporters"):
        assert set(pipeline[kind]) == set(collector[kind])
    assert pipeline["processors"] == ["resource", "transform", "deltatocumulative"]
    assert {"key": "service.instance.id", "action": "delete"} in collector["processors"][
        "resource"
    ]["attributes"]


def test_the_dashboard_is_as_grafana_reads_it() -> None:
    dashboard = load("dashboard.json")

    assert {"uid", "title", "schemaVersion", "time", "templating", "panels"} <= set(dashboard)
    assert "id" not in dashboard  # the one of somebody's Grafana
    variables = dashboard["templating"]["list"]
    assert {variable["name"]: variable["query"] for variable in variables} == DATASOURCES
    assert {variable["type"] for variable in variables} == {"datasource"}
    ids = [panel["id"] for panel in panels()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_each_panel_has_what_its_kind_needs(panel: dict[str, Any]) -> None:
    assert panel["type"] in PANELS
    assert panel["title"]
    place = panel["gridPos"]
    assert place["x"] + place["w"] <= COLUMNS
    if panel["type"] == "row":
        return
    assert {"defaults", "overrides"} == set(panel["fieldConfig"])
    assert panel["options"]
    references = [target["refId"] for target in panel["targets"]]
    assert references == [chr(ord("A") + number) for number in range(len(references))]
    for target in panel["targets"]:
        name = target["datasource"]["uid"].strip("${}")
        assert target["datasource"] == panel["datasource"]
        assert target["datasource"]["type"] == DATASOURCES[name]
        assert ("rawSql" in target) == (name == "warehouse") == ("expr" not in target)
        if "expr" in target:
            grouped = [name.strip() for by in _BY.findall(target["expr"]) for name in by.split(",")]
            assert set(_LEGEND.findall(target["legendFormat"])) == set(grouped)


def test_no_panel_lies_over_another() -> None:
    for place, other in combinations([panel["gridPos"] for panel in panels()], 2):
        assert (
            place["x"] + place["w"] <= other["x"]
            or other["x"] + other["w"] <= place["x"]
            or place["y"] + place["h"] <= other["y"]
            or other["y"] + other["h"] <= place["y"]
        ), (place, other)


needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool, of Debian's package prometheus, is missing"
)


def promtool(*arguments: str | Path) -> None:
    done = subprocess.run(
        ["promtool", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_the_rules_fire_when_something_is_wrong_and_not_before() -> None:
    promtool("check", "rules", FOLDER / "alerts.yaml")
    promtool("test", "rules", Path(__file__).with_name("alerts.test.yaml"))


@needs_promtool
def test_prometheus_understands_what_the_dashboard_asks(tmp_path: Path) -> None:
    recorded = [
        {"record": f"panel:{number}", "expr": target["expr"]}
        for number, target in enumerate(targets())
        if "expr" in target
    ]
    path = tmp_path / "dashboard.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}))

    promtool("check", "rules", path)
