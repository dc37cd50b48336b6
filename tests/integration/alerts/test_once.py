"""Each trouble is heard once by each receiver, whatever flaps, dies or does not answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.builders import query
from tests.builders.receiver import AlertReceiver
from webinar_sync.airflow.lookups import AirflowUnavailableError
from webinar_sync.airflow.notifier import AppriseReceiver
from webinar_sync.alerts import outbox
from webinar_sync.alerts.outbox import AlertsNotSentError
from webinar_sync.warehouse.errors import WarehouseUnavailableError

if TYPE_CHECKING:
    from tests.integration.alerts.watch import Watch

DAG = "register_contacts"
SESSION = ("session", "s1", "refused")


def test_a_dag_that_fails_each_time_is_reported_once_until_it_succeeds(
    watch: Watch, receiver: AlertReceiver
) -> None:
    for _ in range(5):
        watch.end_run(DAG, "failed", "no token")
        watch.look()
        watch.let_pass(hours=23)
    assert receiver.titles == [f"{DAG} failed"]

    watch.end_run(DAG, "success")
    watch.look()
    watch.let_pass(hours=1)
    watch.end_run(DAG, "failed", "no warehouse")
    watch.look()

    assert receiver.titles == [f"{DAG} failed"] * 2
    assert "no warehouse" in receiver.alerts[1]["message"]


def test_a_dag_that_fails_every_other_time_is_reported_once_a_day(
    watch: Watch, receiver: AlertReceiver
) -> None:
    for number in range(8):
        watch.end_run(DAG, "failed" if number % 2 else "success", f"failure {number}")
        watch.look()
        watch.let_pass(hours=5)

    # The second alert says what came since the first.
    assert [re.findall(r"failure \d", alert["message"]) for alert in receiver.alerts] == [
        ["failure 1"],
        ["failure 3", "failure 5"],
    ]


def test_an_alert_leads_to_its_page_where_airflows_address_is_known(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.end_run(DAG, "failed", "no token")
    watch.look()
    assert "http" not in receiver.alerts[0]["message"]

    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example/team/")
    watch.open_error("account", "acc-1", "auth", "Zoom refuses the app.")
    watch.end_run("push_hubspot", "failed", "no answer")
    watch.look()
    pages = "https://airflow.example/team/webinars/"
    assert {alert["message"].splitlines()[-1] for alert in receiver.alerts[1:]} == {
        f"{pages}errors?object_kind=account&code=auth",
        f"{pages}runs?dag_id=push_hubspot&run_id=scheduled__3",
    }


def test_an_error_that_flaps_is_reported_once(watch: Watch, receiver: AlertReceiver) -> None:
    """It is gone for five hours in fifteen, so nobody can say that it was mended."""
    for _ in range(4):
        watch.open_error(*SESSION)
        watch.look()
        watch.let_pass(hours=10)
        watch.close_error(*SESSION)
        watch.look()
        watch.let_pass(hours=5)

    assert receiver.titles == ["An error is open for a day: session refused"]


def test_an_error_that_comes_back_after_a_month_is_not_a_day_old(
    watch: Watch, receiver: AlertReceiver
) -> None:
    watch.open_error(*SESSION)
    watch.close_error(*SESSION)
    watch.let_pass(hours=24 * 30)
    watch.open_error(*SESSION)
    watch.look()
    assert receiver.titles == []

    watch.let_pass(hours=25)
    watch.look()
    assert receiver.titles == ["An error is open for a day: session refused"]


def test_more_errors_of_a_kind_are_reported_a_day_after_the_first(
    watch: Watch, receiver: AlertReceiver
) -> None:
    watch.open_error(*SESSION, "Zoom refuses s1.")
    watch.let_pass(hours=1)
    watch.open_error("session", "s2", "refused", "Zoom refuses s2.")
    watch.let_pass(hours=23.5)
    watch.look()
    for hours in (1, 22, 2):
        assert len(receiver.alerts) == 1
        watch.let_pass(hours=hours)
        watch.look()

    first, second = (alert["message"] for alert in receiver.alerts)
    assert "s1" in first
    assert "s2" not in first
    assert "s2" in second
    assert "s1" not in second


def test_a_token_that_flaps_is_reported_once_a_day_at_most(
    watch: Watch, receiver: AlertReceiver
) -> None:
    for _ in range(4):
        watch.open_error("hubspot", "account", "auth")
        watch.look()
        watch.let_pass(hours=1)
        watch.close_error("hubspot", "account", "auth")
        watch.look()
        watch.let_pass(hours=7)

    assert len(receiver.alerts) == 2  # after 0 and 24 hours


def test_a_dead_receiver_loses_nothing_and_is_not_pestered(
    watch: Watch, receiver: AlertReceiver
) -> None:
    """What is over by the time that it answers is heard of, too."""
    receiver.refusals = 100
    watch.end_run(DAG, "failed", "no token")
    watch.open_error("hubspot", "account", "auth")
    requests = []
    for minutes in (15, 15, 15, 45, 15, 120, 240, 225, 15):
        with pytest.raises(AlertsNotSentError, match="1 of 1 receivers"):
            watch.look()
        requests.append(receiver.requests)
        watch.let_pass(minutes=minutes)
    assert requests == [1, 2, 2, 3, 3, 4, 5, 6, 6]  # after 15, 30, 60 … minutes, at most 4 hours
    watch.end_run(DAG, "success")
    watch.close_error("hubspot", "account", "auth")
    watch.let_pass(hours=24 * 9)
    receiver.refusals = 0

    assert watch.look() == {"alerts_sent": 2}

    assert sorted(receiver.titles) == [
        "A connection stopped working: hubspot account auth",
        f"{DAG} failed",
    ]
    bodies = {alert["title"][14:]: alert["message"] for alert in receiver.alerts}
    assert "It is over by now." in bodies["A connection stopped working: hubspot account auth"]
    assert watch.look() == {"alerts_sent": 0}
    assert query(watch.warehouse, "select * from sync.alert_receivers") == []


def test_a_receiver_that_is_gone_is_a_dead_one(watch: Watch, receiver: AlertReceiver) -> None:
    receiver.close()
    watch.end_run(DAG, "failed", "no token")

    with pytest.raises(AlertsNotSentError):
        watch.look()


def test_a_dead_receiver_keeps_no_other_from_hearing_once(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = AlertReceiver()
    config = [{"path": receiver.url, "tag": "chat"}, {"path": other.url, "tag": "mail"}]
    monkeypatch.setenv(
        "AIRFLOW_CONN_ALERTS_DEFAULT",
        json.dumps({"conn_type": "apprise", "extra": {"config": config}}),
    )
    receiver.refusals = 2
    watch.end_run(DAG, "failed", "no token")
    for _ in range(2):
        with pytest.raises(AlertsNotSentError):
            watch.look()
        watch.let_pass(minutes=15)
    watch.let_pass(minutes=30)

    watch.look()

    assert receiver.titles == other.titles == [f"{DAG} failed"]
    other.close()


def test_killed_after_it_was_sent_an_alert_is_sent_twice_and_never_lost(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.end_run(DAG, "failed", "no token")
    watch.open_error("hubspot", "account", "auth")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_record_sent", die)
        with pytest.raises(KeyboardInterrupt):
            watch.look()
    watch.look()

    assert len(receiver.alerts) == 3
    assert len(set(receiver.titles)) == 2


def test_an_outage_of_the_warehouse_is_reported_once_and_again_when_it_comes_back(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.end_run(DAG, "failed", "no token")
    nowhere = {"conn_type": "postgres", "schema": "warehouse", "extra": {"host": "/nowhere"}}
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(nowhere))
            for _ in range(3):
                with pytest.raises(WarehouseUnavailableError):
                    watch.look()
        watch.look()

    outage = "the warehouse cannot be read"
    assert receiver.titles == [outage, f"{DAG} failed", outage]


def test_an_outage_of_airflow_s_database_too_is_reported(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was reported before cannot be read then."""

    def nobody_can_say(name: str) -> str:
        raise AirflowUnavailableError(f"variable {name}")

    nowhere = {"conn_type": "postgres", "schema": "warehouse", "extra": {"host": "/nowhere"}}
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", json.dumps(nowhere))
    monkeypatch.setattr("webinar_sync.airflow.notifier.get_variable", nobody_can_say)

    with pytest.raises(WarehouseUnavailableError):
        watch.look()

    assert receiver.titles == ["the warehouse cannot be read"]


def test_a_receiver_is_remembered_by_a_digest(watch: Watch, receiver: AlertReceiver) -> None:
    watch.end_run(DAG, "failed", "no token")
    watch.look()

    ((name,),) = query(watch.warehouse, "select distinct receiver from sync.alerts")
    assert len(name) == 16
    assert AppriseReceiver.__name__ not in name
    assert "kingbird" not in str(query(watch.warehouse, "select * from sync.alerts"))
