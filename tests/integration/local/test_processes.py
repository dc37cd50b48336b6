"""A watchdog ends a process with its children once the process that wanted them has ended."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

from local.processes import REPOSITORY, is_running

WAIT = "import threading; threading.Event().wait()"
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {WAIT!r}])
print("ready", flush=True)
{WAIT}
"""
WATCHED = f"""
import signal, subprocess, sys, threading
from local.processes import watchdog
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background
parent = subprocess.Popen([sys.executable, "-c", {PARENT!r}], stdout=subprocess.PIPE)
with watchdog("--family", str(parent.pid)):
    parent.stdout.readline()
    print(parent.pid, flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_family_ends_with_the_process_that_watched_it(kind: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WATCHED],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as watched:
        assert watched.stdout is not None
        parent = psutil.Process(int(watched.stdout.readline()))
        family = [parent, *parent.children()]
        assert list(map(is_running, family)) == [True, True]

        watched.send_signal(kind)
        try:
            watched.wait(60)
        finally:
            watched.kill()

    psutil.wait_procs(family, timeout=60)
    still_running = [process for process in family if is_running(process)]
    for process in still_running:
        process.kill()
    assert still_running == []
