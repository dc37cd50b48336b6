"""The push to HubSpot and the reconciliation as real runs: dry, whole, refused in part, idle."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.awkward import TOKEN
from tests.airflow.station import FORGET, NIGHTLY
from tests.builders.meter import series
from tests.builders.otlp import Metrics
from webinar_sync.runs.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Station

PUSH, RECONCILE = "push_hubspot", "reconcile_hubspot"
STEPS = (
    "refresh_mirror",
    "push_contacts",
    "push_events",
    "push_participations",
    "end_events",
    "push_custom_events",
    "push_lists",
)
REFUSED = "mia@example.com"


@dataclass
class Pushed:
    """Runs of the push, in their order, and how many requests each made."""

    runs: dict[str, dict[str, Any]]
    requests: dict[str, int]
    logs: dict[str, str]
    queued_after_load: list[tuple[Any, ...]]
    contacts_in_hubspot: int
    before: Metrics
    after: Metrics
    all_requests: int = 0


@pytest.fixture(scope="module")
def pushed(station: Station, first_run: dict[str, Any]) -> Iterator[Pushed]:
    """Connect HubSpot, sync once more, and push: dry, with a row refused, mended, and idle."""
    connection = {
        "conn_type": "hubspot",
        "host": station.hubspot_url,
        "password": TOKEN,
        "extra": {"requests_per_10s": 10_000},  # the pace is tested elsewhere
    }
    station.connect("hubspot_default", connection)
    for dag_id in (PUSH, RECONCILE):
        station.airflow.wait_for_dag(dag_id)
        station.airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
    pushed = Pushed({}, {}, {}, [], 0, station.otlp.metrics, Metrics())
    requests_before = len(station.hubspot.log.entries)

    def run(name: str, dag_id: str, task: str, **conf: Any) -> None:
        before = len(station.hubspot.log.entries)
        pushed.runs[name] = station.run(dag_id, **conf)
        pushed.requests[name] = len(station.hubspot.log.entries) - before
        pushed.logs[name] = station.log_of(dag_id, pushed.runs[name]["dag_run_id"], task)

    try:
        station.execute(FORGET)
        run("sync", NIGHTLY, "load_marts")
        pushed.queued_after_load = station.query(
            "select distinct target_dag_id from asset_dag_run_queue", "station_airflow"
        )
        pushed.contacts_in_hubspot = len(
            station.query("select from marts.contacts join hubspot.contacts using (email)")
        )
        run("dry", PUSH, "begin_push", dry_run=True)
        station.hubspot.faults.add("refuse_rows", "contacts/batch/create", text=REFUSED)
        run("refused", PUSH, "report_push")
        station.hubspot.faults.clear()
        run("mended", PUSH, "report_push", with_refused=True)
        run("idle", PUSH, "begin_push")
        run("reconcile", RECONCILE, "reconcile")
        pushed.after = station.otlp.metrics
        pushed.all_requests = len(station.hubspot.log.entries) - requests_before
        yield pushed
    finally:
        for dag_id in (PUSH, RECONCILE):  # else each load of the tests to come would start one
            station.airflow.call("PATCH", f"/dags/{dag_id}", is_paused=True)
        station.airflow.call("DELETE", "/connections/hubspot_default")


def test_a_load_that_wrote_something_triggers_a_push(pushed: Pushed) -> None:
    assert pushed.runs["sync"]["state"] == "success", pushed.logs["sync"]
    assert pushed.queued_after_load == [(PUSH,)]


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(
    station: Station, pushed: Pushed
) -> None:
    contacts = len(station.table("marts.contacts"))
    events = len(station.table("marts.marketing_events"))

    assert pushed.runs["dry"]["state"] == "success"
    assert pushed.requests["dry"] == 0
    messages = [json.loads(line)["event"] for line in pushed.logs["dry"].splitlines()]
    lines = [" ".join(message.split()) for message in messages]
    assert pushed.contacts_in_hubspot
    new_contacts = contacts - pushed.contacts_in_hubspot
    assert f"contacts create {new_contacts} {math.ceil(new_contacts / 100)}" in lines
    assert f"contacts update {pushed.contacts_in_hubspot} 1" in lines
    assert f"marketing events create {events} 1" in lines
    states = station.task_instances(PUSH, pushed.runs["dry"]["dag_run_id"])
    assert {states[name]["state"] for name in STEPS} == {"skipped"}


def test_a_refused_contact_costs_itself_alone_until_it_is_mended(
    station: Station, pushed: Pushed
) -> None:
    people = station.hubspot.snapshot()["contacts"]

    assert pushed.runs["refused"]["state"] == "success"
    assert "contacts_refused" in pushed.logs["refused"] or "refused: 1" in pushed.logs["refused"]
    assert pushed.runs["mended"]["state"] == "success"
    assert {email for (email,) in station.query("select email from marts.contacts")} <= set(people)
    assert REFUSED in people
    assert station.query(
        "select cleared_at is not null from sync.errors where object_kind = 'hubspot contact'"
    ) == [(True,)]


def test_with_nothing_new_all_but_the_first_task_are_skipped(
    station: Station, pushed: Pushed
) -> None:
    states = station.task_instances(PUSH, pushed.runs["idle"]["dag_run_id"])

    assert pushed.runs["idle"]["state"] == "success"
    assert pushed.requests["idle"] == 0
    assert {name: task["state"] for name, task in states.items()} == {
        "begin_push": "success",
        **dict.fromkeys((*STEPS, "report_push"), "skipped"),
    }


def test_the_reconciliation_finds_no_difference(station: Station, pushed: Pushed) -> None:
    assert pushed.runs["reconcile"]["state"] == "success"
    assert station.query("select * from hubspot.differences") == []
    assert station.query(
        f"select state, counts ->> 'differences' from sync.runs where dag_id = '{RECONCILE}'"
    ) == [("success", "0")]


def test_what_was_sent_to_hubspot_is_measured(station: Station, pushed: Pushed) -> None:
    """Runs of other tests may be under way, and send nothing to HubSpot."""

    def increase(name: str, **tags: str) -> int:
        return pushed.after.total(name, **tags) - pushed.before.total(name, **tags)

    contacts = len(station.table("marts.contacts"))
    events = len(station.table("marts.marketing_events"))
    assert increase("requests", api="hubspot") == pushed.all_requests > 0
    assert increase("requests_refused", api="hubspot") == 0
    assert increase("rows_sent", kind="contacts") == contacts
    assert increase("rows_refused", kind="contacts") == 1
    assert increase("rows_sent", kind="events") >= events
    assert pushed.after.gauges[series("hubspot_blocked")] == 0
    assert pushed.after.names() == {metric.name for metric in METRICS}
    ((succeeded_at,),) = station.query(
        "select extract(epoch from max(ended_at))::float from sync.runs"
        f" where dag_id = '{PUSH}' and state = 'success'"
    )
    measured = pushed.after.gauges[series("last_success_timestamp_seconds", dag_id=PUSH)]
    assert measured == pytest.approx(succeeded_at, abs=0.01)
