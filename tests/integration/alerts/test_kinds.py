"""Which troubles somebody hears of: ten of ten kinds, each once."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from tests.builders import (
    World,
    add_contact,
    add_event,
    add_participation,
    execute,
    query,
)
from webinar_sync.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders.receiver import AlertReceiver
    from tests.integration.alerts.watch import Watch

ACCOUNT_KEY = "zoom-account-1"


def hold_the_end_of_an_event(world: World) -> None:
    """Push an event of which HubSpot refuses an attendance."""
    assert world.hubspot is not None
    execute(world.warehouse, "update settings.sync set push_since = '2026-01-01'")
    add_contact(world.warehouse, "ann")
    add_event(world.warehouse, 11)
    add_participation(world.warehouse, 11, "ann", "attended")
    world.hubspot.faults.add("refuse_rows", "/attend/create", text="vid")
    for _ in range(2):  # the second begins with what the first left
        world.push()


def test_ten_troubles_of_ten_kinds_arrive_each_once(
    watch: Watch,
    receiver: AlertReceiver,
    make_world: Callable[..., World],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world()
    world.connect_hubspot()
    monkeypatch.setenv(
        "AIRFLOW_CONN_HUBSPOT_DEFAULT", json.dumps({"conn_type": "hubspot", "password": "pat-1"})
    )
    # What takes a day or more.
    watch.end_run("sync_webinars_nightly", "success")
    watch.end_run("reconcile_hubspot", "success")
    watch.let_pass(hours=7)
    watch.open_error("session", "s1", "report_incomplete", "The report of s1 is too small.")
    hold_the_end_of_an_event(world)
    assert watch.look() == {"alerts_sent": 0}
    watch.let_pass(hours=24)
    # What is sent at once.
    watch.end_run("sync_webinars_hourly", "failed", "Sandbox: Zoom does not answer")
    died = watch.begin_run("push_hubspot")
    watch.failed_in_airflow.add(died.run_id)
    watch.end_run("register_contacts", "failed", "the inbox cannot be read", run_type="manual")
    watch.open_error("account", ACCOUNT_KEY, "auth", "Zoom refuses the app.")
    watch.open_error("hubspot", "account", "auth", "HubSpot refuses the token.")

    assert watch.look() == {"alerts_sent": 10}
    assert watch.look() == {"alerts_sent": 0}
    watch.let_pass(minutes=15)
    assert watch.look() == {"alerts_sent": 0}

    assert sorted(receiver.titles) == sorted(
        [
            "sync_webinars_nightly is late",
            "reconcile_hubspot is late",
            "sync_webinars_hourly failed",
            "push_hubspot failed",
            "register_contacts failed",
            f"A connection stopped working: account {ACCOUNT_KEY} auth",
            "A connection stopped working: hubspot account auth",
            "An error is open for a day: session report_incomplete",
            "An error is open for a day: hubspot participation refused",
            "HubSpot is not sent something for a day: marketing_event complete attendance",
        ]
    )
    for alert in receiver.alerts:
        since, *_, remedy = alert["message"].splitlines()
        assert since.startswith("Since 20"), alert
        assert len(remedy) > 25, alert


def test_a_run_that_died_is_ended_in_the_warehouse(watch: Watch) -> None:
    died, lives = watch.begin_run("push_hubspot"), watch.begin_run("push_hubspot")
    watch.failed_in_airflow.add(died.run_id)

    watch.look()

    assert query(watch.warehouse, "select run_id, state, message from sync.runs order by 1") == [
        (died.run_id, "failed", "was stopped before its end"),
        (lives.run_id, "running", None),
    ]


def test_what_nobody_must_act_on_is_not_sent(watch: Watch, receiver: AlertReceiver) -> None:
    watch.open_error("webinar", "acc 1", "no_email")  # a notice
    watch.open_error("session", "s1", "refused")
    watch.close_error("session", "s1", "refused")
    watch.let_pass(hours=48)
    watch.open_error("session", "s2", "refused")  # not a day old
    watch.end_run("sync_webinars_hourly", "success")

    assert watch.look() == {"alerts_sent": 0}
    assert receiver.requests == 0


@pytest.mark.parametrize("hours", [29, 31])
def test_a_nightly_run_is_late_thirty_hours_after_the_last_began(
    watch: Watch, receiver: AlertReceiver, hours: int
) -> None:
    watch.end_run("sync_webinars_nightly", "success")
    watch.let_pass(hours=hours)
    watch.end_run("sync_webinars_nightly", "success", run_type="backfill")  # no night's run
    watch.begin_run("sync_webinars_nightly")  # it has not ended

    watch.look()

    assert receiver.titles == ([] if hours < 30 else ["sync_webinars_nightly is late"])


def test_a_nightly_run_that_never_was_is_late_once_hourly_ones_are(
    watch: Watch, receiver: AlertReceiver
) -> None:
    """The Dag is paused, or cannot be parsed: no run of it exists that could say so."""
    watch.end_run("sync_webinars_hourly", "success")
    watch.let_pass(hours=31)

    watch.look()

    assert receiver.titles == ["sync_webinars_nightly is late"]


def test_without_hubspot_no_reconciliation_is_late(watch: Watch, receiver: AlertReceiver) -> None:
    watch.end_run("reconcile_hubspot", "success")
    watch.let_pass(hours=31)

    watch.look()

    assert receiver.titles == []


def test_many_errors_of_one_kind_are_one_alert(watch: Watch, receiver: AlertReceiver) -> None:
    for number in range(300):
        watch.open_error("session", f"s{number}", "refused", f"Zoom refuses session {number}.")
    watch.let_pass(hours=25)

    assert watch.look() == {"alerts_sent": 1}

    body = receiver.alerts[0]["message"]
    assert "And 295 more." in body
    assert len(body) < 1500


def test_without_the_connection_nothing_is_done_and_nothing_imported(
    watch: Watch, receiver: AlertReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.end_run("sync_webinars_hourly", "failed", "no")
    monkeypatch.delenv("AIRFLOW_CONN_ALERTS_DEFAULT")
    monkeypatch.delenv("AIRFLOW_CONN_WAREHOUSE")
    monkeypatch.setitem(sys.modules, "apprise", None)  # importing it would raise

    with pytest.raises(AirflowSkipException):
        watch.look()

    assert receiver.requests == 0
    assert query(watch.warehouse, "select * from sync.alerts") == []


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"config": "no json"},
        {"config": {"path": "nonsense://x"}},
        {"config": {}},
        {"config": 3},
    ],
)
def test_a_connection_that_names_no_service_says_what_to_write(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, extra: dict[str, object]
) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_ALERTS_DEFAULT", json.dumps({"conn_type": "apprise", "extra": extra})
    )

    with pytest.raises(ConfigError, match="alerts_default"):
        watch.look()


def test_an_address_in_a_text_does_not_leave_with_an_alert(
    watch: Watch, receiver: AlertReceiver
) -> None:
    watch.open_error("account", ACCOUNT_KEY, "auth", "No user <ann.o'hara@mail.example>: help.")

    watch.look()

    assert "No user <(an address)>: help." in receiver.alerts[0]["message"]


def test_no_log_and_no_error_quotes_the_receivers_address(
    watch: Watch, receiver: AlertReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    """A receiver's URL is a secret, in its path as well as in its query."""
    caplog.set_level("DEBUG")
    watch.open_error("account", ACCOUNT_KEY, "auth")
    receiver.refusals = 1

    with pytest.raises(Exception, match="alerts_default") as caught:
        watch.look()
    watch.let_pass(minutes=15)
    watch.look()

    assert len(receiver.alerts) == 1
    assert "kingbird" not in f"{caplog.text}{caught.value}"
