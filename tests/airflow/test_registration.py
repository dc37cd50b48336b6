"""The registration action in a real Airflow: webhook, watcher, Dag run, answer, marts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.hubspot.awkward import PORTAL, TOKEN
from tests.answer_key.awkward import W05, W16

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Station

DAG = "register_contacts"
PEOPLE = ("bob@example.com", "cat@example.com")


@dataclass
class Registered:
    """What came of enrolling people for two webinars, and of a run by hand."""

    statuses: list[int]
    woken: list[tuple[Any, ...]]
    run: dict[str, Any]
    by_hand: dict[str, Any]
    executions: list[dict[str, Any]]
    unsigned: int


def wait_for_wake_up(station: Station, timeout: float = 60) -> list[tuple[Any, ...]]:
    """Wait until the watcher's event asks for a run of the Dag."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        rows = station.query(
            "select dag.dag_id from asset_dag_run_queue as queue join dag on"
            f" dag.dag_id = queue.target_dag_id where dag.dag_id = '{DAG}'",
            "station_airflow",
        )
        if rows:
            return rows
        time.sleep(0.25)
    return []


@pytest.fixture(scope="module")
def registered(station: Station, first_run: dict[str, Any]) -> Iterator[Registered]:
    """Let two people reach the action for each of two webinars, and a third be added by hand."""
    assert first_run["state"] == "success"
    hubspot, url = station.hubspot, f"{station.airflow.url}/webinar-sync"
    connection = {
        "conn_type": "hubspot",
        "host": station.hubspot_url,
        "password": TOKEN,
        "extra": {
            "portal_id": PORTAL.portal_id,
            "client_secret": PORTAL.client_secret,
            "public_url": url,
            "requests_per_10s": 10_000,
        },
    }
    station.connect("hubspot_default", connection)
    station.airflow.wait_for_dag(DAG)
    station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=False)
    try:
        ids = []
        for email in PEOPLE:
            contact = hubspot.contacts.by_email(email)
            now = hubspot.clock.now()
            ids.append(
                contact.contact_id
                if contact
                else hubspot.contacts.add(email, now, firstname="Some")
            )
        action = f"{url}/hubspot/registrations"
        for webinar in (W05, W16):
            hubspot.enrol(action, ids, str(webinar))
        woken = wait_for_wake_up(station)
        run = station.run(DAG)
        ((contact_id,),) = station.query(
            "select contact_id from marts.contacts where email = 'ada@example.com'"
        )
        by_hand = station.run(DAG, webinar=f"{W05}", contact_ids=[contact_id])
        executions = hubspot.executions()
        station.tokens += [row["outputs"]["joinUrl"] for row in executions if row["outputs"]]
        station.tokens = [token for token in station.tokens if token]
        yield Registered(
            [status for row in executions for status in row["statuses"]],
            woken,
            run,
            by_hand,
            executions,
            requests.post(action, json={}, timeout=10).status_code,
        )
    finally:
        station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=True)
        station.airflow.call("DELETE", "/connections/hubspot_default")


def test_the_api_server_stores_what_is_signed_and_nothing_else(
    station: Station, registered: Registered
) -> None:
    assert registered.statuses == [200] * 4
    assert registered.unsigned == 401
    assert station.query(
        "select count(*) from registration.requests where source = 'workflow'"
    ) == [(4,)]


def test_the_watcher_asks_for_a_run(registered: Registered) -> None:
    assert registered.woken == [(DAG,)]


def test_the_run_registers_and_the_workflow_gets_the_outcome(
    station: Station, registered: Registered
) -> None:
    assert registered.run["state"] == "success"
    outcomes = [(row["state"], row["outputs"]["status"]) for row in registered.executions]
    assert outcomes == [("done", "registered")] * 2 + [("done", "pending")] * 2
    log = station.log_of(DAG, registered.run["dag_run_id"], "process_inbox")
    assert "2 × REGISTERED: Registered for the webinar." in log
    assert "2 × PENDING" in log


def test_by_hand_a_contact_of_marts_is_registered(station: Station, registered: Registered) -> None:
    assert registered.by_hand["state"] == "success"
    assert station.query("select code from registration.requests where source = 'by_hand'") == [
        ("REGISTERED",)
    ]


def test_marts_have_the_link_at_once(station: Station, registered: Registered) -> None:
    assert registered.by_hand["state"] == "success"
    links = station.query(
        "select count(*) from marts.contacts where last_registered_url like 'https://%'"
        " and email in ('ada@example.com', 'bob@example.com', 'cat@example.com')"
    )
    assert links == [(3,)]
    assert station.query(
        "select state from sync.runs where dag_id = 'register_contacts' group by state"
    ) == [("success",)]
