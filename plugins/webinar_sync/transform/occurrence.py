"""One occurrence of a webinar: its announced starts, its sessions, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.transform.history import AnnouncedStart, Session
    from webinar_sync.transform.practices import Ground


@dataclass
class Occurrence:
    """One occurrence of a webinar. Without `scheduled_at` it is unscheduled.

    - starts: the announced starts that are it
    - continued_until: the planned end of a start by which a broken-off run goes on
    - is_undecided: another start was announced in place of its own, and it is not known yet
      whether that moves it
    - invites: who registered for the webinar registered for it
    """

    key: str
    scheduled_at: datetime | None = None
    duration: timedelta = timedelta(0)
    continued_until: datetime | None = None
    starts: list[AnnouncedStart] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    practices: dict[str, Ground] = field(default_factory=dict)
    is_undecided: bool = False
    invites: bool = True

    @property
    def held(self) -> list[Session]:
        """The sessions that were the webinar."""
        return [session for session in self.sessions if session.uuid not in self.practices]

    @property
    def is_deleted(self) -> bool:
        """Whether it was not held, and the detail no longer tells any start of it.

        It was to come then, or is listed as deleted.
        """
        if not self.starts or self.held or self.is_undecided:
            return False
        is_announced = any(start.dropped_at is None for start in self.starts)
        last = self.starts[-1]
        return not is_announced and (last.was_to_come_when_dropped or last.is_deleted)

    @property
    def deleted_at(self) -> datetime | None:
        """The reading that no longer told it, if it was deleted."""
        return self.starts[-1].dropped_at if self.is_deleted else None

    @property
    def scheduled_end_at(self) -> datetime | None:
        """The scheduled end; None if it is unscheduled."""
        return self.scheduled_at + self.duration if self.scheduled_at else None
