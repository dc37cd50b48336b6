"""A person is erased and taken back by the Dag: Airflow keeps nothing by which to know whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.airflow.secret_texts import Secret
from tests.airflow.test_nobody_leaks import files, leaks, rows

if TYPE_CHECKING:
    from tests.airflow.station import Station

DAG, ADA = "erase_contact", "ada@example.com"


def texts_of_ada(station: Station) -> list[Secret]:
    """Return her address, her names and the ids that Zoom gave her."""
    values = station.query(
        "select distinct kinds.kind, kinds.value from zoom.registrants as r cross join lateral"
        " (values ('address', lower(r.email)), ('id', r.registrant_id),"
        "  ('name', r.payload ->> 'first_name'), ('name', r.payload ->> 'last_name'))"
        f" as kinds (kind, value) where lower(r.email) = '{ADA}'"
        " union select 'name', c.payload ->> 'name' from zoom.connections as c"
        " inner join zoom.registrants as r using (account_id, registrant_id)"
        f" where lower(r.email) = '{ADA}'"
    )
    return [Secret(kind, value) for kind, value in values if value]


@pytest.fixture(scope="module")
def erased(station: Station, first_run: dict[str, Any]) -> list[Secret]:
    """Look, erase and take back by the form; return what is of the person."""
    texts = texts_of_ada(station)
    ((contact_id,),) = station.query(f"select contact_id from marts.contacts where email = '{ADA}'")
    station.airflow.wait_for_dag(DAG)
    station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=False)
    number = {"contact_id": str(contact_id)}
    for form, is_there in (
        ({**number, "dry_run": True}, True),
        ({**number, "dry_run": False}, False),
        ({**number, "dry_run": False, "take_back": True}, False),  # until Zoom is asked
    ):
        assert station.run(DAG, **form)["state"] == "success", form
        contacts = f"select 1 from marts.contacts where email = '{ADA}'"
        assert bool(station.query(contacts)) == is_there, form
    station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=True)
    return texts


def test_airflows_database_holds_neither_address_nor_name_nor_id(
    station: Station, erased: list[Secret]
) -> None:
    assert {secret.kind for secret in erased} == {"address", "name", "id"}
    tables = dict(rows(station, "station_airflow", "'public'"))
    for table in ("dag_run", "log", "xcom", "rendered_task_instance_fields", "task_instance"):
        assert any(DAG.encode() in text for name, text in tables.items() if f'"{table}"' in name)

    assert [hit for name, text in tables.items() for hit in leaks(name, text, erased)] == []


def test_no_log_of_the_runs_holds_them_either(station: Station, erased: list[Secret]) -> None:
    logs = {name: text for name, text in files(station) if DAG in name}
    assert any("task_id=finish" in name for name in logs)

    assert [hit for name, text in logs.items() for hit in leaks(name, text, erased)] == []
