"""The README's table of HubSpot's page: each sentence names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
SECTION = "## What HubSpot's page says"


def rows() -> list[list[str]]:
    """Return the rows of the table: HubSpot's sentence, how it is here, and the test."""
    section = (REPOSITORY / "README.md").read_text(encoding="utf-8").split(SECTION)[1]
    lines = [line for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_the_test_of_each_sentence_is_there(row: list[str]) -> None:
    sentence, answer, named = row
    match = re.fullmatch(r"`(tests/[\w/]+\.py)::(test_\w+)`", named)

    assert sentence
    assert answer
    assert match, f"{named} names no test"
    path = REPOSITORY / match[1]
    assert path.is_file(), match[1]
    assert f"def {match[2]}(" in path.read_text(encoding="utf-8"), named


def test_every_part_of_the_page_has_a_row() -> None:
    text = " ".join(cell for row in rows() for cell in row)
    parts = (
        *("Zoom Events", "guests", "Users of the account", "secondary address", "deleted"),
        *("selected Zoom users", "marketing events", "excluded", "newly scheduled", "Recordings"),
        *("8 January 2025", "attendance duration", "recording available", "Workflows"),
    )

    assert [part for part in parts if part not in text] == []
