"""Records what becomes of the requests for one webinar, and that some are about to be sent."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from webinar_sync.registration.applicants import keys_of, requests_of
from webinar_sync.registration.inbox import defer_requests, record_decisions
from webinar_sync.registration.rules import refuse
from webinar_sync.zoom.errors import ZoomError, ZoomOutcomeUnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.registration.applicants import Applicant
    from webinar_sync.registration.rules import Decision
    from webinar_sync.registration.webinar_lookup import LocatedWebinar
    from webinar_sync.runs.run import Run

UNKNOWN_RETRY = timedelta(minutes=1)
"""How long after a request without a response the registrants are read."""

log = logging.getLogger(__name__)


class Records:
    """Records decisions about one webinar, in the name of one run."""

    def __init__(self, run: Run, located: LocatedWebinar) -> None:
        self._run = run
        self._client = located.client
        self._account_id = located.webinar.account_id

    def record(self, decisions: Sequence[Decision], decided_at: datetime | None = None) -> None:
        """Record decisions about this webinar.

        :param decided_at: by Zoom's clock; None: now
        """
        record_decisions(
            self._run,
            decisions,
            account_id=self._account_id,
            registered_at=decided_at or self._client.now(),
        )

    def refuse(
        self, applicants: Sequence[Applicant], code: str, fields: Sequence[str] = ()
    ) -> None:
        """Record that nothing is done for these people.

        :param fields: of the form, that Zoom refuses
        """
        if code == "INVALID_FIELDS" and not fields:
            code = "REFUSED"
        named = ", ".join(fields)
        self.record([refuse(request, code, fields=named) for request in requests_of(applicants)])

    @contextmanager
    def sending(self, applicants: Sequence[Applicant]) -> Iterator[datetime]:
        """Record that people are about to be sent to Zoom; yield when, by Zoom's clock.

        Where Zoom refuses for certain, it did nothing: they count as not sent by this attempt.
        """
        sent_at = self._client.now()
        self._run.warehouse.execute(
            "registration/mark_sent",
            request_keys=keys_of(applicants),
            sent_at=sent_at,
            run_id=self._run.run_id,
        )
        try:
            yield sent_at
        except ZoomOutcomeUnknownError:
            raise
        except ZoomError:
            first_sent = [row for row in requests_of(applicants) if row.sent_at is None]
            self._run.warehouse.execute(
                "registration/unmark_sent",
                request_keys=[request.request_key for request in first_sent],
                run_id=self._run.run_id,
            )
            raise

    def defer_unknown(self, applicants: Sequence[Applicant], error: Exception) -> None:
        """Defer requests of which nobody knows whether Zoom did them."""
        requests = requests_of(applicants)
        log.warning("%s: %d requests wait until registrants are read", error, len(requests))
        until = datetime.now(UTC) + UNKNOWN_RETRY
        defer_requests(self._run, requests, "Zoom did not say whether it did them", until)
