"""Small accounts to try the settings on, and what a test looks at afterwards.

Everybody in these accounts registers and stays to the end, unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import Account, Registrant, Session, User, Webinar
from tests import builders
from tests.builders import DAY, HOUR, START, query

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

NOW = START + 2 * DAY
W1, W2, W3, W4 = 91000000001, 91000000002, 91000000003, 91000000004
CORP = User(id="CORP", email="host@corp.example")
AGENCY = User(id="AGENCY", email="host@agency.example")
TEAM = User(id="TEAM", email="host@eu.agency.example")
NAMESAKE = User(id="NAMESAKE", email="host@myagency.example")
PEOPLE_REQUESTS = ("registrants", "participants", "panelists")


def person(email: str, registered: datetime) -> Registrant:
    """Return somebody who registered at a moment, and was approved at once."""
    name = email.split("@")[0]
    return builders.registrant(name, id=f"R-{email}", email=email, registered_at=registered)


def webinar(number: int, host: User, *emails: str, start: datetime = START) -> Webinar:
    """Return a webinar for which these people registered a week before."""
    return builders.webinar(
        number,
        start,
        *(person(email, start - 7 * DAY) for email in emails),
        uuid=f"webinar-{number}",
        host_id=host.id,
        host_email=host.email,
        created_at=start - 30 * DAY,
    )


def session(held: Webinar, host: User) -> Session:
    """Return the hour in which the webinar was held; everybody who registered was there."""
    start = held.start or START
    connections = (
        replace(
            builders.connection("somebody", start, start + HOUR),
            user_id=str(16778240 + number),
            registrant_id=registrant.id,
            user_email=registrant.email,
        )
        for number, registrant in enumerate(held.registrants)
    )
    return builders.session(
        f"session-{held.id}",
        held.id,
        start,
        start + HOUR,
        *connections,
        host_email=host.email,
        host_name="Host",
    )


def account(*held: tuple[Webinar, User], users: tuple[User, ...] = ()) -> Account:
    """Return an account in which these webinars were held by these users."""
    return builders.account(
        "acc",
        [webinar for webinar, _ in held],
        [session(webinar, host) for webinar, host in held],
        users=users or tuple({host.id: host for _, host in held}.values()),
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
