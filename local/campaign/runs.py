"""Syncs of the campaign's account into a database: here, or as a process that is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Engine, event, text

from local.campaign.account import ACCOUNT, HOUR
from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from sandbox.zoom.model import Account
    from webinar_sync.runs.report import Report

Kind = Literal["nightly", "hourly", "backfill"]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        *("great_expectations.expectations", "webinar_sync.load.marts", "webinar_sync.pipeline"),
        *("webinar_sync.hubspot.push.steps", "webinar_sync.hubspot.reconcile.reconciliation"),
    ]
)
_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class RunPlan:
    """A run: of which kind, and when."""

    kind: Kind
    moment: datetime

    @property
    def is_full(self) -> bool:
        """Whether the run does what nightly ones do."""
        return self.kind != "hourly"

    def window(self) -> Window:
        """Return the window that the Dag of this kind would have."""
        if self.kind == "backfill":  # an old week
            return Window(self.moment - timedelta(days=7), self.moment - timedelta(days=3), True)
        since = self.moment - HOUR if self.kind == "hourly" else None
        return Window(since, self.moment, False)


class Theatre:
    """An account over HTTP, and the clock that it goes by."""

    def __init__(self, account: Account = ACCOUNT) -> None:
        self.clock = SandboxClock(account.webinars[0].created_at, ticking=False)
        self.app = create_zoom_app([account], self.clock, enforce_limits=False)
        self._server = run_in_thread(self.app)
        self.config = ZoomConfig(
            conn_id="zoom_campaign",
            account_id=account.account_id,
            client_id=account.client_id,
            client_secret=account.client_secret,
            base_url=self._server.url,
            token_url=f"{self._server.url}/oauth/token",
            plan="business",
            rate_share=1.0,
        )

    def close(self) -> None:
        """Stop serving."""
        self._server.stop()

    def requested_paths(self) -> tuple[str, ...]:
        """Return the paths that the last run requested, without queries, each once."""
        return tuple(dict.fromkeys(entry.path.split("?")[0] for entry in self.app.log.entries))

    def run(self, url: str, plan: RunPlan, run_id: str) -> Report:
        """Sync into the database at a URL."""
        self._begin(plan)
        return run_sync(url, self.config, plan, run_id)

    def run_and_kill(self, url: str, plan: RunPlan, run_id: str, dice: random.Random) -> str:
        """Sync as a process, kill it at a request or at a statement, and say at which."""
        self._begin(plan)
        statements = PROCESSES.Value("i", 0)
        is_by_request = dice.random() < 0.5
        # Most runs are longer; who ends before is not killed.
        last = dice.randint(1, 60) if is_by_request else dice.randint(1, 400)
        process = PROCESSES.Process(
            target=run_until, args=(url, self.config, plan, run_id, statements, last, is_by_request)
        )
        process.start()
        while is_by_request and len(self.app.log.entries) < last and process.is_alive():
            process.join(0.001)
        if is_by_request:
            process.kill()
        process.join()
        wait_until_alone(url)
        return f"killed at {'request' if is_by_request else 'statement'} {last}"

    def _begin(self, plan: RunPlan) -> None:
        self.clock.set(plan.moment)
        self.app.log.clear()


class NoPacer:
    """Lets each request go at once."""

    def __init__(self) -> None:
        self.lowered: dict[str, int] = {}

    def lower(self, label: str, limit: int) -> None:
        """Remember a lower limit."""
        self.lowered[label] = limit

    def wait(self, label: str = "") -> None:
        """Return at once."""

    def hold(self, seconds: float) -> None:
        """Hold nobody."""

    def learn(self, requests_per_10s: int) -> None:
        """Need to know nothing."""


def run_sync(url: str, config: ZoomConfig, plan: RunPlan, run_id: str) -> Report:
    """Sync the account once, waiting for nothing between two tries of a request."""
    client = ZoomClient(config, pacer=NoPacer(), sleep=lambda seconds: None)  # type: ignore[arg-type]
    with Warehouse(url) as warehouse:
        return sync(Run(warehouse, run_id), [client], plan.window(), is_full=plan.is_full)


def run_until(
    url: str,
    config: ZoomConfig,
    plan: RunPlan,
    run_id: str,
    statements: Any,
    last: int,
    is_by_request: bool,
) -> None:
    """Sync as a process of its own; unless killed by request, die before the last statement."""

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        with statements.get_lock():
            statements.value += 1
            if not is_by_request and statements.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    run_sync(url, config, plan, run_id)


def wait_until_alone(url: str) -> None:
    """Return when PostgreSQL has noticed that a killed process is gone."""
    others = text(
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and backend_type = 'client backend'"
    )
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with Warehouse(url) as warehouse:
        while time.monotonic() < deadline:
            with warehouse.transaction() as connection:
                if connection.execute(others).scalar_one() == 0:
                    return
            time.sleep(0.01)
    raise TimeoutError("a killed process still has connections")
