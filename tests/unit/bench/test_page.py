"""Tests of how benches write docs/performance.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.__main__ import BENCHES, PAGE, write_page
from bench.markdown import print_bounds, print_table, replace_section, section_of, split_bounds

if TYPE_CHECKING:
    from pathlib import Path


def test_every_bench_has_a_section() -> None:
    for name in ("bounds", *BENCHES):
        text = PAGE.read_text()
        assert text.count(f"<!-- begin {name} -->\n") == 1, name
        assert text.count(f"<!-- end {name} -->") == 1, name


def test_bounds_are_taken_out_of_what_a_bench_prints(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("step", "s"), [("read", 5), ("load", 7)])
    print_bounds(("reading", "6 s", "5 s", True), ("loading", "6 s", "7 s", False))
    print("That is all.")
    tables, bounds = split_bounds(capsys.readouterr().out)
    assert tables.splitlines()[:4] == ["| step | s |", "| --- | ---: |", "| read | 5 |",
                                       "| load | 7 |"]  # fmt: skip
    assert tables.endswith("That is all.")
    assert bounds == ["| reading | 6 s | 5 s | yes |", "| loading | 6 s | 7 s | **no** |"]


def test_a_section_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- begin one -->\nold\n<!-- end one -->\nb\n<!-- begin two -->\n"
                    "<!-- end two -->\n")  # fmt: skip
    replace_section(page, "one", "new")
    replace_section(page, "two", "2")
    assert (section_of(page, "one"), section_of(page, "two")) == ("new", "2")
    assert page.read_text().startswith("a\n<!-- begin one -->\n")
    assert "<!-- end one -->\nb\n" in page.read_text()
    with pytest.raises(ValueError, match="no section three"):
        replace_section(page, "three", "3")


def test_bounds_of_all_benches_stand_in_one_table_in_the_order_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    sections = ("bounds", "extract", "webhook")
    page.write_text("".join(f"<!-- begin {name} -->\n<!-- end {name} -->\n" for name in sections))
    monkeypatch.setattr("bench.__main__.PAGE", page)
    for name, measured in (("webhook", "21 ms"), ("extract", "6 s"), ("extract", "5 s")):
        print_bounds(("it", "so much", measured, True))
        write_page(name, capsys.readouterr().out)
    assert section_of(page, "bounds").splitlines()[2:] == [
        "| it | so much | 5 s | yes | `bench.extract` |",
        "| it | so much | 21 ms | yes | `bench.webhook` |",
    ]
    assert section_of(page, "extract").startswith("`.venv/bin/python -m bench.extract`, on ")
