"""A load, a check and an extraction lock the same rows in one order: none waits for each other."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import text

from tests.builders import at, execute, iso, query
from webinar_sync.load.staging import Staging
from webinar_sync.runs.run import Run
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

NAME, MOMENT = "locks", at("20 04:00")
PATIENCE_SECONDS = 60
# Against the order of the keys, so that who takes them as they lie takes the last one first.
NUMBERS = (3, 2, 1)
ALL_READINGS = json.dumps([{"object_key": str(n), "digest": "new"} for n in NUMBERS])


def announced_starts() -> list[dict[str, Any]]:
    return [
        {
            "webinar_id": number,
            "occurrence_id": "",
            "first_read_at": iso(MOMENT),
            "type": 5,
            "duration_minutes": 60,
            "last_read_at": iso(MOMENT),
            "is_deleted": False,
        }
        for number in NUMBERS
    ]


def upsert_starts(warehouse: Warehouse) -> None:
    rows = json.dumps(announced_starts())
    Landing(Run(warehouse, "test"), NAME).warehouse.execute(
        "zoom/upsert_announced_starts", rows=rows
    )


def update_keys(warehouse: Warehouse) -> None:
    staging = Staging(warehouse, 1)
    decided = pd.DataFrame(
        {
            "account_id": NAME,
            "webinar_id": NUMBERS,
            "occurrence_id": "",
            "first_read_at": pd.Timestamp(MOMENT),
            "occurrence_key": "2026-11-20",
        }
    )
    staging.stage({"announced": decided})
    with warehouse.transaction() as transaction:
        staging.execute(transaction, "zoom/update_announced_keys")


def check(name: str) -> Callable[[Warehouse], None]:
    def run(warehouse: Warehouse) -> None:
        warehouse.execute(
            f"quality/{name}",
            account_id=NAME,
            source="participants",
            readings=ALL_READINGS,
            run_id="test",
        )

    return run


def lock_registrants(warehouse: Warehouse) -> None:
    Landing(Run(warehouse, "test"), NAME).warehouse.rows(
        "zoom/lock_registrants", webinar_ids=list(NUMBERS)
    )


@pytest.mark.parametrize(
    ("table", "key", "statement"),
    [
        ("zoom.announced_starts", "webinar_id", upsert_starts),
        ("zoom.announced_starts", "webinar_id", update_keys),
        ("zoom.readings", "object_key", check("mark_readings_checked")),
        ("zoom.readings", "object_key", check("mark_readings_refused")),
        ("zoom.sessions", "session_uuid", check("reset_sessions")),
        ("zoom.webinars", "webinar_id", lock_registrants),
    ],
    ids=[
        "details land",
        "a load decides keys",
        "readings pass",
        "readings are refused",
        "sessions are queued again",
        "registrants land",
    ],
)
def test_rows_are_locked_in_the_order_of_their_keys(
    warehouse: Warehouse, table: str, key: str, statement: Callable[[Warehouse], None]
) -> None:
    """While somebody holds the second row, a statement has the first one, and not the third."""
    fill(warehouse)
    select = f"select cast({key} as text) from {table} where account_id = '{NAME}'"
    with warehouse.transaction() as holder:
        holder.execute(text(f"{select} and cast({key} as text) = '2' for update"))
        thread = threading.Thread(target=statement, args=(warehouse,))
        thread.start()
        wait_until_somebody_waits(warehouse)
        free = query(warehouse, f"{select} for update skip locked")
    thread.join()

    assert free == [("3",)]


def fill(warehouse: Warehouse) -> None:
    upsert_starts(warehouse)
    for number in NUMBERS:
        values = {"account": NAME, "number": number, "moment": MOMENT}
        execute(
            warehouse,
            "insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)"
            " values (:account, :number, :moment, '')",
            **values,
        )
        execute(
            warehouse,
            "insert into zoom.sessions (account_id, session_uuid, webinar_id, started_at, ended_at,"
            " host_email, run_id)"
            " values (:account, cast(:number as text), :number, :moment, :moment, '', '')",
            **values,
        )
        execute(
            warehouse,
            "insert into zoom.readings (account_id, kind, object_key, answered_at, row_count,"
            " digest, extraction, run_id)"
            " values (:account, 'participants', cast(:number as text), :moment, 1, 'new', 1, '')",
            **values,
        )


def wait_until_somebody_waits(warehouse: Warehouse) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )
    while query(warehouse, waiting) == [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.005)
