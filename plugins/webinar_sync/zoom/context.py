"""What the parts of one extraction share: client, rules, warehouse, and what a refusal costs.

A refusal of one resource costs that resource; what concerns the account ends the extraction.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, TypeVar

from webinar_sync.concurrency import THREADS, each
from webinar_sync.zoom.errors import (
    ZoomNotFoundError,
    ZoomPlanMissingError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.issues import RESOURCE_CODES, RESOURCE_REMEDIES
from webinar_sync.zoom.reading_rules import KnownWebinar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing
    from webinar_sync.zoom.reading_rules import ReadingRules

UNAVAILABLE = 3
"""So many resources that are not answered, and none that is: then Zoom itself is down. Where others
are answered, it takes as many in a row as there are threads: who waits longest comes last."""

log = logging.getLogger(__name__)

Refusal = ZoomResourceError | ZoomUnavailableError
"""What costs one resource, and not the account."""
MISSING = (ZoomNotFoundError, ZoomPlanMissingError)
"""Refusals that say that something does not exist. Zoom may be wrong once: such an answer counts
when a second one, a day later, or a listing confirms it."""
Resource = TypeVar("Resource")
Reading = TypeVar("Reading")


class ExtractionContext:
    """One extraction of one account."""

    def __init__(self, client: ZoomClient, landing: Landing, rules: ReadingRules) -> None:
        self.client = client
        self.landing = landing
        self.rules = rules
        self.warehouse = landing.warehouse
        self.counts = landing.counts
        self.account_id = client.config.account_id

    def known_webinars(self, began_at: datetime) -> list[KnownWebinar]:
        """Return what the warehouse knows of the webinars that the run is about.

        :param began_at: Zoom's clock when the extraction began
        """
        rows = self.warehouse.rows(
            "zoom/select_webinars",
            window_from=self.rules.window.since,
            window_to=self.rules.window.until,
            is_full=self.rules.is_full,
            answered_at=began_at,
        )
        webinars = (KnownWebinar(**row) for row in rows)
        return [webinar for webinar in webinars if self.rules.is_in_scope(webinar)]

    def issue_key(self, webinar_id: int) -> str:
        """Return the key of a webinar in sync.errors and zoom.refusals."""
        return f"{self.account_id} {webinar_id}"

    def open_issue(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Say in sync.errors that a resource cannot be read."""
        log.warning("%s %s cannot be read: %s", object_kind, object_key, error)
        self.counts["resources_refused"] += 1
        self.warehouse.run.open_issue(
            object_kind,
            object_key,
            error.code,
            message=f"The {object_kind} cannot be read from Zoom: {error}",
            remedy=RESOURCE_REMEDIES[error.code],
        )

    def defer(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Open an issue for a resource, and defer its next reading, longer each time."""
        self.open_issue(object_kind, object_key, error)
        self.remember_refusal(object_kind, object_key, error)

    def remember_refusal(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Defer a resource's next reading, longer each time."""
        self.warehouse.execute(
            "zoom/upsert_refusal",
            object_kind=object_kind,
            object_key=object_key,
            code=error.code,
            is_missing=isinstance(error, MISSING),
            answered_at=self.client.now(),
        )

    def close_issues(self, object_kind: str, object_key: str) -> None:
        """Record that a resource can be read again."""
        self.warehouse.execute(
            "zoom/delete_refusal", object_kind=object_kind, object_key=object_key
        )
        self.warehouse.run.close_issues(object_kind, object_key, RESOURCE_CODES)

    @staticmethod
    def read_each(
        resources: Iterable[Resource], read: Callable[[Resource], Reading]
    ) -> Iterator[tuple[Resource, Reading | Refusal]]:
        """Read all resources beside each other; yield each with its reading, as they come.

        In place of its reading, a resource may have a refusal. Any other error ends the rest, and
        so do several resources in a row that are not answered at all; readings under way are
        yielded before.
        """
        stop = threading.Event()
        answered = unavailable = 0
        problem: Exception | None = None
        for resource, future in each(resources, read, name="zoom", stop=stop):
            try:
                reading: Reading | Refusal = future.result()
                answered, unavailable = answered + 1, 0
            except ZoomResourceError as error:
                reading, answered, unavailable = error, answered + 1, 0
            except ZoomUnavailableError as error:
                reading, unavailable = error, unavailable + 1
                if unavailable >= (THREADS if answered else UNAVAILABLE):
                    problem = problem or error
                    stop.set()
            except Exception as error:  # raised again below, once the readings are out
                problem = problem or error
                stop.set()
                continue
            yield resource, reading
        if problem is not None:
            raise problem
