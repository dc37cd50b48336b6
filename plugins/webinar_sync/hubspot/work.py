"""What everything that talks to HubSpot shares: the warehouse, the client, the run, and threads."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import BATCH, Row, Verdict, as_json
from webinar_sync.runs import clear_errors, note_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.errors import Reason
    from webinar_sync.warehouse.engine import Warehouse

THREADS = 16
"""At 19 requests a second, enough for answers that take 0.8 seconds."""

LEAST = "requests_least"
"""The count of requests that a step cannot do without."""

log = logging.getLogger(__name__)


def least_requests(rows: int, size: int = BATCH) -> Counter[str]:
    """Return how many requests so many rows need, as a count of a step."""
    return Counter({LEAST: -(-rows // size)})


@dataclass(frozen=True)
class Work:
    """One task of a run: where from, where to, and for which run.

    `with_refused`: rows that HubSpot refused not long ago are sent again, too.
    """

    warehouse: Warehouse
    client: HubspotClient
    run_id: str
    with_refused: bool = False

    def each(
        self, batches: Iterable[list[Row]], send: Callable[[list[Row]], Counter[str]]
    ) -> Counter[str]:
        """Send batches beside each other, as they come, and add up their counts.

        At most two for each thread are held. What concerns not rows but the whole ends the rest;
        batches under way are finished before it is raised.
        """
        total: Counter[str] = Counter()
        stopped = threading.Event()

        def send_unless_stopped(batch: list[Row]) -> Counter[str]:
            try:
                return Counter() if stopped.is_set() else send(batch)
            except BaseException:
                stopped.set()
                raise

        with ThreadPoolExecutor(THREADS, thread_name_prefix="hubspot") as threads:
            under_way: set[Future[Counter[str]]] = set()
            for batch in batches:
                if stopped.is_set():
                    break
                under_way.add(threads.submit(send_unless_stopped, batch))
                if len(under_way) >= 2 * THREADS:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for one in done:
                        total += one.result()
            for one in under_way:
                total += one.result()
        return total

    def note_refused(
        self,
        object_kind: str,
        refused: Sequence[tuple[Row, Reason]],
        words: Callable[[Row], str],
    ) -> None:
        """Put off rows that HubSpot refused, and say so in sync.errors. No values of theirs."""
        if not refused:
            return
        self.warehouse.execute(
            "hubspot/upsert_refusals",
            object_kind=object_kind,
            rows=as_json(
                {"object_key": row["object_key"], "digest": row["digest"]} for row, _ in refused
            ),
            run_id=self.run_id,
        )
        for row, reason in refused:
            log.warning("HubSpot refused the %s %s: %s", object_kind, row["object_key"], reason)
            note_error(
                self.warehouse,
                self.run_id,
                (f"hubspot {object_kind}", row["object_key"], "refused"),
                f"HubSpot refused {words(row)}: {reason}.",
                "Mend what HubSpot's code names. It is sent again by later pushes, at longer and "
                "longer intervals, or at once when it changes or when push_hubspot is run by hand "
                "with `with_refused`.",
            )

    def note_taken(self, object_kind: str, verdict: Verdict) -> None:
        """Note that rows refused before were taken at last."""
        keys = [row["object_key"] for row in verdict.taken]
        for one in self.warehouse.rows(
            "hubspot/delete_refusals", object_kind=object_kind, object_keys=keys
        ):
            clear_errors(
                self.warehouse,
                self.run_id,
                f"hubspot {object_kind}",
                one["object_key"],
                ["refused"],
            )
