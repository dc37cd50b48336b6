"""Zoom that sends webhooks over HTTP, to the webhooks as they are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.serve import run_in_thread
from sandbox.zoom.webhooks import Sender, events_between
from tests.builders import WEBHOOK_SECRET, World, query
from tests.integration.web.zoom_calls import EVENTS, zoom_backend
from webinar_sync.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sandbox.serve import Handle
    from webinar_sync.runs.report import Report


class Telling:
    """A world whose Zoom sends webhooks.

    :param chances: of the sender: lost, twice, late
    """

    def __init__(self, world: World, **chances: Any) -> None:
        self.world = world
        (self.account,) = world.accounts
        secrets = {self.account.account_id: WEBHOOK_SECRET}
        app = create_app(lambda: zoom_backend(world.warehouse, secrets), clock=self._seconds)
        self.server: Handle = run_in_thread(app)
        self.sender = Sender(
            self.server.url + EVENTS, WEBHOOK_SECRET, seconds=self._seconds, **chances
        )
        self.sender.challenge()
        self._since = world.clock.now()

    def _seconds(self) -> float:
        return self.world.clock.now().timestamp()

    def tell(self, moment: datetime) -> None:
        """Let time pass, and Zoom send what has happened."""
        store = self.world.app.stores[self.account.account_id]
        self.sender.take(events_between(store, self._since, moment))
        self._since = moment
        self.world.clock.set(moment)
        self.sender.send(moment)

    def run(self, moment: datetime | None = None) -> Report:
        """Let Zoom send what has happened by a moment, and read what is due then."""
        if moment:
            self.tell(moment)
        report = self.world.sync_webhooks()
        assert report.success, report.message
        return report

    def waiting(self) -> int:
        """Return how many events are not handled."""
        ((count,),) = query(
            self.world.warehouse,
            "select count(*) from zoom.webhook_events where handled_at is null",
        )
        return int(count)


@pytest.fixture
def make_telling(make_world: Callable[..., World]) -> Iterator[Callable[..., Telling]]:
    """Return a function that serves an account whose Zoom sends webhooks."""
    made: list[Telling] = []

    def make(account: Any, *, now: datetime, **chances: Any) -> Telling:
        made.append(Telling(make_world(account, now=now), **chances))
        return made[-1]

    yield make
    for telling in made:
        telling.server.stop()
