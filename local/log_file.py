"""Logs of a local run's processes: kept small, and without secrets."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 5_000_000
"""Of a log; as much again is kept of what came before."""
KEPT_SECONDS = 7 * 24 * 3600


def write_log(stream: IO[bytes], path: Path, *secrets: str) -> threading.Thread:
    """Write what a process says to a log, line by line, until it ends; return who does so.

    :param secrets: are replaced by asterisks
    """
    writer = threading.Thread(target=_write, args=(stream, path, secrets), daemon=True)
    writer.start()
    return writer


def _write(stream: IO[bytes], path: Path, secrets: tuple[str, ...]) -> None:
    path.touch(mode=0o600)
    size = path.stat().st_size
    with stream, contextlib.ExitStack() as opened:
        log = opened.enter_context(path.open("ab", buffering=0))
        for said in stream:
            line = said
            for secret in secrets:
                line = line.replace(secret.encode(), b"***")
            if size + len(line) > MOST_BYTES:
                opened.close()
                _begin_anew(path)
                log, size = opened.enter_context(path.open("ab", buffering=0)), 0
            log.write(line)
            size += len(line)


def _begin_anew(path: Path) -> None:
    """Keep the log as its older part and begin an empty one; both are there at any time."""
    next_part = path.with_name(f"{path.name}.next")
    next_part.unlink(missing_ok=True)
    next_part.hardlink_to(path)
    next_part.replace(_older(path))
    next_part.touch(mode=0o600)
    next_part.replace(path)


def read_log(path: Path) -> str:
    """Return what is kept of a log, the older part first.

    What was written just before it began anew, while it is read, may be missing.
    """
    older = _older(path)
    return (older.read_text() if older.exists() else "") + path.read_text()


def _older(path: Path) -> Path:
    return path.with_name(f"{path.name}.1")


def forget_old_logs(folder: Path) -> None:
    """Delete the files in a folder of logs that nobody wrote to for a week."""
    before = time.time() - KEPT_SECONDS
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
            path.unlink()
