"""Airflow's processes that work on tasks."""

from __future__ import annotations

import time

import psutil


def working() -> list[str]:
    """Return the titles of Airflow's processes that work on a task now."""
    return [
        title
        for process in psutil.Process().children(recursive=True)
        if (title := _title(process)).startswith("airflow worker") and "<idle>" not in title
    ]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_until_nobody_works(timeout: float = 20) -> list[str]:
    """Wait for the processes of tasks that gave up their turn to end; return those that stay."""
    deadline = time.monotonic() + timeout
    while (titles := working()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return titles
