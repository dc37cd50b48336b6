"""OpenLineage's events of a run by `airflow dags test`: which data tasks read and wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom import awkward
from tests.airflow.accounts import AWKWARD, DATABASE_PASSWORD, NAME_MARK
from tests.airflow.station import LINEAGE, NIGHTLY

if TYPE_CHECKING:
    from tests.airflow.command import Command
    from tests.airflow.station import Station

WAREHOUSE = "postgres://localhost:5432"


@pytest.fixture(scope="module")
def events(station: Station, commands: dict[str, Command]) -> list[dict[str, Any]]:
    """Return the events of all tasks and of the run."""
    assert commands["window"].wait() == 0, commands["window"].tail()
    text = (station.folder / LINEAGE).read_text()
    return [json.loads(line) for line in text.splitlines()]


def datasets(events: list[dict[str, Any]], task: str, side: str) -> set[tuple[str, str]]:
    """Return namespace and name of what a task read or wrote, as it was complete."""
    return {
        (dataset["namespace"], dataset["name"])
        for event in events
        if event["eventType"] == "COMPLETE" and event["job"]["name"].endswith(task)
        for dataset in event[side]
    }


def test_an_extraction_reads_zoom_and_writes_its_tables(events: list[dict[str, Any]]) -> None:
    read = datasets(events, "extract_account", "inputs")
    written = datasets(events, "extract_account", "outputs")

    assert {namespace for namespace, _ in read} == {f"zoom://{AWKWARD.account_id}"}
    assert {"participants", "registrants", "webinars"} <= {name for _, name in read}
    assert {namespace for namespace, _ in written} == {WAREHOUSE}
    assert "station_window.zoom.connections" in {name for _, name in written}


def test_a_load_reads_these_tables_and_writes_marts(
    station: Station, events: list[dict[str, Any]]
) -> None:
    """In this command all tasks share a process, and so what they told."""
    landed = datasets(events, "extract_account", "outputs")
    written = {name for _, name in datasets(events, "load_marts", "outputs")}
    tables = station.query(
        "select format('station_window.%s.%s', table_schema, table_name)"
        " from information_schema.tables"
    )

    assert landed <= datasets(events, "load_marts", "inputs")
    assert {"station_window.marts.contacts", "station_window.marts.participations"} <= written
    assert written <= {name for (name,) in tables}


def test_events_hold_neither_people_nor_secrets_nor_source_code(
    station: Station, events: list[dict[str, Any]]
) -> None:
    text = json.dumps(events)
    people = [person for webinar in AWKWARD.webinars for person in webinar.registrants]
    addresses = {person.email for person in (*people, *AWKWARD.users) if "@" in person.email}

    assert NIGHTLY in text
    assert len(addresses) > 50
    assert [address for address in addresses if address.lower() in text.lower()] == []
    assert NAME_MARK not in text
    assert AWKWARD.client_secret not in text
    assert DATABASE_PASSWORD not in text
    assert "sourceCode" not in text
    assert awkward.ACCOUNT.webinars[0].topic not in text
