"""The generated account that the benches read, served by a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import requests

from bench.processes import cpu_seconds_of
from local.airflow import free_port
from local.processes import REPOSITORY
from sandbox.zoom.sized import account as sized_account
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.zoom.sized import Size

LATENCY_MS = 50


@dataclass(frozen=True)
class ServedZoom:
    """A sandbox's Zoom in a process of its own."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has used so far."""
        return cpu_seconds_of(self.pid)

    def clear_log(self) -> None:
        """Forget the requests so far."""
        requests.delete(f"{self.url}/_sandbox/requests", timeout=60).raise_for_status()

    def summary(self) -> dict[str, Any]:
        """Return counts of the requests since the log was cleared."""
        response = requests.get(f"{self.url}/_sandbox/requests?summary=1", timeout=60)
        summary: dict[str, Any] = response.json()
        return summary

    def entries(self) -> list[dict[str, Any]]:
        """Return the requests since the log was cleared, one by one."""
        response = requests.get(f"{self.url}/_sandbox/requests", timeout=60)
        entries: list[dict[str, Any]] = response.json()["requests"]
        return entries

    def token(self) -> str:
        """Return a fresh access token."""
        response = requests.post(
            f"{self.url}/oauth/token",
            data={
                "grant_type": "account_credentials",
                "account_id": sized_account.ACCOUNT_ID,
            },
            auth=(sized_account.CLIENT_ID, sized_account.CLIENT_SECRET),
            timeout=60,
        )
        token: str = response.json()["access_token"]
        return token


@contextmanager
def serve_zoom(
    size: Size, *, plan: str | None, latency_ms: int = LATENCY_MS
) -> Iterator[ServedZoom]:
    """Serve a generated account until the block ends.

    :param plan: whose limits it enforces; None: no limits
    """
    port = free_port()
    sizes = [
        f"--{field.name.replace('_', '-')}={getattr(size, field.name)}" for field in fields(size)
    ]
    limits = ["--plan", plan] if plan else ["--no-limits"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--account", "sized", "--port", str(port),
         "--latency-ms", str(latency_ms), *limits, *sizes],
        cwd=REPOSITORY, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with contextlib.suppress(PermissionError):
        # It stands for another machine, which is not busy when this one is.
        os.setpriority(os.PRIO_PROCESS, process.pid, -15)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_sandbox/clock")
        yield ServedZoom(url, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str) -> None:
    """Return when a server answers.

    :raises RuntimeError: if it does not within a minute
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=5)
        except requests.RequestException:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing answers at {url}")


def zoom_config(url: str, *, plan: str, rate_share: float) -> ZoomConfig:
    """Return what a connection to the served account says."""
    return ZoomConfig(
        "bench",
        sized_account.ACCOUNT_ID,
        sized_account.CLIENT_ID,
        sized_account.CLIENT_SECRET,
        base_url=url,
        token_url=f"{url}/oauth/token",
        plan=plan,  # type: ignore[arg-type]
        rate_share=rate_share,
    )


def least_requests(size: Size, months: int = 7) -> int:
    """Return the least possible requests of a first sync, as the design defines them.

    Zoom keeps 183 days, which are `months` windows of a month. Token requests are not counted.
    """
    counts = size.counts()
    of_people = 0
    if size.registrants:
        statuses = (23, 1, 1)  # of 25: approved, denied, pending
        of_people = sum(_pages(size.registrants * part // 25) for part in statuses)
    history = months * _pages(size.sessions // months)
    lists = 1 + size.hosts * _pages(size.webinars + size.upcoming) + 1
    sessions = size.sessions * _pages(size.connections)
    webinars = counts["webinars"] * (2 + of_people)
    return history + lists + sessions + webinars + counts["expired_webinars"]


def _pages(rows: int) -> int:
    return max(1, -(-rows // 300))
