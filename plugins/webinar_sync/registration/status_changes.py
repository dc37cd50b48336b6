"""Has Zoom cancel registrations, up to 30 at once, and let in again whom this action removed.

Before anything is sent, the warehouse records that it is about to be. If no response comes, the
requests stay undecided, and who is registered is read before anything is sent again. Who waits for
the host's approval is deleted from the list rather than denied: so they may be added again, and
wait again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from webinar_sync.registration.applicants import group_by_person
from webinar_sync.registration.inbox import defer_requests
from webinar_sync.registration.outcomes import (
    ADD,
    ALREADY_CANCELLED,
    CANCELLED,
    CODES_FOR_EVERYBODY,
    REMOVE,
    code_of,
)
from webinar_sync.registration.records import Records
from webinar_sync.registration.registrant_lookup import read_registrant
from webinar_sync.registration.responses import Registration, decisions_of
from webinar_sync.registration.rules import Decision
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomError,
    ZoomOutcomeUnknownError,
    ZoomRegistrantLimitError,
    ZoomResourceError,
)
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from webinar_sync.registration.applicants import Applicant
    from webinar_sync.registration.rules import Registrant, Request
    from webinar_sync.registration.webinar_lookup import LocatedWebinar
    from webinar_sync.runs.run import Run

BATCH = 30
"""Registrants in a change of status: Zoom's limit."""


class StatusChanger:
    """Changes registrations for one webinar, and records what becomes of each request."""

    def __init__(self, run: Run, located: LocatedWebinar) -> None:
        self._run = run
        self._client = located.client
        self._webinar = located.webinar
        self._landing = Landing(run, located.webinar.account_id)
        self._records = Records(run, located)

    def cancel(self, requests: Iterable[Request]) -> None:
        """Cancel the registrations of people who are registered, and record what Zoom says.

        :raises ZoomError: for what concerns the account as a whole; the rest stays in the inbox
        """
        applicants = group_by_person(requests)
        waiting = [a for a in applicants if self._registrant(a).status == "pending"]
        approved = [a for a in applicants if self._registrant(a).status == "approved"]
        self._change_in_batches("cancel", approved, self._record_cancelled)
        for applicant in waiting:
            self._send("delete", [applicant], self._record_deleted)

    def approve(self, requests: Iterable[Request]) -> None:
        """Let in again people whom this action removed, and record what Zoom says.

        :raises ZoomError: as for `cancel`
        """
        self._change_in_batches("approve", group_by_person(requests), self._record_approved)

    def _registrant(self, applicant: Applicant) -> Registrant:
        return self._webinar.registrants[applicant.address]

    def _change_in_batches(
        self,
        change: Literal["approve", "cancel"],
        applicants: Sequence[Applicant],
        record: Callable[[Sequence[Applicant], datetime], None],
    ) -> None:
        for first in range(0, len(applicants), BATCH):
            batch = applicants[first : first + BATCH]
            code = self._send(change, batch, record)
            if code in CODES_FOR_EVERYBODY:
                self._records.refuse(applicants[first + BATCH :], code)
                return

    def _send(
        self,
        change: Literal["approve", "cancel", "delete"],
        applicants: Sequence[Applicant],
        record: Callable[[Sequence[Applicant], datetime], None],
    ) -> str:
        """Have Zoom change these people; return the code of a refusal, or ""."""
        try:
            with self._records.sending(applicants):
                answered_at = self._request(change, applicants)
        except ZoomOutcomeUnknownError as error:
            self._records.defer_unknown(applicants, error)
            return ""
        except ZoomRegistrantLimitError as error:
            if len(applicants) > 1:  # it concerns one of them
                return self._send_singly(change, applicants, record)
            reason = "Zoom changes a registration ten times a day at most"
            defer_requests(self._run, applicants[0].requests, reason, error.until)
            return ""
        except ZoomResourceError as error:
            code = code_of(error.reason, ADD if change == "approve" else REMOVE)
            if len(applicants) > 1 and code not in CODES_FOR_EVERYBODY - {"WEBINAR_FULL"}:
                return self._send_singly(change, applicants, record)
            self._records.refuse(applicants, code)
            return code
        record(applicants, answered_at)
        return ""

    def _send_singly(
        self,
        change: Literal["approve", "cancel", "delete"],
        applicants: Sequence[Applicant],
        record: Callable[[Sequence[Applicant], datetime], None],
    ) -> str:
        """Change one after the other; a refusal that holds for everybody ends it."""
        for place, applicant in enumerate(applicants):
            code = self._send(change, [applicant], record)
            if code in CODES_FOR_EVERYBODY:
                self._records.refuse(applicants[place + 1 :], code)
                return code
        return ""

    def _request(
        self, change: Literal["approve", "cancel", "delete"], applicants: Sequence[Applicant]
    ) -> datetime:
        """Send a change to Zoom; return when Zoom answered that it is done."""
        webinar_id = self._webinar.webinar_id
        if change == "delete":
            registrant_id = self._registrant(applicants[0]).registrant_id
            try:
                answer = self._client.post(
                    zoom.DELETE_REGISTRANT, webinar_id=webinar_id, registrant_id=registrant_id
                )
            except ZoomResourceError as error:
                if error.reason != "no_registrant":  # gone meanwhile, as was to be
                    raise
                return self._client.now()
            return answer.answered_at
        registrants = [self._registrant(applicant) for applicant in applicants]
        occurrence_id = self._webinar.occurrence_id
        body = {
            "action": change,
            "registrants": [
                {"id": registrant.registrant_id, "email": applicant.requests[0].email.strip()}
                for applicant, registrant in zip(applicants, registrants, strict=True)
            ],
        }
        return self._client.post(
            zoom.CHANGE_STATUS,
            body,
            query={"occurrence_id": occurrence_id} if occurrence_id else {},
            webinar_id=webinar_id,
        ).answered_at

    def _record_cancelled(self, applicants: Sequence[Applicant], answered_at: datetime) -> None:
        """Record who is registered no more, in the schema zoom first."""
        rows = [self._as_listed(self._registrant(applicant)) for applicant in applicants]
        self._landing.keep_cancelled_registrants(self._webinar.webinar_id, rows, answered_at)
        self._record_removed(applicants, answered_at)

    def _record_deleted(self, applicants: Sequence[Applicant], answered_at: datetime) -> None:
        """Record who waits for approval no more. The next sync misses them in the lists."""
        self._record_removed(applicants, answered_at)

    def _record_removed(self, applicants: Sequence[Applicant], answered_at: datetime) -> None:
        decisions = []
        for applicant in applicants:
            registrant = self._registrant(applicant)
            for place, request in enumerate(applicant.requests):
                outcome = ALREADY_CANCELLED if place else CANCELLED
                decisions.append(Decision(request, outcome, outcome.sentence, registrant))
        self._records.record(decisions, answered_at)

    def _record_approved(self, applicants: Sequence[Applicant], answered_at: datetime) -> None:
        """Read who was let in again, with their link, and record them."""
        for applicant in applicants:
            registrant_id = self._registrant(applicant).registrant_id
            try:
                registrant = read_registrant(self._client, self._webinar.webinar_id, registrant_id)
            except ZoomError as error:
                self._records.defer_unknown([applicant], error)
                continue
            rows = [self._as_listed(registrant)]
            self._landing.keep_new_registrants(self._webinar.webinar_id, rows, answered_at)
            self._records.record(decisions_of(applicant, Registration(registrant)), answered_at)

    def _as_listed(self, registrant: Registrant) -> dict[str, object]:
        """Return a registrant as Zoom lists them."""
        row = {**registrant.row, "status": registrant.status}
        occurrence_id = self._webinar.occurrence_id
        return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row
