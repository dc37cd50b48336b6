"""Rows of marts: as a load leaves them for a push to read, and as people should see them.

What is expected is worked out by hand: `event` and `participation` only spell out the columns.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.builders.times import CANCELLED, END, HOUR, REGISTERED, START, iso
from tests.builders.world import execute
from tests.builders.zoom import HOST, address

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

Row = dict[str, Any]
KEY = "2026-11-18"
"""The key of an occurrence whose start is START."""
ACCOUNT = "zoom-account-1"
"""The account of all rows that are added to marts."""


def add_synced(warehouse: Warehouse, name: str, account: str = ACCOUNT) -> None:
    """Have somebody counted in a Zoom account, as the ledger tells it."""
    execute(
        warehouse,
        "insert into sync.outcomes (account_id, webinar_id, occurrence_key, subject, subject_key,"
        " email, code, connections, run_id)"
        " values (:account, 1, '', 'registration', :name, :email, 'synced', 0, 'test')",
        account=account,
        name=name,
        email=address(name),
    )


def add_contact(
    warehouse: Warehouse,
    name: str,
    *,
    percent: float | None = None,
    registrations: int = 1,
    attendances: int = 0,
    url: str | None = None,
    first: str | None = "First",
    last: str | None = "Last",
) -> None:
    """Add a contact, or change it."""
    execute(
        warehouse,
        """
        insert into marts.contacts (
            email, contact_id, first_name, last_name, average_attendance_percent,
            last_registered_url, registrations_total, attendances_total, run_id
        )
        values (
            :email, marts.contact_id(:email, 'salt'), :first, :last, :percent, :url,
            :registrations, :attendances, 'test'
        )
        on conflict (email) do update
            set
                first_name = excluded.first_name,
                last_name = excluded.last_name,
                average_attendance_percent = excluded.average_attendance_percent,
                last_registered_url = excluded.last_registered_url,
                registrations_total = excluded.registrations_total,
                attendances_total = excluded.attendances_total
        """,
        email=address(name),
        first=first,
        last=last,
        percent=percent,
        url=url,
        registrations=registrations,
        attendances=attendances,
    )


def add_event(warehouse: Warehouse, webinar: int, **changes: Any) -> None:
    """Add an event that was held and is settled, or change it."""
    values = {
        "account_id": ACCOUNT,
        "webinar_id": webinar,
        "occurrence_key": KEY,
        "topic": f"Webinar {webinar}",
        "host_email": HOST.email,
        "status": "ended",
        "scheduled_at": START,
        "started_at": START,
        "ended_at": END,
        "settled_at": END + timedelta(days=1),
        "registrations": 0,
        "cancellations": 0,
        "attendances": 0,
        "no_shows": 0,
        "late_registrations": 0,
        "anonymous_attendances": 0,
        "run_id": "test",
        **changes,
    }
    names = ", ".join(values)
    execute(
        warehouse,
        f"""
        insert into marts.marketing_events ({names})
        values ({", ".join(f":{name}" for name in values)})
        on conflict (account_id, webinar_id, occurrence_key) do update
            set ({names}) = row({", ".join(f"excluded.{name}" for name in values)})
        """,
        **values,
    )


def add_participation(
    warehouse: Warehouse,
    webinar: int,
    name: str,
    state: str,
    *,
    joined: int = 0,
    left: int = 60,
    registered: datetime | None = REGISTERED,
) -> None:
    """Add a participation in an event, or change it; joined and left in minutes after its start."""
    has_attended = state == "attended"
    execute(
        warehouse,
        """
        insert into marts.participations (
            account_id, webinar_id, occurrence_key, email, state, registered_at, cancelled_at,
            joined_at, left_at, run_id
        )
        values (
            :account, :webinar, :key, :email, :state, :registered, :cancelled, :joined, :left,
            'test'
        )
        on conflict (account_id, webinar_id, occurrence_key, email) do update
            set
                state = excluded.state,
                registered_at = excluded.registered_at,
                cancelled_at = excluded.cancelled_at,
                joined_at = excluded.joined_at,
                left_at = excluded.left_at
        """,
        account=ACCOUNT,
        webinar=webinar,
        key=KEY,
        email=address(name),
        state=state,
        registered=registered,
        cancelled=CANCELLED if state == "cancelled" else None,
        joined=START + timedelta(minutes=joined) if has_attended else None,
        left=START + timedelta(minutes=left) if has_attended else None,
    )


def add_crowd(warehouse: Warehouse, webinar: int, people: int) -> None:
    """Add an event with so many contacts who all attended it."""
    add_event(warehouse, webinar)
    execute(
        warehouse,
        """
        insert into marts.contacts (
            email, contact_id, first_name, registrations_total, attendances_total,
            average_attendance_percent, run_id
        )
        select 'crowd' || number || '@people.example', number, 'First', 1, 1, 100, 'test'
        from generate_series(1, :people) as number
        on conflict do nothing
        """,
        people=people,
    )
    execute(
        warehouse,
        """
        insert into marts.participations (
            account_id, webinar_id, occurrence_key, email, state, registered_at, joined_at,
            left_at, run_id
        )
        select
            :account, :webinar, :key, 'crowd' || number || '@people.example', 'attended',
            :registered, :start, :end, 'test'
        from generate_series(1, :people) as number
        """,
        account=ACCOUNT,
        webinar=webinar,
        key=KEY,
        registered=REGISTERED,
        start=START,
        end=END,
        people=people,
    )


def event(
    account_id: str,
    number: int,
    status: str,
    scheduled: datetime | None,
    *,
    key: str | None = None,
    held: tuple[datetime, datetime] | None = None,
    length: int | None = None,
    settled: datetime | None = None,
    registrations: int = 0,
    cancellations: int = 0,
    attendances: int = 0,
    no_shows: int = 0,
    late_registrations: int = 0,
) -> Row:
    """Return a row of marts.marketing_events.

    Without a length it is the time held, without a key the day of the scheduled start.
    """
    if held and length is None:
        length = int((held[1] - held[0]).total_seconds())
    return {
        "account_id": account_id,
        "webinar_id": number,
        "occurrence_key": key or f"{scheduled:%Y-%m-%d}",
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
        "late_registrations": late_registrations,
        "anonymous_attendances": 0,
        "erased_registrations": 0,
        "erased_attendances": 0,
    }


def participation(
    account_id: str,
    number: int,
    name: str,
    state: str,
    *,
    key: str = KEY,
    stayed: tuple[datetime, datetime] | None = None,
    seconds: int | None = None,
    percent: float | None = None,
    cancelled: datetime | None = None,
    registered: datetime | None = REGISTERED,
    approved: datetime | None = None,
) -> Row:
    """Return a row of marts.participations; percents here are whole, so their share is exact."""
    if stayed and seconds is None:
        seconds = int((stayed[1] - stayed[0]).total_seconds())
    return {
        "account_id": account_id,
        "webinar_id": number,
        "occurrence_key": key,
        "email": address(name),
        "state": state,
        "registered_at": iso(registered),
        "cancelled_at": iso(cancelled),
        "joined_at": iso(stayed[0]) if stayed else None,
        "left_at": iso(stayed[1]) if stayed else None,
        "attended_seconds": seconds,
        "attendance_percent": percent,
        "attended_share": None if percent is None else percent / 100,
        "approved_at": iso(approved),
    }
