"""Reads pages as people see them."""

from __future__ import annotations

from html.parser import HTMLParser

_SILENT = {"script", "style", "head"}
_BLOCKS = {"p", "li", "tr", "td", "th", "h1", "h2", "h3", "dt", "dd", "div", "section", "summary"}


class PageText(HTMLParser):
    """The text of a page, a line for each block, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: dict[str, str] = {}
        self._open: list[str] = []
        self._text: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self.feed(html)

    @property
    def lines(self) -> list[str]:
        """What stands in the page, block by block, with single spaces."""
        lines = "".join(self._text).split("\0")
        return [line for line in (" ".join(line.split()) for line in lines) if line]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    def rows_with(self, *words: str) -> list[str]:
        """Return the rows of tables, as a line each, that hold all words."""
        rows = " ".join("".join(self._text).replace("\0", " ").split()).split("\1")
        return [row.strip() for row in rows if all(word in row for word in words)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and where a link leads."""
        self.tags.append(tag)
        self._open.append(tag)
        if tag in _BLOCKS:
            self._text.append("\0")
        if tag == "tr":
            self._text.append("\1")
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", [])

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a block or a link."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag in _BLOCKS:
            self._text.append("\0")
        if tag in ("tr", "table"):
            self._text.append("\1")
        if tag == "a" and self._link is not None:
            self.links.setdefault(" ".join("".join(self._link[1]).split()), self._link[0])
            self._link = None

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if _SILENT.isdisjoint(self._open):
            self._text.append(data)
            if self._link is not None:
                self._link[1].append(data)
