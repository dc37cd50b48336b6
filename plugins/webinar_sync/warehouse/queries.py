"""Finds the SQL statements: the blocks of the files in `include/sql/queries`, loaded once.

A block is a line `-- name: verb_object`, a comment that says what the statement does, and the
statement up to `;` at the end of a line. Code names it by folder and block, as in
`zoom/merge_users`: which file of the folder holds it does not matter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import TextClause, text

from webinar_sync.errors import NeedsAttention
from webinar_sync.included import INCLUDE_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

SQL_FOLDER = INCLUDE_FOLDER / "sql"
QUERIES_FOLDER = SQL_FOLDER / "queries"

_START = re.compile(r"^(?=-- name:)", re.MULTILINE)
_BLOCK = re.compile(
    r"-- name: (?P<name>[a-z_]+)\n(?:-- \S[^\n]*\n)+(?P<statement>[^-\s].*);\n*", re.DOTALL
)


class QueryFileError(NeedsAttention):
    """A file of `include/sql/queries` is not as it must be, or a statement is missing."""


def read_queries(folder: Path) -> dict[str, str]:
    """Return the statements of all files below a folder, without comment and `;`, by name.

    :raises QueryFileError: if a block is not as it must be, or a folder has a name twice
    """
    statements: dict[str, str] = {}
    for path in sorted(folder.rglob("*.sql")):
        for block in filter(None, _START.split(path.read_text(encoding="utf-8"))):
            match = _BLOCK.fullmatch(block)
            if match is None:
                raise QueryFileError(
                    f"{path}: each block needs `-- name: verb_object`, a comment that says what "
                    f"the statement does, and the statement with `;` at its end; this one begins "
                    f"with {block.splitlines()[0]!r}."
                )
            name = (path.parent.relative_to(folder) / match["name"]).as_posix()
            if name in statements:
                raise QueryFileError(f"{path}: there is another statement {name}; rename one.")
            statements[name] = match["statement"]
    return statements


@cache
def _queries() -> dict[str, str]:
    return read_queries(QUERIES_FOLDER)


def query_text(name: str) -> str:
    """Return the text of a statement, `folder/verb_object` as in `zoom/merge_users`."""
    try:
        return _queries()[name]
    except KeyError:
        raise QueryFileError(f"No file of {QUERIES_FOLDER} has a statement {name}.") from None


@cache
def query(name: str) -> TextClause:
    """Return a statement with its `:parameters`, ready to be executed."""
    return text(query_text(name))
