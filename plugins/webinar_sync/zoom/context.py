"""What discovery and the reading of people share: who is asked, for what, and where rows land.

What a resource's refusal costs is that resource; what concerns the account ends the extraction.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, TypeVar

from webinar_sync.concurrency import THREADS, each
from webinar_sync.zoom.errors import ZoomResourceError, ZoomUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webinar_sync.runs.window import Window
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing

UNAVAILABLE = 3
"""So many resources that are not answered, and none that is: then Zoom itself is down. Where others
are answered, it takes as many in a row as there are threads: who waits longest comes last."""

log = logging.getLogger(__name__)

Refusal = ZoomResourceError | ZoomUnavailableError
"""What costs one resource, and not the account."""
Item = TypeVar("Item")
Answered = TypeVar("Answered")

REMEDIES = {
    "not_found": "If the session is recent, wait: it is asked for again. Else Zoom has no report "
    "of it, or no longer.",
    "too_old": "Nothing: Zoom keeps reports for six months. Run the sync at least that often.",
    "bad_answer": "It is asked for again by the next runs, at longer and longer intervals. If this "
    "lasts, see Zoom's status page.",
    "refused": "It is asked for again by the next runs, at longer and longer intervals. If this "
    "lasts, open a ticket with Zoom and name the object's key.",
    "unavailable": "It is asked for again by the next runs, at longer and longer intervals. Others "
    "are answered: if this lasts, open a ticket with Zoom and name the object's key.",
    "page_token": "The listing took longer than the 15 minutes for which Zoom remembers a page. It "
    "is asked for again; if this lasts, raise rate_share in the connection.",
    "plan_missing": "Give the host a webinar plan in Zoom.",
    "no_registration": "Turn registration on in Zoom if people are to be known by name.",
}
ERROR_CODES = tuple(REMEDIES)


class ExtractionContext:
    """One extraction of one account: the client, the window, and where rows land."""

    def __init__(
        self, client: ZoomClient, landing: Landing, window: Window, *, is_full: bool, is_first: bool
    ) -> None:
        self.client = client
        self.landing = landing
        self.window = window
        self.is_full = is_full
        # A window of an account that nobody has looked at yet finds out about the account first.
        self.looks_around = not window.is_exact or (is_first and not window.webinar_ids)
        self.counts = landing.counts

    def webinar_key(self, webinar_id: int) -> str:
        """Return the key of a webinar in sync.errors."""
        return f"{self.client.config.account_id} {webinar_id}"

    def open_issue(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Say in sync.errors that a resource cannot be read, and go on."""
        log.warning("%s %s cannot be read: %s", object_kind, object_key, error)
        self.counts["resources_refused"] += 1
        self.landing.run.open_issue(
            object_kind,
            object_key,
            error.code,
            message=f"Zoom does not let this {object_kind} be read: {error}",
            remedy=REMEDIES.get(error.code, REMEDIES["refused"]),
        )

    def defer(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Note that one resource cannot be read, and ask for it again later, and later."""
        self.open_issue(object_kind, object_key, error)
        self.landing.refused(object_kind, object_key, self.client.now())

    def close_issues(self, object_kind: str, object_key: str) -> None:
        """Note that a resource can be read again."""
        self.landing.readable(object_kind, object_key)
        self.landing.run.close_issues(object_kind, object_key, ERROR_CODES)

    @staticmethod
    def each(
        items: Iterable[Item], ask: Callable[[Item], Answered]
    ) -> Iterator[tuple[Item, Answered | Refusal]]:
        """Ask for all items beside each other, and yield each with its answer, as they come.

        A refusal of one resource is an answer. Any other error ends the rest, and so do several
        resources in a row that are not answered at all; answers under way are yielded before.
        """
        stop = threading.Event()
        answered = unavailable = 0
        problem: Exception | None = None
        for item, future in each(items, ask, name="zoom", stop=stop):
            try:
                answer: Answered | Refusal = future.result()
                answered, unavailable = answered + 1, 0
            except ZoomResourceError as error:
                answer, answered, unavailable = error, answered + 1, 0
            except ZoomUnavailableError as error:
                answer, unavailable = error, unavailable + 1
                if unavailable >= (THREADS if answered else UNAVAILABLE):
                    problem = problem or error
                    stop.set()
            except Exception as error:  # raised again below, once the answers are out
                problem = problem or error
                stop.set()
                continue
            yield item, answer
        if problem is not None:
            raise problem
