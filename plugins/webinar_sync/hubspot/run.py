"""A run that talks to HubSpot: its client, its batches beside each other, its requests."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from webinar_sync.concurrency import each
from webinar_sync.hubspot.errors import HubspotStepError
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from webinar_sync.errors import WebinarSyncError
    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.client import HubspotClient


@dataclass(frozen=True)
class HubspotRun(Run):
    """A run, or a task of it, that talks to one HubSpot account.

    `with_refused`: rows that HubSpot refused not long ago are sent again, too. `take_over`: this
    warehouse may write to the account from now on, though another one has written to it.
    """

    client: HubspotClient
    with_refused: bool = False
    take_over: bool = False

    unexpected: ClassVar[type[WebinarSyncError]] = HubspotStepError

    def process_batches(
        self, batches: Iterable[list[Row]], process: Callable[[list[Row]], Counter[str]]
    ) -> Counter[str]:
        """Call a function for batches beside each other, as they come; add up their counts.

        An error ends the rest; batches under way are finished before it is raised.
        """
        total: Counter[str] = Counter()
        stop = threading.Event()

        def process_or_stop(batch: list[Row]) -> Counter[str]:
            try:
                return process(batch)
            except BaseException:
                stop.set()
                raise

        for batch, future in each(batches, process_or_stop, name="hubspot", stop=stop):
            total += future.result()
            self.progress.add(len(batch))
        return total

    def record_requests(self) -> None:
        """Add the client's requests since the last call to those of the run."""
        for kind, sent in self.client.sent.items():
            self.add_requests("hubspot", kind, sent, self.client.refused[kind])
        self.client.sent.clear()
        self.client.refused.clear()
