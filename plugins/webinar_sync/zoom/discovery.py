"""Finds what one account has new: sessions that ended, webinars to come, and their details.

The cost does not grow with history: a page of history for each month asked for, one report on
webinars to come, one light request for each webinar that is new or may have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.context import Refusal
from webinar_sync.zoom.errors import (
    ZoomNotFoundError,
    ZoomPlanMissingError,
    ZoomResourceError,
    ZoomUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.zoom.client import Answer
    from webinar_sync.zoom.context import ExtractionContext

HISTORY_LOOKS_BACK = timedelta(days=2)
"""The history is asked by whole days and may lag behind."""
HISTORY_CHUNK_DAYS = 30
"""Zoom answers at most a month at once."""
ReadingState = Literal["missing", "waiting", "fresh", "old"]
"""Never read whole since the last session ended; refused, and put off; landed in this extraction
(or one that was killed, and is gone on with); landed before."""


@dataclass(frozen=True)
class KnownWebinar:
    """What the warehouse knows of a webinar that decides which requests it needs."""

    webinar_id: int
    type: int | None
    approval_type: int | None
    registration_type: int | None
    has_detail: bool
    is_gone: bool
    exclusion: str | None
    is_to_come: bool
    next_start: datetime | None
    next_occurrence_id: str | None
    has_unsettled: bool
    is_in_window: bool
    detail: ReadingState
    panelists: ReadingState
    registrants: ReadingState
    occurrence_ids: list[str]

    @property
    def asked_occurrences(self) -> list[str]:
        """Dates to list registrants by: each, where people register for single dates."""
        by_date = self.type == 9 and self.registration_type in (2, 3)
        return self.occurrence_ids if by_date and self.occurrence_ids else [""]


class Discovery:
    """Finds what is new in one account. `history_answered_at` is Zoom's clock at its beginning."""

    history_answered_at: datetime

    def __init__(self, context: ExtractionContext, known_until: datetime | None) -> None:
        self._context = context
        self._known_until = known_until

    def discover(self) -> None:
        """Land sessions, users, webinars and their details."""
        self.history_answered_at = self._read_history()
        self._read_details(self._find_webinars())

    def webinars(self) -> list[KnownWebinar]:
        """Return what the warehouse knows of the webinars that this run is about."""
        rows = self._context.landing.rows(
            "zoom/select_webinars",
            window_from=self._context.window.since,
            window_to=self._context.window.until,
            answered_at=self.history_answered_at,
        )
        found = [KnownWebinar(**row) for row in rows]
        return (
            found if self._context.looks_around else [one for one in found if self._is_asked(one)]
        )

    def _is_asked(self, one: KnownWebinar) -> bool:
        named = self._context.window.webinar_ids
        return one.webinar_id in named if named else one.is_in_window

    def wants(self, one: KnownWebinar, state: ReadingState) -> bool:
        """Tell whether something of a webinar is to be read now, by the state of its reading.

        What is missing is; what is old as well where somebody asked for it, and by the nightly run
        for webinars to come and until all their sessions are settled.
        """
        if one.webinar_id in self._context.window.webinar_ids:
            return state != "fresh"
        if state == "old":
            if self._context.window.is_exact:
                return one.has_unsettled
            return self._context.is_full and (one.is_to_come or one.has_unsettled)
        return state == "missing"

    def due_sessions(self) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now."""
        exact = self._context.window.is_exact
        return self._context.landing.rows(
            "zoom/select_due_sessions",
            window_from=self._context.window.since if exact else None,
            window_to=self._context.window.until if exact else None,
            webinar_ids=list(self._context.window.webinar_ids) or None,
            answered_at=self._context.client.now(),
        )

    def _find_webinars(self) -> set[int]:
        """Find users, hosts' webinars, webinars to come, and those that moved.

        :return: ids of webinars that are listed with a start which is not theirs
        """
        if not self._context.looks_around:
            return set()
        account_id = self._context.client.config.account_id
        moved: set[int] = set()
        try:
            moved = self._read_upcoming()
            self._context.close_issues("upcoming events", account_id)
        except (ZoomResourceError, ZoomUnavailableError) as error:
            self._context.defer("upcoming events", account_id, error)
        users = self._context.landing.rows("zoom/select_reading", kind="users", object_key="all")
        if not users or (self._context.is_full and not users[0]["is_fresh"]):
            try:
                self._read_users()
                self._context.close_issues("users", account_id)
            except (ZoomResourceError, ZoomUnavailableError) as error:
                self._context.defer("users", account_id, error)
        if self._context.is_full:
            self._read_host_listings()
        return moved

    def _read_history(self) -> datetime:
        since = self._context.window.since or self._context.window.until - ZOOM_KEEPS
        if not self._context.window.is_exact:
            since -= HISTORY_LOOKS_BACK
        answered_at = self._read_stretch(since, self._context.window.until)
        for broken in self._context.landing.rows("zoom/select_history_to_repeat"):
            self._read_stretch(broken["since"], broken["until"])
        return answered_at

    def _read_stretch(self, since: datetime, until: datetime) -> datetime:
        """Land the sessions that ended in a stretch of time; return Zoom's clock at the first."""
        sessions: list[dict[str, Any]] = []
        answered_at: datetime | None = None
        for first, last in _months(since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            listing = self._context.client.list(
                zoom.HISTORY,
                query={
                    "from": first.isoformat(),
                    "to": last.isoformat(),
                    "date_type": "end_time",
                    "meeting_type": "webinar",
                },
            )
            answered_at = answered_at or listing.answered_at
            sessions += listing.rows
        assert answered_at is not None
        listed = _unique(sessions, "meeting_uuid")
        self._context.landing.history(
            listed,
            (since, min(until, answered_at)),
            known_until=self._known_until,
            answered_at=answered_at,
        )
        self._context.counts["sessions_listed"] += len(listed)
        return answered_at

    def _read_upcoming(self) -> set[int]:
        """Find webinars to come; their rows have a UUID and no webinar id."""
        today = self.history_answered_at.date()
        listing = self._context.client.list(
            zoom.UPCOMING,
            query={
                "from": today.isoformat(),
                "to": (today + timedelta(days=HISTORY_CHUNK_DAYS)).isoformat(),
                "type": "webinar",
            },
        )
        known = {
            row["event_uuid"]: row for row in self._context.landing.rows("zoom/select_known_uuids")
        }
        waiting = {
            row["object_key"]
            for row in self._context.landing.rows(
                "zoom/select_waiting",
                object_kind="upcoming event",
                answered_at=self.history_answered_at,
            )
        }
        moved: set[int] = set()
        unknown: set[str] = set()
        for event in listing.rows:
            uuid = str(event.get("id") or "")
            start = _moment(event.get("start_time"))
            if not uuid:
                continue
            if uuid not in known:
                unknown.add(uuid)
            elif start and known[uuid]["starts"] and start not in known[uuid]["starts"]:
                moved.add(known[uuid]["webinar_id"])
        for uuid, answer in self._context.each(
            sorted(unknown - waiting),
            lambda uuid: self._detail(zoom.encode_uuid(uuid)),
        ):
            if isinstance(answer, Refusal):
                self._context.defer("upcoming event", uuid, answer)
                continue
            self._context.close_issues("upcoming event", uuid)
            webinar_id = answer.body.get("id")
            if isinstance(webinar_id, int):
                self._context.landing.webinar(
                    webinar_id, answer.body, answer.answered_at, event_uuid=uuid
                )
        return moved

    def _read_users(self) -> None:
        users: list[dict[str, Any]] = []
        for status in ("active", "inactive"):
            listing = self._context.client.list(zoom.USERS, query={"status": status})
            users += [{"status": status, **row} for row in listing.rows]
            answered_at = listing.answered_at
        self._context.landing.users(users, answered_at)
        self._context.counts["users"] = len(users)

    def _read_host_listings(self) -> None:
        """List every user's webinars, inactive users' too; most users have no webinar plan."""
        found = self._context.landing.rows(
            "zoom/select_hosts", answered_at=self.history_answered_at
        )
        hosts = [row["user_id"] for row in found]
        for user_id, listing in self._context.each(
            hosts, lambda user_id: self._context.client.list(zoom.HOST_WEBINARS, user_id=user_id)
        ):
            if isinstance(listing, ZoomPlanMissingError | ZoomNotFoundError):
                self._context.landing.host_listing(user_id, [], self._context.client.now())
                self._context.close_issues("host", user_id)
            elif isinstance(listing, Refusal):
                self._context.defer("host", user_id, listing)
            else:
                self._context.landing.host_listing(user_id, listing.rows, listing.answered_at)
                self._context.close_issues("host", user_id)

    def _read_details(self, moved: set[int]) -> None:
        webinars = self.webinars()
        known = {one.webinar_id for one in webinars}
        wanted = [one.webinar_id for one in webinars if self._wants_detail(one, moved)]
        # Asked for by hand and never heard of: another account's, or Zoom tells now.
        wanted += [one for one in self._context.window.webinar_ids if one not in known]
        for webinar_id, answer in self._context.each(
            wanted, lambda webinar_id: self._detail(webinar_id)
        ):
            if isinstance(answer, ZoomNotFoundError):
                if webinar_id not in known:
                    continue
                self._context.landing.webinar_gone(webinar_id, self._context.client.now())
                self._context.close_issues("webinar", self._context.webinar_key(webinar_id))
            elif isinstance(answer, Refusal):
                self._context.defer("webinar", self._context.webinar_key(webinar_id), answer)
            else:
                self._context.landing.webinar(webinar_id, answer.body, answer.answered_at)
                self._context.close_issues("webinar", self._context.webinar_key(webinar_id))
        self._read_types_of_expired()

    def _wants_detail(self, one: KnownWebinar, moved: set[int]) -> bool:
        if one.is_gone and one.webinar_id not in self._context.window.webinar_ids:
            return False
        if not one.has_detail:
            return one.detail != "waiting"
        if one.webinar_id in moved:
            return one.detail in ("missing", "old")
        return one.exclusion is None and self.wants(one, one.detail)

    def _detail(self, reference: int | str) -> Answer:
        return self._context.client.get(
            zoom.WEBINAR, query={"show_previous_occurrences": "true"}, webinar_id=reference
        )

    def _read_types_of_expired(self) -> None:
        """Ask the report for the type of each webinar that expired before it was ever read."""
        rows = self._context.landing.rows(
            "zoom/select_expired_unread", answered_at=self.history_answered_at
        )
        for row, answer in self._context.each(
            rows,
            lambda row: self._context.client.get(zoom.SESSION_REPORT, uuid=row["session_uuid"]),
        ):
            if isinstance(answer, Refusal):
                # Until it is known, and if it never is, it counts as a single webinar.
                self._context.defer(
                    "expired webinar", self._context.webinar_key(row["webinar_id"]), answer
                )
            else:
                self._context.landing.session_report(
                    row["webinar_id"], answer.body, answer.answered_at
                )
                self._context.close_issues(
                    "expired webinar", self._context.webinar_key(row["webinar_id"])
                )


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut days into stretches of at most 30.

    Neighbours share a day: whether Zoom counts the last one in is not documented.
    """
    while True:
        end = min(first + timedelta(days=HISTORY_CHUNK_DAYS), last)
        yield first, end
        if end >= last:
            return
        first = end


def _unique(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
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


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
