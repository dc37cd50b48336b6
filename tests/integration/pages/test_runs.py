"""What came of a run: the page that Airflow shows as a tab of runs and tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from tests.builders import execute
from tests.builders.html import PageText
from tests.builders.pages import Guest, browse
from webinar_sync.alerts.troubles import read_troubles
from webinar_sync.errors import Busy
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DAG = "sync_webinars_hourly"
RUN = "scheduled__2026-11-27T08:17:00+00:00"


def read(warehouse: Warehouse, dag_id: str = DAG, run_id: str = RUN, more: str = "") -> PageText:
    """Return the page, asked for as Airflow's tab does."""
    path = f"/webinars/runs?dag_id={quote(dag_id, safe='')}&run_id={quote(run_id, safe='')}{more}"
    with browse(warehouse, Guest()) as client:
        response = client.get(path)
    assert response.status_code == 200, response.text
    return PageText(response.text)


@pytest.fixture
def red_run(warehouse: Warehouse) -> Run:
    """Return a run that failed in one account of two."""
    run = Run(warehouse, f"{DAG} {RUN}")
    run.begin(DAG, "scheduled")

    def be_busy() -> dict[str, int]:
        raise Busy("another run reads this account")

    with pytest.raises(Busy):
        run.do_step("extract", be_busy, account_id="acc-2", label="Globex")
    run.record_step(
        "extract", "failed", account_id="acc-1", label="Acme", message="the app lacks a scope"
    )
    run.record_step(
        "load", "done", account_id="acc-1", label="Acme", counts={"webinars_computed": 3, "none": 0}
    )
    run.open_issue("account", "acc-1", "scope", message="The app of Acme lacks user:read.")
    run.open_issue("session", "old", "refused", message="The session old is refused.")
    run.close_issues("session", "old", ["refused"])
    run.add_requests("zoom", "/users", 12, 1, account_id="acc-1", label="medium")
    run.end("failed", "Acme: the app lacks a scope", {"sessions": 1234, "accounts": {"Acme": {}}})
    return run


def test_a_red_run_says_what_to_do(warehouse: Warehouse, red_run: Run) -> None:
    page = read(warehouse)
    message = page.lines.index("The app of Acme lacks user:read.")
    assert page.lines.index("What to do") < message
    assert page.lines[message + 1].startswith("What to do: Add the scopes")
    assert "Acme: the app lacks a scope" in page.text
    assert page.rows_with("Read from Zoom", "Acme", "failed", "the app lacks a scope")
    assert page.rows_with("Read from Zoom", "Globex", "skipped", "another run reads this account")
    assert page.rows_with("Compute marts", "Acme", "done", "webinars computed 3")
    assert "none 0" not in page.text
    assert page.rows_with("session old", "The session old is refused.", "UTC")
    assert page.rows_with("Zoom /users", "12 1")
    assert "1,234" in page.text


def test_a_task_marks_its_steps(warehouse: Warehouse, red_run: Run) -> None:
    page = read(warehouse, more="&task_id=account_branch.load_marts")
    assert page.rows_with("Compute marts (this task)")
    assert not page.rows_with("Read from Zoom (this task)")
    assert "(this task)" not in read(warehouse).text


def test_an_error_that_a_later_run_saw_too_stays_with_the_run(
    warehouse: Warehouse, red_run: Run
) -> None:
    later = Run(warehouse, f"{DAG} later")
    later.begin(DAG, "scheduled")
    later.open_issue("account", "acc-1", "scope", message="The app of Acme lacks user:read.")
    page = read(warehouse)
    assert "The app of Acme lacks user:read." in page.text
    assert "a later run saw it, too" in page.text


def test_what_is_over_is_no_longer_to_be_done(warehouse: Warehouse, red_run: Run) -> None:
    Run(warehouse, "another").close_issues("account", "acc-1", ["scope"])
    page = read(warehouse)
    assert "No error that this run met is still open" in page.text
    assert page.rows_with("account acc-1", "The app of Acme lacks user:read.", "UTC")


@pytest.mark.parametrize(
    ("dag_id", "run_id", "sentence"),
    [
        ("somebody_elses", "x", "The Dag somebody_elses is not one of webinar-sync's"),
        ("<b>", "x", "The Dag <b> is not one of webinar-sync's"),
        ("send_alerts", "x", "Runs of the Dag Send alerts leave no record in the warehouse"),
        (DAG, "x", "The warehouse knows nothing of this run of Sync webinars (hourly)."),
        ("", "", "Runs of the Dags"),
    ],
)
def test_a_run_without_a_record_says_why(
    warehouse: Warehouse, dag_id: str, run_id: str, sentence: str
) -> None:
    page = read(warehouse, dag_id, run_id)
    assert sentence in page.text
    assert "b" not in page.tags
    assert "/webinars/runs?dag_id=push_hubspot" in page.links.values()


def test_without_a_run_there_are_those_of_the_dag(warehouse: Warehouse, red_run: Run) -> None:
    page = read(warehouse, run_id="")
    assert page.rows_with("scheduled", "failed", "Acme: the app lacks a scope")
    assert "1 row" in page.text
    link = next(link for link in page.links.values() if "run_id=" in link)
    with browse(warehouse, Guest()) as client:
        assert "Acme: the app lacks a scope" in client.get(link).text


def test_each_alert_leads_to_a_page_that_explains_it(warehouse: Warehouse, red_run: Run) -> None:
    execute(warehouse, "update sync.errors set first_seen_at = now() - interval '2 days'")
    red_run.open_issue("session", "s1", "refused", message="The session s1 is refused.")
    execute(
        warehouse,
        "update sync.errors set first_seen_at = now() - interval '2 days';"
        " update sync.runs set started_at = now() - interval '40 hours'",
    )
    troubles = read_troubles(warehouse, has_hubspot=True)
    assert {trouble.kind for trouble in troubles} == {
        "run_failed", "run_late", "connection", "error_open",
    }  # fmt: skip
    with browse(warehouse, Guest()) as client:
        for trouble in troubles:
            assert urlsplit(trouble.page).path in ("runs", "errors", "push")
            response = client.get(f"/webinars/{trouble.page}")
            assert response.status_code == 200
            if trouble.kind != "run_late":
                explained = trouble.message.rpartition("failed: ")[2]
                assert explained in PageText(response.text).text
