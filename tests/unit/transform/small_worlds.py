"""Worlds of one webinar, made of the rows that a test names, and what the transform answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.unit.transform.naive import SINGLE, Row, Rules, World
from tests.unit.transform.test_properties import rows_of
from tests.unit.transform.worlds import SCHEMAS, inputs
from webinar_sync.transform.pipeline import transform

if TYPE_CHECKING:
    from webinar_sync.transform.frames import Outputs

ACCOUNT, WEBINAR = "acc-1", 90_000_000_001


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC)


def make_world(kind: int = SINGLE, **tables: list[Row]) -> World:
    """A webinar from 10:00 to 11:00, with these rows of its tables and nothing else."""
    world: World = {name: [] for name in SCHEMAS}
    world["known_history"] = [{"account_id": ACCOUNT, "since": None, "until": at(23)}]
    webinar = dict.fromkeys(SCHEMAS["webinars"]) | {
        "host_id": "HOST",
        "host_email": "host@corp.com",
        "type": kind,
        "scheduled_at": at(10) if kind == SINGLE else None,
        "duration_minutes": 60,
        "timezone": "UTC",
        "registration_type": 1,
        "has_been_read": True,
    }
    world["webinars"] = [webinar | tables.pop("webinar", [{}])[0]]
    world |= tables
    for name, rows in world.items():
        if "webinar_id" in SCHEMAS[name]:
            world[name] = [{"account_id": ACCOUNT, "webinar_id": WEBINAR, **row} for row in rows]
            for row in world[name]:
                row |= {"account_id": ACCOUNT, "webinar_id": WEBINAR}
    return world


def session(**different: Any) -> Row:
    return {
        "session_uuid": "s",
        "started_at": at(10),
        "ended_at": at(11),
        "host_email": "host@corp.com",
        "topic": None,
        "state": "settled",
        "settled_at": at(12),
    } | different


def connection(email: str | None, joined_at: datetime, left_at: datetime, **different: Any) -> Row:
    return {
        "session_uuid": "s",
        "user_id": "u",
        "join_time": joined_at.isoformat().replace("+00:00", "Z"),
        "joined_at": joined_at,
        "left_at": left_at,
        "is_waiting_room": False,
        "registrant_id": None,
        "participant_user_id": None,
        "user_email": email,
    } | different


def registration(registrant_id: str, email: str | None, **different: Any) -> Row:
    return {
        "registrant_id": registrant_id,
        "occurrence_id": "",
        "email": email,
        "first_name": None,
        "last_name": None,
        "created_at": at(8),
        "status": "approved",
        "is_listed": True,
        "was_approved": True,
        "last_approved_at": None,
        "cancelled_at": None,
    } | different


def date(occurrence_id: str, hour: int) -> Row:
    return {
        "occurrence_id": occurrence_id,
        "occurrence_key": occurrence_id,
        "scheduled_at": at(hour),
        "duration_minutes": 60,
        "status": "available",
    }


def contact(email: str, primary: str) -> Row:
    return {"email": email, "primary_email": primary, "is_archived": False}


_OUTPUTS: dict[str, Outputs] = {}


def outputs_of(world: World, rules: Rules | None) -> Outputs:
    """Transform a world, once for all that a test looks at."""
    rules = rules or Rules()
    key = repr((world, rules))
    if key not in _OUTPUTS:
        _OUTPUTS[key] = transform(inputs(world, rules))
    return _OUTPUTS[key]


def codes(world: World, rules: Rules | None = None) -> dict[tuple[str, str], str]:
    """The code of each outcome, by subject and key."""
    outcomes = rows_of(outputs_of(world, rules), "outcomes")
    return {(key[3], key[4]): row["code"] for key, row in outcomes.items()}


def took_part(world: World, rules: Rules | None = None) -> dict[tuple[str, str], Row]:
    """The participations, by occurrence and address."""
    participations = rows_of(outputs_of(world, rules), "participations")
    return {(key[2], key[3]): row for key, row in participations.items()}
