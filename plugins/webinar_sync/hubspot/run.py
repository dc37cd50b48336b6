"""A run that talks to HubSpot: its client, and the rows that HubSpot refused."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.concurrency import each
from webinar_sync.hubspot.batches import BATCH, Row, Verdict, as_json
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.errors import Reason

LEAST = "requests_least"
"""The count of requests that a step cannot do without."""

log = logging.getLogger(__name__)


def least_requests(rows: int, size: int = BATCH) -> Counter[str]:
    """Return how many requests so many rows need, as a count of a step."""
    return Counter({LEAST: -(-rows // size)})


@dataclass(frozen=True)
class HubspotRun(Run):
    """A run, or a task of it, that talks to one HubSpot account.

    `with_refused`: rows that HubSpot refused not long ago are sent again, too.
    """

    client: HubspotClient
    with_refused: bool = False

    def each(
        self, batches: Iterable[list[Row]], send: Callable[[list[Row]], Counter[str]]
    ) -> Counter[str]:
        """Send batches beside each other, as they come, and add up their counts.

        What concerns not rows but the whole ends the rest; batches under way are finished before
        it is raised.
        """
        total: Counter[str] = Counter()
        stop = threading.Event()

        def send_or_stop(batch: list[Row]) -> Counter[str]:
            try:
                return send(batch)
            except BaseException:
                stop.set()
                raise

        for _, future in each(batches, send_or_stop, name="hubspot", stop=stop):
            total += future.result()
        return total

    def defer_refused(
        self,
        object_kind: str,
        refused: Sequence[tuple[Row, Reason]],
        describe: Callable[[Row], str],
    ) -> None:
        """Defer rows that HubSpot refused, and say so in sync.errors. No values of theirs.

        :param describe: names a row in the middle of a sentence
        """
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
            self.open_issue(
                f"hubspot {object_kind}",
                row["object_key"],
                "refused",
                message=f"HubSpot refused {describe(row)}: {reason}.",
                remedy="Mend what HubSpot's code names. It is sent again by later pushes, at "
                "longer and longer intervals, or at once when it changes or when push_hubspot is "
                "run by hand with `with_refused`.",
            )

    def clear_refusals(self, object_kind: str, verdict: Verdict) -> None:
        """Record that rows refused before were accepted at last."""
        keys = [row["object_key"] for row in verdict.taken]
        for refusal in self.warehouse.rows(
            "hubspot/delete_refusals", object_kind=object_kind, object_keys=keys
        ):
            self.close_issues(f"hubspot {object_kind}", refusal["object_key"], ["refused"])
