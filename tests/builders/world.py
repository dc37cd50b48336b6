"""A small world: sandbox accounts over HTTP, a warehouse, and runs by the sandbox's clock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from local.campaign.hubspot.compared import check_everybody_is_compared
from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from sandbox.zoom.store import Store
from tests.builders.times import at
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.hubspot.gate.state import NOTHING, Wishes
from webinar_sync.hubspot.push.steps import push
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.pipeline import sync, sync_webhooks
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sandbox.hubspot.server import HubspotSandbox
    from sandbox.serve import Handle
    from sandbox.zoom.model import Account
    from webinar_sync.runs.report import Report
    from webinar_sync.warehouse.engine import Warehouse

TOKEN = "pat-sandbox-1"
WORLD_BEGINS_AT = at("20 12:00")
ALWAYS = date(2000, 1, 1)
"""A push_since before everything."""


class World:
    """Sandbox accounts, and the warehouse that they are synced into.

    :param runs: how many runs the warehouse has seen
    """

    def __init__(
        self,
        warehouse: Warehouse,
        accounts: Sequence[Account],
        *,
        now: datetime = WORLD_BEGINS_AT,
        runs: int = 0,
        make_store: Callable[[Account], Store] = Store,
    ) -> None:
        self.warehouse = warehouse
        self.accounts = tuple(accounts)
        self.clock = SandboxClock(now, ticking=False)
        self.app = create_zoom_app(
            list(accounts), self.clock, enforce_limits=False, make_store=make_store
        )
        self.server = run_in_thread(self.app)
        self.token = TOKEN
        self.hubspot: HubspotSandbox | None = None
        self._hubspot_server: Handle | None = None
        self._runs = runs

    def close(self) -> None:
        """Stop serving."""
        self.server.stop()
        if self._hubspot_server is not None:
            self._hubspot_server.stop()

    def replace_accounts(self, *accounts: Account) -> None:
        """Let Zoom answer from now on as somebody has edited it."""
        self.server.stop()
        self.accounts = accounts
        self.app = create_zoom_app(list(accounts), self.clock, enforce_limits=False)
        self.server = run_in_thread(self.app)

    def connect_hubspot(
        self, portal: Portal | None = None, *, push_since: date | None = ALWAYS, **options: Any
    ) -> HubspotSandbox:
        """Serve a HubSpot account, too: from now on syncs mirror it, and `push` pushes to it.

        :param push_since: the setting; None: what ended before the first push is not sent
        """
        execute(self.warehouse, "update settings.sync set push_since = :day", day=push_since)
        self.hubspot = create_hubspot_app(
            portal or Portal(TOKEN), self.clock, **{"enforce_limits": False, **options}
        )
        self._hubspot_server = run_in_thread(self.hubspot)
        return self.hubspot

    def hubspot_client(self, **changes: Any) -> HubspotClient:
        """Return a client of the HubSpot account, whose waiting moves the sandbox's clock."""
        assert self._hubspot_server is not None
        values: dict[str, Any] = {"token": self.token, "base_url": self._hubspot_server.url}
        config = HubspotConfig(**{**values, **changes})
        return HubspotClient(config, NoPacer(), sleep=self.clock.advance)

    def hubspot_run(
        self, *, with_refused: bool = False, take_over: bool = False, **changes: Any
    ) -> HubspotRun:
        """Return what a task that talks to HubSpot works with."""
        self._runs += 1
        client = self.hubspot_client(**changes)
        return HubspotRun(self.warehouse, f"run {self._runs}", client, with_refused, take_over)

    def push(self, wishes: Wishes = NOTHING, **options: Any) -> Report:
        """Push to HubSpot: whom nobody marked, it would not compare."""
        check_everybody_is_compared(self.warehouse)
        return push(self.hubspot_run(**options), wishes=wishes)

    def hubspot_requests(self) -> list[str]:
        """Return the templates of the requests to HubSpot since the last call."""
        assert self.hubspot is not None
        templates = self.hubspot.log.templates()
        self.hubspot.log.clear()
        return templates

    def config(self, account: Account, **changes: Any) -> ZoomConfig:
        """Return what a connection to the sandbox's account would say."""
        values: dict[str, Any] = {
            "conn_id": f"zoom_{account.account_id}",
            "account_id": account.account_id,
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            "base_url": self.server.url,
            "token_url": f"{self.server.url}/oauth/token",
            "plan": "business",
            "rate_share": 1.0,
        }
        return ZoomConfig(**{**values, **changes})

    def client(self, account: Account, **changes: Any) -> ZoomClient:
        """Return a client of the account that waits for nothing."""
        return ZoomClient(
            self.config(account, **changes), pacer=NoPacer(), sleep=lambda seconds: None
        )

    def sync(self, window: Window | None = None, *, is_full: bool = True) -> Report:
        """Run the whole sync; without a window, as a scheduled run that ends now."""
        self._runs += 1
        return sync(
            Run(self.warehouse, f"run {self._runs}"),
            [self.client(account) for account in self.accounts],
            window or Window(None, self.clock.now(), False),
            is_full=is_full,
            hubspot=self.hubspot_client() if self.hubspot else None,
        )

    def sync_webhooks(self) -> Report:
        """Read what webhooks named, as the Dag does that they wake."""
        self._runs += 1
        return sync_webhooks(
            Run(self.warehouse, f"run {self._runs}"),
            [self.client(account) for account in self.accounts],
            hubspot=self.hubspot_client() if self.hubspot else None,
        )

    def requests(self) -> list[str]:
        """Return the templates of the requests since the last call."""
        templates = self.app.log.templates()
        self.app.log.clear()
        return templates


class NoPacer:
    """Stands in for the pacing where a test is not about it."""

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


def mark_webinars(warehouse: Warehouse, *webinar_ids: int) -> None:
    """Have the next load compute webinars anew; without ids, all of them."""
    execute(
        warehouse,
        "insert into sync.webinars_to_load (account_id, webinar_id, reason)"
        " select account_id, webinar_id, 'test' from zoom.webinars"
        " where :is_every or webinar_id = any(:webinar_ids)",
        webinar_ids=list(webinar_ids),
        is_every=not webinar_ids,
    )


def query(warehouse: Warehouse, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with warehouse.transaction() as connection:
        return [tuple(row) for row in connection.execute(text(sql), parameters)]


def execute(warehouse: Warehouse, sql: str, **parameters: Any) -> None:
    """Run a statement."""
    with warehouse.transaction() as connection:
        connection.execute(text(sql), parameters)
