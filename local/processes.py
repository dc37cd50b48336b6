"""Ends processes: with all their children, or once the process that wants them has ended.

A watchdog is a process in a session of its own. It waits for the end of its input, a pipe that
only the watched process can write to: the system closes it even when that process is killed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parent.parent
RUN_DIR = REPOSITORY / ".run"
"""What a local run keeps."""
TIMEOUT_SECONDS = 10


@contextlib.contextmanager
def watchdog(*options: str) -> Iterator[None]:
    """Do what `main` does with the options when the block ends, or else when this process does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "local.processes", *options],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in a terminal must not end it first
    )
    try:
        yield
    finally:
        process.communicate()


def main() -> None:
    """Wait for the end of the input, then stop a PostgreSQL, or a process with its children."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cluster", type=Path, help="the data of a PostgreSQL, deleted as well")
    parser.add_argument("--family", type=int, help="the id of a process")
    options = parser.parse_args()
    sys.stdin.buffer.read()
    if options.family:
        end_family(options.family)
    if options.cluster:
        end_cluster(options.cluster)


def end_cluster(folder: Path) -> None:
    """Stop the PostgreSQL in a folder at once, and delete the folder."""
    lock = folder / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while lock.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    # A server that is only starting looks for its lock file, and ends when that is gone.
    shutil.rmtree(folder, ignore_errors=True)


def end_family(pid: int) -> None:
    """End a process with its children and their children: ask first, then kill."""
    family = _family(pid)
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _kill(_still_running(family, TIMEOUT_SECONDS))


def kill_family(pid: int) -> None:
    """End a process with its children and their children at once, where nothing is to be saved."""
    _kill(_family(pid))


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _still_running(processes, TIMEOUT_SECONDS / 2)


def _still_running(family: list[psutil.Process], timeout_seconds: float) -> list[psutil.Process]:
    """Wait for processes to end; return those that have not."""
    deadline = time.monotonic() + timeout_seconds
    while (running := list(filter(is_running, family))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return running


def is_running(process: psutil.Process) -> bool:
    """Tell whether a process has not ended.

    Orphans that ended stay zombies where the first process does not reap, as in containers.
    """
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    main()
