"""Brings the catalogues of the pages' texts up to date: `make texts`.

Texts that are new in the pages get an empty translation, which a test refuses until somebody writes
it; those that no page has any more go.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from local.processes import REPOSITORY

PAGES = REPOSITORY / "plugins" / "webinar_sync" / "web" / "pages"
LOCALES = PAGES / "locales"
_METHODS = [("**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}


def main() -> None:
    """Update each catalogue, and say how many texts it lacks."""
    for path in sorted(LOCALES.glob("*.po")):
        catalog = updated(path)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, omit_header=True, sort_output=True)
        lacking = sum(1 for message in catalog if message.id and not is_translated(message))
        print(f"{path.stem}: {len(catalog)} texts, {lacking} of them not translated yet")


def is_translated(message) -> bool:  # type: ignore[no-untyped-def]  # Babel's Message
    """Tell whether a message has a translation, in each of its numbers."""
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def extracted() -> Catalog:
    """Return the texts of all pages, with the files that have them."""
    catalog = Catalog(project="webinar-sync")
    for name, _, text, comments, context in extract_from_dir(
        PAGES, _METHODS, _OPTIONS, DEFAULT_KEYWORDS
    ):
        catalog.add(text, None, [(str(Path(name)), None)], (), comments, context=context)
    return catalog


def updated(path: Path) -> Catalog:
    """Return a catalogue with the texts of the pages as they are now."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


if __name__ == "__main__":
    main()
