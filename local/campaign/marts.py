"""What the campaign compares of a warehouse: facts about people, and all that people see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = frozenset[tuple[str, ...]]
Tables = dict[str, frozenset[str]]

# When something was read is no part of it: a disturbed account reads later.
_ROWS = {
    "marts.contacts": (
        "to_jsonb(t) - '{run_id, contact_id, first_activity_at, last_activity_at}'::text[]"
    ),
    "marts.marketing_events": (
        "to_jsonb(t) - '{run_id, settled_at}'::text[]"
        " || jsonb_build_object('is_settled', settled_at is not null)"
    ),
    "marts.registrations": "to_jsonb(t) - 'run_id'",
    "marts.participations": (
        "to_jsonb(t) - '{run_id, cancelled_at, approved_at}'::text[]"
        " || jsonb_build_object('is_cancelled', cancelled_at is not null)"
    ),
    "marts.attendance_connections": "to_jsonb(t) - 'run_id'",
    "marts.timeline_events": (
        "case when kind = 'cancelled' then to_jsonb(t) - '{run_id, occurred_at}'::text[]"
        " else to_jsonb(t) - 'run_id' end"
    ),
    # Of a webinar of Zoom Events the ledger has what landed before that was known, and no more.
    "sync.outcomes": (
        "case when code = 'zoom_events' then jsonb_build_object('webinar_id', webinar_id)"
        " else to_jsonb(t) - 'run_id' end"
    ),
    "sync.rejected_rows": "to_jsonb(t) - 'run_id'",
}
_FACTS = """
select state, webinar_id::text, occurrence_key, email
from marts.participations where state <> 'registered'
union all
select 'event ' || status, webinar_id::text, occurrence_key, ''
from marts.marketing_events where status in ('cancelled', 'not_held')
union all
select 'contact', '', '', email from marts.contacts
"""


def read_facts(url: str) -> Facts:
    """Return who is said to be a contact, and who to have come, cancelled or stayed away."""
    with Warehouse(url) as warehouse, warehouse.transaction() as connection:
        return frozenset(tuple(map(str, row)) for row in connection.execute(text(_FACTS)))


def read_tables(url: str) -> Tables:
    """Return the rows of marts and of the ledger as text, by table."""
    with Warehouse(url) as warehouse, warehouse.transaction() as connection:
        return {
            table: frozenset(
                connection.execute(text(f"select ({row})::text from {table} as t")).scalars()  # noqa: S608
            )
            for table, row in _ROWS.items()
        }


def compare(actual: Mapping[str, frozenset[str]], true: Mapping[str, frozenset[str]]) -> list[str]:
    """Return a line for each row that only one of the two has, the first of each table first."""
    return [
        f"{table}: {verb} {row}"
        for table, rows in true.items()
        for verb, unlike in (("lacks", rows - actual[table]), ("has", actual[table] - rows))
        for row in sorted(unlike)
    ]
