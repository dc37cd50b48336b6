"""How one account is asked: requests beside each other, rows landed by one thread, refusals noted.

What a resource's refusal costs is that resource; what concerns the account ends the extraction.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, TypeVar

from webinar_sync.zoom.errors import ZoomResourceError, ZoomUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webinar_sync.window import Window
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing

THREADS = 16
UNAVAILABLE = 3
"""So many resources that are not answered, and none that is: then Zoom itself is down. Where others
are answered, it takes as many in a row as there are threads: who waits longest comes last."""

log = logging.getLogger(__name__)

Refusal = ZoomResourceError | ZoomUnavailableError
"""What costs one resource, and not the account."""
Item = TypeVar("Item")
Found = TypeVar("Found")

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


class Asking:
    """What discovery and extraction share: who is asked, what for, and where it goes."""

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
        return f"{self.client.settings.account_id} {webinar_id}"

    def note_error(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Note in sync.errors that one resource cannot be read, and go on."""
        log.warning("%s %s cannot be read: %s", object_kind, object_key, error)
        self.counts["resources_refused"] += 1
        self.landing.error(
            object_kind,
            object_key,
            error.code,
            f"Zoom does not let this {object_kind} be read: {error}",
            REMEDIES.get(error.code, REMEDIES["refused"]),
        )

    def put_off(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Note that one resource cannot be read, and ask for it again later, and later."""
        self.note_error(object_kind, object_key, error)
        self.landing.refused(object_kind, object_key, self.client.now())

    def clear_errors(self, object_kind: str, object_key: str) -> None:
        """Note that a resource can be read again."""
        self.landing.clear_errors(object_kind, object_key, ERROR_CODES)

    @staticmethod
    def each(
        items: Iterable[Item], ask: Callable[[Item], Found]
    ) -> Iterator[tuple[Item, Found | Refusal]]:
        """Ask for all items beside each other, and yield each with its answer, as they come.

        A refusal of one resource is an answer. Any other error ends the rest, and so do several
        resources in a row that are not answered at all; answers under way are yielded before.
        """
        stopped = threading.Event()
        answered = unavailable = 0
        problem: Exception | None = None

        def ask_unless_stopped(item: Item) -> Found | None:
            return None if stopped.is_set() else ask(item)

        with ThreadPoolExecutor(THREADS, thread_name_prefix="zoom") as threads:
            asked = {threads.submit(ask_unless_stopped, item): item for item in items}
            try:
                for future in as_completed(list(asked)):
                    item = asked.pop(future)  # lets go of the answer once it is landed
                    found: Found | Refusal | None
                    try:
                        found = future.result()
                        answered, unavailable = answered + 1, 0
                    except ZoomResourceError as error:
                        found, answered, unavailable = error, answered + 1, 0
                    except ZoomUnavailableError as error:
                        found, unavailable = error, unavailable + 1
                        if unavailable >= (THREADS if answered else UNAVAILABLE):
                            problem = problem or error
                            stopped.set()
                    except Exception as error:  # raised again below, once the answers are out
                        problem, found = problem or error, None
                        stopped.set()
                    if found is not None:
                        yield item, found
            finally:
                stopped.set()
        if problem is not None:
            raise problem
