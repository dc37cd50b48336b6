"""Small accounts made by hand, what goes wrong with them, and what people see in the end.

Rows of marts are worked out by hand: `event` and `person` only spell out the columns.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import requests

from sandbox.zoom.model import (
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from tests.worlds import query
from webinar_sync.runs.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.worlds import World
    from webinar_sync.runs.report import Report
    from webinar_sync.warehouse.engine import Warehouse

Row = dict[str, Any]
HOUR = timedelta(hours=1)
HOST = User(id="HOST", email="host@corp.example.com", first_name="Hanna", last_name="Host")


def at(text: str) -> datetime:
    """Return a time of November 2026 in UTC: `18 10:00`."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


REGISTERED = at("10 08:00")


# --- accounts ----------------------------------------------------------------------------------


def registrant(name: str, *later: tuple[datetime, str], first: str = "approved") -> Registrant:
    """Return somebody who registered on the 10th; `later` are changes of the status."""
    changes = ((REGISTERED, first), *later)
    return Registrant(
        id=f"R-{name}",
        email=f"{name}@example.com",
        first_name=name.title(),
        create_time=REGISTERED,
        states=tuple(RegistrantState(since=when, status=what) for when, what in changes),  # type: ignore[arg-type]
    )


def came(name: str, join: datetime, leave: datetime) -> Connection:
    """Return a connection of somebody who registered."""
    return Connection(
        user_id=str(16778240 + 1024 * (sum(name.encode()) % 1000)),
        name=name.title(),
        join=join,
        leave=leave,
        registrant_id=f"R-{name}",
        user_email=f"{name}@example.com",
    )


def webinar(number: int, start: datetime | None, *people: str | Registrant, **more: Any) -> Webinar:
    """Return an hour's webinar of the host; people given by name are registered."""
    values: dict[str, Any] = {
        "id": number,
        "uuid": f"event{number}==",
        "host_id": HOST.id,
        "host_email": HOST.email,
        "topic": f"Webinar {number}",
        "type": 5,
        "created_at": at("01 08:00"),
        "start": start,
        "registrants": tuple(registrant(p) if isinstance(p, str) else p for p in people),
    }
    return Webinar(**{**values, **more})


def session(
    uuid: str, number: int, start: datetime, end: datetime, *connections: Connection, **more: Any
) -> Session:
    """Return a run of a webinar."""
    return Session(
        uuid=uuid,
        webinar_id=number,
        start=start,
        end=end,
        host_email=HOST.email,
        host_name="Hanna Host",
        connections=connections,
        **more,
    )


def account(
    name: str, webinars: Sequence[Webinar], sessions: Sequence[Session] = (), **more: Any
) -> Account:
    """Return an account of the host's webinars."""
    values: dict[str, Any] = {
        "account_id": name,
        "client_id": f"client of {name}",
        "client_secret": f"secret of {name}",
        "users": (HOST,),
        "webinars": tuple(webinars),
        "sessions": tuple(sessions),
    }
    return Account(**{**values, **more})


# --- what happens ------------------------------------------------------------------------------


def fault(world: World, path: str, kind: str, **options: Any) -> None:
    """Switch a fault on for the requests whose path and query hold a text."""
    url = f"{world.server.url}/_sandbox/faults"
    given = {"path_contains": path, "kind": kind, **options}
    requests.post(url, json=given, timeout=10).raise_for_status()


def mend(world: World) -> int:
    """Switch all faults off; return how many requests they struck."""
    url = f"{world.server.url}/_sandbox/faults"
    struck = requests.get(url, timeout=10).json()["faults"]
    requests.delete(url, timeout=10).raise_for_status()
    return sum(one["done"] for one in struck)


def night(world: World, moment: datetime) -> Report:
    """Run as by night at a moment."""
    world.clock.set(moment)
    return world.sync()


def hour(world: World, moment: datetime) -> Report:
    """Run as by the hour at a moment."""
    world.clock.set(moment)
    return world.sync(Window(moment - HOUR, moment, False), is_full=False)


def reports_asked(world: World) -> dict[str, int]:
    """Return how often each session's report was asked for since the last call, by UUID."""
    template = "/report/webinars/{ref}/participants"
    asked = Counter(
        entry.path.split("/report/webinars/")[1].split("%3D")[0]
        for entry in world.app.log.entries
        if entry.template == template
    )
    world.app.log.entries.clear()
    return dict(asked)


# --- what is seen ------------------------------------------------------------------------------


def marts(warehouse: Warehouse, account_id: str | None = None) -> list[list[Row]]:
    """Return what people see of events and of participations, by account, webinar and address."""
    chosen = "where cast(:account as text) is null or account_id = :account"
    return [
        [
            row[0]
            for row in query(
                warehouse,
                f"select to_jsonb(one) - 'run_id' from marts.{table} as one {chosen}"
                f" order by account_id, webinar_id, occurrence_key{more}",
                account=account_id,
            )
        ]
        for table, more in (("marketing_events", ""), ("participations", ", email"))
    ]


def contacts(warehouse: Warehouse) -> dict[str, tuple[float | None, int, int]]:
    """Return the average percent, registrations and attendances of each contact, by first name."""
    return {
        email.split("@")[0]: (None if average is None else float(average), *totals)
        for email, average, *totals in query(
            warehouse,
            "select email, average_attendance_percent, registrations_total, attendances_total"
            " from marts.contacts",
        )
    }


def states(warehouse: Warehouse) -> dict[str, str]:
    """Return the state of each session, by UUID."""
    found = query(warehouse, "select session_uuid, state from zoom.sessions")
    return {uuid.rstrip("="): state for uuid, state in found}


def errors(warehouse: Warehouse) -> dict[tuple[str, str, str], str]:
    """Return open or cleared for each error ever noted; words and a remedy are with each."""
    found = query(
        warehouse,
        "select object_kind, object_key, code, message, remedy, cleared_at is null"
        " from sync.errors",
    )
    assert all(len(message) > 20 and len(remedy) > 10 for *_, message, remedy, _ in found)
    return {
        (kind, key, code): "open" if is_open else "cleared"
        for kind, key, code, _, _, is_open in found
    }


def words(warehouse: Warehouse, code: str) -> tuple[str, str]:
    """Return the message and the remedy of the one error with a code."""
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where code = :code", code=code
    )
    return message, remedy


def told(warehouse: Warehouse, label: str) -> tuple[str, dict[str, int]]:
    """Return what sync.runs says of the latest run: its message, and an account's counts."""
    ((message, counts),) = query(
        warehouse,
        "select message, counts from sync.runs order by started_at desc limit 1",
    )
    return message, counts["accounts"][label]


def watermarks(warehouse: Warehouse) -> dict[str, datetime]:
    """Return the watermark of each account that has one."""
    return dict(query(warehouse, "select account_id, watermark from sync.watermarks"))


def iso(moment: datetime | None) -> str | None:
    """Return a time as jsonb shows it."""
    return moment.isoformat() if moment else None


def event(
    account_id: str,
    number: int,
    status: str,
    scheduled: datetime | None,
    *,
    key: str = "single",
    held: tuple[datetime, datetime] | None = None,
    length: int | None = None,
    settled: datetime | None = None,
    registrations: int = 0,
    cancellations: int = 0,
    attendances: int = 0,
    no_shows: int = 0,
) -> Row:
    """Return a row of marts.marketing_events; the length is the time held unless given."""
    if held and length is None:
        length = int((held[1] - held[0]).total_seconds())
    return {
        "account_id": account_id,
        "webinar_id": number,
        "occurrence_key": key,
        "topic": f"Webinar {number}",
        "host_email": HOST.email,
        "status": status,
        "scheduled_at": iso(scheduled),
        "scheduled_end_at": iso(scheduled + HOUR) if scheduled else None,
        "started_at": iso(held[0]) if held else None,
        "ended_at": iso(held[1]) if held else None,
        "length_seconds": length,
        "settled_at": iso(settled),
        "registrations": registrations,
        "cancellations": cancellations,
        "attendances": attendances,
        "no_shows": no_shows,
        "anonymous_attendances": 0,
    }


def person(
    account_id: str,
    number: int,
    name: str,
    state: str,
    *,
    key: str = "single",
    stayed: tuple[datetime, datetime] | None = None,
    seconds: int | None = None,
    percent: float | None = None,
    cancelled: datetime | None = None,
    registered: datetime | None = REGISTERED,
) -> Row:
    """Return a row of marts.participations; percents here are whole, so their share is exact."""
    if stayed and seconds is None:
        seconds = int((stayed[1] - stayed[0]).total_seconds())
    return {
        "account_id": account_id,
        "webinar_id": number,
        "occurrence_key": key,
        "email": f"{name}@example.com",
        "state": state,
        "registered_at": iso(registered),
        "cancelled_at": iso(cancelled),
        "joined_at": iso(stayed[0]) if stayed else None,
        "left_at": iso(stayed[1]) if stayed else None,
        "attended_seconds": seconds,
        "attendance_percent": percent,
        "attended_share": None if percent is None else percent / 100,
    }
