"""Decides whether a session's participant report is final, and when it is read again. Pure.

Zoom makes a report for a while after the end, and says nowhere when it is done. What the history
counts tells whether a report can be whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from webinar_sync.zoom.row_rules import PARTICIPANTS, is_readable
from webinar_sync.zoom.rows import digest_of, encode, prepare_rows

ReportSource = Literal["report", "past_webinars"]
"""The report on a session, or its medium-labelled twin, which may lack registrant ids."""

BETWEEN_READINGS = timedelta(minutes=45)
"""Two equal readings at least this far apart may be final."""
REPORTS_ARE_MADE_IN = timedelta(hours=24)
"""A reading this long after the end is final, if it is plausible."""
PATIENCE = timedelta(days=7)
"""So long after the end an implausible report is asked for again each day."""
A_NIGHT = timedelta(hours=20)
"""Between readings of two nights, however late the first and early the second."""
_SAME = ("user_id", "join_time", "leave_time", "status")
"""What rows of two readings must have in common for these to be equal."""
_IDENTITY = ("registrant_id", "user_email", "participant_user_id", "id")


@dataclass(frozen=True)
class KeptReport:
    """What the warehouse knows of a session and of its kept report.

    - people_counted: as the history says; None: it does not
    - people_read, read_from, report_digest, same_since: of the kept report; None: none is kept
    """

    ended_at: datetime
    state: str
    people_counted: int | None
    people_read: int | None
    read_from: ReportSource | None
    report_digest: str | None
    same_since: datetime | None
    has_registrant_ids: bool


@dataclass(frozen=True)
class ReportReading:
    """One reading of a session's report.

    - people: distinct people of rows that can be read, staff included, waiting room not, each
      anonymous row one
    - digest: of what two readings must have in common, whatever the order; None: it has no rows
    - is_identified: each row has an address or a registrant id
    - is_readable: no row of the session itself will be set aside
    """

    source: ReportSource
    answered_at: datetime
    people: int
    digest: str | None
    has_zero_duration: bool
    is_identified: bool
    is_readable: bool

    @classmethod
    def from_rows(
        cls, rows: list[dict[str, Any]], source: ReportSource, answered_at: datetime
    ) -> ReportReading:
        """Read what matters from the rows of a report."""
        people, unreadable = _count(rows)
        return cls(
            source,
            answered_at,
            people=people,
            digest=_digest(rows) if rows else None,
            has_zero_duration=any(row.get("duration") == 0 for row in rows),
            is_identified=all(row.get("user_email") or row.get("registrant_id") for row in rows),
            is_readable=not unreadable,
        )


@dataclass(frozen=True)
class Settling:
    """What a reading means.

    - state: whether the kept report is final
    - next_attempt_at: when it is read next; None: never again
    - is_incomplete: it has too few people to be whole
    """

    state: Literal["landed", "settled"]
    next_attempt_at: datetime | None
    is_incomplete: bool = False


def count_people(rows: list[dict[str, Any]]) -> int:
    """Count the distinct people of a report, as the history may count them.

    Whom an odd row is about is not known: nobody is counted for it, so that a report of such rows
    is not plausible.
    """
    people, _ = _count(rows)
    return people


def _count(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Return how many people a report has, and how many rows that cannot be read."""
    identities: set[str] = set()
    anonymous = unreadable = 0
    for row in rows:
        if row.get("status") == "in_waiting_room":
            continue
        if not is_readable(PARTICIPANTS, row):
            unreadable += 1
            continue
        values = ["" if (value := row.get(key)) is None else value for key in _IDENTITY]
        if not all(isinstance(value, str) for value in values):
            continue
        registrant_id, address, user_id, other_id = values
        identity = registrant_id or address.strip().lower() or user_id or other_id
        if identity:
            identities.add(identity)
        else:
            anonymous += 1
    return len(identities) + anonymous, unreadable


def is_better_kept(kept: KeptReport, reading: ReportReading) -> bool:
    """Tell whether the kept report stays, as the reading is worse.

    The twin never replaces a report that had registrant ids. Nor does a reading of fewer people
    replace another if it cannot be whole, or if the kept one nearly is: a report does not shrink.
    """
    if reading.source == "past_webinars" and kept.has_registrant_ids:
        return True
    if kept.people_read is None or reading.people >= kept.people_read:
        return False
    return not is_plausible(kept, reading) or (
        kept.people_counted is not None
        and reading.people < kept.people_counted
        and is_nearly_whole(kept.people_read, kept.people_counted)
    )


def is_plausible(kept: KeptReport, reading: ReportReading) -> bool:
    """Tell whether a reading has at least half of the people whom the history counts.

    Without a count, of the people whom the kept report has, and at least one: nobody can have a
    session without having been in it.
    """
    if kept.people_counted is None:
        return reading.people > 0 and 2 * reading.people >= (kept.people_read or 0)
    return 2 * reading.people >= kept.people_counted


def find_same_since(kept: KeptReport, reading: ReportReading) -> datetime:
    """Return since when readings of one endpoint had the same rows."""
    is_same = (kept.read_from, kept.report_digest) == (reading.source, reading.digest)
    return kept.same_since if is_same and kept.same_since else reading.answered_at


def settle(kept: KeptReport, reading: ReportReading) -> Settling:
    """Decide what a reading means, kept or not.

    A final one of which rows are set aside is read again until it says the same a night later: what
    was odd then is corrected.
    """
    now, age = reading.answered_at, reading.answered_at - kept.ended_at
    is_whole = is_plausible(kept, reading)
    is_incomplete = not is_whole and age >= REPORTS_ARE_MADE_IN
    if reading.source == "past_webinars" and (
        not reading.is_identified or is_better_kept(kept, reading)
    ):
        return Settling("landed", _next_midnight(now), is_incomplete)
    if age < REPORTS_ARE_MADE_IN:
        if _is_final_early(kept, reading):
            return Settling("settled", kept.ended_at + REPORTS_ARE_MADE_IN)
        return Settling("landed", now + BETWEEN_READINGS)
    if is_whole:
        is_same = now - find_same_since(kept, reading) >= A_NIGHT
        is_certain = reading.is_readable or is_same or age >= PATIENCE
        return Settling("settled", None if is_certain else now + REPORTS_ARE_MADE_IN)
    same_since = (
        kept.same_since if is_better_kept(kept, reading) else find_same_since(kept, reading)
    )
    if age >= PATIENCE and same_since and now - same_since >= A_NIGHT:
        return Settling("settled", None, is_incomplete)
    return Settling("landed", now + REPORTS_ARE_MADE_IN, is_incomplete)


def _is_final_early(kept: KeptReport, reading: ReportReading) -> bool:
    """Tell whether a reading within a day after the end is final."""
    return (
        reading.digest is not None
        and not reading.has_zero_duration
        and reading.answered_at - find_same_since(kept, reading) >= BETWEEN_READINGS
        and kept.people_counted is not None
        and is_nearly_whole(reading.people, kept.people_counted)
    )


def is_nearly_whole(people: int, people_counted: int) -> bool:
    """Tell whether nine tenths of the people are there whom the history counts."""
    return 10 * people >= 9 * people_counted


def _digest(rows: list[dict[str, Any]]) -> str:
    try:
        return digest_of([encode([row.get(key) for key in _SAME]) for row in rows])
    except UnicodeEncodeError:
        return digest_of(prepare_rows([{key: row.get(key) for key in _SAME} for row in rows]).texts)


def _next_midnight(moment: datetime) -> datetime:
    """Return when the day's requests are counted anew: Zoom does it at 00:00 UTC."""
    return (moment.astimezone(UTC) + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
