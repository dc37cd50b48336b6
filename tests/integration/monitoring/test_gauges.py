"""What every gauge stands at, of a warehouse that a test fills by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import execute
from tests.builders.meter import KeepingMeter, Series, series
from webinar_sync.airflow.metrics import send_gauges
from webinar_sync.monitoring.gauges import DAGS, measure
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.pages.dags import DAGS as DAGS_OF_PAGES

if TYPE_CHECKING:
    from local.postgres import Cluster

HOUR = 3600
TOLERANCE_SECONDS = 60
"""Between what a test writes and when it measures."""


def gauges(warehouse: Warehouse) -> dict[Series, float]:
    meter = KeepingMeter()
    measure(warehouse, meter)
    return meter.gauges


def about(seconds: float) -> object:
    return pytest.approx(seconds, abs=TOLERANCE_SECONDS)


def add_account(warehouse: Warehouse, account_id: str, watermark: str, read_until: str) -> None:
    """Add an account that was loaded, and read, so long before now."""
    execute(
        warehouse,
        "insert into zoom.accounts (account_id, history_read_until, run_id)"
        " values (:account_id, now() - cast(:read_until as interval), 't')",
        account_id=account_id,
        read_until=read_until,
    )
    execute(
        warehouse,
        "insert into sync.watermarks values (:account_id, now() - cast(:watermark as interval),"
        " 't')",
        account_id=account_id,
        watermark=watermark,
    )


def add_sessions(warehouse: Warehouse, webinar_id: int, state: str, hours: int) -> None:
    """Add a session that ended so long ago."""
    execute(
        warehouse,
        "insert into zoom.sessions (account_id, session_uuid, webinar_id, started_at, ended_at,"
        " host_email, state, run_id) values ('acc-1', :uuid, :webinar_id,"
        " now() - (:hours + 1) * interval '1 hour', now() - :hours * interval '1 hour',"
        " 'host@example.com', :state, 't')",
        uuid=f"{webinar_id} {state} {hours}",
        webinar_id=webinar_id,
        state=state,
        hours=hours,
    )


def test_what_has_no_tag_or_tags_of_a_list_is_set_though_there_is_nothing(
    warehouse: Warehouse,
) -> None:
    """What is not set keeps its last value wherever it is shown."""
    measured = gauges(warehouse)
    measured_at = measured.pop(series("measured_timestamp_seconds"))

    assert measured_at > 1.7e9
    assert set(measured.values()) == {0}
    assert {name for name, _ in measured} == {
        "waiting", "oldest_waiting_seconds", "gate_held", "open_errors",
        "oldest_open_error_seconds", "rejected_rows", "hubspot_blocked",
    }  # fmt: skip
    kinds = {"session", "webinar", "webhook", "registration", "answer", "gate"}
    assert {dict(tags)["kind"] for name, tags in measured if name == "waiting"} == kinds
    assert series("open_errors", severity="notice") in measured


def test_an_account_lags_by_what_was_read_and_not_loaded(warehouse: Warehouse) -> None:
    add_account(warehouse, "acc-1", watermark="3 hours", read_until="1 hour")
    add_account(warehouse, "acc-2", watermark="1 hour", read_until="1 hour")
    add_account(warehouse, "acc-3", watermark="90 days", read_until="90 days")
    execute(
        warehouse,
        "insert into hubspot.zoom_accounts (account_id, is_sandbox, is_connected, run_id)"
        " values ('acc-3', false, false, 't')",
    )
    measured = gauges(warehouse)

    assert measured[series("lag_seconds", account="acc-1")] == about(2 * HOUR)
    assert measured[series("lag_seconds", account="acc-2")] == 0
    now = measured[series("measured_timestamp_seconds")]
    assert now - measured[series("watermark_timestamp_seconds", account="acc-1")] == about(3 * HOUR)
    assert series("lag_seconds", account="acc-3") not in measured  # is no longer connected


def test_the_last_run_of_a_dag_and_its_last_success(warehouse: Warehouse) -> None:
    for number, (state, hours) in enumerate((("success", 50), ("failed", 26))):
        run = Run(warehouse, f"sync_webinars_nightly {number}")
        run.begin("sync_webinars_nightly", "scheduled")
        run.end(state, "it ended")  # type: ignore[arg-type]
        execute(
            warehouse,
            "update sync.runs set ended_at = now() - :hours * interval '1 hour'"
            " where run_id = :run_id",
            hours=hours,
            run_id=run.run_id,
        )
    Run(warehouse, "push_hubspot 1").begin("push_hubspot", "scheduled")
    measured = gauges(warehouse)

    now = measured[series("measured_timestamp_seconds")]
    nightly = {"dag_id": "sync_webinars_nightly"}
    assert now - measured[series("last_success_timestamp_seconds", **nightly)] == about(50 * HOUR)
    assert measured[series("last_run_failed", **nightly)] == 1
    assert not [key for key in measured if ("dag_id", "push_hubspot") in key[1]]  # never ended


def test_what_waits_is_counted_by_kind_with_the_age_of_the_oldest(warehouse: Warehouse) -> None:
    add_account(warehouse, "acc-1", watermark="1 hour", read_until="1 hour")
    for webinar_id, state, hours in (
        (1, "due", 5), (1, "failed", 30), (2, "landed", 60), (2, "settled", 70), (3, "gone", 80),
        (4, "due", 90),
    ):  # fmt: skip
        add_sessions(warehouse, webinar_id, state, hours)
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, host_id, first_seen_at, run_id)"
        " values ('acc-1', 4, 'h', now(), 't')",
    )
    execute(
        warehouse,
        "insert into settings.webinars (account_id, webinar_id, is_synced) values"
        " ('acc-1', 4, false)",
    )
    execute(warehouse, "truncate sync.webinars_to_load")
    execute(
        warehouse,
        "insert into sync.webinars_to_load (account_id, webinar_id, reason, due_at, marked_at)"
        " values ('acc-1', 1, 't', null, now() - interval '2 hours'),"
        " ('acc-1', 2, 't', null, now()),"
        " ('acc-1', 3, 'time', now() + interval '1 day', now() - interval '9 days')",
    )
    execute(
        warehouse,
        "insert into zoom.webhook_events (account_id, webinar_id, event, subject_key, occurred_at,"
        " received_at, due_at, handled_at, payload) values"
        " ('acc-1', 1, 'e', 'a', now(), now() - interval '4 hours', now(), null, '{}'),"
        " ('acc-1', 1, 'e', 'b', now(), now() - interval '8 hours', now(), now(), '{}')",
    )
    execute(
        warehouse,
        "insert into registration.requests (request_key, source, action, webinar, email,"
        " first_name, last_name, received_at, code, decided_at, next_answer_at) values"
        " ('a', 'workflow', 'add', '1', 'ann@x.example', '', '', now() - interval '6 hours',"
        "  null, null, null),"
        " ('b', 'workflow', 'add', '1', 'bob@x.example', '', '', now() - interval '9 hours',"
        "  'added', now() - interval '7 hours', now()),"
        " ('c', 'by_hand', 'add', '1', 'cid@x.example', '', '', now() - interval '9 hours',"
        "  'added', now() - interval '8 hours', null)",
    )
    measured = gauges(warehouse)

    expected = {
        "session": (2, 30), "webinar": (2, 2), "webhook": (1, 4), "registration": (1, 6),
        "answer": (1, 7), "gate": (0, 0),
    }  # fmt: skip
    assert {
        kind: (
            measured[series("waiting", kind=kind)],
            round(measured[series("oldest_waiting_seconds", kind=kind)] / HOUR, 1),
        )
        for kind in expected
    } == expected


def test_what_the_gate_holds_is_counted_by_reason_and_waits_unless_time_ends_it(
    warehouse: Warehouse,
) -> None:
    execute(
        warehouse,
        "insert into hubspot.held (object_kind, object_key, action, reason, since, first_held_at,"
        " run_id) select 'marketing_event', reason || n, 'complete', reason, now(),"
        " now() - hours * interval '1 hour', 't'"
        " from (values ('brake', 3, 5), ('incomplete', 1, 20), ('not_over', 2, 40),"
        "  ('sync_off', 1, 60)) as held (reason, things, hours),"
        " generate_series(1, things) as n",
    )
    measured = gauges(warehouse)

    held = {
        dict(tags)["reason"]: value for (name, tags), value in measured.items()
        if name == "gate_held" and value
    }  # fmt: skip
    assert held == {"brake": 3, "incomplete": 1, "not_over": 2, "sync_off": 1}
    assert measured[series("waiting", kind="gate")] == 4
    assert measured[series("oldest_waiting_seconds", kind="gate")] == about(20 * HOUR)


def test_an_obstacle_in_hubspot_is_told(warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "insert into hubspot.portal (portal_id, is_sandbox, time_zone, connection_sha256, run_id)"
        " values (4711, false, 'UTC', 'x', 't')",
    )
    assert gauges(warehouse)[series("hubspot_blocked")] == 0
    execute(warehouse, "update hubspot.portal set obstacle = 'another_warehouse'")
    assert gauges(warehouse)[series("hubspot_blocked")] == 1


def test_open_errors_and_rejected_rows(warehouse: Warehouse) -> None:
    run = Run(warehouse, "t")
    run.open_issue("session", "s1", "refused", message="s1 is refused.")
    run.open_issue("session", "s2", "refused", message="s2 is refused.")
    run.open_issue("session", "s3", "too_old", message="s3 is not there.")
    run.open_issue("session", "s4", "refused", message="s4 is refused.")
    execute(
        warehouse,
        "update sync.errors set first_seen_at = now() - case object_key when 's1' then 2"
        " when 's3' then 9 when 's4' then 30 else 1 end * interval '1 hour'",
    )
    run.close_issues("session", "s4", ["refused"])
    execute(
        warehouse,
        "insert into sync.rejected_rows values ('participants', 'k', 'acc-1', 's', 'why', '{}',"
        " 't')",
    )
    measured = gauges(warehouse)

    assert measured[series("open_errors", severity="error")] == 2
    assert measured[series("open_errors", severity="notice")] == 1
    assert measured[series("oldest_open_error_seconds")] == about(2 * HOUR)
    assert measured[series("rejected_rows")] == 1


def test_the_dags_are_those_whose_runs_the_pages_show() -> None:
    assert list(DAGS) == list(DAGS_OF_PAGES)


def test_a_warehouse_that_cannot_be_measured_fails_no_run(cluster: Cluster) -> None:
    """It is not migrated: each statement fails."""
    meter = KeepingMeter()
    with Warehouse(cluster.url("postgres")) as empty:
        send_gauges(empty, meter)

    assert meter.gauges == {}
