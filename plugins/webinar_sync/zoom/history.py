"""Reads the account-wide history: the sessions that ended. The cost is a page for each month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_history, judge_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.zoom.context import ExtractionContext

LOOKS_BACK = timedelta(days=2)
"""The history is read by whole days, and may lag behind."""
CHUNK_DAYS = 30
"""Zoom answers at most a month at once."""


def read_history(context: ExtractionContext, known_until: datetime | None) -> datetime:
    """Land the sessions that ended in the run's window, and stretches that must be read again.

    :param known_until: up to when scheduled runs know the history; None: not at all
    :return: Zoom's clock at the first answer: the moment at which the extraction began
    """
    window = context.rules.window
    since = window.since or window.until - ZOOM_KEEPS
    if not window.is_exact:
        since -= LOOKS_BACK
    began_at = _read_stretch(context, known_until, since, window.until)
    for stretch in context.warehouse.rows("zoom/select_history_to_repeat"):
        _read_stretch(context, known_until, stretch["since"], stretch["until"])
    return began_at


def _read_stretch(
    context: ExtractionContext, known_until: datetime | None, since: datetime, until: datetime
) -> datetime:
    """Land the sessions that ended in a stretch of time; return when Zoom first answered."""
    listings = [
        context.client.list(
            zoom.HISTORY,
            query={
                "from": first.isoformat(),
                "to": last.isoformat(),
                "date_type": "end_time",
                "meeting_type": "webinar",
            },
        )
        for first, last in cut_days(since.astimezone(UTC).date(), until.astimezone(UTC).date())
    ]
    answered_at = listings[0].answered_at
    sessions = drop_repeated([row for listing in listings for row in listing.rows], "meeting_uuid")
    (known,) = context.warehouse.rows("zoom/count_sessions_ended", since=since, until=until)
    judge_history(zoom.HISTORY.name, sessions, known["sessions"])
    judge_rows(zoom.HISTORY.name, sessions, zoom.HISTORY.rules)

    def land() -> None:
        context.landing.keep_history(
            sessions,
            (since, min(until, answered_at)),
            known_until=known_until,
            answered_at=answered_at,
        )

    refusal = context.land("history", land)
    if refusal:
        raise refusal
    context.counts["sessions_listed"] += len(sessions)
    return answered_at


def cut_days(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut days into stretches of at most 30; at least one.

    Neighbours share a day: whether Zoom counts the last one in is not documented.
    """
    while True:
        end = min(first + timedelta(days=CHUNK_DAYS), last)
        yield first, end
        if end >= last:
            return
        first = end


def drop_repeated(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Drop rows whose key was seen before; keep those without one."""
    seen: set[str] = set()
    kept: list[dict[str, Any]] = []
    for row in rows:
        value = row.get(key) if isinstance(row, dict) else None
        if not value or value not in seen:
            kept.append(row)
        if value:
            seen.add(value)
    return kept
