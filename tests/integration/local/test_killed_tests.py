"""A run of tests that is ended, by whatever means, leaves no PostgreSQL behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from local.processes import REPOSITORY, is_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMEOUT_SECONDS = 300
WAITING_TEST = """
import os, threading
from pathlib import Path

def test_that_waits_for_ever(cluster):
    folder = Path(cluster.url("postgres").split("?host=")[1])
    Path("folder.part").write_text(str(folder))
    Path("folder.part").rename("folder")
    threading.Event().wait()
"""

RUN = (
    "import signal, sys, pytest;"
    "signal.signal(signal.SIGINT, signal.default_int_handler);"  # ignored in a shell's background
    "sys.exit(pytest.main(['-p', 'tests.conftest', '-p', 'no:cacheprovider', '.']))"
)


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so, for five minutes at most; tell whether it is."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start pytest with a test that has a cluster and does not end."""
    (tmp_path / "test_waiting.py").write_text(WAITING_TEST)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'plugins'}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_run_leaves_no_postgresql(
    run: subprocess.Popen[bytes], tmp_path: Path, kind: signal.Signals
) -> None:
    assert wait_until((tmp_path / "folder").exists)
    folder = Path((tmp_path / "folder").read_text())
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    processes = [server, *server.children(recursive=True)]
    assert len(processes) > 1
    assert is_running(server)

    run.send_signal(kind)

    run.wait(TIMEOUT_SECONDS)
    assert wait_until(lambda: not any(map(is_running, processes)))
    assert wait_until(lambda: not folder.exists())
