"""Where the CPU time of a function goes, all its threads included: shares by package."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_OURS = "webinar_sync"
_LOOK_SECONDS = 0.005


class Sampler(threading.Thread):
    """Looks at all threads again and again: what each has used since goes to where it stands.

    Less true than a tracing profiler about single functions, but it does not make those that are
    called most look dearest: a traced reading takes five times its CPU.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seconds: Counter[str] = Counter()
        self._stopping = threading.Event()
        self._used: dict[int, float] = {}

    def run(self) -> None:
        """Look until `stop` is called."""
        while not self._stopping.wait(_LOOK_SECONDS):
            frames = sys._current_frames()
            for thread in threading.enumerate():
                frame = frames.get(thread.ident or 0)
                if thread is not self and frame is not None:
                    self._charge(thread.native_id or 0, frame.f_code.co_filename)

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()
        self.join()

    def _charge(self, thread_id: int, file: str) -> None:
        try:
            nanoseconds = Path(f"/proc/self/task/{thread_id}/schedstat").read_text().split()[0]
        except OSError:
            return  # it has ended meanwhile
        used = int(nanoseconds) / 1e9
        self.seconds[package_of(file)] += used - self._used.get(thread_id, used)
        self._used[thread_id] = used


def profile_cpu(function: Callable[[], Any]) -> Counter[str]:
    """Call a function; return the CPU seconds meanwhile of all threads, by package.

    What is written in C counts for the package that called it.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_LOOK_SECONDS / 10)  # else threads are seen where they let others run
    sampler = Sampler()
    sampler.start()
    try:
        function()
    finally:
        sampler.stop()
        sys.setswitchinterval(interval)
    return sampler.seconds


def package_of(file: str) -> str:
    """Return the package of a file, of ours with the part below it; else `Python`."""
    parts = Path(file).with_suffix("").parts
    if _OURS in parts:
        return ".".join(parts[parts.index(_OURS) :][:3])
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return f"Python's {parts[-2]}" if parts[-2:-1] in (("json",), ("http",)) else "Python"


def describe_shares(seconds: Counter[str], least_percent: int = 3) -> str:
    """Return the packages with their shares of the CPU time, the largest first."""
    total = sum(seconds.values()) or 1.0
    shares = [(name, 100 * own / total) for name, own in seconds.most_common()]
    return ", ".join(f"{name} {part:.0f} %" for name, part in shares if part >= least_percent)
