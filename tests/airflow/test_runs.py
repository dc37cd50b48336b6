"""Real runs, started by REST, and what they leave behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import requests

from tests.airflow.accounts import AWKWARD, LAST_RUN, SECOND, WRONG_SECRET
from tests.airflow.station import HOURLY, NIGHTLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Loaded, Station

HOURLY_CONF: dict[str, dict[str, Any]] = {
    "empty window": {"from": "2026-11-12", "to": "2026-11-10"},
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
    before = (station.rows("marts"), station.watermarks())
    ids = {name: station.trigger(HOURLY, **conf) for name, conf in HOURLY_CONF.items()}
    tasks = {}
    for name, run_id in ids.items():
        station.wait_for_task(HOURLY, run_id, "report_run")
        tasks[name] = station.task_instances(HOURLY, run_id)
        if name != "window":
            station.end(HOURLY, run_id)
    runs = {name: station.airflow.wait_for_run(HOURLY, run_id) for name, run_id in ids.items()}
    return Hourly(before, runs, tasks)


def test_a_run_by_hand_fills_marts_as_the_pipeline_does(
    station: Station, first_run: dict[str, Any], undisturbed: Loaded
) -> None:
    assert first_run["state"] == "success"

    assert station.rows("marts") == undisturbed.marts
    assert station.table("sync.outcomes") == undisturbed.outcomes


def test_a_run_is_recorded_with_its_counts(station: Station, first_run: dict[str, Any]) -> None:
    run_id = f"{NIGHTLY} {first_run['dag_run_id']}"
    ((dag_id, run_type, window_to, ended_at, state, message, counts),) = station.query(
        "select dag_id, run_type, window_to, ended_at, state, message, counts from sync.runs"
        f" where run_id = '{run_id}'"
    )
    contacts = len(station.table("marts.contacts"))

    assert (dag_id, window_to) == (NIGHTLY, LAST_RUN)
    assert (state, message.split(";")[0]) == ("success", "all accounts are done")
    assert ended_at
    assert counts["contacts"] == contacts > 0
    assert list(counts["accounts"]) == ["zoom_default"]
    assert counts["accounts"]["zoom_default"]["connections_read"] > 100
    assert run_type == "manual"


def test_a_night_forgets_what_is_kept_no_longer(
    station: Station, first_run: dict[str, Any]
) -> None:
    assert first_run["state"] == "success"

    assert station.query("select 1 from sync.errors where object_key = 'of long ago'") == []


def test_tasks_hand_on_numbers_ids_and_moments_only(
    station: Station, first_run: dict[str, Any]
) -> None:
    values = station.query(
        "select task_id, key, value::text from xcom where run_id ="
        f" '{first_run['dag_run_id']}' and key <> 'webinar_sync_note' order by 1, 2",
        "station_airflow",
    )
    texts = {text for _, _, value in values for text in leaves(json.loads(value))}

    assert len(values) >= 4
    assert texts - moments(texts) <= {"zoom_default", AWKWARD.account_id, ""}


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


def moments(texts: set[str]) -> set[str]:
    """Return those of the texts that are moments."""
    moments = set()
    for text in texts:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            continue
        moments.add(text)
    return moments


def test_a_run_of_a_window_leaves_watermark_and_marts_as_they_are(
    station: Station, first_run: dict[str, Any], hourly: Hourly
) -> None:
    before, until = hourly.before

    assert hourly.runs["window"]["state"] == "success"
    assert until
    assert station.watermarks() == until
    assert station.rows("marts") == before
    ((since, to),) = station.query(
        "select window_from, window_to from sync.runs"
        f" where run_id = '{HOURLY} {hourly.runs['window']['dag_run_id']}'"
    )
    assert (since, to) == (datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    "conf",
    [
        {"from": "yesterday"},
        {"to": "2026-11-31"},
        {"webinar_ids": "91000000001"},
        {"webinar_ids": ["soon"]},
        {"account": 7},
    ],
    ids=["no date", "no such day", "no list", "no webinar id", "a number"],
)
def test_a_run_with_conf_of_the_wrong_kind_is_not_started(
    station: Station, conf: dict[str, Any]
) -> None:
    with pytest.raises(requests.HTTPError) as refusal:
        station.trigger(HOURLY, **conf)

    response = refusal.value.response
    assert response.status_code == 400
    assert next(iter(conf)) in response.text


@pytest.mark.parametrize(
    ("name", "task", "message"),
    [
        ("empty window", "begin_run", "The window is empty: from 2026-11-12"),
        ("unknown account", "begin_run", "No connected Zoom account is called 'nobody'"),
    ],
)
def test_a_run_with_impossible_conf_fails_at_once_and_says_why(
    station: Station, hourly: Hourly, name: str, task: str, message: str
) -> None:
    run_id = hourly.runs[name]["dag_run_id"]
    failed = hourly.tasks[name][task]

    assert (failed["state"], failed["try_number"]) == ("failed", 1)
    assert message in station.log_of(HOURLY, run_id, task)


def test_a_failed_task_says_what_to_do_in_short_lines_and_shows_no_traceback(
    station: Station, hourly: Hourly
) -> None:
    log = station.log_of(HOURLY, hourly.runs["unknown account"]["dag_run_id"], "begin_run")
    entries = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    lines = [
        entry["event"] for entry in entries if entry["logger"] == "webinar_sync.airflow.in_words"
    ]

    assert lines[0].startswith("No connected Zoom account is called 'nobody'")
    assert "Mend the connection in Airflow (Admin, Connections)" in " ".join(lines)
    assert all(len(line) <= 86 for line in lines)
    assert not any("error_detail" in entry for entry in entries)
    exited = next(entry for entry in entries if entry["event"] == "Task exited")
    assert entries.index(exited) > max(
        number for number, entry in enumerate(entries) if entry["event"] in lines
    )


def test_a_run_has_a_note_that_says_what_came_of_it(
    station: Station, first_run: dict[str, Any], hourly: Hourly
) -> None:
    notes = {
        name: station.airflow.call("GET", f"/dags/{dag_id}/dagRuns/{run['dag_run_id']}")["note"]
        for name, dag_id, run in (
            ("first", NIGHTLY, first_run),
            ("window", HOURLY, hourly.runs["window"]),
        )
    }

    assert notes["first"].startswith("All accounts are done")
    assert notes["first"].endswith(".")
    assert notes["window"].startswith("All accounts are done")


def test_what_a_person_wrote_into_a_note_stays(station: Station, first_run: dict[str, Any]) -> None:
    run_id = station.trigger(HOURLY, account="nobody")
    path = f"/dags/{HOURLY}/dagRuns/{run_id}"
    station.airflow.call("PATCH", path, note="Mine.")

    assert station.airflow.wait_for_run(HOURLY, run_id)["note"] == "Mine."


def test_a_note_that_somebody_else_is_writing_holds_up_nobody(
    station: Station, hourly: Hourly
) -> None:
    run_id = hourly.runs["unknown account"]["dag_run_id"]
    station.execute(
        f"delete from dag_run_note using dag_run where id = dag_run_id and run_id = '{run_id}'",
        "station_airflow",
    )
    with psycopg.connect(station.cluster.url("station_airflow")) as somebody:
        somebody.execute(
            "insert into dag_run_note (dag_run_id, user_id, content, created_at, updated_at)"
            " select id, 'admin', 'Mine.', now(), now() from dag_run where run_id = %s",
            [run_id],
        )

        station.end(HOURLY, run_id)

    run = station.airflow.call("GET", f"/dags/{HOURLY}/dagRuns/{run_id}")
    assert (run["state"], run["note"]) == ("failed", "Mine.")


@pytest.mark.parametrize("dag_id", ["push_hubspot", "reconcile_hubspot", "erase_contact"])
def test_what_is_not_about_a_time_is_not_backfilled(station: Station, dag_id: str) -> None:
    assert station.airflow.call("GET", f"/dags/{dag_id}")["is_backfillable"] is False
    with pytest.raises(requests.HTTPError) as refusal:
        station.airflow.call(
            "POST",
            "/backfills",
            dag_id=dag_id,
            from_date="2026-11-01T00:00:00Z",
            to_date="2026-11-07T00:00:00Z",
        )
    assert 400 <= refusal.value.response.status_code < 500


def test_the_report_of_a_run_that_failed_is_not_tried_again(hourly: Hourly) -> None:
    reports = {
        name: (tasks["report_run"]["state"], tasks["report_run"]["try_number"])
        for name, tasks in hourly.tasks.items()
    }

    assert reports == {**dict.fromkeys(HOURLY_CONF, ("failed", 1)), "window": ("success", 1)}


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
    """The account has no webinars: the run that reads it has nothing to load."""
    run_id = station.trigger(NIGHTLY, account=second_account)
    try:
        extract = station.wait_for_task(NIGHTLY, run_id, "extract_account")
        station.wait_for_task(NIGHTLY, run_id, "report_run")
    finally:
        station.end(NIGHTLY, run_id)

    assert (extract["state"], extract["try_number"]) == ("failed", 1)
    assert extract["rendered_map_index"] == second_account
    ((problem, remedy),) = open_issues(station)
    assert "check its account id, client id and secret" in problem
    assert "client secret" in remedy
    ((state, message),) = station.query(
        f"select state, message from sync.runs where run_id = '{NIGHTLY} {run_id}'"
    )
    assert state == "failed"
    assert message.startswith(f"{second_account}: Zoom gives no token")

    station.reconnect(second_account, station.zoom_connection(SECOND))
    mended = station.run(NIGHTLY, account=second_account)

    assert mended["state"] == "success"
    assert open_issues(station) == []
    ((state,),) = station.query(
        f"select state from sync.runs where run_id = '{NIGHTLY} {mended['dag_run_id']}'"
    )
    assert state == "success"

    assert_nothing_was_loaded(station, mended["dag_run_id"])


def assert_nothing_was_loaded(station: Station, run_id: str) -> None:
    """Hold that the load was not started, that this is said, and that no push is woken."""
    tasks = station.task_instances(NIGHTLY, run_id)
    events = station.query(
        f"select 1 from asset_event where source_run_id = '{run_id}'", "station_airflow"
    )

    assert {name: task["state"] for name, task in tasks.items()} == {
        "begin_run": "success",
        "extract_account": "success",
        "load_marts": "skipped",
        "report_run": "success",
    }
    assert not tasks["load_marts"]["pid"]
    assert "so load_marts is skipped" in station.log_of(NIGHTLY, run_id, "extract_account")
    assert events == []


def open_issues(station: Station) -> list[tuple[Any, ...]]:
    """Return what is still wrong with the second account."""
    return station.query(
        "select message, remedy from sync.errors where cleared_at is null"
        f" and object_kind = 'account' and object_key = '{SECOND.account_id}'"
    )
