"""What is known of one webinar over time: starts that were announced, and sessions that were run.

Plain values for the rules that decide one webinar after the other: which occurrences it has
(`webinar_sync.transform.identity`), which of them a session belongs to
(`webinar_sync.transform.placement`), and which sessions were practices
(`webinar_sync.transform.practices`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

DAY = timedelta(days=1)
NO_OCCURRENCE = ""
"""The key of sessions that belong to no occurrence: unscheduled ones with only staff in them."""


@dataclass(frozen=True)
class AnnouncedStart:
    """A start that an unbroken row of readings of the webinar's detail told.

    `scheduled_at` is None where the detail announced no date. `dropped_at` is the first reading
    that no longer told it; `is_deleted` says that it listed it as deleted. `key` is None until its
    occurrence is decided, and then stays.
    """

    type: int
    occurrence_id: str
    scheduled_at: datetime | None
    duration: timedelta
    timezone: str | None
    first_read_at: datetime
    dropped_at: datetime | None
    key: str | None = None
    is_deleted: bool = False

    @property
    def row_key(self) -> tuple[str, datetime]:
        """What identifies it among the webinar's: its occurrence_id and first reading."""
        return self.occurrence_id, self.first_read_at

    def is_announced_at(self, moment: datetime) -> bool:
        """Tell whether the last reading before a moment told it."""
        return self.first_read_at <= moment and (
            self.dropped_at is None or self.dropped_at > moment
        )

    def is_same_date_as(self, other: AnnouncedStart) -> bool:
        """Tell whether both start at the same minute, or at the same time of two zones.

        A host who corrects the time zone keeps the local time, and moves no date.
        """
        if self.scheduled_at is None or other.scheduled_at is None:
            return False
        here = to_local_time(self.scheduled_at, self.timezone).replace(tzinfo=None)
        there = to_local_time(other.scheduled_at, other.timezone).replace(tzinfo=None)
        return is_same_minute(self.scheduled_at, other.scheduled_at) or (
            self.timezone != other.timezone and is_same_minute(here, there)
        )

    @property
    def was_to_come_when_dropped(self) -> bool:
        """Whether it was deleted: it is no longer told, and had not begun by then."""
        return (
            self.scheduled_at is not None
            and self.dropped_at is not None
            and self.scheduled_at > self.dropped_at
        )

    @property
    def was_past_when_dropped(self) -> bool:
        """Whether it dropped off the list because it was past, which changes nothing."""
        return (
            self.scheduled_at is not None
            and self.dropped_at is not None
            and self.scheduled_at <= self.dropped_at
        )


@dataclass(frozen=True)
class Session:
    """One actual run.

    - attendees: how many people besides staff were in it for more than 0 seconds
    - has_staff: whether somebody on staff was
    - is_read: whether its report has landed
    - is_lost: whether Zoom has no report of it any more
    - is_practice_by_event: whether Zoom's webhook said that it was a practice
    - was_practice: what was decided of a session who was in which is no longer known; else None
    - key: the occurrence that an earlier computation found; it stays once is_final
    """

    uuid: str
    starts_at: datetime
    ends_at: datetime
    attendees: int
    has_staff: bool
    is_read: bool
    is_lost: bool
    key: str | None = None
    is_final: bool = False
    is_practice_by_event: bool = False
    was_practice: bool | None = None

    @property
    def length(self) -> timedelta:
        """From start to end."""
        return self.ends_at - self.starts_at

    @property
    def has_only_staff(self) -> bool:
        """Whether staff were in it and nobody else; of an empty report that is not known."""
        return self.is_read and self.has_staff and self.attendees == 0


@dataclass(frozen=True)
class KnownHistory:
    """The stretches of time whose sessions are known; a start of None: nothing earlier will be."""

    stretches: tuple[tuple[datetime | None, datetime], ...] = ()

    def covers(self, since: datetime, until: datetime) -> bool:
        """Tell whether every session between two moments is known."""
        return any(
            (first is None or first <= since) and last >= until for first, last in self.stretches
        )


@dataclass(frozen=True)
class WebinarHistory:
    """One webinar.

    - starts: announced starts, in the order in which they were first read
    - sessions: in the order of their starts
    - given_keys: keys of occurrences that were given before, for whatever
    - count_registrations: counts those that were approved at some time and had been made by a
      moment, for the webinar as a whole or for one of some occurrence_ids
    """

    type: int
    starts: list[AnnouncedStart]
    sessions: list[Session]
    given_keys: set[str]
    count_registrations: Callable[[datetime, Collection[str]], int]
    known: KnownHistory = field(default_factory=KnownHistory)

    @cached_property
    def first_reading_at(self) -> datetime | None:
        """When the webinar's detail was first read."""
        return min((start.first_read_at for start in self.starts), default=None)

    @cached_property
    def eras(self) -> dict[datetime, int]:
        """How often the type had changed by each first reading of a start."""
        eras: dict[datetime, int] = {}
        era, kind = 0, None
        for start in self.starts:
            if start.first_read_at not in eras:
                era += kind is not None and kind != start.type
                eras[start.first_read_at] = era
            kind = start.type
        return eras

    def starts_at_reading(self, moment: datetime) -> list[AnnouncedStart]:
        """Return what stood at the last reading before a moment, or else at the first after it."""
        if self.first_reading_at is None:
            return []
        moment = max(moment, self.first_reading_at)
        return [
            start
            for start in self.starts
            if start.is_announced_at(moment)
            or (
                start.first_read_at <= moment
                and start.was_past_when_dropped
                and not self._is_superseded(start)
            )
        ]

    def starts_at_next_reading(self, moment: datetime) -> list[AnnouncedStart]:
        """Return what was announced anew by the first reading after a moment."""
        later = [start for start in self.starts if start.first_read_at > moment]
        first = min((start.first_read_at for start in later), default=None)
        return [start for start in later if start.first_read_at == first]

    def type_at(self, moment: datetime) -> int:
        """Return the type that the webinar had at a moment."""
        return next((start.type for start in reversed(self._readings_at(moment))), self.type)

    def day_of(self, moment: datetime, read_at: datetime) -> str:
        """Return a moment's date in the time zone that the webinar had at a reading; else UTC."""
        zones = [start.timezone for start in self._readings_at(read_at)]
        zone = next((zone for zone in reversed(zones) if zone), None)
        return to_local_time(moment, zone).strftime("%Y-%m-%d")

    def _readings_at(self, moment: datetime) -> list[AnnouncedStart]:
        if self.first_reading_at is None:
            return []
        moment = max(moment, self.first_reading_at)
        return [start for start in self.starts if start.is_announced_at(moment)]

    def _is_superseded(self, start: AnnouncedStart) -> bool:
        """Tell whether another start, or another type, took its place."""
        return any(
            other.first_read_at == start.dropped_at
            and (other.occurrence_id == start.occurrence_id or other.type != start.type)
            for other in self.starts
        )


def to_local_time(moment: datetime, zone: str | None) -> datetime:
    """Return a moment in a time zone; in UTC where there is none of that name."""
    try:
        return moment.astimezone(ZoneInfo(zone or "UTC"))
    except (KeyError, ValueError, OSError):
        return moment.astimezone(UTC)


def is_same_minute(moment: datetime | None, other: datetime | None) -> bool:
    """Tell whether two moments are the same but for their seconds; None is never."""
    if moment is None or other is None:
        return False
    return moment.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)
