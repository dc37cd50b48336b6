"""Where the CPU time of a function goes, all its threads included: shares by package."""

from __future__ import annotations

import cProfile
import pstats
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_OURS = ("webinar_sync",)
Function = tuple[str, int, str]
"""File, line and name, as cProfile has them; of what is written in C, only a name."""


def profile_cpu(function: Callable[[], Any]) -> Counter[str]:
    """Call a function; return the CPU seconds of this thread and those it starts, by package.

    Measuring costs more where many small functions are called, so only shares tell something.
    """
    profiles = [cProfile.Profile(time.thread_time)]
    run = threading.Thread.run

    def run_profiled(thread: threading.Thread) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.runcall(run, thread)

    threading.Thread.run = run_profiled  # type: ignore[method-assign]
    try:
        profiles[0].runcall(function)
    finally:
        threading.Thread.run = run  # type: ignore[method-assign]
    seconds: Counter[str] = Counter()
    for profile in profiles:
        if profile.getstats():
            seconds += by_package(pstats.Stats(profile).stats)  # type: ignore[attr-defined]
    return seconds


def by_package(stats: dict[Function, Any]) -> Counter[str]:
    """Add up own times by package; what is written in C counts for who called it."""
    seconds: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file != "~":
            seconds[package_of(file)] += own
            continue
        for (calling_file, _, _), (_, _, own_from_it, _) in callers.items():
            seconds[package_of(calling_file)] += own_from_it
    return seconds


def package_of(file: str) -> str:
    """Return the package of a file, of ours with the one below; else `Python`."""
    parts = Path(file).with_suffix("").parts
    for name in _OURS:
        if name in parts:
            return ".".join(parts[parts.index(name) :][:2])
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return parts[-2] if len(parts) > 1 and parts[-2] in ("json", "http") else "Python"


def describe_shares(seconds: Counter[str], least_percent: int = 3) -> str:
    """Return the packages with their shares of the CPU time, the largest first."""
    total = sum(seconds.values()) or 1.0
    shares = [(name, 100 * own / total) for name, own in seconds.most_common()]
    return ", ".join(f"{name} {part:.0f} %" for name, part in shares if part >= least_percent)
