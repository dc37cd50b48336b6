"""Made-up webinars: what is known of them, their dates, sessions and panelists, and who came."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, SINGLE, Row, World
from tests.unit.transform.strategies.connections import add_connections
from tests.unit.transform.strategies.dice import BASE, Dice
from tests.unit.transform.strategies.registrants import add_registrants
from tests.unit.transform.worlds import SCHEMAS

ZONES = [None, "UTC", "Europe/Paris", "America/Los_Angeles", "Mars/Olympus"]


def add_webinar(dice: Dice, world: World, webinar_id: int) -> None:
    key = {"account_id": dice.choose(["acc-1", "acc-2"]), "webinar_id": webinar_id}
    kind = dice.choose([SINGLE] * 2 + [NO_FIXED_TIME] * 2 + [RECURRING] * 3)
    expired = dice.once_in(6)
    exclusion = dice.choose([None] * 9 + ["sync_off", "host_domain_excluded", "zoom_events"])
    has_been_read = dice.choose([True, False]) if exclusion else dice.choose([True, True, False])
    row = _draw_expired(dice, kind) if expired else _draw_detailed(dice, kind)
    gone = dice.choose([None] * 5 + [-30, 0, 24, 25, 40])
    row |= key | {
        "gone_at": None if gone is None else BASE + timedelta(hours=gone),
        "exclusion": exclusion,
        "has_been_read": has_been_read,
    }
    world["webinars"].append(row)
    dates = [] if expired or kind != RECURRING else _add_dates(dice, world, key)
    starts = [date["scheduled_at"] for date in dates] or [row["scheduled_at"] or BASE]
    sessions = _add_sessions(dice, world, key, starts)
    last = max(
        sessions, key=lambda session: (session["started_at"], session["session_uuid"]), default=None
    )
    row["last_topic"] = last["topic"] if last else None
    row["last_host"] = (last["host_email"] or None) if last else None
    for number in range(dice.choose([0, 0, 1, 2])):
        world["panelists"].append(
            {
                **key,
                "panelist_id": ["P1", dice.choose(["ANN", "R2", ""])][number],
                "email": dice.choose(["pan@corp.com", "Pan@corp.com ", ""]),
            }
        )
    if exclusion and not has_been_read:
        return
    for session in sessions:
        add_connections(dice, world, key, session)
    ends = [session["ended_at"] for session in sessions]
    ends += [
        date["scheduled_at"] + timedelta(minutes=date["duration_minutes"] or 0)
        for date in [row, *dates]
        if date["scheduled_at"] is not None
    ]
    add_registrants(dice, world, key, row, dates, ends)


def _draw_expired(dice: Dice, kind: int) -> Row:
    """Nothing is known but, from the report, its type and topic."""
    known = dice.choose([True, False])
    return {
        **dict.fromkeys(SCHEMAS["webinars"]),
        "type": kind if known else None,
        "topic": "Reported" if known else None,
    }


def _draw_detailed(dice: Dice, kind: int) -> Row:
    scheduled_at = BASE + timedelta(hours=dice.choose([0, 0, -26, 30])) if kind == SINGLE else None
    return {
        "host_id": "HOST",
        "host_email": dice.choose(["host@corp.com", "Host@corp.com", "eve@shop.org"]),
        "topic": dice.choose(["Topic", None]),
        "type": kind,
        "scheduled_at": scheduled_at,
        "duration_minutes": dice.choose([30, 60, 60, 0]),
        "timezone": dice.choose(ZONES),
        "alternative_hosts": dice.choose(["", None, "alt@corp.com", "x@corp.com; ALT@corp.com ,"]),
        "registration_type": dice.choose([1, 2, 3]) if kind == RECURRING else 1,
    }


def _add_dates(dice: Dice, world: World, key: Row) -> list[Row]:
    """Dates of a series; a moved one has a row for what it was and one for what it is."""
    dates = []
    spacings = dice.some([0, 6, 13, 24, 48], 3)
    for number, hours in enumerate(sorted(spacings)):
        date = {
            **key,
            "occurrence_id": f"10{number}",
            "occurrence_key": f"10{number}",
            "scheduled_at": BASE + timedelta(hours=hours),
            "duration_minutes": dice.choose([30, 60, 0]),
            "status": dice.choose(["available", "available", "available", "deleted"]),
        }
        if dice.once_in(5):
            was = {"status": "moved", "scheduled_at": date["scheduled_at"] - timedelta(hours=5)}
            world["occurrences"].append({**date, **was})
            date["occurrence_id"] = f"20{number}"
        dates.append(date)
    world["occurrences"] += dates
    return dates


def _add_sessions(dice: Dice, world: World, key: Row, starts: list[datetime]) -> list[Row]:
    sessions = []
    near = [0, 0, 0, -300, 300, -1500, 400, 700]
    far = [12 * 3600, 12 * 3600 + 1, -12 * 3600, -12 * 3600 - 1, -5 * 3600, 90_000]
    for number in range(dice.choose([0, 1, 1, 2, 3])):
        begin = dice.choose(starts)
        started_at = begin + timedelta(seconds=dice.choose(near * 2 + far))
        length = dice.choose([0, 1, 7, 60, 300, 600, 677, 1500])
        ended_at = started_at + timedelta(seconds=length)
        state = dice.choose(["settled"] * 4 + ["landed", "failed", "gone", "due"])
        wait = dice.choose([2700, 3600, 86_400])
        sessions.append(
            {
                **key,
                "session_uuid": f"{key['webinar_id']}-{number}/==",
                "started_at": started_at,
                "ended_at": ended_at,
                "host_email": dice.choose(
                    ["host@corp.com", "STAGE@corp.com", "", "bob@example.com"]
                ),
                "topic": dice.choose(["Session", None]),
                "state": state,
                "settled_at": ended_at + timedelta(seconds=wait) if state == "settled" else None,
            }
        )
    world["sessions"] += sessions
    return sessions
