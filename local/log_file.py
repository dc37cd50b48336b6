"""Logs of a local run's processes: kept small, and without secrets."""

from __future__ import annotations

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
    log = path.open("ab", buffering=0)
    for line in stream:
        for secret in secrets:
            line = line.replace(secret.encode(), b"***")
        if size + len(line) > MOST_BYTES:
            log.close()
            path.replace(path.with_name(f"{path.name}.1"))
            path.touch(mode=0o600)
            log, size = path.open("ab", buffering=0), 0
        log.write(line)
        size += len(line)
    log.close()


def forget_old_logs(folder: Path) -> None:
    """Delete the files in a folder of logs that nobody wrote to for a week."""
    before = time.time() - KEPT_SECONDS
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
            path.unlink()
