"""Worlds of one webinar, made of the rows that a test names, and what is answered to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.unit.transform.naive import RECURRING, SINGLE, Row, Rules, World, answer
from tests.unit.transform.tables import KEYS, Table, tables_of
from tests.unit.transform.worlds import SCHEMAS, inputs
from webinar_sync.transform.pipeline import transform

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT, WEBINAR = "acc-1", 90_000_000_001
ANN, BOB = "ann@example.com", "bob@example.com"


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 20) -> datetime:
    """A moment of November 2026, in UTC."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


def make_world(kind: int = SINGLE, as_of: datetime | None = None, **tables: list[Row]) -> World:
    """A webinar, single ones announced from 10:00 to 11:00, with these rows and nothing else.

    :param as_of: up to when the history is known; else to the end of the month
    """
    as_of = as_of or at(0, day=30)
    world: World = {name: [] for name in SCHEMAS}
    world["accounts"] = [{"account_id": ACCOUNT, "as_of": as_of}]
    world["known_history"] = [{"account_id": ACCOUNT, "since": None, "until": as_of}]
    webinar = dict.fromkeys(SCHEMAS["webinars"]) | {
        "host_email": "host@corp.com",
        "type": kind,
        "timezone": "UTC",
        "registration_type": 1,
        "has_been_read": True,
        "is_complete": True,
    }
    world["webinars"] = [webinar | tables.pop("webinar", [{}])[0]]
    world["announced"] = [start(at(10))] if kind == SINGLE else [start(None, type=kind)]
    world |= tables
    for name, rows in world.items():
        if "webinar_id" in SCHEMAS[name]:
            key = {"account_id": ACCOUNT, "webinar_id": WEBINAR}
            world[name] = [row | key for row in rows]
    return world


def start(scheduled_at: datetime | None, **different: Any) -> Row:
    """An announced start, of an hour of a single webinar, told since the day before."""
    return {
        "type": SINGLE,
        "occurrence_id": "",
        "scheduled_at": scheduled_at,
        "duration_minutes": 60,
        "timezone": "UTC",
        "first_read_at": at(0, day=19),
        "dropped_at": None,
        "occurrence_key": None,
    } | different


def date(occurrence_id: str, scheduled_at: datetime, **different: Any) -> Row:
    """An announced date of a series, of an hour, told since the day before."""
    return start(scheduled_at, type=RECURRING, occurrence_id=occurrence_id, **different)


def session(**different: Any) -> Row:
    return {
        "session_uuid": "s",
        "started_at": at(10),
        "ended_at": at(11),
        "host_email": "host@corp.com",
        "topic": None,
        "state": "settled",
        "settled_at": at(12),
        "occurrence_key": None,
        "is_placement_final": False,
        "is_practice_by_event": False,
        "was_practice": None,
    } | different


def run(
    uuid: str, started_at: datetime, ended_at: datetime, *emails: str | None, **different: Any
) -> tuple[Row, list[Row]]:
    """A session with everybody in it from its begin to its end: the session, their connections."""
    row = (
        session(session_uuid=uuid, started_at=started_at, ended_at=ended_at, settled_at=ended_at)
        | different
    )
    connections = [
        connection(email, started_at, ended_at, session_uuid=uuid, user_id=f"u{number}")
        for number, email in enumerate(emails)
    ]
    return row, connections


def runs(*parts: tuple[Row, list[Row]]) -> dict[str, list[Row]]:
    """The tables of some runs, for `make_world`."""
    return {
        "sessions": [row for row, _ in parts],
        "connections": [row for _, rows in parts for row in rows],
    }


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
    created_at = different.get("created_at", at(8))
    return {
        "registrant_id": registrant_id,
        "occurrence_id": "",
        "email": email,
        "first_name": None,
        "last_name": None,
        "created_at": created_at,
        "status": "approved",
        "is_listed": True,
        "was_approved": True,
        "last_approved_at": None,
        "cancelled_at": None,
        "superseded_at": None,
        "approved_at": None,
        "listed_at": created_at,
    } | different


def staff(email: str | None, zoom_id: str | None = None, **different: Any) -> Row:
    """Somebody on staff since the day before."""
    return {
        "email": email,
        "zoom_id": zoom_id,
        "first_read_at": at(0, day=19),
        "previous_read_at": None,
        "dropped_at": None,
    } | different


def contact(email: str, primary: str) -> Row:
    return {"email": email, "primary_email": primary, "is_archived": False}


class Answers:
    """What is answered to small worlds, worked out once for all that a test looks at."""

    def __init__(self, work_out: Callable[[World, Rules], dict[str, Table]]) -> None:
        self._work_out = work_out
        self._answers: dict[str, dict[str, Table]] = {}

    def table(self, name: str, world: World, rules: Rules | None) -> Table:
        rules = rules or Rules()
        key = repr((world, rules))
        if key not in self._answers:
            self._answers[key] = self._work_out(world, rules)
        return self._answers[key][name]

    def codes(self, world: World, rules: Rules | None = None) -> dict[tuple[str, str], str]:
        """The code of each outcome, by subject and key."""
        outcomes = self.table("outcomes", world, rules)
        return {(key[3], key[4]): row["code"] for key, row in outcomes.items()}

    def took_part(self, world: World, rules: Rules | None = None) -> dict[tuple[str, str], Row]:
        """The participations, by occurrence and address."""
        participations = self.table("participations", world, rules)
        return {(key[2], key[3]): row for key, row in participations.items()}

    def states(self, world: World) -> dict[tuple[str, str], str]:
        """The states of the participations, by occurrence and address."""
        return {key: row["state"] for key, row in self.took_part(world).items()}

    def events(self, world: World) -> dict[str, Row]:
        """The events, by occurrence."""
        return {key[2]: row for key, row in self.table("marketing_events", world, None).items()}

    def statuses(self, world: World) -> dict[str, str]:
        """The status of each event, by occurrence."""
        return {key: row["status"] for key, row in self.events(world).items()}

    def places(self, world: World) -> dict[str, str | None]:
        """The occurrence of each session."""
        rows = self.table("sessions", world, None)
        return {key[1]: row["occurrence_key"] for key, row in rows.items()}

    def practices(self, world: World) -> set[str]:
        """The sessions that were practices."""
        return {
            key[1] for key, row in self.table("sessions", world, None).items() if row["is_practice"]
        }

    def keys(self, world: World) -> dict[tuple[str, datetime], str]:
        """The keys of announced starts, by occurrence_id and first reading; undecided: missing."""
        rows = self.table("announced", world, None)
        return {(key[2], key[3]): row["occurrence_key"] for key, row in rows.items()}


def by_plain_rules(world: World, rules: Rules) -> dict[str, Table]:
    """Answer by the plain rules."""
    answered = answer(world, rules)
    return {table: getattr(answered, table) for table in KEYS}


def by_transform(world: World, rules: Rules) -> dict[str, Table]:
    """Answer by the transform."""
    return tables_of(world, transform(inputs(world, rules)))


def by_both(world: World, rules: Rules) -> dict[str, Table]:
    """Answer by the plain rules, and see that the transform answers alike."""
    answered = by_plain_rules(world, rules)
    assert by_transform(world, rules) == answered
    return answered
