"""What a process and the database used: CPU seconds, wall time, and the largest memory."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from local.processes import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from local.postgres import Cluster

_LOOK_SECONDS = 0.02
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{REPOSITORY / 'plugins'}{os.pathsep}{REPOSITORY}",
}


@dataclass(frozen=True)
class Usage:
    """What a process and those that it started used. `peak_mib`: of the largest of them."""

    exit_code: int
    wall: float
    cpu: float
    peak_mib: float
    output: str


def run_process(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end, and return what it used and printed, errors included."""
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**_ENVIRONMENT, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        peak_mib = 0.0
        while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            peak_mib = max([peak_mib, *map(peak_mib_of, _family_of(process.pid))])
            time.sleep(_LOOK_SECONDS)
        # Not the peak that this tells: it begins with that of the process that started it.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Usage(process.returncode, wall, used.ru_utime + used.ru_stime, peak_mib, text)


def run_child(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module of ours in a fresh process, and return the figures that it prints at the end.

    :raises RuntimeError: if it fails, with what it printed
    """
    usage = run_process([sys.executable, "-m", module, *map(str, arguments)])
    if usage.exit_code != 0:
        raise RuntimeError(f"{module} failed:\n{usage.output[-4000:]}")
    figures: dict[str, Any] = json.loads(usage.output.splitlines()[-1])
    return {**figures, "whole_cpu": usage.cpu, "whole_wall": usage.wall}


class Stopwatch:
    """Measures this process from now on: after its imports, if it is made then."""

    def __init__(self) -> None:
        self._cpu, self._wall = own_cpu_seconds(), time.monotonic()

    def figures(self) -> dict[str, float]:
        """Return wall time and CPU seconds so far, and the process's peak memory in MiB."""
        return {
            "wall": time.monotonic() - self._wall,
            "cpu": own_cpu_seconds() - self._cpu,
            "peak_mib": peak_mib_of(os.getpid()),
        }


def own_cpu_seconds() -> float:
    """Return the CPU seconds that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_seconds_of(pid: int) -> float:
    """Return the CPU seconds that another process has used, without its children."""
    return sum(map(int, _stat_of(pid)[11:13])) / _TICKS_A_SECOND


def database_cpu_seconds(cluster: Cluster) -> float:
    """Return the CPU time that PostgreSQL has used so far: all its processes, ended ones too."""
    with psycopg.connect(cluster.url("postgres")) as connection:
        postmaster = int(_stat_of(connection.info.backend_pid)[1])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            columns = _stat_of(int(path.name))
            if int(path.name) == postmaster:
                ticks += sum(map(int, columns[11:15]))  # with those of children that ended
            elif int(columns[1]) == postmaster:
                ticks += sum(map(int, columns[11:13]))
    return ticks / _TICKS_A_SECOND


@contextlib.contextmanager
def database_cpu(cluster: Cluster) -> Iterator[dict[str, float]]:
    """Add to the figures that are yielded, at the end, what PostgreSQL used meanwhile."""
    figures: dict[str, float] = {}
    before = database_cpu_seconds(cluster)
    yield figures
    figures["database_cpu"] = database_cpu_seconds(cluster) - before


def peak_mib_of(pid: int | str) -> float:
    """Return the largest memory that a process ever held, in MiB; 0 of one that has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family_of(pid: int) -> Iterator[int]:
    """Return a process and all that it started and that are still there."""
    yield pid
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family_of(int(child))


def _stat_of(pid: int) -> list[str]:
    """Return the columns of /proc/PID/stat from the third on: state, parent and others."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
