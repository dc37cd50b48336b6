"""The account of the campaign: three days of a company's webinars, small enough for many syncs.

Nothing happens in it that only one reading could tell: what a disturbed run does not read, a later
one can. Who removes herself is seen before the first trial that could miss her.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.zoom.model import (
    Account,
    Connection,
    Occurrence,
    Panelist,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """Return a time of November 2026 in UTC: `16 04:00`."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


REGISTERED_AT = at("05 09:00")
ACCOUNT_ID = "campaign"
_HOST = User(id="HOST", email="host@corp.example.com", first_name="Hanna", last_name="Host")
_COLLEAGUE = User(id="COLLEAGUE", email="carl@corp.example.com", first_name="Carl", has_webinar_plan=False)
_GONE = User(id="GONE", email="gina@corp.example.com", first_name="Gina", status="inactive")
_PAT = Panelist(id="p-pat", name="Pat", email="pat@speakers.example.com")


def person(webinar: int, name: str, *later: tuple[str, str], registered: datetime = REGISTERED_AT, dates: tuple[str, ...] = (), domain: str = "people") -> Registrant:
    """Return somebody who registered, with what became of it later."""
    states = ((registered, "approved"), *((at(since), status) for since, status in later))
    return Registrant(
        id=f"r{webinar}-{name}", email=f"{name}@{domain}.example.com", first_name=name.title(), create_time=registered, occurrence_ids=dates,
        states=tuple(RegistrantState(since=since, status=status) for since, status in states),  # type: ignore[arg-type]
    )


def webinar(number: int, topic: str, *people: Registrant, **fields: Any) -> Webinar:
    """Return a webinar, a single one by default, and who registered for it."""
    values = {"type": 5, "created_at": at("01 08:00"), "host_id": _HOST.id, "host_email": _HOST.email, **fields}
    return Webinar(id=93000000000 + number, uuid=f"c{number:02}-own-uuid==", topic=topic, registrants=people, **values)


def session(number: int, start: str, end: str, *connections: Connection, **fields: Any) -> Session:
    """Return a session of a webinar: the host is there from its begin to its end."""
    begins_at, ends_at = at(start), at(end)
    return Session(
        uuid=f"c{number}/{begins_at:%d%H%M}==", webinar_id=93000000000 + number, start=begins_at, end=ends_at, host_email=_HOST.email, host_name="Hanna Host",
        connections=(_colleague("HOST", begins_at, ends_at), *connections), **fields,
    )


def _colleague(user_id: str, join: datetime, leave: datetime) -> Connection:
    return Connection(user_id=f"1677{len(user_id)}", name=user_id.title(), join=join, leave=leave, participant_user_id=user_id)


def came(webinar: int, name: str, join: str, leave: str, **fields: Any) -> Connection:
    """Return the connection of somebody who registered."""
    number = 16778240 + 1024 * (sum(name.encode()) % 1000)
    return Connection(user_id=str(number), name=name.title(), join=at(join), leave=at(leave), registrant_id=f"r{webinar}-{name}", **fields)


def _spoke(join: str, leave: str) -> Connection:
    return Connection(user_id="16770001", name="Pat", join=at(join), leave=at(leave), user_email=_PAT.email)


def _id(start: str) -> str:
    return str(int(at(start).timestamp()) * 1000)


def _dates(*starts: str, **fields: Any) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(occurrence_id=_id(start), start=at(start), **fields) for start in starts)


_WEBINARS = (
    # Held long before; its panelist registered, somebody waited, a colleague and an unknown came.
    webinar(1, "Held before", person(1, "ann"), person(1, "ben"), person(1, "pat", domain="speakers"), start=at("12 10:00"), panelists=(_PAT,)),
    # Held between the first two runs; its panelist is no attendee, and somebody registers late.
    webinar(2, "Held meanwhile", person(2, "ann"), person(2, "ben"), person(2, "lou", registered=at("16 20:00")), start=at("16 12:00"), panelists=(_PAT,)),
    # To come: cancelled by the host, by herself, and new. Its registrants fill more than a page.
    webinar(
        3, "To come", person(3, "ann"), person(3, "den", ("17 08:00", "denied")), person(3, "rem", ("17 06:00", "removed")),
        person(3, "nel", registered=at("16 13:00")), *(person(3, f"crowd{n:03}") for n in range(301)), start=at("21 10:00"),
    ),
    # One registration for all dates. One is moved under its id, one is deleted and stays listed.
    webinar(
        4, "Series", person(4, "sam"), person(4, "ben"), type=9, panelists=(_PAT,),
        occurrences=(
            *_dates("12 14:00", "16 20:00"), *_dates("24 14:00", moves=((at("17 09:00"), at("24 15:00")),)), *_dates("25 14:00", deleted_at=at("17 09:00")),
        ),
    ),
    # A registration for each date.
    webinar(
        5, "Each date", person(5, "vic", dates=(_id("13 09:00"),)), person(5, "wes", dates=(_id("13 09:00"), _id("23 09:00"))),
        type=9, registration_type=2, occurrences=_dates("13 09:00", "23 09:00"),
    ),
    # No fixed time, and a zone in which its days are those of UTC.
    webinar(6, "Any time", person(6, "yan"), person(6, "zoe"), type=6, timezone="America/New_York"),
    # Expired before anything was read: only reports say of what type they were.
    webinar(7, "Expired", person(7, "never"), start=at("03 10:00"), expires_at=at("10 10:00"), created_at=at("01 08:00")),
    webinar(8, "Expired series", type=9, occurrences=_dates("03 16:00", "04 16:00"), expires_at=at("10 10:00")),
    # Zoom Events': nothing of them is read.
    webinar(9, "Zoom Events' to come", person(9, "zev1"), start=at("20 10:00"), is_events_webinar=True),
    webinar(10, "Zoom Events' held", person(10, "zev2"), start=at("13 12:00"), is_events_webinar=True, host_id=_GONE.id, host_email=_GONE.email),
    # Deleted before it was held.
    webinar(11, "Deleted", person(11, "ed"), start=at("22 10:00"), deleted_at=at("17 06:00")),
    # Nobody started it.
    webinar(12, "Not held", person(12, "fi"), start=at("13 15:00")),
    # Rehearsed with a registered colleague two days before its time.
    webinar(13, "Rehearsed", person(13, "ann"), person(13, "dee"), start=at("19 10:00")),
    # No registration: guests, with and without an address.
    webinar(14, "Open", start=at("14 10:00"), approval_type=2),
)
_SESSIONS = (
    session(
        1, "12 10:00", "12 11:00", _spoke("12 10:00", "12 11:00"), came(1, "ann", "12 10:00", "12 10:30"), _colleague("COLLEAGUE", at("12 10:00"), at("12 10:15")),
        Connection(user_id="16770002", name="Guest", join=at("12 10:00"), leave=at("12 10:20")),
        came(1, "ben", "12 10:00", "12 10:10", status="in_waiting_room"),
    ),
    session(2, "16 12:00", "16 13:00", _spoke("16 12:00", "16 13:00"), came(2, "ann", "16 12:00", "16 12:45")),
    session(4, "12 14:00", "12 15:00", _spoke("12 14:00", "12 15:00"), came(4, "sam", "12 14:00", "12 15:00")),
    # Ended and begun again.
    session(4, "16 20:00", "16 20:30", _spoke("16 20:00", "16 20:30"), came(4, "sam", "16 20:00", "16 20:30")),
    session(4, "16 20:35", "16 21:00", came(4, "ben", "16 20:35", "16 21:00")),
    session(5, "13 09:00", "13 10:00", came(5, "vic", "13 09:00", "13 09:15")),
    session(6, "11 15:00", "11 16:00", came(6, "yan", "11 15:00", "11 16:00")),
    session(6, "14 15:00", "14 16:00", came(6, "zoe", "14 15:00", "14 15:20")),
    session(7, "03 10:00", "03 11:00", Connection(user_id="16770003", name="Ho", join=at("03 10:00"), leave=at("03 10:30"), user_email="ho@guests.example.com")),
    session(8, "03 16:00", "03 17:00", Connection(user_id="16770004", name="Rae", join=at("03 16:00"), leave=at("03 17:00"), user_email="rae@guests.example.com")),
    session(10, "13 12:00", "13 13:00", came(10, "zev2", "13 12:00", "13 13:00")),
    session(13, "15 10:00", "15 10:10", came(13, "dee", "15 10:00", "15 10:10")),
    session(
        14, "14 10:00", "14 11:00",
        Connection(user_id="16770005", name="Kim", join=at("14 10:00"), leave=at("14 10:30"), user_email="kim@guests.example.com"),
        Connection(user_id="16770006", name="Phone", join=at("14 10:00"), leave=at("14 10:30")),
    ),
)

ACCOUNT = Account(
    account_id=ACCOUNT_ID,
    client_id="campaign-client",
    client_secret="campaign-secret",
    users=(_HOST, _COLLEAGUE, _GONE),
    webinars=_WEBINARS,
    sessions=_SESSIONS,
)
