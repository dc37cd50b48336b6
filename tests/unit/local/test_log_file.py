"""`local.log_file`: logs of a local run stay small, and hold no password."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from local import log_file

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TIMEOUT_SECONDS = 60
SAY = "for number in range({lines}): print(f'line {{number:04}} of admin, password geheim')"


def write(folder: Path, lines: int) -> Path:
    """Write what a process says to a log, and return it."""
    path = folder / "standalone.log"
    with subprocess.Popen(
        [sys.executable, "-c", SAY.format(lines=lines)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        log_file.write_log(process.stdout, path, "geheim").join(TIMEOUT_SECONDS)
    return path


def test_a_log_holds_what_was_said_but_no_secret(tmp_path: Path) -> None:
    path = write(tmp_path, 2)

    assert path.read_text() == (
        "line 0000 of admin, password ***\nline 0001 of admin, password ***\n"
    )
    assert path.stat().st_mode & 0o077 == 0
    write(tmp_path, 1)
    assert path.read_text().count("\n") == 3


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = len("line 0000 of admin, password ***\n")
    monkeypatch.setattr(log_file, "MOST_BYTES", 10 * line)

    path = write(tmp_path, 95)

    kept = log_file.read_log(path).splitlines()
    assert [text.split()[1] for text in kept] == [f"{number:04}" for number in range(80, 95)]
    assert {file.name for file in tmp_path.iterdir()} == {"standalone.log", "standalone.log.1"}
    assert path.stat().st_size == 5 * line
    assert path.with_name("standalone.log.1").stat().st_size == 10 * line
    assert path.read_text().splitlines()[-1].startswith("line 0094 ")


def test_a_log_that_begins_anew_is_there_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MOST_BYTES", 40)  # a line: it begins anew with each
    path = tmp_path / "standalone.log"
    path.touch()
    with subprocess.Popen(
        [sys.executable, "-c", SAY.format(lines=2000)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        writer = log_file.write_log(process.stdout, path, "geheim")
        while writer.is_alive():
            assert log_file.read_log(path).count("\n") <= 2


def test_what_nobody_wrote_to_for_a_week_is_deleted(tmp_path: Path) -> None:
    old, new = tmp_path / "dag_id=a" / "old.log", tmp_path / "dag_id=a" / "new.log"
    old.parent.mkdir()
    for path in (old, new):
        path.write_text("x")
    long_ago = old.stat().st_mtime - 8 * 24 * 3600
    os.utime(old, (long_ago, long_ago))

    log_file.forget_old_logs(tmp_path)

    assert not old.exists()
    assert new.exists()
