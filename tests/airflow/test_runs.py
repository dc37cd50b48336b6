"""Real runs, by REST, by command and as a backfill, and what they leave behind."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.zoom import awkward
from tests.airflow.accounts import AWKWARD, NOW, SECOND, WRONG_SECRET
from tests.airflow.conftest import HOURLY, NIGHTLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.conftest import Loaded, Station

BACKFILL = ("2026-11-10", "2026-11-13")
NIGHTS = 3


HOURLY_CONF: dict[str, dict[str, Any]] = {
    "empty window": {"from": "2026-11-12", "to": "2026-11-10"},
    "no webinar id": {"webinar_ids": ["soon"]},
    "unknown account": {"account": "nobody"},
    "window": {"from": "2026-11-10", "to": "2026-11-12"},
}


@dataclass
class Hourly:
    """Hourly runs with conf, all started at once: what was before, and how they ended."""

    before: tuple[dict[str, list[str]], list[tuple[Any, ...]]]
    runs: dict[str, dict[str, Any]]
    tasks: dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def hourly(station: Station, first_run: dict[str, Any]) -> Hourly:
    """Start the hourly Dag with each conf, and wait until all of it came to rest."""
    before = (station.rows("marts"), watermarks(station))
    ids = {name: station.trigger(HOURLY, **conf) for name, conf in HOURLY_CONF.items()}
    tasks = {}
    for name, run_id in ids.items():
        station.wait_for_task(HOURLY, run_id, "report_run")
        tasks[name] = station.task_instances(HOURLY, run_id)
        if name != "window":
            station.end(HOURLY, run_id)
    runs = {name: station.airflow.wait_for_run(HOURLY, run_id, 60) for name, run_id in ids.items()}
    return Hourly(before, runs, tasks)


def watermarks(station: Station) -> list[tuple[Any, ...]]:
    """Return how far the accounts are read."""
    return station.query("select account_id, watermark from sync.watermarks order by 1")


def test_a_run_by_hand_fills_marts_as_the_pipeline_does(
    station: Station, first_run: dict[str, Any], undisturbed: Loaded
) -> None:
    assert first_run["state"] == "success"

    assert station.rows("marts") == undisturbed.marts
    assert station.table("sync.outcomes") == undisturbed.outcomes


def test_a_run_is_written_down_with_its_counts(station: Station, first_run: dict[str, Any]) -> None:
    run_id = f"{NIGHTLY} {first_run['dag_run_id']}"
    ((dag_id, run_type, window_to, ended_at, state, message, counts),) = station.query(
        "select dag_id, run_type, window_to, ended_at, state, message, counts from sync.runs"
        f" where run_id = '{run_id}'"
    )
    contacts = len(station.table("marts.contacts"))

    assert (dag_id, window_to) == (NIGHTLY, NOW)
    assert (state, message.split(";")[0]) == ("success", "all accounts are done")
    assert ended_at
    assert counts["contacts"] == contacts > 0
    assert list(counts["accounts"]) == ["zoom_default"]
    assert counts["accounts"]["zoom_default"]["connections_read"] > 100
    assert run_type == "manual"


def test_tasks_hand_on_numbers_ids_and_moments_only(
    station: Station, first_run: dict[str, Any]
) -> None:
    found = station.query(
        "select task_id, key, value::text from xcom where run_id ="
        f" '{first_run['dag_run_id']}' order by 1, 2",
        "station_airflow",
    )
    words = [text for _, _, value in found for text in leaves(json.loads(value))]
    unknown = [
        one for one in words if one not in {"zoom_default", AWKWARD.account_id, "", *moments(words)}
    ]

    assert len(found) >= 6
    assert unknown == []


def leaves(value: Any) -> Iterator[str]:
    """Return all strings of a JSON value, and the keys of its objects that are no plain names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.isidentifier():
                yield key
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)


def moments(words: list[str]) -> set[str]:
    """Return those of the words that are moments."""
    found = set()
    for one in words:
        try:
            datetime.fromisoformat(one)
        except ValueError:
            continue
        found.add(one)
    return found


def test_a_run_of_a_window_leaves_watermark_and_marts_as_they_are(
    station: Station, first_run: dict[str, Any], hourly: Hourly
) -> None:
    before, until = hourly.before

    assert hourly.runs["window"]["state"] == "success"
    assert until
    assert watermarks(station) == until
    assert station.rows("marts") == before
    ((since, to),) = station.query(
        "select window_from, window_to from sync.runs"
        f" where run_id = '{HOURLY} {hourly.runs['window']['dag_run_id']}'"
    )
    assert (since, to) == (datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    "conf",
    [{"from": "yesterday"}, {"to": "2026-11-31"}, {"webinar_ids": "91000000001"}, {"account": 7}],
    ids=["no date", "no such day", "no list", "a number"],
)
def test_a_run_with_conf_of_the_wrong_kind_is_not_started(
    station: Station, conf: dict[str, Any]
) -> None:
    with pytest.raises(requests.HTTPError) as refused:
        station.trigger(HOURLY, **conf)

    answer = refused.value.response
    assert answer.status_code == 400
    assert next(iter(conf)) in answer.text


@pytest.mark.parametrize(
    ("name", "task", "words"),
    [
        ("empty window", "begin_run", "The window is empty: from 2026-11-12"),
        ("no webinar id", "begin_run", "must be Zoom webinar ids"),
        ("unknown account", "list_accounts", "No connected Zoom account is called 'nobody'"),
    ],
)
def test_a_run_with_impossible_conf_fails_at_once_and_says_why(
    station: Station, hourly: Hourly, name: str, task: str, words: str
) -> None:
    run_id = hourly.runs[name]["dag_run_id"]
    failed = hourly.tasks[name][task]

    assert (failed["state"], failed["try_number"]) == ("failed", 1)
    assert words in station.log_of(HOURLY, run_id, task)


def test_the_report_of_a_run_that_failed_is_not_tried_again(hourly: Hourly) -> None:
    found = {
        name: (tasks["report_run"]["state"], tasks["report_run"]["try_number"])
        for name, tasks in hourly.tasks.items()
    }

    assert found.pop("window") == ("success", 1)
    assert found == dict.fromkeys(found, ("failed", 1))


@pytest.fixture(scope="module")
def by_command(station: Station) -> dict[str, tuple[str, int, str]]:
    """Run `airflow dags test` twice at once, each into a warehouse of its own."""
    given = {
        "dated": ("station_dated", "2026-11-18"),
        "window": ("station_window", "-c", '{"from": "2026-11-09", "to": "2026-11-14"}'),
    }
    started = {
        name: (database, station.start_dags_test(station.new_warehouse(database), *arguments))
        for name, (database, *arguments) in given.items()
    }
    return {
        name: (database, command.wait(), command.tail())
        for name, (database, command) in started.items()
    }


@pytest.mark.parametrize("name", ["dated", "window"])
def test_somebody_elses_zoom_is_synced_by_dags_test(
    station: Station, by_command: dict[str, tuple[str, int, str]], name: str
) -> None:
    database, code, words = by_command[name]
    rows = station.rows("marts", database)

    assert code == 0, words
    assert [table for table in rows if not rows[table]] == []
    assert station.query("select state, split_part(message, ';', 1) from sync.runs", database) == [
        ("success", "all accounts are done")
    ]


def test_a_window_by_dags_test_reads_what_ended_in_it(
    station: Station, by_command: dict[str, tuple[str, int, str]]
) -> None:
    database, *_ = by_command["window"]
    expected = sorted(
        one.uuid
        for one in awkward.ACCOUNT.sessions
        if datetime(2026, 11, 9, tzinfo=UTC) <= one.end < datetime(2026, 11, 15, tzinfo=UTC)
        and one.webinar_id not in awkward.WEBINARS_OFF
        and not one.host_email.endswith(awkward.EXCLUDED_HOST_DOMAINS)
        and one.uuid not in awkward.ACCOUNT.webinar_403_uuids
    )
    found = station.query(
        "select distinct session_uuid from zoom.sessions where state not in ('due', 'failed')",
        database,
    )

    assert sorted(row[0] for row in found) == expected
    assert watermarks_of(station, database) == []


def watermarks_of(station: Station, database: str) -> list[tuple[Any, ...]]:
    """Return how far the accounts of another warehouse are read."""
    return station.query("select account_id, watermark from sync.watermarks", database)


def test_a_backfill_of_nights_that_were_read_changes_nothing(
    station: Station, first_run: dict[str, Any]
) -> None:
    before, until = station.rows("marts"), watermarks(station)
    ledger = station.table("sync.outcomes")

    station.command(
        "backfill", "create", "--dag-id", NIGHTLY,
        "--from-date", BACKFILL[0], "--to-date", BACKFILL[1],
        "--max-active-runs", "3", "--reprocess-behavior", "completed",
    )  # fmt: skip
    runs = wait_for_backfill(station)

    assert [run["state"] for run in runs] == ["success"] * NIGHTS
    assert station.rows("marts") == before
    assert station.table("sync.outcomes") == ledger
    assert watermarks(station) == until
    windows = station.query(
        "select distinct window_from::text, window_to::text, state from sync.runs"
        " where run_id like '%backfill__%' order by 1"
    )
    assert windows[0] == ("2026-11-10 03:40:00+00", "2026-11-11 03:40:00+00", "success")
    assert windows[-1][1:] == ("2026-11-13 03:40:00+00", "success")
    assert len(windows) == NIGHTS
    assert any(
        station.query(
            f"select count(*) from zoom.sessions where ended_at >= '{since}' and ended_at < '{to}'"
        )[0][0]
        for since, to, _ in windows
    )
    # A run that finds the account busy comes back, and uses up no try.
    tries = station.query(
        "select distinct max_tries, try_number from task_instance"
        " join dag_run using (dag_id, run_id) where run_type = 'backfill'",
        "station_airflow",
    )
    assert tries == [(3, 1)]


def wait_for_backfill(station: Station, timeout: float = 300) -> list[dict[str, Any]]:
    """Wait until all runs of the backfill have ended, and return them.

    A run that finds the account busy comes back after five minutes. Here these pass in seconds;
    not at once, for the process that gave up its turn must have ended.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        station.execute(
            "update task_reschedule set reschedule_date = now()"
            " where reschedule_date > now() and end_date < now() - interval '5 seconds'",
            "station_airflow",
        )
        found = station.airflow.call("GET", f"/dags/{NIGHTLY}/dagRuns?run_type=backfill&limit=50")
        runs = [dict(one) for one in found["dag_runs"]]
        if len(runs) >= NIGHTS and all(one["state"] in ("success", "failed") for one in runs):
            return runs
        time.sleep(1)
    raise TimeoutError(f"the backfill is at {[(one['dag_run_id'], one['state']) for one in runs]}")


@pytest.fixture
def second_account(station: Station) -> Iterator[str]:
    """Connect another account with a client secret that is wrong."""
    conn_id = "zoom_second"
    station.connect(conn_id, station.zoom_connection(SECOND, password=WRONG_SECRET))
    with station.accounts(conn_id):
        yield conn_id
    station.airflow.call("DELETE", f"/connections/{conn_id}")


def test_a_wrong_secret_fails_its_run_until_it_is_mended(
    station: Station, first_run: dict[str, Any], second_account: str
) -> None:
    run_id = station.trigger(NIGHTLY, account=second_account)
    try:
        extract = station.wait_for_task(NIGHTLY, run_id, "extract_account")
        station.wait_for_task(NIGHTLY, run_id, "report_run")
    finally:
        station.end(NIGHTLY, run_id)

    assert (extract["state"], extract["try_number"]) == ("failed", 1)
    assert extract["rendered_map_index"] == second_account
    ((message, remedy),) = open_errors(station)
    assert "check its account id, client id and secret" in message
    assert "client secret" in remedy
    ((state, words),) = station.query(
        f"select state, message from sync.runs where run_id = '{NIGHTLY} {run_id}'"
    )
    assert state == "failed"
    assert words.startswith(f"{second_account}: Zoom gives no token")

    station.reconnect(second_account, station.zoom_connection(SECOND))
    mended = station.run(NIGHTLY, account=second_account)

    assert mended["state"] == "success"
    assert open_errors(station) == []
    ((state,),) = station.query(
        f"select state from sync.runs where run_id = '{NIGHTLY} {mended['dag_run_id']}'"
    )
    assert state == "success"


def open_errors(station: Station) -> list[tuple[Any, ...]]:
    """Return what is still wrong with the second account."""
    return station.query(
        "select message, remedy from sync.errors where cleared_at is null"
        f" and object_kind = 'account' and object_key = '{SECOND.account_id}'"
    )
