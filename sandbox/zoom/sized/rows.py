"""Rows of a generated account as JSON, fast: the sandbox's own views with the values left open.

A template is what a view makes of a row whose values are names; filling one in takes a
microsecond. So a page looks as any other account's does, and costs next to nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sandbox.zoom.answers import to_json
from sandbox.zoom.model import SINGLE, Connection, Registrant, Webinar
from sandbox.zoom.sized.crowd import (
    REGISTRATION_DAYS,
    email_of,
    first_name_of,
    last_name_of,
    place_of,
    seconds_of,
    user_id_of,
)
from sandbox.zoom.views.formats import stamp
from sandbox.zoom.views.participants import past_participant_row, report_row
from sandbox.zoom.views.registrants import registrant_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Session
    from sandbox.zoom.sized.crowd import Crowd, Identity
    from sandbox.zoom.store import ParticipantListing

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_ANY_WEBINAR = Webinar(
    id=0, uuid="", host_id="", host_email="", topic="", type=SINGLE, created_at=_ANY_TIME
)
_MINUTES = tuple(f"{second // 60:02d}:{second % 60:02d}Z" for second in range(3600))
"""What follows the hour in a time, by the second of the hour."""


def connection_rows(
    crowd: Crowd, session: Session, listing: ParticipantListing
) -> Callable[[int], bytes]:
    """Return what makes the row of a connection of a session that begins on the hour."""
    hour = _hour(session.start)
    host = {
        "name": f"{crowd.host.first_name} {crowd.host.last_name}",
        "user_email": crowd.host.email,
        "participant_user_id": crowd.host.id,
    }

    def make(row: int) -> bytes:
        place = place_of(row)
        person, identity = crowd.person(place), crowd.identity(place)
        joined, left = seconds_of(row)
        values: dict[str, Any] = {
            "user_id": user_id_of(row),
            "join_time": hour + _MINUTES[joined],
            "leave_time": hour + _MINUTES[left],
            "duration": left - joined,
        }
        if identity == "host":
            values.update(host)
        else:
            values["name"] = f"{first_name_of(person)} {last_name_of(person)}"
            values["user_email"] = email_of(person)
            values["registrant_id"] = crowd.registrant_id(place)
        return (_connection_template(identity, row % 3, listing) % values).encode()

    return make


def registrant_rows(crowd: Crowd) -> Callable[[int], bytes]:
    """Return what makes the row of the registrant at a place."""
    hours = [_hour(crowd.created_at + timedelta(days=days)) for days in range(REGISTRATION_DAYS)]

    def make(place: int) -> bytes:
        person = crowd.person(place)
        day, second = crowd.registration_slot(place)
        values = {
            "id": crowd.registrant_id(place),
            "email": email_of(person),
            "first_name": first_name_of(person),
            "last_name": last_name_of(person),
            "create_time": hours[day] + _MINUTES[second],
            "join_url": crowd.join_url(place),
        }
        return (_registrant_template(crowd.status(place)) % values).encode()

    return make


@cache
def _connection_template(identity: Identity, row: int, listing: ParticipantListing) -> str:
    """Return a row whose values are open.

    :param row: one of the same look: the look of a missing registrant_id depends on it
    """
    is_host = identity == "host"
    connection = Connection(
        user_id=str(user_id_of(row)),
        name="%(name)s",
        join=_ANY_TIME,
        leave=_ANY_TIME,
        user_email="" if identity == "nobody" else "%(user_email)s",
        registrant_id="%(registrant_id)s" if identity == "registrant" else None,
        participant_user_id="%(participant_user_id)s" if is_host else None,
        raw={
            "user_id": "%(user_id)s",
            "join_time": "%(join_time)s",
            "leave_time": "%(leave_time)s",
            "duration": "%(duration)d",
        },
    )
    if listing == "past":
        return _template(past_participant_row(connection, is_internal=is_host, is_settled=True))
    with_id = listing == "report+id"
    return _template(report_row(connection, with_registrant_id=with_id, is_settled=True))


@cache
def _registrant_template(status: str) -> str:
    """Return a row whose values are open."""
    raw: dict[str, Any] = {"create_time": "%(create_time)s"}
    if status == "approved":
        raw["join_url"] = "%(join_url)s"
    registrant = Registrant(
        id="%(id)s",
        email="%(email)s",
        first_name="%(first_name)s",
        last_name="%(last_name)s",
        create_time=_ANY_TIME,
        states=(),
        raw=raw,
    )
    return _template(registrant_row(registrant, status, _ANY_WEBINAR))


def _template(row: dict[str, Any]) -> str:
    """Return a row as JSON, with its open values as `%` fills them in; numbers lose quotes."""
    return to_json(row).decode().replace('"%(duration)d"', "%(duration)d")


def _hour(moment: datetime) -> str:
    """Return a time up to its hour, with the colon."""
    return stamp(moment)[:14]
