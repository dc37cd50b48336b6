"""Tables that page and sort in the database: what the address says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE_ROWS = 50


@dataclass(frozen=True)
class TableState:
    """Which part of a table is shown, and in which order.

    - sort: a column that may be sorted by
    - page: from 1
    - filters: what narrows the table down, by parameter; no address and no name of a person
    """

    sort: str
    is_descending: bool
    page: int
    filters: Mapping[str, str]

    @property
    def paging(self) -> dict[str, object]:
        """The parameters `page_rows` and `skipped` of a query that sorts one way alone."""
        return {"page_rows": PAGE_ROWS, "skipped": (self.page - 1) * PAGE_ROWS}

    @property
    def query_parameters(self) -> dict[str, object]:
        """The parameters `sort`, `is_descending`, `page_rows` and `skipped` of a query."""
        return {"sort": self.sort, "is_descending": self.is_descending, **self.paging}

    def sorted_by(self, column: str) -> str:
        """Return the address's query that sorts by a column; the other way round if it does so."""
        is_descending = column == self.sort and not self.is_descending
        return self._link(column, is_descending, 1)

    def on_page(self, page: int) -> str:
        """Return the address's query that shows another page."""
        return self._link(self.sort, self.is_descending, page)

    def last_page(self, rows: int) -> int:
        """Return the number of the last page of so many rows."""
        return max(1, -(-rows // PAGE_ROWS))

    def _link(self, sort: str, is_descending: bool, page: int) -> str:
        parameters = {
            **{name: value for name, value in self.filters.items() if value},
            "sort": f"-{sort}" if is_descending else sort,
            "page": page,
        }
        return f"?{urlencode(parameters)}"


def read_state(
    parameters: Mapping[str, str], columns: Sequence[str], default: str, filters: Sequence[str] = ()
) -> TableState:
    """Read what an address says of a table. What makes no sense is as if it were not there.

    :param columns: those that may be sorted by
    :param default: how it is sorted at first; `-column` is descending
    :param filters: the parameters that narrow it down
    """
    wanted = parameters.get("sort", default)
    if wanted.removeprefix("-") not in columns:
        wanted = default
    page = parameters.get("page", "1")
    return TableState(
        sort=wanted.removeprefix("-"),
        is_descending=wanted.startswith("-"),
        page=whole_number(page) or 1,
        filters={name: parameters.get(name, "").strip()[:200] for name in filters},
    )


def whole_number(text: str) -> int | None:
    """Return a number of at most six digits; None if a text is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def rows_in_all(rows: Sequence[Mapping[str, Any]]) -> int:
    """Return how many rows a table has, by the column `rows_in_all` of one of its pages."""
    return int(rows[0]["rows_in_all"]) if rows else 0


def like(text: str) -> str:
    """Return the pattern of `ilike` that finds a text anywhere; empty for an empty text."""
    if not text:
        return ""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
