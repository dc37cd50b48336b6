"""Made-up hosts and panelists, on the lists from one reading to another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.unit.transform.strategies.dice import BASE, Dice

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World

PEOPLE = [
    ("host@corp.com", "HOST"),
    ("alt@corp.com", None),
    (" Pan@corp.com", "P1"),
    ("", "R2"),
    ("ann@example.com", None),
    (None, "COLLEAGUE"),
]
READ_AFTER_HOURS = [-60, -20, -0.5, 0.05, 0.5, 3, 20, 27, 60, 150]


def add_staff(dice: Dice, world: World, key: Row) -> None:
    hours = sorted(dice.some(READ_AFTER_HOURS, 4, least=1))
    readings = [BASE + timedelta(hours=number, seconds=13) for number in hours]
    for email, zoom_id in dice.some(PEOPLE, 3):
        first = dice.number(0, len(readings) - 1)
        last = dice.choose([None, None, dice.number(first, len(readings) - 1)])
        world["staff"].append(
            {
                **key,
                "email": email,
                "zoom_id": zoom_id,
                "first_read_at": readings[first],
                "previous_read_at": readings[first - 1] if first else None,
                "dropped_at": readings[last] if last is not None and last > first else None,
            }
        )
