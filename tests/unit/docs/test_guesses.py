"""The open guesses of docs/guesses.md are those that the probe answers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from webinar_sync.probe import unprobed
from webinar_sync.probe.probe import HUBSPOT_GUESSES, ZOOM_GUESSES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "guesses.md"
PROBED = {guess.number for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES)}
UNPROBED = {guess.number for guess in (*unprobed.ZOOM, *unprobed.HUBSPOT)}


def open_lines() -> list[tuple[int, str]]:
    """Return number and last column of each open guess."""
    section = PAGE.read_text(encoding="utf-8").partition("## Open")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \|.*\| ([^|]*) \|$", section, re.MULTILINE)
    return [(int(number), probe) for number, probe in rows]


def test_each_open_guess_has_one_entry_of_the_probe() -> None:
    entries = Counter(
        guess.number
        for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES, *unprobed.ZOOM, *unprobed.HUBSPOT)
    )

    assert entries == Counter(number for number, _ in open_lines())


def test_the_page_says_which_of_them_the_probe_can_tell() -> None:
    assert {number for number, probe in open_lines() if probe == "tells"} == PROBED
    assert {number for number, probe in open_lines() if probe == "cannot"} == UNPROBED


def test_each_check_names_its_number() -> None:
    wrong = [
        guess.number
        for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES)
        if f"guess {guess.number}:" not in str(guess.check.__doc__)
    ]

    assert wrong == []
