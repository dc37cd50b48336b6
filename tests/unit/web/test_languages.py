"""The pages in the languages of their readers: each text is there, and says the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from local.texts import LOCALES, extracted, is_translated, updated
from webinar_sync.web.pages.languages import language_of, languages, translations_of

if TYPE_CHECKING:
    from pathlib import Path

PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de-DE,de;q=0.9,fr;q=0.5,en;q=0.4", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("ja", "en"),
        ("fr;q=nonsense,*;q=0.1", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browser_says_which_language(header: str, language: str) -> None:
    assert language_of(header) == language


def test_english_and_french_are_there() -> None:
    assert languages() == ["en", "fr"]
    assert translations_of("fr").gettext("Health") != "Health"


def test_pages_have_texts() -> None:
    assert len(extracted()) > 20  # or nothing below would be looked at


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.stem)
def test_every_text_is_translated(path: Path) -> None:
    """`make texts` brings new ones into the catalogue."""
    lacking = [message.id for message in updated(path) if message.id and not is_translated(message)]
    assert lacking == []


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.stem)
def test_translations_name_what_the_texts_name(path: Path) -> None:
    for message in updated(path):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        named = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) <= named, message.id
            if message.id and not isinstance(message.id, tuple):
                assert set(PLACEHOLDER.findall(text)) == named, message.id
