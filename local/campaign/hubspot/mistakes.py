"""What an administrator sets by mistake, and sets back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    import random
    from datetime import datetime

Statements = tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """What is done and undone, in words and in SQL. `loses_readings`: Zoom is asked less."""

    words: str
    do: Statements
    undo: Statements
    loses_readings: bool = False

    def make(self, url: str) -> None:
        """Make the mistake in a warehouse."""
        _execute(url, self.do)

    def mend(self, url: str) -> None:
        """Set back what it set."""
        _execute(url, self.undo)


EXCLUDED = Mistake(
    "all hosts are excluded by mistake",
    (
        "insert into settings.excluded_host_domains values ('corp.example.com', 'webinars')",
        "update settings.sync set on_exclude = 'withdraw'",
    ),
    (
        "delete from settings.excluded_host_domains",
        "update settings.sync set on_exclude = 'keep'",
    ),
    loses_readings=True,
)


def draw_mistake(dice: random.Random, now: datetime) -> Mistake:
    """Return a mistake: everything is excluded, or HubSpot is to hear only of what comes."""
    days = dice.choice((0, 1, 3))
    if dice.random() < 0.5:
        return EXCLUDED
    day = f"{now + timedelta(days=days):%Y-%m-%d}"
    return Mistake(
        f"push_since is {day} by mistake",
        (f"update settings.sync set push_since = '{day}'",),  # noqa: S608
        ("update settings.sync set push_since = null",),
    )


def _execute(url: str, statements: Statements) -> None:
    with Warehouse(url) as warehouse, warehouse.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))
