"""Decides which SQL may be a segment, by what PostgreSQL itself makes of it. Nothing is run.

The SQL becomes a view that is rolled back at once. A view is one `select`, and PostgreSQL stores it
with every name and operator resolved: which relations it reads and which functions it calls is then
read from there. Relations must be of `marts`. Functions must compute and nothing else: those that
are immutable, a list of stable ones, and those of `marts`. So `pg_sleep`, `set_config`,
`pg_read_file`, `query_to_xml` and `dblink` never begin to run.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from webinar_sync.email import holds_address
from webinar_sync.segments.errors import TOO_LARGE, SegmentRefusedError, refusal_of
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

MOST_CHARACTERS = 10_000
"""Of a segment's SQL: any larger number in what PostgreSQL makes of it is then an object's."""
_VIEW = "staging.segment_to_judge"
_SEARCH_PATH = "set local search_path to marts, pg_temp"
STABLE_FUNCTIONS = (
    *("now", "statement_timestamp", "date_trunc", "date_part", "extract", "date_bin", "age"),
    *("timezone", "timestamp", "timestamptz", "date", "time", "timetz", "make_timestamptz"),
    *("to_char", "to_date", "to_timestamp", "to_number", "generate_series"),
    *("concat", "concat_ws", "format", "array_to_string", "string_to_table", "text"),
    *("to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery"),
    *(
        "ts_headline",
        "to_json",
        "to_jsonb",
        "row_to_json",
        "json_build_object",
        "jsonb_build_object",
    ),
)
"""Functions of PostgreSQL's that depend on the time zone, the time or the language alone."""
_REFUSALS = {
    "relation": "It reads {names}. A segment may read tables and views of the schema marts alone; "
    "`\\dv marts.filter_*` in psql lists those made for it.",
    "function": "It calls {names}. A segment may only compute and compare: use functions of "
    "text, numbers, dates and times, and those of marts.",
    "type": "It uses the type {names}. A segment may use texts, numbers, dates and times.",
}


def statement_of(sql: str) -> str:
    """Return the select that computes a segment's addresses; its own SQL begins in line 3."""
    own = sql.strip().rstrip(";").rstrip()
    return f"select cast(segment.email as text) as email\nfrom (\n{own}\n) as segment"


def judge(transaction: Connection, sql: str) -> None:
    """Refuse SQL that may not be a segment. Nothing is run, and nothing stays.

    :raises SegmentRefusedError: says what is wrong, and what to write instead
    """
    if len(sql) > MOST_CHARACTERS:
        raise SegmentRefusedError(
            f"It has {len(sql):,} characters. Write at most {MOST_CHARACTERS:,}: join tables "
            "instead of listing values."
        )
    if holds_address(sql):
        raise SegmentRefusedError(
            "It holds somebody's address, which would stay in the settings when that person asks "
            "to be forgotten. Write what these people have in common; a domain, as in "
            "'%@example.com', is fine."
        )
    with _rolled_back(transaction):
        run_statement(transaction, _SEARCH_PATH)
        run_statement(transaction, f"create view {_VIEW} as\n{statement_of(sql)}", first_line=4)
        uses = transaction.execute(
            query("segments/select_refused_uses"),
            {"view_name": _VIEW, "stable_functions": list(STABLE_FUNCTIONS)},
        ).all()
    if uses:
        kind = uses[0].kind
        names = ", ".join(f"`{use.name}`" for use in uses if use.kind == kind)
        raise SegmentRefusedError(_REFUSALS[kind].format(names=names))


def run_statement(
    transaction: Connection, statement: str, *, first_line: int = 1
) -> list[tuple[object, ...]]:
    """Run one statement as it stands, and return its rows.

    It is sent by the extended protocol, which takes no second statement.

    :param first_line: in which somebody's own SQL begins
    :raises SegmentRefusedError: if PostgreSQL refuses it
    """
    cursor: Any = transaction.connection.cursor()
    with cursor:
        try:
            cursor.execute(statement, binary=True)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            if error.sqlstate is None or (
                error.sqlstate[:2] in ("08", "53", "57", "40", "55")
                and error.sqlstate not in TOO_LARGE
            ):
                raise
            raise refusal_of(error, statement, first_line) from None


@contextmanager
def _rolled_back(transaction: Connection) -> Iterator[None]:
    savepoint = transaction.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
