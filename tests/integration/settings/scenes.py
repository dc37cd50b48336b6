"""Small accounts to try the settings on, and what a test looks at afterwards.

Everybody in these accounts registers and stays to the end, unless a test says otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import (
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from tests.builders import query

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 18, 10, tzinfo=UTC)
NOW = START + 2 * DAY
W1, W2, W3, W4 = 91000000001, 91000000002, 91000000003, 91000000004
CORP = User(id="CORP", email="host@corp.example")
AGENCY = User(id="AGENCY", email="host@agency.example")
TEAM = User(id="TEAM", email="host@eu.agency.example")
NAMESAKE = User(id="NAMESAKE", email="host@myagency.example")
PEOPLE_REQUESTS = ("registrants", "participants", "panelists")


def person(email: str, registered: datetime) -> Registrant:
    """Return somebody who registered at a moment, and was approved at once."""
    return Registrant(
        id=f"R-{email}",
        email=email,
        first_name=email.split("@")[0].title(),
        create_time=registered,
        states=(RegistrantState(since=registered, status="approved"),),
    )


def webinar(number: int, host: User, *emails: str, start: datetime = START) -> Webinar:
    """Return a webinar for which these people registered a week before."""
    return Webinar(
        id=number,
        uuid=f"webinar-{number}",
        host_id=host.id,
        host_email=host.email,
        topic=f"Webinar {number}",
        type=5,
        created_at=start - 30 * DAY,
        start=start,
        registrants=tuple(person(email, start - 7 * DAY) for email in emails),
    )


def session(held: Webinar, host: User) -> Session:
    """Return the hour in which the webinar was held; everybody who registered was there."""
    start = held.start or START
    return Session(
        uuid=f"session-{held.id}",
        webinar_id=held.id,
        start=start,
        end=start + HOUR,
        host_email=host.email,
        host_name="Host",
        connections=tuple(
            Connection(
                user_id=str(16778240 + number),
                name="Somebody",
                join=start,
                leave=start + HOUR,
                registrant_id=registrant.id,
                user_email=registrant.email,
            )
            for number, registrant in enumerate(held.registrants)
        ),
    )


def account(*held: tuple[Webinar, User], users: tuple[User, ...] = ()) -> Account:
    """Return an account in which these webinars were held by these users."""
    hosts = users or tuple({host.id: host for _, host in held}.values())
    return Account(
        account_id="acc",
        client_id="acc",
        client_secret="acc-secret",
        users=hosts,
        webinars=tuple(webinar for webinar, _ in held),
        sessions=tuple(session(webinar, host) for webinar, host in held),
    )


def run(world: World, *, after: timedelta = DAY, is_full: bool = True) -> list[str]:
    """Let time pass, and sync, as at night; return the requests to Zoom for people."""
    world.clock.advance(after.total_seconds())
    world.requests()
    report = world.sync(is_full=is_full)

    assert report.success, report.message
    return [path for path in world.requests() if path.endswith(PEOPLE_REQUESTS)]


def participations(warehouse: Warehouse) -> set[tuple[int, str, str]]:
    """Return who is in marts with what: webinar, address, state."""
    rows = query(warehouse, "select webinar_id, email, state from marts.participations")
    return {(row[0], row[1], row[2]) for row in rows}


def events(warehouse: Warehouse) -> dict[int, str]:
    """Return the webinars that are in marts, with the status of their one occurrence."""
    rows = query(warehouse, "select webinar_id, status from marts.marketing_events")
    return {row[0]: row[1] for row in rows}


def contacts(warehouse: Warehouse) -> dict[str, tuple[Any, ...]]:
    """Return registrations_total, attendances_total and average of each contact."""
    rows = query(
        warehouse,
        "select email, registrations_total, attendances_total, "
        "average_attendance_percent::float from marts.contacts",
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def outcomes(warehouse: Warehouse) -> set[tuple[int, str, str, str]]:
    """Return the ledger: webinar, subject, its key, code."""
    rows = query(warehouse, "select webinar_id, subject, subject_key, code from sync.outcomes")
    return {(row[0], row[1], row[2], row[3]) for row in rows}


def synced(number: int, *emails: str) -> set[tuple[int, str, str, str]]:
    """Return what the ledger says of people who registered, came and are counted."""
    return {
        outcome
        for email in emails
        for outcome in (
            (number, "registration", f"R-{email}", "synced"),
            (number, "attendance", email, "synced"),
        )
    }


def left_out(number: int, code: str) -> tuple[int, str, str, str]:
    """Return what the ledger says of a webinar that is not synced."""
    return (number, "webinar", str(number), code)


def everything(warehouse: Warehouse) -> list[list[tuple[Any, ...]]]:
    """Return all of marts and of the ledger, with the run that last wrote each row."""
    tables = (
        "marts.contacts",
        "marts.marketing_events",
        "marts.registrations",
        "marts.participations",
        "marts.attendance_connections",
        "marts.timeline_events",
        "sync.outcomes",
    )
    return [
        query(warehouse, f"select to_jsonb(t) from {table} as t order by 1") for table in tables
    ]
