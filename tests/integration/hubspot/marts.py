"""Writes rows of marts as a load would leave them: the push reads nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.worlds import execute

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

ACCOUNT = "zoom-account-1"
START = datetime(2026, 11, 18, 10, tzinfo=UTC)
END = START + timedelta(hours=1)
REGISTERED = datetime(2026, 11, 10, 8, tzinfo=UTC)
CANCELLED = datetime(2026, 11, 12, 9, tzinfo=UTC)


def address(name: str) -> str:
    """Return somebody's address."""
    return f"{name}@people.example"


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
        "occurrence_key": "single",
        "topic": f"Webinar {webinar}",
        "host_email": "host@corp.example",
        "status": "ended",
        "scheduled_at": START,
        "started_at": START,
        "ended_at": END,
        "settled_at": END + timedelta(days=1),
        "registrations": 0,
        "cancellations": 0,
        "attendances": 0,
        "no_shows": 0,
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


def add_part(
    warehouse: Warehouse,
    webinar: int,
    name: str,
    state: str,
    *,
    joined: int = 0,
    left: int = 60,
    registered: datetime | None = REGISTERED,
) -> None:
    """Add somebody's part in an event, or change it; joined and left in minutes after its start."""
    came = state == "attended"
    execute(
        warehouse,
        """
        insert into marts.participations (
            account_id, webinar_id, occurrence_key, email, state, registered_at, cancelled_at,
            joined_at, left_at, run_id
        )
        values (
            :account, :webinar, 'single', :email, :state, :registered, :cancelled, :joined, :left,
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
        email=address(name),
        state=state,
        registered=registered,
        cancelled=CANCELLED if state == "cancelled" else None,
        joined=START + timedelta(minutes=joined) if came else None,
        left=START + timedelta(minutes=left) if came else None,
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
        select 'crowd' || one || '@people.example', one, 'First', 1, 1, 100, 'test'
        from generate_series(1, :people) as one
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
            :account, :webinar, 'single', 'crowd' || one || '@people.example', 'attended',
            :registered, :start, :end, 'test'
        from generate_series(1, :people) as one
        """,
        account=ACCOUNT,
        webinar=webinar,
        registered=REGISTERED,
        start=START,
        end=END,
        people=people,
    )
