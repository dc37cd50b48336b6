"""Counts registrations: Zoom lets a person be registered for a webinar three times a day, UTC.

It counts changes of a registrant's status, too: ten a day.

Source: the description of "Add a webinar registrant" in Zoom's OpenAPI specification of 2026-08-09.
That the limit strikes an address over many webinars was seen, too (Zoom's developer forum, 141856):
`is_by_address` counts like that.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sandbox.zoom import errors
from sandbox.zoom.views.formats import secret

if TYPE_CHECKING:
    from datetime import date, datetime

    from sandbox.zoom.model import Registrant, Webinar

ATTEMPTS_A_DAY = 3
CHANGES_A_DAY = 10


class Registrar:
    """Counts how often each person was registered for each webinar on each day, UTC."""

    def __init__(self) -> None:
        self.is_by_address = False
        self._attempts: dict[tuple[int, str, date], int] = defaultdict(int)
        self._changes: dict[tuple[int, str, date], int] = defaultdict(int)
        self._over_limit: set[str] = set()
        self._last = 0

    def count(self, webinar: Webinar, emails: list[str], now: datetime) -> None:
        """Count an attempt for each address.

        :raises ZoomError: 429 if one of them had its three; guess: then none is counted
        """
        keys = [(webinar.id, email.lower(), now.date()) for email in emails]
        for key in keys:
            if self._counted(key) >= ATTEMPTS_A_DAY:
                raise errors.registrant_limit(key[1])
        for key in keys:
            self._attempts[key] += 1

    def _counted(self, key: tuple[int, str, date]) -> int:
        if not self.is_by_address:
            return self._attempts[key]
        return sum(count for other, count in self._attempts.items() if other[1:] == key[1:])

    def count_changes(self, webinar: Webinar, registrants: list[Registrant], now: datetime) -> None:
        """Count a change of status for each registrant.

        :raises ZoomError: 429 if one of them had its ten; guess: then none is counted
        """
        keys = [(webinar.id, registrant.id, now.date()) for registrant in registrants]
        for key, registrant in zip(keys, registrants, strict=True):
            if self._changes[key] >= CHANGES_A_DAY:
                raise errors.status_limit(registrant.email)
        for key in keys:
            self._changes[key] += 1

    def changes(self, webinar_id: int, registrant_id: str, day: date) -> int:
        """Return how often a registrant's status was changed on a day."""
        return self._changes[webinar_id, registrant_id, day]

    def set_changes(self, webinar_id: int, registrant_id: str, day: date, count: int) -> None:
        """Pretend that a registrant's status was changed this often on a day."""
        self._changes[webinar_id, registrant_id, day] = count

    def add_over_limit(self, email: str) -> None:
        """Let this person be one of those who reached the limit of attendees (code 3000)."""
        self._over_limit.add(email.lower())

    def is_over_limit(self, email: str) -> bool:
        """Tell whether somebody reached the limit of attendees."""
        return email.lower() in self._over_limit

    def attempts(self, webinar_id: int, email: str, day: date) -> int:
        """Return how often a person was registered for a webinar on a day."""
        return self._attempts[webinar_id, email.lower(), day]

    def set_attempts(self, webinar_id: int, email: str, day: date, count: int) -> None:
        """Pretend that a person was registered this often for a webinar on a day."""
        self._attempts[webinar_id, email.lower(), day] = count

    def all_attempts(self) -> dict[tuple[int, str, date], int]:
        """Return the number of attempts by webinar id, address and day."""
        return dict(self._attempts)

    def new_id(self, webinar: Webinar, email: str) -> str:
        """Return an id for a registrant."""
        self._last += 1
        return secret("registrant", webinar.id, email, self._last)
