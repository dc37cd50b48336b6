"""Made-up registrations for a webinar, and what became of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.unit.transform.strategies.dice import BASE, REGISTRANT_IDS, Dice, draw_address

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World


def add_registrants(
    dice: Dice, world: World, key: Row, webinar: Row, dates: list[Row], ends: list[datetime]
) -> None:
    moments = [
        BASE + timedelta(hours=hours) for hours in (-72, -50, -30, -1, 0, 1, 14, 26, 60)
    ] + ends
    for registrant_id in dice.some(REGISTRANT_IDS, len(REGISTRANT_IDS)):
        occurrence_ids = [""]
        ids = sorted({date["occurrence_id"] for date in dates} - {""})
        if ids and webinar["registration_type"] != 1:
            occurrence_ids = dice.some([*ids, "gone"], 3, least=1)
            if dice.once_in(4):  # Asked for by date first, or as a whole first.
                occurrence_ids.append("")
        created_at = dice.choose(moments)
        person = {
            **key,
            "registrant_id": registrant_id,
            "email": draw_address(dice),
            "first_name": dice.choose([None, "Ann", "Bob"]),
            "last_name": dice.choose([None, "Ω'Neil"]),
            "created_at": created_at,
            "listed_at": created_at + timedelta(minutes=dice.choose([0, 1, 60, 1440])),
            "approved_at": None,
        }
        if dice.once_in(5):
            person["approved_at"] = created_at + timedelta(hours=dice.choose([1, 13, 30, 72]))
        for occurrence_id in occurrence_ids:
            history = _draw_history(dice, person["created_at"], moments)
            row = {**person, "occurrence_id": occurrence_id, **history}
            if len(occurrence_ids) > 1 and not occurrence_id:
                row["listed_at"] += timedelta(hours=dice.choose([-1, 0, 1, 30, 60]))
            world["registrants"].append(row)
            if dice.once_in(4):
                world["registrants"].append(_draw_former(dice, row))
    if dice.once_in(6):
        _add_crowd(dice, world, key, moments)


def _draw_former(dice: Dice, row: Row) -> Row:
    """A registration that was cancelled before the same person registered again."""
    seen_at, created_at = sorted(
        row["created_at"] - timedelta(hours=dice.choose([1, 20, 60])) for _ in range(2)
    )[::-1]
    return row | {
        "created_at": created_at - timedelta(minutes=7),
        "listed_at": created_at,
        "status": "denied",
        "is_listed": False,
        "was_approved": True,
        "last_approved_at": dice.choose([None, seen_at]),
        "cancelled_at": row["created_at"],
        "superseded_at": None,
        "approved_at": None,
    }


def _add_crowd(dice: Dice, world: World, key: Row, moments: list[datetime]) -> None:
    """Many who registered: of them a tenth is more than a few."""
    created_at = dice.choose(moments)
    for number in range(dice.choose([25, 31, 70])):
        world["registrants"].append(
            {
                **key,
                "registrant_id": f"C{number}",
                "occurrence_id": "",
                "email": f"p{number}@crowd.org",
                "first_name": None,
                "last_name": None,
                "created_at": created_at,
                "listed_at": created_at,
                "status": "approved",
                "is_listed": True,
                "was_approved": True,
                "last_approved_at": None,
                "cancelled_at": None,
                "superseded_at": None,
                "approved_at": None,
            }
        )


def _draw_history(dice: Dice, created_at: datetime, moments: list[datetime]) -> Row:
    """What became of a registration, as the listings leave it."""
    later = [moment for moment in moments if moment >= created_at]
    seen_at, missed_at = sorted([dice.choose(later), dice.choose(later)])
    fate = dice.choose(
        ["approved"] * 5
        + ["pending", "denied", "denied at once", "denied later", "vanished", "by webhook"]
        + ["pending again", "pending, vanished"]
    )
    row: Row = {
        "status": "approved",
        "is_listed": True,
        "was_approved": True,
        "last_approved_at": None,
        "cancelled_at": None,
        "superseded_at": dice.choose([None, None, None, missed_at]),
    }
    if fate in ("pending", "denied", "pending, vanished"):
        return row | {
            "status": fate.split(",")[0],
            "was_approved": False,
            "is_listed": fate != "pending, vanished",
        }
    if fate == "denied at once":
        return row | {"status": "denied", "cancelled_at": missed_at}
    if fate == "denied later":
        return row | {
            "status": "denied",
            "last_approved_at": seen_at,
            "cancelled_at": missed_at,
            "is_listed": dice.choose([True, False]),
        }
    if fate == "vanished":
        return row | {"is_listed": False, "last_approved_at": seen_at, "cancelled_at": missed_at}
    if fate == "by webhook":
        return row | {
            "status": "denied",
            "is_listed": dice.choose([True, False]),
            "last_approved_at": missed_at,
            "cancelled_at": missed_at,
        }
    if fate == "pending again":
        return row | {"status": "pending", "last_approved_at": seen_at}
    return row
