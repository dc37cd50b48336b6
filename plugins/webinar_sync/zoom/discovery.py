"""Finds what one account has new: sessions that ended, webinars to come, and their details.

The cost does not grow with history: a page of history for each month asked for, one report on
webinars to come, one light request for each webinar that is new or may have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomNotFoundError, ZoomPlanMissingError, ZoomResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.zoom.asking import Asking
    from webinar_sync.zoom.client import Answer

HISTORY_LOOKS_BACK = timedelta(days=2)
"""The history is asked by whole days and may lag behind."""
HISTORY_CHUNK_DAYS = 30
"""Zoom answers at most a month at once."""


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
    registrants_answered_at: datetime | None
    occurrence_ids: list[str]
    approved_count: int

    @property
    def asked_occurrences(self) -> list[str]:
        """Dates to list registrants by: each, where people register for single dates."""
        by_date = self.type == 9 and self.registration_type in (2, 3)
        return self.occurrence_ids if by_date and self.occurrence_ids else [""]

    @property
    def has_registration(self) -> bool:
        """Whether registrants can be asked for at all."""
        return (
            self.has_detail
            and not self.is_gone
            and self.approval_type != 2
            and self.exclusion is None
        )


class Discovery:
    """Finds what is new in one account. `history_answered_at` is Zoom's clock at its beginning."""

    history_answered_at: datetime

    def __init__(self, ask: Asking) -> None:
        self._ask = ask
        self.fresh: set[int] = set()  # webinars whose detail was read in this run
        self.just_ended: set[int] = set()  # webinars with a session that was never read

    def discover(self) -> None:
        """Land sessions, users, webinars and their details."""
        self.history_answered_at = self._read_history()
        self._read_details(self._find_webinars())

    def webinars(self) -> list[KnownWebinar]:
        """Return what the warehouse knows of the account's webinars now."""
        rows = self._ask.landing.rows("zoom/select_webinars", answered_at=self.history_answered_at)
        return [KnownWebinar(**row) for row in rows]

    def due_sessions(self) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now."""
        exact = self._ask.window.is_exact
        return self._ask.landing.rows(
            "zoom/select_due_sessions",
            window_from=self._ask.window.since if exact else None,
            window_to=self._ask.window.until if exact else None,
            webinar_ids=list(self._ask.window.webinar_ids) or None,
            answered_at=self._ask.client.now(),
        )

    def relevant_ids(self) -> set[int] | None:
        """Return the webinars that an exact window is about; None: all."""
        if not self._ask.window.is_exact:
            return None
        due = self.due_sessions()
        return {*self._ask.window.webinar_ids, *(row["webinar_id"] for row in due)}

    def _find_webinars(self) -> set[int]:
        """Find webinars to come, and those that changed.

        :return: ids of webinars whose detail must be read again, whatever is known of them
        """
        if self._ask.window.is_exact:
            return set(self._ask.window.webinar_ids)
        relisted: set[int] = set()
        try:
            relisted = self._read_upcoming()
            self._ask.clear_errors("upcoming events", self._ask.client.settings.account_id)
        except ZoomResourceError as error:
            self._ask.note_error("upcoming events", self._ask.client.settings.account_id, error)
        if self._ask.is_full or not self._ask.landing.rows("zoom/select_users"):
            try:
                self._read_users()
                self._ask.clear_errors("users", self._ask.client.settings.account_id)
            except ZoomResourceError as error:
                self._ask.note_error("users", self._ask.client.settings.account_id, error)
        if self._ask.is_full:
            relisted |= self._read_host_listings()
        return relisted

    def _read_history(self) -> datetime:
        since = self._ask.window.since or self._ask.window.until - ZOOM_KEEPS
        if not self._ask.window.is_exact:
            since -= HISTORY_LOOKS_BACK
        until = self._ask.window.until
        sessions: list[dict[str, Any]] = []
        answered_at: datetime | None = None
        for first, last in _months(since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            listing = self._ask.client.list(
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
        self._ask.landing.history(_unique(sessions, "meeting_uuid"), answered_at)
        self._ask.counts["sessions_listed"] = len({one.get("meeting_uuid") for one in sessions})
        return answered_at

    def _read_upcoming(self) -> set[int]:
        """Find webinars to come; their rows have a UUID and no webinar id."""
        today = self.history_answered_at.date()
        listing = self._ask.client.list(
            zoom.UPCOMING,
            query={
                "from": today.isoformat(),
                "to": (today + timedelta(days=HISTORY_CHUNK_DAYS)).isoformat(),
                "type": "webinar",
            },
        )
        known = {
            row["event_uuid"]: row for row in self._ask.landing.rows("zoom/select_known_uuids")
        }
        relisted: set[int] = set()
        unknown: set[str] = set()
        for event in listing.rows:
            uuid = str(event.get("id") or "")
            start = _moment(event.get("start_time"))
            if not uuid:
                continue
            if uuid not in known:
                unknown.add(uuid)
            elif start and known[uuid]["starts"] and start not in known[uuid]["starts"]:
                relisted.add(known[uuid]["webinar_id"])
        for uuid, answer in self._ask.each(
            sorted(unknown),
            lambda uuid: self._detail(zoom.encode_uuid(uuid)),
        ):
            if isinstance(answer, ZoomResourceError):
                self._ask.note_error("upcoming event", uuid, answer)
                continue
            self._ask.clear_errors("upcoming event", uuid)
            webinar_id = answer.body.get("id")
            if isinstance(webinar_id, int):
                self._ask.landing.webinar(webinar_id, answer.body, answer.answered_at)
                self._ask.landing.execute(
                    "zoom/insert_webinar_uuid", event_uuid=uuid, webinar_id=webinar_id
                )
                self.fresh.add(webinar_id)
        return relisted

    def _read_users(self) -> None:
        users: list[dict[str, Any]] = []
        for status in ("active", "inactive"):
            listing = self._ask.client.list(zoom.USERS, query={"status": status})
            users += [{"status": status, **row} for row in listing.rows]
            answered_at = listing.answered_at
        self._ask.landing.users(users, answered_at)
        self._ask.counts["users"] = len(users)

    def _read_host_listings(self) -> set[int]:
        """List every user's webinars, inactive users' too; most users have no webinar plan."""
        hosts = [row["user_id"] for row in self._ask.landing.rows("zoom/select_users")]
        webinars: list[dict[str, Any]] = []
        for user_id, listing in self._ask.each(
            hosts, lambda user_id: self._ask.client.list(zoom.HOST_WEBINARS, user_id=user_id)
        ):
            if isinstance(listing, ZoomPlanMissingError | ZoomNotFoundError):
                continue
            if isinstance(listing, ZoomResourceError):
                self._ask.note_error("host", user_id, listing)
                continue
            self._ask.clear_errors("host", user_id)
            webinars += listing.rows
        self._ask.landing.host_listing(webinars, self._ask.client.now())
        listed = {one["id"] for one in webinars if isinstance(one.get("id"), int)}
        return {one.webinar_id for one in self.webinars() if one.is_gone} & listed

    def _read_details(self, relisted: set[int]) -> None:
        relevant = self.relevant_ids()
        self.just_ended = {
            row["webinar_id"] for row in self.due_sessions() if row["state"] == "due"
        }
        wanted = [
            one.webinar_id
            for one in self.webinars()
            if one.webinar_id not in self.fresh
            and (relevant is None or one.webinar_id in relevant)
            and (
                one.webinar_id in relisted
                or (not one.has_detail and not one.is_gone)
                or (
                    not one.is_gone
                    and one.exclusion is None
                    and (
                        one.webinar_id in self.just_ended
                        or (self._ask.is_full and (one.is_to_come or one.has_unsettled))
                    )
                )
            )
        ]
        # Asked for by hand and never heard of: another account's, or Zoom tells now.
        known = {one.webinar_id for one in self.webinars()}
        wanted += [one for one in self._ask.window.webinar_ids if one not in known]
        for webinar_id, answer in self._ask.each(
            wanted, lambda webinar_id: self._detail(webinar_id)
        ):
            if isinstance(answer, ZoomNotFoundError):
                if webinar_id not in known:
                    continue
                self._ask.landing.webinar_gone(webinar_id, self._ask.client.now())
            elif isinstance(answer, ZoomResourceError):
                self._ask.note_error("webinar", self._ask.webinar_key(webinar_id), answer)
            else:
                self._ask.landing.webinar(webinar_id, answer.body, answer.answered_at)
                self._ask.clear_errors("webinar", self._ask.webinar_key(webinar_id))
                self.fresh.add(webinar_id)
        self._ask.counts["webinars_read"] = len(self.fresh)
        self._read_types_of_expired()

    def _detail(self, reference: int | str) -> Answer:
        return self._ask.client.get(
            zoom.WEBINAR, query={"show_previous_occurrences": "true"}, webinar_id=reference
        )

    def _read_types_of_expired(self) -> None:
        """Ask the report for the type of each webinar that expired before it was ever read."""
        rows = self._ask.landing.rows("zoom/select_expired_unread")
        for row, answer in self._ask.each(
            rows, lambda row: self._ask.client.get(zoom.SESSION_REPORT, uuid=row["session_uuid"])
        ):
            if isinstance(answer, ZoomResourceError):
                # Asked for once: what stays unknown counts as a single webinar.
                self._ask.note_error(
                    "expired webinar", self._ask.webinar_key(row["webinar_id"]), answer
                )
            else:
                self._ask.landing.session_report(row["webinar_id"], answer.body, answer.answered_at)


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
