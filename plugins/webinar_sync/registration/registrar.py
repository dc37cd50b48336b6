"""Registers people with Zoom: up to 30 at once where Zoom allows it, else one by one.

Before anything is posted, the warehouse records that it is about to be. If no response comes, the
requests stay undecided, and who is registered is read before anything is posted again: posting
costs one of the three times a day that Zoom lets somebody be added to a webinar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.registration.applicants import Applicant, group_by_person
from webinar_sync.registration.inbox import defer_limited, read_limits
from webinar_sync.registration.outcomes import ADD, CODES_FOR_EVERYBODY, code_of
from webinar_sync.registration.records import Records
from webinar_sync.registration.responses import (
    Registration,
    decisions_of,
    read_batch,
    read_response,
    tell_whether_new,
)
from webinar_sync.webinar_types import ApprovalType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomOutcomeUnknownError,
    ZoomRegistrantLimitError,
    ZoomResourceError,
)
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from webinar_sync.registration.rules import Registrant, Request
    from webinar_sync.registration.webinar_lookup import LocatedWebinar
    from webinar_sync.runs.run import Run

BATCH = 30
"""People in a batch: Zoom's limit."""
_CODES_WITH_PLACES_LEFT = frozenset({"WEBINAR_FULL"})
"""Refusals of a batch after which some of its people may still get a place."""


class Registrar:
    """Registers people for one webinar, and records what becomes of each request."""

    def __init__(self, run: Run, located: LocatedWebinar) -> None:
        self._run = run
        self._client = located.client
        self._webinar = located.webinar
        self._landing = Landing(run, located.webinar.account_id)
        self._records = Records(run, located)

    def register(self, requests: Iterable[Request]) -> None:
        """Register everybody, and record what Zoom says.

        :raises ZoomError: for what concerns the account as a whole; the rest stays in the inbox
        """
        applicants, limited = self._split_limited(group_by_person(requests))
        self._register_singly(limited)
        if not self._webinar.is_batch_allowed or len(applicants) == 1:
            self._register_singly(applicants)
            return
        for first in range(0, len(applicants), BATCH):
            code = self._register_batch(applicants[first : first + BATCH])
            if code in CODES_FOR_EVERYBODY:
                self._records.refuse(applicants[first + BATCH :], code)
                return

    def _split_limited(
        self, applicants: Sequence[Applicant]
    ) -> tuple[list[Applicant], list[Applicant]]:
        """Defer who reached Zoom's limit of three a day with whatever webinar; return the others.

        By Zoom's pages the limit is of a person and a webinar; it was seen to strike a person with
        many webinars. So those for whom tomorrow is too late are tried, apart from the others.
        """
        addresses = [applicant.address for applicant in applicants]
        limits = read_limits(self._run, addresses, self._client.now())
        limited = [applicant for applicant in applicants if applicant.address in limits]
        if not self._webinar.is_over_by_midnight:
            for applicant in limited:
                defer_limited(self._run, applicant.requests, limits[applicant.address])
        return (
            [applicant for applicant in applicants if applicant.address not in limits],
            limited if self._webinar.is_over_by_midnight else [],
        )

    def _register_batch(self, applicants: Sequence[Applicant]) -> str:
        """Register a batch; return the code of a refusal that holds for everybody, or ""."""
        try:
            with self._records.sending(applicants) as sent_at:
                response = self._client.post(
                    zoom.REGISTER_BATCH,
                    {"registrants": [applicant.body for applicant in applicants]},
                    webinar_id=self._webinar.webinar_id,
                )
        except ZoomOutcomeUnknownError as error:
            self._records.defer_unknown(applicants, error)
            return ""
        except ZoomRegistrantLimitError:
            # It concerns one of them; only the text of Zoom's error says whom.
            return self._register_singly(applicants)
        except ZoomDailyLimitError:
            # That of heavy requests; a request for one person is light.
            return self._register_singly(applicants)
        except ZoomResourceError as error:
            code = code_of(error.reason, ADD)
            if code not in CODES_FOR_EVERYBODY or code in _CODES_WITH_PLACES_LEFT:
                return self._register_singly(applicants)
            self._records.refuse(applicants, code)
            return code
        registrants = read_batch(response.body, response.answered_at)
        registrations = {
            applicant.address: self._tell(registrants[applicant.address], sent_at)
            for applicant in applicants
            if applicant.address in registrants
        }
        self._record_registered(
            [applicant for applicant in applicants if applicant.address in registrants],
            registrations,
            response.answered_at,
        )
        # Guess: who cannot be registered is missing from the response. Alone, Zoom says why.
        return self._register_singly(
            [applicant for applicant in applicants if applicant.address not in registrants]
        )

    def _register_singly(self, applicants: Sequence[Applicant]) -> str:
        """Register one after the other; a refusal that holds for everybody ends it."""
        for place, applicant in enumerate(applicants):
            code = self._register_person(applicant)
            if code in CODES_FOR_EVERYBODY:
                self._records.refuse(applicants[place + 1 :], code)
                return code
        return ""

    def _register_person(self, applicant: Applicant) -> str:
        """Register one person; return the code of a refusal, or ""."""
        occurrence_id = self._webinar.occurrence_id
        try:
            with self._records.sending([applicant]) as sent_at:
                response = self._client.post(
                    zoom.REGISTER,
                    applicant.body,
                    query={"occurrence_ids": occurrence_id} if occurrence_id else {},
                    webinar_id=self._webinar.webinar_id,
                )
        except ZoomOutcomeUnknownError as error:
            self._records.defer_unknown([applicant], error)
            return ""
        except ZoomRegistrantLimitError as error:
            defer_limited(self._run, applicant.requests, error.until)
            return ""
        except ZoomResourceError as error:
            code = code_of(error.reason, ADD)
            self._records.refuse([applicant], code, error.fields)
            return code
        if not response.body.get("registrant_id"):
            self._records.defer_unknown(
                [applicant], ZoomBadAnswerError("POST registrants: no registrant_id")
            )
            return ""
        # Guess: a link is only sent where the registration is approved.
        is_approved = self._webinar.approval_type == ApprovalType.AUTOMATIC
        status = "approved" if is_approved else "pending"
        registrant = read_response(response.body, status, response.answered_at)
        registration = self._tell(registrant, sent_at)
        self._record_registered(
            [applicant], {applicant.address: registration}, response.answered_at
        )
        return ""

    def _tell(self, registrant: Registrant, sent_at: datetime) -> Registration:
        return tell_whether_new(self._client, self._webinar, registrant, sent_at)

    def _record_registered(
        self,
        applicants: Sequence[Applicant],
        registrations: dict[str, Registration],
        registered_at: datetime,
    ) -> None:
        """Record who is registered now, in the schema zoom first: what is decided stays decided.

        :param registrations: by address
        """
        rows = []
        decisions = []
        for applicant in applicants:
            registration = registrations[applicant.address]
            registrant = registration.registrant
            rows.append(self._as_listed(applicant, registrant, registered_at))
            decisions += decisions_of(applicant, registration)
        if rows:
            self._landing.keep_new_registrants(self._webinar.webinar_id, rows, registered_at)
        self._records.record(decisions, registered_at)

    def _as_listed(
        self, applicant: Applicant, registrant: Registrant, registered_at: datetime
    ) -> dict[str, Any]:
        """Return a registrant as Zoom lists them, or will."""
        row = registrant.row or {
            **applicant.body,
            "id": registrant.registrant_id,
            "status": registrant.status,
            "create_time": registered_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        occurrence_id = self._webinar.occurrence_id
        return {**row, "_occurrence_id": occurrence_id} if occurrence_id else dict(row)
