"""Computes who is in a segment: judged first, then read as a reader within a time limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from webinar_sync.segments.errors import SegmentRefusedError, SegmentSlowError
from webinar_sync.segments.judging import judge, run_statement, statement_of
from webinar_sync.warehouse.roles import READER

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.warehouse.engine import Warehouse

LIMIT_SECONDS = 60.0
"""So long may a segment take."""


class SegmentRoleError(SegmentRefusedError):
    """The database user may not read as a reader."""


def find_members(
    warehouse: Warehouse, sql: str, *, limit_seconds: float = LIMIT_SECONDS
) -> list[int]:
    """Return the contact ids (`marts.contacts.contact_id`) of a segment's members, in order.

    Addresses that are no contact's are left out: a segment makes nobody.

    :raises SegmentRefusedError: if the SQL may not be a segment, fails, or takes too long
    """
    with warehouse.transaction() as transaction:
        judge(transaction, sql)
    with warehouse.transaction() as transaction:
        _become_reader(transaction, limit_seconds)
        statement = (
            "select contact.contact_id\nfrom marts.contacts as contact\nwhere contact.email in (\n"
            f"{statement_of(sql)}\n)\norder by 1"
        )
        try:
            rows = run_statement(transaction, statement, first_line=6)
        except psycopg.errors.QueryCanceled as error:
            raise SegmentSlowError(limit_seconds) from error
        return [int(str(contact_id)) for (contact_id,) in rows]


def _become_reader(transaction: Connection, limit_seconds: float) -> None:
    """Let the rest of a transaction see what readers see, change nothing, and end in time."""
    for statement in (
        "set transaction read only",
        f"set local statement_timeout to {round(limit_seconds * 1000)}",
        "set local search_path to marts, pg_temp",
        "set local work_mem to '64MB'",  # a million addresses in memory
    ):
        run_statement(transaction, statement)
    try:
        run_statement(transaction, f"set local role {READER}")
    except SegmentRefusedError:
        raise SegmentRoleError(
            f"The warehouse's user may not take the role {READER}, as which segments are computed: "
            "run `make migrate`, and what it advises."
        ) from None
