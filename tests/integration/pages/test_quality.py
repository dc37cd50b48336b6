"""Quality: what was checked in a run, in words and numbers, and which rows were set aside."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import pytest

from local.processes import REPOSITORY
from tests.builders import execute, query
from tests.builders.html import PageText
from tests.builders.pages import Guest, browse
from webinar_sync.quality.contracts import CONTRACTS
from webinar_sync.quality.validation import Rule, validate
from webinar_sync.runs.run import Run
from webinar_sync.web.pages.expectations import words_of

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

RUN = "sync_webinars_nightly scheduled__2026-11-27T03:40:00+00:00"


@pytest.fixture(scope="module")
def begins_with(awkward_database: str) -> str:
    """Begin with the awkward account, synced."""
    return awkward_database


def read(warehouse: Warehouse, path: str) -> PageText:
    with browse(warehouse, Guest()) as client:
        response = client.get(path)
    assert response.status_code == 200, response.text
    return PageText(response.text)


def checks_path(run_id: str) -> str:
    return f"/webinars/quality/run?{urlencode({'run': run_id})}"


def add_checked_run(warehouse: Warehouse, run_id: str = RUN) -> None:
    """Check 40 rows, of which 25 lack a user, as the product does."""
    run = Run(warehouse, run_id)
    run.begin("sync_webinars_nightly", "scheduled")
    run.end("success", "all accounts are done")
    frame = pd.DataFrame(
        {"row_key": [f"row {n}" for n in range(40)], "user_id": [None] * 25 + ["1"] * 15}
    )
    rules = [
        Rule("ExpectColumnToExist", {"column": "key user_id"}, "no row has the key user_id"),
        Rule("ExpectColumnValuesToNotBeNull", {"column": "user_id"}, "user_id is missing"),
    ]
    verdict = validate(frame, "participants", rules)
    warehouse.execute(
        "quality/upsert_validation",
        run_id=run_id,
        account_id="acc <i>1</i>",
        suite="participants",
        success=False,
        result=json.dumps(verdict.result),
    )


def test_every_run_that_checked_something_is_listed(warehouse: Warehouse) -> None:
    runs = {
        run_id for (run_id,) in query(warehouse, "select distinct run_id from sync.validations")
    }
    page = read(warehouse, "/webinars/quality")
    linked = {link for link in page.links.values() if "/quality/run?" in link}
    assert linked == {checks_path(run_id) for run_id in runs}
    assert f"{len(runs)} rows" in page.text


def test_a_run_shows_what_the_command_shows(warehouse: Warehouse) -> None:
    """The same suites, expectations, and numbers as in what Great Expectations said."""
    results = query(warehouse, "select run_id, account_id, suite, result from sync.validations")
    run_id = results[0][0]
    page = read(warehouse, checks_path(run_id))
    for _, _, suite, result in (row for row in results if row[0] == run_id):
        assert any(line.startswith(suite.capitalize()) for line in page.lines), suite
        for item in result["results"]:
            configuration = item["expectation_config"]
            words = words_of(configuration["type"], configuration["kwargs"])
            wanted = [words.text % words.values]
            if "element_count" in item["result"]:
                wanted += [str(item["result"]["element_count"])]
            assert page.rows_with(*wanted), wanted


def test_rows_that_are_otherwise_are_counted_and_named_by_their_keys(warehouse: Warehouse) -> None:
    add_checked_run(warehouse)
    page = read(warehouse, checks_path(RUN))
    (row,) = page.rows_with("Every row has a usable user_id.")
    assert "user_id is missing 40 25" in row
    assert "row 0 row 1 " in row
    assert "row 20" not in row  # the first twenty
    assert "These are the first." in row
    assert page.rows_with("Some row has the key user_id.", "otherwise")
    assert "makes no sense as a whole" in page.text
    assert "acc <i>1</i>" in page.text
    page = read(warehouse, "/webinars/quality?only=broken")
    assert len([link for link in page.links.values() if "/quality/run?" in link]) == 1


def test_rows_set_aside_are_counted_by_reason_without_what_they_say(warehouse: Warehouse) -> None:
    add_checked_run(warehouse)
    execute(
        warehouse,
        "insert into sync.rejected_rows"
        " select 'participants', 'key ' || n, 'acc-1', 's' || n % 2, 'user_id is missing',"
        " jsonb_build_object('user_email', 'ann@x.example'), :run_id from generate_series(1, 30) n",
        run_id=RUN,
    )
    page = read(warehouse, checks_path(RUN))
    assert page.rows_with("user_id is missing", "participants", "acc-1 30", "key 1 ")
    assert "ann@x.example" not in page.text
    page = read(warehouse, "/webinars/quality")
    assert page.rows_with("Sync webinars (nightly)", "a check failed 1 30")


def test_the_run_and_its_checks_lead_to_each_other(warehouse: Warehouse) -> None:
    add_checked_run(warehouse)
    page = read(warehouse, checks_path(RUN))
    page = read(warehouse, page.links["What came of the run"])
    assert page.links["What was checked"] == checks_path(RUN)


def test_an_unknown_run_is_said_to_be_unknown(warehouse: Warehouse) -> None:
    with browse(warehouse, Guest()) as client:
        for path in (checks_path("nobody knows"), "/webinars/quality/run"):
            assert client.get(path).status_code == 404


def test_every_rule_has_words() -> None:
    """A new kind of rule needs a sentence of its own."""
    for contract in CONTRACTS:
        for rule in contract.rules:
            name = "".join(f"_{c.lower()}" if c.isupper() else c for c in rule.expectation)
            assert words_of(name.removeprefix("_"), rule.arguments).text != "%(expectation)s"


def test_the_pages_never_load_great_expectations() -> None:
    script = (
        "import sys; from webinar_sync.web.pages.app import create_pages; "
        "create_pages(None, None); "
        "sys.exit(bool({'great_expectations', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=False, timeout=120)
    assert done.returncode == 0
