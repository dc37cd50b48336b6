"""What a page shows: its text, and the cells of its tables."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self._is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._is_in_cell = True
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._is_in_cell:
            self.tables[-1][-1][-1] += data


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def text_of(page: str) -> str:
    """Return all text of a page, blanks made one."""
    return " ".join(" ".join(_read(page).texts).split())


def tables_of(page: str) -> list[list[list[str]]]:
    """Return the tables of a page: rows of cells, the heads first."""
    return [
        [[" ".join(cell.split()) for cell in row] for row in table] for table in _read(page).tables
    ]


def links_of(page: str) -> list[str]:
    """Return where the links of a page lead."""
    return _read(page).links
