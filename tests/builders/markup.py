"""What a page shows, as a person reads it: its text, its tables, and its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "meta", "link", "br", "hr", "img"})


@dataclass
class Form:
    """A form: where it posts to, its fields as they stand, and its buttons, wherever they stand."""

    action: str
    method: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and text of each."""

    def data(self, **changes: str) -> dict[str, str | list[str]]:
        """Return what a browser posts, with some fields filled in otherwise."""
        posted: dict[str, str | list[str]] = {}
        for name, value in self.fields:
            before = posted.get(name)
            if before is None:
                posted[name] = value
            else:
                posted[name] = [*([before] if isinstance(before, str) else before), value]
        return {**posted, **changes}


class Page(HTMLParser):
    """A page that was parsed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.rows: list[list[str]] = []
        self.links: dict[str, str] = {}
        self._words: list[str] = []
        self._open: list[str] = []
        self._cell: list[str] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str]] | None = None
        self._form_of_button = ""
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self._in_form = False
        self.feed(text)

    @property
    def text(self) -> str:
        """All words that are shown, in one line."""
        return " ".join(" ".join(self._words).split())

    def form(self, action: str) -> Form:
        """Return the form that posts to a path."""
        (form,) = [form for form in self.forms if form.action.endswith(action)]
        return form

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self.forms.append(
                Form(values["action"], values.get("method", "get"), values.get("id", ""))
            )
            self._in_form = True
        elif tag == "input" and self._in_form and "name" in values:
            is_box = values.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in values:
                self.forms[-1].fields.append((values["name"], values.get("value", "")))
        elif tag == "select":
            self._select = (values.get("name", ""), [])
        elif tag == "option" and self._select:
            self._select[1].append((values.get("value", ""), "selected" in values))
        elif tag == "textarea":
            self._textarea = (values.get("name", ""), [])
        elif tag == "button":
            self._button = (values.get("name", ""), values.get("value", ""), [])
            self._form_of_button = values.get("form", "")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            self._link = (values.get("href", ""), [])

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._in_form = False
        elif tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, is_selected in options if is_selected]
            if self._in_form and options:
                self.forms[-1].fields.append((name, (chosen or [options[0][0]])[0]))
            self._select = None
        elif tag == "textarea" and self._textarea:
            self.forms[-1].fields.append((self._textarea[0], "".join(self._textarea[1])))
            self._textarea = None
        elif tag == "button" and self._button:
            name, value, words = self._button
            button = (name, value, " ".join("".join(words).split()))
            if self._form_of_button:
                (form,) = [form for form in self.forms if form.id == self._form_of_button]
                form.buttons.append(button)
            elif self._in_form:
                self.forms[-1].buttons.append(button)
            self._button = None
        elif tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "a" and self._link:
            self.links[" ".join("".join(self._link[1]).split())] = self._link[0]
            self._link = None

    def handle_data(self, data: str) -> None:
        if "script" in self._open or "style" in self._open:
            return
        if self._textarea:
            self._textarea[1].append(data)
        for part in (self._cell, self._link and self._link[1], self._button and self._button[2]):
            if part is not None:
                part.append(data)
        self._words.append(data)
