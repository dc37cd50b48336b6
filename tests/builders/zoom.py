"""Accounts of Zoom: a webinar, who registered for it, and who was connected to it."""

from __future__ import annotations

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
from tests.builders.times import REGISTERED, at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

HOST = User(id="HOST", email="host@corp.example", first_name="Hanna", last_name="Host")


def address(name: str) -> str:
    """Return somebody's address."""
    return f"{name}@people.example"


def registrant(
    name: str,
    *later: tuple[datetime, str],
    first: str = "approved",
    registered_at: datetime = REGISTERED,
    **changes: Any,
) -> Registrant:
    """Return somebody who registered, at first with a status; `later` are changes of it."""
    states = ((registered_at, first), *later)
    values: dict[str, Any] = {
        "id": f"r-{name}",
        "email": address(name),
        "first_name": name.title(),
        "create_time": registered_at,
        "states": tuple(RegistrantState(since=since, status=status) for since, status in states),  # type: ignore[arg-type]
    }
    return Registrant(**{**values, **changes})


def connection(name: str, join: datetime, leave: datetime) -> Connection:
    """Return a connection of somebody who registered."""
    return Connection(
        user_id=str(16778240 + 1024 * (sum(name.encode()) % 1000)),
        name=name.title(),
        join=join,
        leave=leave,
        registrant_id=f"r-{name}",
        user_email=address(name),
    )


def webinar(
    number: int, start: datetime | None, *people: str | Registrant, **changes: Any
) -> Webinar:
    """Return an hour's webinar of the host; people named by a text are registered."""
    registrants = [registrant(person) if isinstance(person, str) else person for person in people]
    values: dict[str, Any] = {
        "id": number,
        "uuid": f"event{number}==",
        "host_id": HOST.id,
        "host_email": HOST.email,
        "topic": f"Webinar {number}",
        "type": 5,
        "created_at": at("01 08:00"),
        "start": start,
        "registrants": tuple(registrants),
    }
    return Webinar(**{**values, **changes})


def session(
    uuid: str, number: int, start: datetime, end: datetime, *connections: Connection, **changes: Any
) -> Session:
    """Return a run of a webinar."""
    values: dict[str, Any] = {
        "uuid": uuid,
        "webinar_id": number,
        "start": start,
        "end": end,
        "host_email": HOST.email,
        "host_name": "Hanna Host",
        "connections": connections,
    }
    return Session(**{**values, **changes})


def account(
    name: str, webinars: Sequence[Webinar] = (), sessions: Sequence[Session] = (), **changes: Any
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
    return Account(**{**values, **changes})
