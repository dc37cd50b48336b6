"""People whom requests for one webinar concern: each once, with all requests that ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.registration.rules import Request


@dataclass(frozen=True)
class Applicant:
    """One person, with all requests that ask for it: at least one."""

    address: str
    requests: list[Request]

    @property
    def body(self) -> dict[str, str]:
        """What Zoom is sent about them, as in the first request."""
        request = self.requests[0]
        body = {"email": request.email.strip(), "first_name": request.first_name.strip()}
        last_name = request.last_name.strip()
        return {**body, "last_name": last_name} if last_name else body


def group_by_person(requests: Iterable[Request]) -> list[Applicant]:
    """Return each person once, in the order of their first requests."""
    applicants: dict[str, Applicant] = {}
    for request in requests:
        applicant = applicants.setdefault(request.address, Applicant(request.address, []))
        applicant.requests.append(request)
    return list(applicants.values())


def requests_of(applicants: Iterable[Applicant]) -> list[Request]:
    """Return all requests of these people."""
    return [request for applicant in applicants for request in applicant.requests]


def keys_of(applicants: Iterable[Applicant]) -> list[str]:
    """Return the keys of all requests of these people."""
    return [request.request_key for request in requests_of(applicants)]
