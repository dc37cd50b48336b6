"""Why SQL cannot be a segment, in words that say what to do and quote nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.errors import InvalidInput

if TYPE_CHECKING:
    import psycopg

_WRITE = (
    "It would change something or call a procedure. Write one `select` that yields `email`, and "
    "nothing that inserts, updates, deletes, creates or locks."
)
TOO_LARGE = frozenset({"53100", "53200", "53400"})
"""PostgreSQL's states for disk, memory and a set limit, as of temp_file_limit, that are used up."""
_WORDS = {
    **dict.fromkeys(
        TOO_LARGE,
        "It needs more memory or disk than PostgreSQL has for it. Narrow it down: name webinars, "
        "join by email, and leave out what multiplies rows.",
    ),
    "42601": "PostgreSQL cannot read it{place}. Write one statement, a `select`, and no other.",
    "42P01": "It names a table or view that does not exist{place}. `\\dv marts.filter_*` in psql "
    "lists those for segments.",
    "3F000": "It names a schema that does not exist{place}. Use those of marts.",
    "42703": "It yields no column `email`, or names a column that does not exist{place}. Begin "
    "with `select email from marts.…`.",
    "42702": "A column's name is ambiguous{place}; it must yield `email` once. Write the table "
    "before the column.",
    "42883": "It uses a function or an operator that does not exist for these types{place}. "
    "Compare numbers with numbers and texts with texts.",
    "42501": "It reads something that readers of the warehouse may not read{place}. Use tables and "
    "views of marts alone.",
    "25006": _WRITE,
    "0A000": _WRITE,
}


class SegmentRefusedError(InvalidInput):
    """SQL cannot be a segment: it is broken, or does what a segment may not do."""


class SegmentSlowError(SegmentRefusedError):
    """A segment was not computed within the time limit."""

    def __init__(self, limit_seconds: float) -> None:
        super().__init__(
            f"It was not computed within {limit_seconds:g} seconds. Narrow it down: name webinars, "
            "join by email, and leave out what multiplies rows."
        )


def refusal_of(error: psycopg.Error, statement: str, first_line: int) -> SegmentRefusedError:
    """Return the refusal for PostgreSQL's: its text may quote what somebody wrote, so none of it.

    :param statement: what PostgreSQL was sent
    :param first_line: the line of the statement in which the segment's own SQL begins
    """
    state = error.sqlstate or "unknown"
    words = _WORDS.get(state, f"PostgreSQL refuses it (SQLSTATE {state}){{place}}.")
    place = ""
    position = error.diag.statement_position or ""
    if position.isdigit():
        line = statement.count("\n", 0, int(position) - 1) + 2 - first_line
        place = f" (line {line})" if line >= 1 else ""
    return SegmentRefusedError(words.format(place=place))
