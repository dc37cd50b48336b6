"""Which language a visitor reads, and its texts: `locales/<language>.po`, read as they are."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from babel.support import NullTranslations as AnyTranslations

DEFAULT = "en"
LOCALES = Path(__file__).parent / "locales"


def N_(text: str) -> str:  # gettext's own name for it
    """Mark a text for translation, which the template does."""
    return text


@cache
def languages() -> list[str]:
    """Return the languages that there are: English, in which the pages are written, first."""
    return [DEFAULT, *sorted(file.stem for file in LOCALES.glob("*.po"))]


def language_of(accept_language: str) -> str:
    """Return the language to answer in.

    :param accept_language: the header, such as `fr-FR,fr;q=0.9,en;q=0.8`
    """
    weighted = []
    for part in accept_language.split(","):
        tag, _, quality = part.partition(";q=")
        try:
            weighted.append((-float(quality or 1), tag.strip().replace("-", "_")))
        except ValueError:
            continue
    wanted = [tag for _, tag in sorted(weighted, key=lambda entry: entry[0]) if tag]
    return negotiate_locale(wanted, languages()) or DEFAULT


@cache
def translations_of(language: str) -> AnyTranslations:
    """Return the texts of a language."""
    if language == DEFAULT:
        return NullTranslations()
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
