"""Whether a push compares everybody of whom something differs, though it looks at few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.warehouse.engine import Warehouse

_DIFFERENCES = text(
    "select cast(to_jsonb(contact) as text) as difference, object_key"
    " from hubspot.contacts_to_send as contact"
    " union all select cast(to_jsonb(participation) as text), object_key"
    " from hubspot.participations_to_send as participation"
    " union all select cast(to_jsonb(custom_event) as text), object_key"
    " from hubspot.custom_events_to_send as custom_event"
)


class UnmarkedError(RuntimeError):
    """Something differs from what HubSpot was told, and nobody marked the person."""


def check_everybody_is_compared(warehouse: Warehouse) -> None:
    """Compare everybody, and compare that with what the marks lead to; nothing is changed.

    :raises UnmarkedError: names what differs, by object key
    """
    with warehouse.transaction() as transaction:
        marked = _differences(transaction)
        transaction.execute(text("select hubspot.mark_everybody()"))
        everybody = _differences(transaction)
        transaction.rollback()
    unmarked = sorted(everybody[row] for row in everybody.keys() - marked.keys())
    if unmarked:
        raise UnmarkedError(f"nobody marked: {'; '.join(unmarked[:5])}")


def _differences(transaction: Connection) -> dict[str, str]:
    """Return what is to be sent, each with its key."""
    return {row.difference: row.object_key for row in transaction.execute(_DIFFERENCES)}
