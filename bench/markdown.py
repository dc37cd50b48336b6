"""Tables as the benches print them, and the part of a page that a bench writes."""

from __future__ import annotations

import os
import re
import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

BOUNDS_HEADER = "| cost | bound | measured | kept |"
"""The first line of the table by which a bench says which bounds of the design it keeps."""


def machine() -> str:
    """Return what the numbers were measured on."""
    return f"{os.cpu_count()} cores"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table, row by row: the first column is text, the others are numbers."""
    print(f"\n| {' | '.join(columns)} |")
    print(f"| --- |{' ---: |' * (len(columns) - 1)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)
    print(flush=True)


def print_bounds(*bounds: tuple[str, str, str, bool]) -> None:
    """Print which bounds are kept: what it is a bound of, the bound, what was measured."""
    print(f"\n{BOUNDS_HEADER}\n| --- | --- | --- | --- |")
    for cost, bound, measured, is_kept in bounds:
        print(f"| {cost} | {bound} | {measured} | {'yes' if is_kept else '**no**'} |")
    print(flush=True)


def median_of(rounds: Sequence[dict[str, float]], name: str) -> float:
    """Return the median of a figure over all rounds."""
    return statistics.median(figures[name] for figures in rounds)


def split_bounds(text: str) -> tuple[str, list[str]]:
    """Return what a bench printed without its table of bounds, and the rows of that table."""
    rest, rows, is_bounds = [], [], False
    for line in text.splitlines():
        is_bounds = line == BOUNDS_HEADER or (is_bounds and line.startswith("|"))
        if not is_bounds:
            rest.append(line)
        elif not line.startswith(("| ---", BOUNDS_HEADER)):
            rows.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rest)).strip(), rows


def replace_section(page: Path, name: str, text: str) -> None:
    """Write the text between the marks of a name into a page.

    :raises ValueError: if the page has no such marks
    """
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    before, found_begin, rest = page.read_text().partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"{page} has no section {name}")
    page.write_text(f"{before}{begin}\n{text.strip()}\n\n{end}{after}")


def section_of(page: Path, name: str) -> str:
    """Return the text between the marks of a name in a page; empty if there are none."""
    rest = page.read_text().partition(f"<!-- begin {name} -->\n")[2]
    return rest.partition(f"<!-- end {name} -->")[0].strip()
