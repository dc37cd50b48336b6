"""What the stack costs while nothing is to be done: CPU time and memory, by service."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.stack.services import Stack

NOT_SHIPPED = ("sandbox",)
"""Services that are there to try things out."""
SECONDS = 60.0
TRIES = 8
MOST_CPU_SHARE, MOST_MIB, MOST_CHECK_SECONDS = 0.05, 1.2 * 1000**3 / 1024**2, 0.2
"""Of one core; of memory; of CPU time for one health check."""


@dataclass(frozen=True)
class Cost:
    """`cpu_share`: of one core. `mib`: memory, what processes share divided among them."""

    cpu_share: float
    mib: float
    processes: int


def measure_idle(stack: Stack, seconds: float = SECONDS) -> dict[str, Cost]:
    """Return what each service costs over so many seconds in which no run of a Dag begins.

    :raises RuntimeError: if runs begin again and again
    """
    for _ in range(TRIES):
        before, begun = _cpu_seconds(stack), time.monotonic()
        ((begun_at,),) = stack.query("select now()")
        time.sleep(seconds)
        after, wall = _cpu_seconds(stack), time.monotonic() - begun
        runs = stack.query(
            "select from dag_run where coalesce(end_date, now()) > %(since)s limit 1",
            since=begun_at,
        )
        if not runs:
            return {
                name: Cost((after[name] - before[name]) / wall, *_memory_of(family))
                for name, family in stack.families().items()
                if name not in NOT_SHIPPED
            }
    raise RuntimeError(f"something ran in each of {TRIES} times {seconds:.0f} seconds")


def total(costs: Iterable[Cost]) -> Cost:
    """Return the sum."""
    listed = list(costs)
    return Cost(
        sum(cost.cpu_share for cost in listed),
        sum(cost.mib for cost in listed),
        sum(cost.processes for cost in listed),
    )


def measure_health_checks(stack: Stack) -> dict[str, float]:
    """Return the CPU seconds of each service's health check, the lesser of two."""
    return {
        name: min(stack.check_health(name).cpu_seconds for _ in range(2))
        for name in stack.names()
        if name not in NOT_SHIPPED and stack.has_health_check(name)
    }


def _cpu_seconds(stack: Stack) -> dict[str, float]:
    """Return the CPU seconds of each service, those of processes that have ended included."""
    used: dict[str, float] = {}
    for name, family in stack.families().items():
        used[name] = 0.0
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                used[name] += sum(process.cpu_times()[:4])
    return used


def _memory_of(family: Iterable[psutil.Process]) -> tuple[float, int]:
    kib, count = 0, 0
    for process in family:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kib += int(line.split()[1])
                    count += 1
    return kib / 1024, count
