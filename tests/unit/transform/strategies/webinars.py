"""Made-up webinars: what is known of them, their dates, sessions and staff, and who came."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, SINGLE, Row, World
from tests.unit.transform.strategies.announced import add_announced
from tests.unit.transform.strategies.connections import add_connections
from tests.unit.transform.strategies.dice import BASE, Dice
from tests.unit.transform.strategies.registrants import add_registrants
from tests.unit.transform.strategies.sessions import add_sessions
from tests.unit.transform.strategies.staff import add_staff
from tests.unit.transform.worlds import SCHEMAS

if TYPE_CHECKING:
    from datetime import datetime


def add_webinar(dice: Dice, world: World, webinar_id: int) -> None:
    key = {"account_id": dice.choose(["acc-1", "acc-2"]), "webinar_id": webinar_id}
    kind = dice.choose([SINGLE] * 3 + [NO_FIXED_TIME] + [RECURRING] * 3)
    expired = dice.once_in(8)
    exclusion = dice.choose([None] * 9 + ["sync_off", "host_domain_excluded", "zoom_events"])
    has_been_read = dice.choose([True, False]) if exclusion else dice.choose([True, True, False])
    announced = [] if expired else add_announced(dice, world, key, kind)
    row = _draw_expired(dice, kind) if expired else _draw_detailed(dice, announced[-1])
    gone = dice.choose([None] * 5 + [-30, 0, 24, 25, 40])
    row |= key | {
        "gone_at": None if gone is None else BASE + timedelta(hours=gone),
        "exclusion": exclusion,
        "has_been_read": has_been_read,
        "is_complete": not dice.once_in(8),
    }
    world["webinars"].append(row)
    dates = [date for date in announced if date["scheduled_at"] is not None]
    sessions = add_sessions(dice, world, key, [date["scheduled_at"] for date in dates] or [BASE])
    last = max(sessions, key=lambda session: session["started_at"], default=None)
    row["last_topic"] = last["topic"] if last else None
    row["last_host"] = (last["host_email"] or None) if last else None
    add_staff(dice, world, key)
    if exclusion and not has_been_read:
        return
    for session in sessions:
        add_connections(dice, world, key, session)
    ends: list[datetime] = [session["ended_at"] for session in sessions]
    ends += [date["scheduled_at"] + timedelta(minutes=date["duration_minutes"]) for date in dates]
    ends += [date["dropped_at"] for date in dates if date["dropped_at"]]
    add_registrants(dice, world, key, row, dates, ends)


def _draw_expired(dice: Dice, kind: int) -> Row:
    """Nothing is known but, from the report, its type and topic."""
    known = dice.choose([True, False])
    return {
        **dict.fromkeys(SCHEMAS["webinars"]),
        "type": kind if known else None,
        "topic": "Reported" if known else None,
    }


def _draw_detailed(dice: Dice, last_announced: Row) -> Row:
    return {
        "host_email": dice.choose(["host@corp.com", "Host@corp.com", "eve@shop.org"]),
        "topic": dice.choose(["Topic", None]),
        "type": last_announced["type"],
        "timezone": last_announced["timezone"],
        "registration_type": dice.choose([1, 2, 3]) if last_announced["type"] == RECURRING else 1,
    }
