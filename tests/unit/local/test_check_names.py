"""The check of names: what it refuses, and what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.check_names import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text", "banned"),
    [
        ("loop.py", "for one in rows:\n    pass\n", "loop.py:1: one"),
        ("argument.py", "def read(given: str) -> None: ...\n", "argument.py:1: given"),
        ("part.py", "\nrows_told = 1\n", "part.py:2: rows_told"),
        ("ours.py", "from tests.builders import told\n", "ours.py:1: told"),
        ("query.sql", "-- name: count_told\nselect 1;\n", "query.sql:1: count_told"),
        ("alias.sql", "select one.id from zoom.users as one\n", "alias.sql:1: one"),
    ],
)
def test_a_banned_name_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, banned: str
) -> None:
    (tmp_path / name).write_text(text)
    assert main([str(tmp_path)]) == 1
    assert f"{tmp_path}/{banned}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sentence.py", '"""One of those found is given."""\n# no one was told\n'),
        ("longer.py", "not_found = phone = 1\n"),
        ("test_name.py", "def test_nobody_is_told() -> None: ...\n"),
        ("library.py", "from hypothesis import given\n\n\n@given(1)\ndef read() -> None: ...\n"),
        ("module.py", "import hypothesis\n\n\n@hypothesis.given(1)\ndef read() -> None: ...\n"),
        ("plpgsql.sql", "-- one\nif not found then\n    raise 'one';\nend if;\n"),
    ],
)
def test_sentences_and_what_libraries_call_so_are_left_alone(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    assert main([str(tmp_path)]) == 0
