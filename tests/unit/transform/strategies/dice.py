"""What decides about a made-up world, and the addresses, ids and times that it is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

BASE = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
"""Before midnight in UTC, after it in Paris."""
GUESTS = [
    "ann@example.com",
    "bob@example.com",
    "cy@eu.example.com",
    "dee@notexample.com",
    "eve@shop.org",
]
STAFF = ["host@corp.com", "alt@corp.com", "pan@corp.com", "stage@corp.com", "user@corp.com"]
INVALID = ["nobody", "two@@example.com", "ann@", "@example.com", "in blank@example.com"]
REGISTRANT_IDS = ["R1", "R2", "R3", "R4", "P1"]
USER_IDS = ["HOST", "COLLEAGUE", "ANN"]


class Dice:
    """What decides about a world. A seed is all that Hypothesis draws.

    Its own way, a decision at a time, repeats itself in worlds as large as these, and is slow.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def choose(self, options: Sequence[Any]) -> Any:
        """Return any of the options."""
        return self._random.choice(options)

    def some(self, options: Sequence[Any], most: int, least: int = 0) -> list[Any]:
        """Return some of the options, each at most once."""
        number = self._random.randint(least, min(most, len(options)))
        return self._random.sample(options, number)

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        return self._random.randint(least, most)

    def once_in(self, times: int) -> bool:
        """Once in so many times."""
        return self._random.randrange(times) == 0


def draw_address(dice: Dice) -> str | None:
    """An address as people and Zoom write it."""
    kind = dice.number(0, 19)
    if kind == 0:
        return dice.choose(INVALID)
    if kind <= 2:
        return dice.choose([None, "", "  "])
    if kind <= 5:
        return dice.choose(STAFF)
    address = dice.choose(GUESTS)
    return dice.choose([address, address, address, address.upper(), f"  {address} "])
