"""Registers people with Zoom: up to 30 at once where Zoom allows it, else one by one.

Before anything is posted, the warehouse remembers that it is about to be. If no answer comes, the
requests stay undecided, and who is registered is read before anything is posted again: posting
costs one of the three times a day that Zoom lets somebody be added to a webinar.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.registration.inbox import defer, keep_decisions
from webinar_sync.registration.outcomes import (
    ALREADY_REGISTERED,
    OF_REASONS,
    OF_THE_WEBINAR,
    PENDING,
    REGISTERED,
)
from webinar_sync.registration.rules import Decision, Person, Request, accept, refuse
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
    from collections.abc import Sequence

    from webinar_sync.registration.lookup import Found
    from webinar_sync.runs.run import Run

BATCH = 30
"""People in a batch: Zoom's limit."""
UNKNOWN_RETRY = timedelta(minutes=1)
"""So long after Zoom did not answer, it is asked what became of it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Same:
    """Requests about one person: one registration answers them all."""

    first: Request
    others: list[Request]

    @property
    def all(self) -> list[Request]:
        return [self.first, *self.others]


class Registrar:
    """Registers people for one webinar, and keeps what becomes of each."""

    def __init__(self, run: Run, found: Found) -> None:
        self._warehouse = run.warehouse
        self._client = found.client
        self._webinar = found.webinar
        self._run_id = run.run_id
        self._landing = Landing(run, found.webinar.account_id)

    def keep(self, decisions: Sequence[Decision], registered_at: datetime | None = None) -> None:
        """Keep decisions about this webinar."""
        keep_decisions(
            self._warehouse,
            self._run_id,
            decisions,
            account_id=self._webinar.account_id,
            registered_at=registered_at or self._client.now(),
        )

    def register(self, requests: Sequence[Request]) -> None:
        """Register everybody, and keep what Zoom says.

        :raises ZoomError: for what concerns the account as a whole; the rest stays in the inbox
        """
        people = _by_person(requests)
        if not self._webinar.takes_batches or len(people) == 1:
            self._one_by_one(people)
            return
        for first in range(0, len(people), BATCH):
            code = self._batch(people[first : first + BATCH])
            if code in OF_THE_WEBINAR:
                self._refuse(people[first + BATCH :], code)
                return

    def _batch(self, group: list[_Same]) -> str:
        """Register a batch; return the code of a refusal that holds for everybody, or ""."""
        body = {"registrants": [_body(one.first) for one in group]}
        self._mark_sent(group)
        try:
            answer = self._client.post(
                zoom.REGISTER_BATCH, body, webinar_id=self._webinar.webinar_id
            )
        except ZoomOutcomeUnknownError as error:
            self._await_answer(group, error)
            return ""
        except ZoomRegistrantLimitError:
            return self._one_by_one(group)  # one of them; which, Zoom says in words alone
        except ZoomDailyLimitError:
            return self._one_by_one(group)  # that of heavy requests; a single one is light
        except ZoomResourceError as error:
            code = OF_REASONS.get(error.reason, "REFUSED")
            if code not in OF_THE_WEBINAR or code in ("WEBINAR_FULL", "ATTENDEE_LIMIT"):
                return self._one_by_one(group)  # there may be places for some of them
            self._refuse(group, code)
            return code
        named = {
            str(row.get("email") or "").strip().lower(): row
            for row in answer.body.get("registrants") or []
            if isinstance(row, dict)
        }
        taken = {
            email: _person(row, "approved", answer.answered_at)
            for email, row in named.items()
            if row.get("registrant_id")
        }
        done = [same for same in group if _email(same.first) in taken]
        self._keep_registered(done, taken, answer.answered_at)
        # Guess: who cannot be registered is missing from the answer. Alone, Zoom says why.
        return self._one_by_one([same for same in group if _email(same.first) not in taken])

    def _one_by_one(self, people: Sequence[_Same]) -> str:
        """Register one after the other; a refusal that holds for everybody ends it."""
        for place, same in enumerate(people):
            code = self._one(same)
            if code in OF_THE_WEBINAR:
                self._refuse(people[place + 1 :], code)
                return code
        return ""

    def _refuse(self, people: Sequence[_Same], code: str) -> None:
        self.keep([refuse(one, code) for same in people for one in same.all])

    def _one(self, same: _Same) -> str:
        """Register one person; return the code of a refusal, or ""."""
        query = (
            {"occurrence_ids": self._webinar.occurrence_id} if self._webinar.occurrence_id else {}
        )
        self._mark_sent([same])
        try:
            answer = self._client.post(
                zoom.REGISTER, _body(same.first), query=query, webinar_id=self._webinar.webinar_id
            )
        except ZoomOutcomeUnknownError as error:
            self._await_answer([same], error)
            return ""
        except ZoomRegistrantLimitError as error:
            defer(
                self._warehouse,
                self._run_id,
                same.all,
                "Zoom adds a contact to a webinar three times a day at most",
                error.until,
            )
            return ""
        except ZoomResourceError as error:
            code = OF_REASONS.get(error.reason, "REFUSED")
            self.keep([refuse(one, code) for one in same.all])
            return code
        if not answer.body.get("registrant_id"):
            self._await_answer([same], ZoomBadAnswerError("POST registrants: no registrant_id"))
            return ""
        # Guess: a link is only answered where the registration is approved.
        status = "approved" if self._webinar.approval_type == 0 else "pending"
        person = _person(answer.body, status, answer.answered_at)
        self._keep_registered([same], {_email(same.first): person}, answer.answered_at)
        return ""

    def _keep_registered(
        self, done: Sequence[_Same], taken: dict[str, Person], answered_at: datetime
    ) -> None:
        """Keep who is registered now, in the schema zoom first: what is decided stays so."""
        rows = [self._as_listed(same.first, taken[_email(same.first)]) for same in done]
        if rows:
            self._landing.keep_new_registrants(self._webinar.webinar_id, rows, answered_at)
        decisions = []
        for same in done:
            person = taken[_email(same.first)]
            is_approved = person.status == "approved"
            decisions.append(accept(same.first, REGISTERED if is_approved else PENDING, person))
            later = ALREADY_REGISTERED if is_approved else PENDING
            decisions += [accept(one, later, person) for one in same.others]
        self.keep(decisions, answered_at)

    def _as_listed(self, request: Request, person: Person) -> dict[str, Any]:
        """Return a registrant as Zoom will list them."""
        assert person.created_at is not None
        row = {
            **_body(request),
            "id": person.registrant_id,
            "status": person.status,
            "create_time": person.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        occurrence_id = self._webinar.occurrence_id
        return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row

    def _mark_sent(self, group: Sequence[_Same]) -> None:
        self._warehouse.execute(
            "registration/mark_sent",
            request_keys=[one.request_key for same in group for one in same.all],
            sent_at=self._client.now(),
            run_id=self._run_id,
        )

    def _await_answer(self, group: Sequence[_Same], error: Exception) -> None:
        requests = [one for same in group for one in same.all]
        log.warning("%s: who of %d is registered is read first", error, len(requests))
        until = datetime.now(UTC) + UNKNOWN_RETRY
        defer(
            self._warehouse, self._run_id, requests, "Zoom did not answer whether it did it", until
        )


def _by_person(requests: Sequence[Request]) -> list[_Same]:
    people: dict[str, _Same] = {}
    for one in requests:
        if _email(one) in people:
            people[_email(one)].others.append(one)
        else:
            people[_email(one)] = _Same(one, [])
    return list(people.values())


def _email(request: Request) -> str:
    return request.email.strip().lower()


def _body(request: Request) -> dict[str, str]:
    body = {"email": request.email.strip(), "first_name": request.first_name.strip()}
    last_name = request.last_name.strip()
    return {**body, "last_name": last_name} if last_name else body


def _person(row: dict[str, Any], status: str, answered_at: datetime) -> Person:
    return Person(
        registrant_id=str(row["registrant_id"]),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=answered_at,
    )
