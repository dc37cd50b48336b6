"""The open guesses of docs/guesses.md are those that the probe answers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from webinar_sync.probe import unprobed
from webinar_sync.probe.probe import HUBSPOT_GUESSES, ZOOM_GUESSES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "guesses.md"
PROBED = [guess.number for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES)]
UNPROBED = [guess.number for guess in (*unprobed.ZOOM, *unprobed.HUBSPOT)]


def open_lines() -> list[int]:
    """Return the numbers of the open guesses."""
    section = PAGE.read_text(encoding="utf-8").partition("## Open")[2].partition("\n## ")[0]
    return [int(number) for number in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)]


def listed_after(words: str) -> list[int]:
    """Return the numbers that the page lists after some words."""
    text = PAGE.read_text(encoding="utf-8")
    listed = re.search(rf"^- {words}[^:]*: ([\d,\s]+)\.$", text, re.MULTILINE)
    return [int(number) for number in re.findall(r"\d+", listed[1])] if listed else []


def test_each_open_guess_has_one_entry_of_the_probe() -> None:
    assert Counter([*PROBED, *UNPROBED]) == Counter(open_lines())


def test_the_page_says_which_of_them_the_probe_can_tell() -> None:
    assert listed_after("Reading tells") == sorted(PROBED)
    assert listed_after("Somebody would have to write") == sorted(UNPROBED)


def test_each_check_names_its_number() -> None:
    wrong = [
        guess.number
        for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES)
        if f"guess {guess.number}:" not in str(guess.check.__doc__)
    ]

    assert wrong == []
