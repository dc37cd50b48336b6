"""Remembers the starts that a webinar's details told, while hosts edit, move and delete them. Pure.

Zoom tells only the present ones. Source: recorded details of real series show a moved date under
its old occurrence_id, and a deleted one listed as deleted or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.times import read_start

DEFAULT_MINUTES = 60
"""The planned duration of a webinar that has none."""


@dataclass(frozen=True)
class AnnouncedStart:
    """A row of zoom.announced_starts: a start, and the readings that told it."""

    occurrence_id: str
    type: int
    scheduled_at: datetime | None
    duration_minutes: int
    timezone: str | None
    first_read_at: datetime
    last_read_at: datetime
    dropped_at: datetime | None = None
    is_deleted: bool = False

    @property
    def content(self) -> tuple[object, ...]:
        """What a detail tells of it."""
        return (
            self.occurrence_id,
            self.type,
            self.scheduled_at,
            self.duration_minutes,
            self.timezone,
        )

    def is_to_come(self, moment: datetime) -> bool:
        """Tell whether it is a date that has not begun."""
        return self.scheduled_at is not None and self.scheduled_at > moment


@dataclass(frozen=True)
class StartChanges:
    """Rows to keep, and how many dates another start replaced, or nothing did."""

    upserts: list[AnnouncedStart]
    moved: int
    deleted: int


@dataclass(frozen=True)
class _Listed:
    """What a detail lists; each occurrence_id once."""

    starts: list[AnnouncedStart]
    deleted: list[AnnouncedStart]
    unreadable_ids: frozenset[str]


def merge_starts(
    known: list[AnnouncedStart], detail: dict[str, Any], answered_at: datetime
) -> StartChanges:
    """Compare what a webinar's detail tells with what is known, and return what changes.

    A date whose start cannot be read stays as it was.

    :param known: all rows of the webinar
    """
    answered_at = _later_than_known(known, answered_at)
    listed = _read_detail(detail, answered_at)
    announced = {start.content: start for start in known if start.dropped_at is None}
    confirmed = {
        start.content: replace(announced[start.content], last_read_at=answered_at)
        for start in listed.starts
        if start.content in announced
    }
    new = [start for start in listed.starts if start.content not in announced]
    new_dates = {start.occurrence_id: start.scheduled_at for start in new if start.scheduled_at}
    deleted_ids = {start.occurrence_id for start in listed.deleted}
    dropped = [
        replace(start, dropped_at=answered_at, is_deleted=start.occurrence_id in deleted_ids)
        for start in announced.values()
        if start.content not in confirmed and start.occurrence_id not in listed.unreadable_ids
    ]
    known_ids = {start.occurrence_id for start in known}
    unknown_deleted = [
        replace(start, dropped_at=answered_at, is_deleted=True)
        for start in listed.deleted
        if start.occurrence_id not in known_ids
    ]
    gone = [
        start
        for start in dropped
        if start.occurrence_id not in new_dates
        and start.scheduled_at not in new_dates.values()
        and start.is_to_come(answered_at)
    ]
    moved = [
        start
        for start in dropped
        if start.scheduled_at
        and new_dates.get(start.occurrence_id) not in (None, start.scheduled_at)
    ]
    return StartChanges(
        [*confirmed.values(), *new, *dropped, *unknown_deleted], len(moved), len(gone)
    )


def _later_than_known(known: list[AnnouncedStart], answered_at: datetime) -> datetime:
    """Return the moment of a reading, later than those before it, whatever Zoom's clock says."""
    latest = max((start.first_read_at for start in known), default=None)
    if latest is None or answered_at > latest:
        return answered_at
    return latest + timedelta(microseconds=1)


def _read_detail(detail: dict[str, Any], answered_at: datetime) -> _Listed:
    kind = whole_number(detail.get("type")) or WebinarType.SINGLE
    zone = str(detail.get("timezone") or "") or None
    starts: list[AnnouncedStart] = []
    deleted: list[AnnouncedStart] = []
    unreadable_ids: set[str] = set()
    for date in list_dates(detail):
        occurrence_id = str(date.get("occurrence_id") or "")
        scheduled_at = read_start(date.get("start_time"), zone)
        if scheduled_at is None:
            unreadable_ids.add(occurrence_id)
            continue
        start = AnnouncedStart(
            occurrence_id=occurrence_id,
            type=kind,
            scheduled_at=scheduled_at,
            duration_minutes=read_minutes(date.get("duration")),
            timezone=zone,
            first_read_at=answered_at,
            last_read_at=answered_at,
        )
        (deleted if date.get("status") == "deleted" else starts).append(start)
    if not starts and "" not in unreadable_ids:
        undated = AnnouncedStart(
            "",
            int(kind or WebinarType.SINGLE),
            None,
            DEFAULT_MINUTES,
            zone,
            answered_at,
            answered_at,
        )
        starts.append(undated)
    by_id = {start.occurrence_id: start for start in starts}
    # One that is listed twice, deleted and not, goes on: it was moved.
    deleted_by_id = {
        start.occurrence_id: start for start in deleted if start.occurrence_id not in by_id
    }
    return _Listed(list(by_id.values()), list(deleted_by_id.values()), frozenset(unreadable_ids))


def list_dates(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dates that a detail tells: those of a series, or a single webinar's own."""
    kind = whole_number(detail.get("type"))
    if kind == WebinarType.RECURRING:
        dates = detail.get("occurrences") or []
        return [date for date in dates if isinstance(date, dict) and date.get("occurrence_id")]
    if kind == WebinarType.SINGLE and detail.get("start_time"):
        return [{"start_time": detail["start_time"], "duration": detail.get("duration")}]
    return []


def read_minutes(value: object) -> int:
    """Return a planned duration; of a webinar that has none, an hour."""
    minutes = whole_number(value)
    return minutes if minutes and minutes > 0 else DEFAULT_MINUTES
