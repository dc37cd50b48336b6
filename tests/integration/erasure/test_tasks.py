"""The tasks of the Dag `erase_contact`: by id, dry at first, without a word about the person."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from sqlalchemy.engine import make_url

from tests.builders import account, address, at, query, webinar
from tests.integration.erasure.acts import contact_id_of
from tests.integration.erasure.dump import places_of
from webinar_sync.__main__ import main
from webinar_sync.errors import InvalidInput, NeedsAttention
from webinar_sync.tasks import erase_contact

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import SimpleNamespace

    from local.postgres import Cluster
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

ANN = address("ann")


@pytest.fixture
def dag_run(
    make_world: Callable[..., World],
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    enter_task: Callable[..., SimpleNamespace],
) -> SimpleNamespace:
    """Sync somebody who registered, and name the warehouse in a connection."""
    make_world(account("account", [webinar(93000000001, at("28 10:00"), "ann", "ben")])).sync()
    url = make_url(cluster.url("test_warehouse"))
    connection = {
        "conn_type": "postgres",
        "login": url.username,
        "schema": url.database,
        "extra": {"host": url.query["host"]},
    }
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(connection))
    return enter_task("erase_contact")


def test_a_contact_is_erased_by_its_id(
    dag_run: SimpleNamespace,
    warehouse: Warehouse,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setattr("sys.stdin", io.StringIO(f" {ANN.upper()}\n"))
    assert main(["contact-id"]) == 0
    contact_id = capsys.readouterr().out.strip()
    assert int(contact_id) == contact_id_of(warehouse, ANN)

    assert erase_contact.begin(dag_run, {"contact_id": contact_id, "dry_run": True}) is False
    assert "zoom.registrants 1" in caplog.text
    assert query(warehouse, "select count(*) from marts.contacts") == [(2,)]
    assert erase_contact.begin(dag_run, {"contact_id": int(contact_id)}) is True
    erase_contact.compute_marts(dag_run)
    with pytest.raises(AirflowSkipException):
        erase_contact.forget_in_hubspot(dag_run)
    erase_contact.finish(dag_run)

    assert places_of(warehouse, ANN, "r-ann") == {}
    assert query(warehouse, "select email from marts.contacts") == [(address("ben"),)]
    assert ANN not in caplog.text
    assert erase_contact.begin(dag_run, {"contact_id": None, "dry_run": True}) is False


def test_a_contact_that_is_to_be_deleted_in_hubspot_waits_for_a_connection(
    dag_run: SimpleNamespace, warehouse: Warehouse
) -> None:
    form = {"contact_id": contact_id_of(warehouse, ANN), "in_hubspot": True}
    assert erase_contact.begin(dag_run, form) is True
    erase_contact.compute_marts(dag_run)
    with pytest.raises(NeedsAttention, match="hubspot_default"):
        erase_contact.forget_in_hubspot(dag_run)


@pytest.mark.parametrize(
    "form",
    [
        {"contact_id": ANN},
        {"contact_id": "9" * 19},
        {"contact_id": "1", "take_back": True, "in_hubspot": True},
        {"take_back": True},
    ],
)
def test_a_form_that_makes_no_sense_is_refused_and_not_repeated(
    dag_run: SimpleNamespace, form: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        erase_contact.begin(dag_run, form)
    assert ANN not in str(refused.value)
