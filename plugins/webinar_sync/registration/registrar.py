"""Registers people with Zoom: up to 30 at once where Zoom allows it, else one by one.

Before anything is posted, the warehouse records that it is about to be. If no response comes, the
requests stay undecided, and who is registered is read before anything is posted again: posting
costs one of the three times a day that Zoom lets somebody be added to a webinar.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.registration.inbox import defer_requests, record_decisions
from webinar_sync.registration.outcomes import (
    ALREADY_REGISTERED,
    CODES_BY_REASON,
    CODES_FOR_EVERYBODY,
    PENDING,
    REGISTERED,
)
from webinar_sync.registration.rules import Decision, Registrant, Request, accept, refuse
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

    from webinar_sync.registration.webinar_lookup import LocatedWebinar
    from webinar_sync.runs.run import Run

BATCH = 30
"""People in a batch: Zoom's limit."""
UNKNOWN_RETRY = timedelta(minutes=1)
"""How long after a request without a response the registrants are read."""
_CODES_WITH_PLACES_LEFT = frozenset({"WEBINAR_FULL", "ATTENDEE_LIMIT"})
"""Refusals of a batch after which some of its people may still get a place."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Applicant:
    """One person to be registered, with all requests that ask for it: at least one."""

    address: str
    requests: list[Request]

    @property
    def body(self) -> dict[str, str]:
        """What Zoom is sent about them, as in the first request."""
        return _body(self.requests[0])


class Registrar:
    """Registers people for one webinar, and records what becomes of each request."""

    def __init__(self, run: Run, located: LocatedWebinar) -> None:
        self._run = run
        self._client = located.client
        self._webinar = located.webinar
        self._landing = Landing(run, located.webinar.account_id)

    def record(self, decisions: Sequence[Decision], registered_at: datetime | None = None) -> None:
        """Record decisions about this webinar.

        :param registered_at: by Zoom's clock; None: now
        """
        record_decisions(
            self._run,
            decisions,
            account_id=self._webinar.account_id,
            registered_at=registered_at or self._client.now(),
        )

    def register(self, requests: Iterable[Request]) -> None:
        """Register everybody, and record what Zoom says.

        :raises ZoomError: for what concerns the account as a whole; the rest stays in the inbox
        """
        applicants = _by_person(requests)
        if not self._webinar.is_batch_allowed or len(applicants) == 1:
            self._register_singly(applicants)
            return
        for first in range(0, len(applicants), BATCH):
            code = self._register_batch(applicants[first : first + BATCH])
            if code in CODES_FOR_EVERYBODY:
                self._refuse(applicants[first + BATCH :], code)
                return

    def _register_batch(self, applicants: Sequence[_Applicant]) -> str:
        """Register a batch; return the code of a refusal that holds for everybody, or ""."""
        self._mark_sent(applicants)
        try:
            response = self._client.post(
                zoom.REGISTER_BATCH,
                {"registrants": [applicant.body for applicant in applicants]},
                webinar_id=self._webinar.webinar_id,
            )
        except ZoomOutcomeUnknownError as error:
            self._defer_unknown(applicants, error)
            return ""
        except ZoomRegistrantLimitError:
            # It concerns one of them; only the text of Zoom's error says whom.
            return self._register_singly(applicants)
        except ZoomDailyLimitError:
            # That of heavy requests; a request for one person is light.
            return self._register_singly(applicants)
        except ZoomResourceError as error:
            code = CODES_BY_REASON.get(error.reason, "REFUSED")
            if code not in CODES_FOR_EVERYBODY or code in _CODES_WITH_PLACES_LEFT:
                return self._register_singly(applicants)
            self._refuse(applicants, code)
            return code
        registrants = _read_batch(response.body, response.answered_at)
        self._record_registered(
            [applicant for applicant in applicants if applicant.address in registrants],
            registrants,
            response.answered_at,
        )
        # Guess: who cannot be registered is missing from the response. Alone, Zoom says why.
        return self._register_singly(
            [applicant for applicant in applicants if applicant.address not in registrants]
        )

    def _register_singly(self, applicants: Sequence[_Applicant]) -> str:
        """Register one after the other; a refusal that holds for everybody ends it."""
        for place, applicant in enumerate(applicants):
            code = self._register_person(applicant)
            if code in CODES_FOR_EVERYBODY:
                self._refuse(applicants[place + 1 :], code)
                return code
        return ""

    def _register_person(self, applicant: _Applicant) -> str:
        """Register one person; return the code of a refusal, or ""."""
        occurrence_id = self._webinar.occurrence_id
        self._mark_sent([applicant])
        try:
            response = self._client.post(
                zoom.REGISTER,
                applicant.body,
                query={"occurrence_ids": occurrence_id} if occurrence_id else {},
                webinar_id=self._webinar.webinar_id,
            )
        except ZoomOutcomeUnknownError as error:
            self._defer_unknown([applicant], error)
            return ""
        except ZoomRegistrantLimitError as error:
            defer_requests(
                self._run,
                applicant.requests,
                "Zoom adds a contact to a webinar three times a day at most",
                error.until,
            )
            return ""
        except ZoomResourceError as error:
            code = CODES_BY_REASON.get(error.reason, "REFUSED")
            self._refuse([applicant], code)
            return code
        if not response.body.get("registrant_id"):
            self._defer_unknown(
                [applicant], ZoomBadAnswerError("POST registrants: no registrant_id")
            )
            return ""
        # Guess: a link is only sent where the registration is approved.
        is_approved = self._webinar.approval_type == ApprovalType.AUTOMATIC
        status = "approved" if is_approved else "pending"
        registrant = _registrant(response.body, status, response.answered_at)
        self._record_registered([applicant], {applicant.address: registrant}, response.answered_at)
        return ""

    def _refuse(self, applicants: Sequence[_Applicant], code: str) -> None:
        self.record([refuse(request, code) for request in _requests_of(applicants)])

    def _record_registered(
        self,
        applicants: Sequence[_Applicant],
        registrants: dict[str, Registrant],
        registered_at: datetime,
    ) -> None:
        """Record who is registered now, in the schema zoom first: what is decided stays decided.

        :param registrants: by address
        """
        rows = []
        decisions = []
        for applicant in applicants:
            registrant = registrants[applicant.address]
            is_approved = registrant.status == "approved"
            rows.append(self._as_listed(applicant, registrant, registered_at))
            first, *others = applicant.requests
            decisions.append(accept(first, REGISTERED if is_approved else PENDING, registrant))
            later = ALREADY_REGISTERED if is_approved else PENDING
            decisions += [accept(request, later, registrant) for request in others]
        if rows:
            self._landing.keep_new_registrants(self._webinar.webinar_id, rows, registered_at)
        self.record(decisions, registered_at)

    def _as_listed(
        self, applicant: _Applicant, registrant: Registrant, registered_at: datetime
    ) -> dict[str, Any]:
        """Return a registrant as Zoom will list them."""
        row = {
            **applicant.body,
            "id": registrant.registrant_id,
            "status": registrant.status,
            "create_time": registered_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        occurrence_id = self._webinar.occurrence_id
        return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row

    def _mark_sent(self, applicants: Sequence[_Applicant]) -> None:
        self._run.warehouse.execute(
            "registration/mark_sent",
            request_keys=[request.request_key for request in _requests_of(applicants)],
            sent_at=self._client.now(),
            run_id=self._run.run_id,
        )

    def _defer_unknown(self, applicants: Sequence[_Applicant], error: Exception) -> None:
        """Defer requests of which nobody knows whether Zoom did them."""
        requests = _requests_of(applicants)
        log.warning("%s: %d requests wait until registrants are read", error, len(requests))
        until = datetime.now(UTC) + UNKNOWN_RETRY
        defer_requests(self._run, requests, "Zoom did not say whether it registered them", until)


def _by_person(requests: Iterable[Request]) -> list[_Applicant]:
    applicants: dict[str, _Applicant] = {}
    for request in requests:
        applicant = applicants.setdefault(request.address, _Applicant(request.address, []))
        applicant.requests.append(request)
    return list(applicants.values())


def _requests_of(applicants: Iterable[_Applicant]) -> list[Request]:
    return [request for applicant in applicants for request in applicant.requests]


def _body(request: Request) -> dict[str, str]:
    body = {"email": request.email.strip(), "first_name": request.first_name.strip()}
    last_name = request.last_name.strip()
    return {**body, "last_name": last_name} if last_name else body


def _read_batch(body: dict[str, Any], answered_at: datetime) -> dict[str, Registrant]:
    """Return who was registered, by address, from Zoom's response to a batch."""
    rows = {
        normalise(row.get("email")): row
        for row in body.get("registrants") or []
        if isinstance(row, dict)
    }
    return {
        address: _registrant(row, "approved", answered_at)
        for address, row in rows.items()
        if row.get("registrant_id")
    }


def _registrant(row: dict[str, Any], status: str, registered_at: datetime) -> Registrant:
    """Return a registrant from Zoom's response to a registration."""
    return Registrant(
        registrant_id=str(row["registrant_id"]),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=registered_at,
    )
