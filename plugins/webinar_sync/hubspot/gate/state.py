"""What somebody asks a push for by its form, and what the gate finds out as a push begins.

Both are remembered in the warehouse: a push that dies is finished by the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True)
class Wishes:
    """What a form asks a push for, beside what every push does.

    - with_history: what ended before `push_since`, and people who did nothing since
    - beyond_brake: to remove, once, what the brake holds now
    - with_incomplete: webinars of which something could not be read for a week
    """

    with_history: bool = False
    beyond_brake: bool = False
    with_incomplete: bool = False


NOTHING = Wishes()
MARKETING_EVENT, CONTACT, PARTICIPATION = "marketing_event", "contact", "participation"
REMOVALS = (
    (MARKETING_EVENT, "delete"),
    (MARKETING_EVENT, "cancel"),
    (PARTICIPATION, "withdraw"),
    (CONTACT, "withdraw"),
)
"""What the brake may hold: kinds of objects, and what is done to them. Each list is a kind, too."""


def refresh(transaction: Connection, wishes: Wishes, run_id: str) -> None:
    """Remember what is asked for, which then passes in later pushes, too; find out what waits."""
    parameters = {"run_id": run_id}
    transaction.execute(query("hubspot/refresh_held_events"))
    if wishes.with_history:
        # Contacts first: an event that is asked for is no history any more.
        transaction.execute(query("hubspot/insert_history_contacts"), parameters)
        transaction.execute(query("hubspot/insert_history_events"), parameters)
    if wishes.with_incomplete:
        transaction.execute(query("hubspot/insert_released_webinars"), parameters)
    if wishes.with_history or wishes.with_incomplete:
        transaction.execute(query("hubspot/refresh_held_events"))
    kinds = list(dict.fromkeys(kind for kind, _ in removals_of(transaction)))
    refresh_brakes(transaction, kinds)
    transaction.execute(query("hubspot/refresh_held"), parameters)
    if wishes.beyond_brake:
        transaction.execute(query("hubspot/insert_allowed_removals"), parameters)
        refresh_brakes(transaction, kinds)
        transaction.execute(query("hubspot/refresh_held"), parameters)


def removals_of(transaction: Connection) -> list[tuple[str, str]]:
    """Return what the brake may hold now: `REMOVALS`, and the members of each list."""
    lists = transaction.execute(query("hubspot/select_list_kinds"))
    return [*REMOVALS, *((str(row.object_kind), "withdraw") for row in lists)]


def refresh_brakes(transaction: Connection, object_kinds: Sequence[str]) -> None:
    """Find out of which kinds so much is to be removed that it waits."""
    transaction.execute(query("hubspot/refresh_brakes"), {"object_kinds": list(object_kinds)})
