"""What the parts of one extraction share: client, rules, warehouse, and what a refusal costs.

A refusal of one resource costs that resource; what concerns the account ends the extraction.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from webinar_sync.warehouse.errors import WarehouseValueError
from webinar_sync.zoom.errors import (
    MISSING,
    Refusal,
    ZoomBadAnswerError,
    ZoomDatesGoneError,
    ZoomOddRowsError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.issues import ALL_REFUSED_CODE, OPTION_REFUSED_CODE
from webinar_sync.zoom.optional_readings import OptionalReadings, describe_refusal
from webinar_sync.zoom.reading_rules import KnownWebinar
from webinar_sync.zoom.reading_threads import read_each, threads_by_label
from webinar_sync.zoom.refusal_log import (
    TROUBLE_CODES,
    RefusalLog,
    RefusedResource,
    describe_causes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.endpoints import Label
    from webinar_sync.zoom.landing import Landing
    from webinar_sync.zoom.reading_rules import ReadingRules

log = logging.getLogger(__name__)

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
        self.options = OptionalReadings()
        self._refusals = RefusalLog()

    def known_webinars(
        self,
        began_at: datetime,
        moved: Collection[int] = (),
        *,
        webinar_ids: Collection[int] | None = None,
    ) -> list[KnownWebinar]:
        """Return what the warehouse knows of the webinars that the run is about.

        An hourly run has nothing to read of webinars that are at rest, and leaves them out.

        :param began_at: Zoom's clock when the extraction began
        :param moved: webinars that the run is about though they were at rest
        :param webinar_ids: of these only; None: all
        """
        window = self.rules.window
        if webinar_ids is None and window.is_by_webhook:
            webinar_ids = window.webinar_ids  # however many others the account has
        rows = self.warehouse.rows(
            "zoom/select_webinars",
            window_from=window.since,
            window_to=window.until,
            is_nightly=self.rules.is_nightly,
            is_hourly=self.rules.is_hourly,
            moved=sorted(moved),
            webinar_ids=None if webinar_ids is None else sorted(webinar_ids),
            answered_at=began_at,
        )
        webinars = (KnownWebinar(**row) for row in rows)
        return [webinar for webinar in webinars if self.rules.is_in_scope(webinar)]

    def issue_key(self, webinar_id: int) -> str:
        """Return the key of a webinar in sync.errors and zoom.refusals."""
        return f"{self.account_id} {webinar_id}"

    def open_issue(self, object_kind: str, object_key: str, error: Refusal) -> None:
        """Say in sync.errors that a resource cannot be read, once the extraction ends.

        Odd rows are left to the check, which knows whether others of the endpoint are odd, too.
        """
        log.warning("%s %s cannot be read: %s", object_kind, object_key, error)
        self.counts["resources_refused"] += 1
        if isinstance(error, ZoomOddRowsError):
            self._keep_odd_answer(object_kind, object_key, error)
        else:
            self._refusals.refused.append(RefusedResource(object_kind, object_key, error))

    def _keep_odd_answer(self, object_kind: str, object_key: str, error: ZoomOddRowsError) -> None:
        self.warehouse.execute(
            "zoom/upsert_odd_answer",
            object_kind=object_kind,
            object_key=object_key,
            source=error.source,
            breach=error.cause,
            row_count=error.tally.rows,
            unreadable=error.tally.unreadable,
            missing_keys=list(error.tally.missing_keys),
        )

    def report_refusals(self, *, ended_by: str = "") -> None:
        """Open the issues of what was refused: a single one where all of a kind was.

        :param ended_by: the code of the issue that ended the extraction: it stands for all of these
        """
        wholly_refused = self._report_options(has_ended=bool(ended_by))
        common = self._refusals.common_causes()
        for code, resources in common.items():
            if code == ended_by:
                continue
            self.warehouse.run.open_issue(
                "account",
                f"{self.account_id} {code}",
                ALL_REFUSED_CODE,
                message=f"Zoom refused everything of a kind that was asked for, "
                f"{len(resources)} resources ({describe_causes(resources)}).",
                resources=len(resources),
            )
        for resource in self._refusals.single_refusals():
            if resource.error.code == ended_by or resource.object_kind in wholly_refused:
                continue
            self.warehouse.run.open_issue(
                resource.object_kind,
                resource.object_key,
                resource.error.code,
                message=f"The {resource.object_kind} cannot be read from Zoom: {resource.error}",
            )
        self._refusals = RefusalLog()
        self.warehouse.execute(
            "zoom/clear_common_refusals",
            object_keys=[f"{self.account_id} {code}" for code in TROUBLE_CODES - common.keys()],
        )

    def _report_options(self, *, has_ended: bool) -> set[str]:
        """Open an issue for each option that was refused; return those refused as a whole.

        :param has_ended: the extraction ended early, so that an option may not have been used
        """
        run, options = self.warehouse.run, self.options
        refused = {**self._refusals.refused_options(), **options.refused}
        for kind, error in refused.items():
            message, remedy = describe_refusal(kind, error)
            key = f"{self.account_id} {kind}"
            run.open_issue("account", key, OPTION_REFUSED_CODE, message=message, remedy=remedy)
        mended = [] if has_ended else [kind for kind in options.mended() if kind not in refused]
        run.close_issues_of(
            [("account", f"{self.account_id} {kind}") for kind in mended], [OPTION_REFUSED_CODE]
        )
        return set(refused)

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
            is_missing=isinstance(error, (*MISSING, ZoomDatesGoneError)),
            answered_at=self.client.now(),
        )

    def close_issues(self, object_kind: str, object_key: str) -> None:
        """Record that a resource can be read again."""
        self.count_read([object_kind])
        with self.warehouse.transaction() as transaction:
            transaction.close_issues([(object_kind, object_key)])

    def keep(self, object_kind: str, object_key: str, land: Callable[[], object]) -> None:
        """Land a reading, and close the issues of its resource; or defer it, as `land` says."""
        refusal = self.land(object_kind, land)
        if refusal:
            self.defer(object_kind, object_key, refusal)
        else:
            self.close_issues(object_kind, object_key)

    @staticmethod
    def land(object_kind: str, land: Callable[[], object]) -> ZoomBadAnswerError | None:
        """Land a reading; return an error where the warehouse refuses a value of it.

        The reading's own transaction is rolled back then, so what was known stays.
        """
        try:
            land()
        except WarehouseValueError as error:
            return ZoomBadAnswerError(f"{object_kind}: a value cannot be stored: {error}")
        except RecursionError:
            return ZoomBadAnswerError(f"{object_kind}: a value cannot be stored: it nests too deep")
        return None

    def count_read(self, object_kinds: Iterable[str]) -> None:
        """Count resources that were read whole: not all of their kinds are refused."""
        self._refusals.read.update(object_kinds)

    def read_each(
        self, label: Label, resources: Iterable[Resource], read: Callable[[Resource], Reading]
    ) -> Iterator[tuple[Resource, Reading | Refusal]]:
        """Read all resources beside each other, as `reading_threads.read_each` says.

        :param label: of most of their requests
        """
        threads = threads_by_label(self.client.config)[label]
        return read_each(resources, read, threads=threads)

    def read_answered(
        self, label: Label, resources: Iterable[Resource], read: Callable[[Resource], Reading]
    ) -> Iterator[tuple[Resource, Reading | Refusal]]:
        """Read resources as `read_each` does, but end only them where Zoom no longer answers.

        For what the next run asks for again by itself, and nothing else of this one needs.
        """
        try:
            yield from self.read_each(label, resources, read)
        except ZoomUnavailableError as error:
            log.warning("what is left of %s requests waits for the next run: %s", label, error)
