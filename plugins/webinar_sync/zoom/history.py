"""Reads the account-wide history: the sessions that ended. The cost is a page for each month."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_history
from webinar_sync.zoom.errors import ZoomBadAnswerError
from webinar_sync.zoom.session_landing import SessionLanding
from webinar_sync.zoom.times import a_month_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.zoom.client import Listing
    from webinar_sync.zoom.context import ExtractionContext

LOOKS_BACK = timedelta(days=2)
"""The history is read by whole days, and may lag behind."""
DAY = timedelta(days=1)
Stretch = tuple[datetime, datetime]

log = logging.getLogger(__name__)


class History:
    """Reads the account-wide history.

    :param known_until: up to when scheduled runs know the history; None: not at all
    """

    def __init__(self, context: ExtractionContext, known_until: datetime | None) -> None:
        self._context = context
        self._known_until = known_until
        self._sessions = SessionLanding(context.warehouse, looks_again=not context.rules.is_hourly)
        self._seen: set[str] = set()
        self._is_empty_believed = False
        # Of a window that somebody chose, the refusals are its own.
        window = context.rules.window
        chosen = f" {window.since} {window.until}" if window.is_exact else ""
        self._refusal_key = f"{context.account_id}{chosen}"

    def read(self, stretch: Stretch) -> datetime:
        """Land the sessions that ended in a stretch, and in those that must be read again.

        Each month lands by itself: what an extraction landed that was stopped is not asked for
        again, but for the last days of it, as the history may lag behind.

        :return: Zoom's clock at the first answer: the moment at which the extraction began
        """
        landed = self._context.warehouse.rows("zoom/select_landed_history", looks_back=LOOKS_BACK)
        answer_times = [
            answered_at
            for rest in subtract(stretch, [(row["since"], row["until"]) for row in landed])
            for answered_at in self._read_stretch(rest)
        ]
        for broken in self._context.warehouse.rows("zoom/select_history_to_repeat"):
            answer_times += self._read_stretch((broken["since"], broken["until"]))
        if not self._is_empty_believed:
            self._context.warehouse.execute(
                "zoom/delete_refusals", object_kinds=["history"], object_keys=[self._refusal_key]
            )
        return answer_times[0] if answer_times else self._context.client.now()

    def _read_stretch(self, stretch: Stretch) -> list[datetime]:
        """Land the sessions that ended in a stretch of time; return when Zoom answered."""
        since, until = cut_kept(stretch, self._context.client.now())
        answer_times: list[datetime] = []
        if since >= until:
            log.info("Zoom keeps no history of %s to %s", *stretch)
            return answer_times
        for first, last in cut_days(since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            listing = self._context.client.list(
                zoom.HISTORY,
                query={
                    "from": first.isoformat(),
                    "to": last.isoformat(),
                    "date_type": "end_time",
                    "meeting_type": "webinar",
                },
            )
            ends_at = datetime.combine(last, time(), UTC)
            # Only the last one says everything about the day that it ends with.
            is_last = until < ends_at + DAY
            self._land(
                listing,
                max(since, datetime.combine(first, time(), UTC)),
                min(until, listing.answered_at) if is_last else ends_at,
            )
            answer_times.append(listing.answered_at)
        return answer_times

    def _land(self, listing: Listing, since: datetime, until: datetime) -> None:
        """Land the sessions that ended in a stretch.

        :raises ZoomBadAnswerError: if sessions are known there and none is listed, or a value
            cannot be stored
        """
        (known,) = self._context.warehouse.rows(
            "zoom/count_sessions_ended", since=since, until=until
        )
        self._judge(listing, known["sessions"])
        refusal = self._context.land(
            "history",
            lambda: self._sessions.keep_history(
                drop_repeated(listing.rows, "meeting_uuid", self._seen),
                (since, until),
                known_until=self._known_until,
                answered_at=listing.answered_at,
            ),
        )
        if refusal:
            raise refusal

    def _judge(self, listing: Listing, known_sessions: int) -> None:
        """Judge a listing, and remember one that is not believed until another is whole.

        :raises ZoomBadAnswerError: if sessions are known there and none is listed
        """
        refusals = self._context.warehouse.rows(
            "zoom/select_refusal", object_kind="history", object_key=self._refusal_key
        )
        refused_at = refusals[0]["first_refused_at"] if refusals else listing.answered_at
        try:
            judge_history(
                zoom.HISTORY.name,
                listing.rows,
                known_sessions,
                refused_before=refusals[0]["attempts"] if refusals else 0,
                refused_for=listing.answered_at - refused_at,
            )
        except ZoomBadAnswerError as error:
            self._context.remember_refusal("history", self._refusal_key, error)
            raise
        self._is_empty_believed |= bool(known_sessions) and not listing.rows


def stretch_to_read(context: ExtractionContext, listed_until: datetime | None) -> Stretch:
    """Return the time whose sessions a run asks for.

    :param listed_until: up to when scheduled runs listed them; None: never
    """
    window = context.rules.window
    if window.is_exact:
        return window.since or window.until - ZOOM_KEEPS, window.until
    if listed_until is None or window.since is None:
        return window.until - ZOOM_KEEPS - LOOKS_BACK, window.until
    return min(window.since, listed_until) - LOOKS_BACK, window.until


def cut_kept(stretch: Stretch, now: datetime) -> Stretch:
    """Return what of a stretch of time Zoom keeps: what it does not, it refuses, or lists empty."""
    since, until = stretch
    return max(since, now - ZOOM_KEEPS - LOOKS_BACK), until


def subtract(stretch: Stretch, taken: list[Stretch]) -> list[Stretch]:
    """Return what is left of a stretch of time without others, in order."""
    rest: list[Stretch] = []
    since, until = stretch
    for begin, end in sorted(taken):
        if begin > since:
            rest.append((since, min(begin, until)))
        since = max(since, end)
        if since >= until:
            break
    if since < until:
        rest.append((since, until))
    return [(begin, end) for begin, end in rest if begin < end]


def cut_days(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut days into stretches that Zoom answers at once; at least one.

    Neighbours share a day: whether Zoom counts the last one in is not documented.
    """
    while True:
        end = min(a_month_after(first), last)
        yield first, end
        if end >= last:
            return
        first = end


def drop_repeated(
    rows: list[dict[str, Any]], key: str, seen: set[str] | None = None
) -> list[dict[str, Any]]:
    """Drop rows whose key was seen before; keep those without one.

    :param seen: keys that were seen before, which this adds to
    """
    seen = set() if seen is None else seen
    kept: list[dict[str, Any]] = []
    for row in rows:
        value = row.get(key) if isinstance(row, dict) else None
        if not value or value not in seen:
            kept.append(row)
        if value:
            seen.add(value)
    return kept
