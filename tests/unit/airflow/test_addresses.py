"""Where the pages are, and what Airflow's UI fills into the addresses of its tabs."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

import webinar_sync_plugin
from webinar_sync.airflow.addresses import pages_path, pages_url

REPOSITORY = Path(__file__).parents[3]
FILLED_IN = {
    "{DAG_ID}": "push_hubspot",
    "{RUN_ID}": "scheduled__2026-11-27T08:17:00+00:00",
    "{TASK_ID}": "group.task",
}


@pytest.mark.parametrize(
    ("base_url", "path", "url"),
    [
        (None, "/webinars", None),
        ("", "/webinars", None),
        ("/", "/webinars", None),
        ("https://airflow.example", "/webinars", "https://airflow.example/webinars"),
        ("http://a.example:8080/team/", "/team/webinars", "http://a.example:8080/team/webinars"),
    ],
)
def test_pages_are_below_airflow(
    monkeypatch: pytest.MonkeyPatch, base_url: str | None, path: str, url: str | None
) -> None:
    if base_url is None:
        monkeypatch.delenv("AIRFLOW__API__BASE_URL", raising=False)
    else:
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    assert (pages_path(), pages_url()) == (path, url)


def test_tabs_ask_for_the_run_that_they_are_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/team")
    views = importlib.reload(webinar_sync_plugin).WebinarSyncPlugin.external_views
    asked = {}
    for view in views:
        href = view["href"]
        for name, value in FILLED_IN.items():
            href = href.replace(name, quote(value, safe=""))  # as encodeURIComponent does
        assert href.startswith("/team/webinars/")
        asked[view["destination"]] = parse_qs(urlsplit(href).query)
    dag = {"dag_id": ["push_hubspot"]}
    run = {**dag, "run_id": [FILLED_IN["{RUN_ID}"]]}
    assert asked == {
        "nav": {},
        "dag": dag,
        "dag_run": run,
        "task_instance": {**run, "task_id": ["group.task"]},
    }
    assert len({view["url_route"] for view in views}) == len(views)


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("dags/*.py")), ids=lambda path: path.stem)
def test_each_dag_names_a_page(path: Path) -> None:
    """By an address below Airflow's own, which its UI has as the base of relative ones."""
    docs = path.read_text().split('"""')[1]
    assert re.search(r"\]\(webinars/", docs)
