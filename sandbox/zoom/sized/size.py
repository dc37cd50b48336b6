"""How large a generated account is, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is of everything.

    `webinars` and `upcoming` are of each host: held, and to come. `registrants` are of each
    webinar (0: nobody registers), `connections` of each session. Webinars with several occurrences
    are series; each occurrence has one session, and none ended less than two days before `epoch`.
    `expired_every`: so many webinars apart, one has expired (0: none). `strangers`: whether some
    are connected of whom Zoom tells no address (0: nobody is).
    """

    hosts: int = 10
    webinars: int = 20
    occurrences: int = 1
    connections: int = 500
    registrants: int = 0
    upcoming: int = 0
    expired_every: int = 0
    strangers: int = 1
    seed: int = 1
    epoch: date = field(default_factory=lambda: datetime.now(UTC).date())

    @property
    def held_webinars(self) -> int:
        """How many webinars were held, of all hosts."""
        return self.hosts * self.webinars

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return self.held_webinars * self.occurrences

    @property
    def people(self) -> int:
        """How many people there are: about ten times those of a webinar."""
        return 10 * max(self.connections, self.registrants, 1)

    def is_expired(self, webinar_number: int) -> bool:
        """Tell whether a webinar, counted from 0, has expired."""
        return (
            self.expired_every > 0
            and webinar_number < self.held_webinars
            and webinar_number % self.expired_every == self.expired_every - 1
        )

    def counts(self) -> dict[str, int]:
        """Return how much of each kind a sync of everything comes to."""
        expired = sum(map(self.is_expired, range(self.held_webinars)))
        listed = self.held_webinars - expired + self.hosts * self.upcoming
        return {
            "users": self.hosts,
            "webinars": listed,
            "expired_webinars": expired,
            "sessions": self.sessions,
            "connections": self.sessions * self.connections,
            "registrants": listed * self.registrants,
        }
