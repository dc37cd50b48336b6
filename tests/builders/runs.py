"""Runs by night and by the hour, Zoom's faults meanwhile, and what people see in the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import requests

from tests.builders.times import HOUR, at
from tests.builders.world import query
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from datetime import datetime

    from tests.builders.marts import Row
    from tests.builders.world import World
    from webinar_sync.runs.report import Report
    from webinar_sync.warehouse.engine import Warehouse


def add_fault(world: World, path: str, kind: str, **options: Any) -> None:
    """Switch a fault on for the requests whose path and query hold a text."""
    url = f"{world.server.url}/_sandbox/faults"
    fault = {"path_contains": path, "kind": kind, **options}
    requests.post(url, json=fault, timeout=60).raise_for_status()


def clear_faults(world: World) -> int:
    """Switch all faults off; return how many requests they struck."""
    url = f"{world.server.url}/_sandbox/faults"
    faults = requests.get(url, timeout=60).json()["faults"]
    requests.delete(url, timeout=60).raise_for_status()
    return sum(fault["done"] for fault in faults)


def run_nightly(world: World, moment: datetime) -> Report:
    """Sync as by night at a moment."""
    world.clock.set(moment)
    return world.sync()


def run_nightly_at(world: World, *moments: str) -> None:
    """Sync as by night at moments of November 2026, and see each succeed."""
    for moment in moments:
        report = run_nightly(world, at(moment))
        assert report.success, report.message


def run_hourly(world: World, moment: datetime) -> Report:
    """Sync as by the hour at a moment."""
    world.clock.set(moment)
    return world.sync(Window(moment - HOUR, moment, False), is_full=False)


def requested_reports(world: World) -> dict[str, int]:
    """Return how often each session's report was requested since the last call, by UUID."""
    template = "/report/webinars/{ref}/participants"
    requested = Counter(
        entry.path.split("/report/webinars/")[1].split("%3D")[0]
        for entry in world.app.log.entries
        if entry.template == template
    )
    world.app.log.clear()
    return dict(requested)


def read_marts(warehouse: Warehouse, account_id: str | None = None) -> list[list[Row]]:
    """Return what people see of events and of participations, by account, webinar and address."""
    return [
        [
            row
            for (row,) in query(
                warehouse,
                f"select to_jsonb(t) - 'run_id' from marts.{table} as t"
                " where cast(:account as text) is null or account_id = :account"
                f" order by account_id, webinar_id, occurrence_key{more}",
                account=account_id,
            )
        ]
        for table, more in (("marketing_events", ""), ("participations", ", email"))
    ]


def read_states(warehouse: Warehouse, webinar_id: int | None = None) -> dict[str, dict[str, str]]:
    """Return everybody's state in each event, by key and name; of one webinar, or of all."""
    states: dict[str, dict[str, str]] = {}
    for key, email, state in query(
        warehouse,
        "select occurrence_key, email, state from marts.participations"
        " where webinar_id = coalesce(:webinar_id, webinar_id)",
        webinar_id=webinar_id,
    ):
        states.setdefault(key, {})[email.split("@")[0]] = state
    return states


def read_contacts(warehouse: Warehouse) -> dict[str, tuple[float | None, int, int]]:
    """Return the average percent, registrations and attendances of each contact, by first name."""
    return {
        email.split("@")[0]: (None if average is None else float(average), *totals)
        for email, average, *totals in query(
            warehouse,
            "select email, average_attendance_percent, registrations_total, attendances_total"
            " from marts.contacts",
        )
    }


def read_session_states(warehouse: Warehouse) -> dict[str, str]:
    """Return the state of each session, by UUID."""
    rows = query(warehouse, "select session_uuid, state from zoom.sessions")
    return {uuid.rstrip("="): state for uuid, state in rows}


def read_issues(warehouse: Warehouse) -> dict[tuple[str, str, str], str]:
    """Return open or cleared for each issue ever opened; each has a message and a remedy."""
    rows = query(
        warehouse,
        "select object_kind, object_key, code, message, remedy, cleared_at is null"
        " from sync.errors",
    )
    assert [row for row in rows if len(row[3]) <= 20 or len(row[4]) <= 10] == []
    return {
        (kind, key, code): "open" if is_open else "cleared"
        for kind, key, code, _, _, is_open in rows
    }


def read_message_and_remedy(warehouse: Warehouse, code: str) -> tuple[str, str]:
    """Return the message and the remedy of the only issue with a code."""
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where code = :code", code=code
    )
    return message, remedy


def read_latest_run(warehouse: Warehouse, label: str) -> tuple[str, dict[str, int]]:
    """Return what sync.runs says of the latest run: its message, and an account's counts."""
    ((message, counts),) = query(
        warehouse,
        "select message, counts from sync.runs order by started_at desc limit 1",
    )
    return message, counts["accounts"][label]


def read_watermarks(warehouse: Warehouse) -> dict[str, datetime]:
    """Return the watermark of each account that has one."""
    return dict(query(warehouse, "select account_id, watermark from sync.watermarks"))
