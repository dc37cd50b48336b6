"""Made-up connections to a session, and copies of them, as Zoom reports some more than once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.unit.transform.strategies.dice import REGISTRANT_IDS, USER_IDS, Dice, draw_address

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World


def add_connections(dice: Dice, world: World, key: Row, session: Row) -> None:
    if session["state"] == "due":
        return
    length = int((session["ended_at"] - session["started_at"]).total_seconds())
    only_staff = dice.once_in(4)
    mine: list[Row] = []
    for number in range(dice.number(0, 6)):
        if mine and dice.once_in(5):
            mine.append(_draw_copy(dice, dice.choose(mine)))
            continue
        after = dice.choose([-120, -60, -1, 0, 0, 5, 30, length - 1, length, length + 50])
        stay = dice.choose([0, 1, 30, 61, 200, 300, 2000])
        joined_at = session["started_at"] + timedelta(seconds=after)
        row = {
            **key,
            "session_uuid": session["session_uuid"],
            "user_id": dice.choose([f"u{number}", "u0"]),
            "join_time": joined_at.isoformat().replace("+00:00", "Z"),
            "joined_at": joined_at,
            "left_at": joined_at + timedelta(seconds=stay),
            "is_waiting_room": dice.once_in(5),
            **_draw_identity(dice),
        }
        if only_staff:
            row |= {
                "registrant_id": None,
                "participant_user_id": "HOST",
                "user_email": "host@corp.com",
            }
        mine.append(row)
    if dice.once_in(5):
        mine += [_draw_guest(session, key, number) for number in range(dice.choose([3, 5, 6, 7]))]
    world["connections"] += mine


def _draw_guest(session: Row, key: Row, number: int) -> Row:
    """Somebody who stays from begin to end, beside others of the kind."""
    return {
        **key,
        "session_uuid": session["session_uuid"],
        "user_id": f"p{number}",
        "join_time": session["started_at"].isoformat().replace("+00:00", "Z"),
        "joined_at": session["started_at"],
        "left_at": session["ended_at"],
        "is_waiting_room": False,
        "registrant_id": None,
        "participant_user_id": None,
        "user_email": f"p{number}@crowd.org",
    }


def _draw_identity(dice: Dice) -> Row:
    """What a connection says of who it is; Zoom blanks what it likes."""
    registrant_id = dice.choose([None, None, *REGISTRANT_IDS, "unknown"])
    email = draw_address(dice)
    return {
        "registrant_id": registrant_id,
        "participant_user_id": dice.choose([None] * 6 + ["P1", "X", *USER_IDS]),
        "user_email": email if email is None or email else None,
    }


def _draw_copy(dice: Dice, row: Row) -> Row:
    """The same connection once more: alike, or longer or shorter, of perhaps another person."""
    copy = dict(row)
    if dice.choose([True, True, False]):
        stay = dice.choose([0, 10, 400, 900])
        copy["left_at"] = row["joined_at"] + timedelta(seconds=stay)
    if dice.choose([True, False]):
        copy |= _draw_identity(dice) | {"is_waiting_room": dice.choose([True, False])}
    return copy


def drop_ties(world: World) -> None:
    """Drop copies that are as long as an earlier one, but differ from it."""
    kept: list[Row] = []
    seen: dict[tuple[Any, ...], Row] = {}
    for row in world["connections"]:
        known = seen.setdefault(
            (row["session_uuid"], row["user_id"], row["joined_at"], row["left_at"]), row
        )
        if known == row:
            kept.append(row)
    world["connections"] = kept
