"""Reads one Zoom account: discovers what changed, asks for it, and lands each complete reading.

Requests run beside each other, paced by label; rows are written by this thread alone. What a
resource's refusal costs is that resource; what concerns the account ends the extraction, and what
had landed until then stays.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from webinar_sync.window import ZOOM_KEEPS, Window
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomNoRegistrationError,
    ZoomNotFoundError,
    ZoomPlanMissingError,
    ZoomResourceError,
    ZoomTooOldError,
)
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import Answer, ZoomClient

THREADS = 16
HISTORY_LOOKS_BACK = timedelta(days=2)
"""The history is asked by whole days and may lag behind."""
HISTORY_CHUNK_DAYS = 30
"""Zoom answers at most a month at once."""
HORIZON = timedelta(days=7)
"""Webinars that start within this are looked at by every hourly run."""
NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Found = TypeVar("Found")


class AccountBusyError(Exception):
    """Another run reads this account at the moment."""


@dataclass(frozen=True)
class _Webinar:
    """What decides which requests a webinar needs."""

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


def extract_account(
    warehouse: Warehouse, client: ZoomClient, window: Window, run_id: str, *, is_full: bool
) -> dict[str, int]:
    """Read what one account has new, and return counts of what was asked and read.

    :param is_full: the nightly run: also lists users and every host's webinars, and reads all
        registrants of webinars to come
    :raises AccountBusyError: if another extraction of the account is under way
    :raises ZoomError: for what concerns the account as a whole
    """
    account_id = client.settings.account_id
    with warehouse.session_lock(f"extract {account_id}") as is_free:
        if not is_free:
            raise AccountBusyError(f"Another run reads the account {client.settings.label}.")
        extraction = _Extraction(warehouse, client, window, run_id, is_full=is_full)
        try:
            return extraction.run()
        finally:
            extraction.note_requests(warehouse, run_id)


class _Extraction:
    def __init__(
        self,
        warehouse: Warehouse,
        client: ZoomClient,
        window: Window,
        run_id: str,
        *,
        is_full: bool,
    ) -> None:
        self._client = client
        self._landing = Landing(warehouse, client.settings.account_id, run_id)
        self._window = window
        self._is_full = is_full
        self._counts: Counter[str] = Counter()
        self._fresh: set[int] = set()  # webinars whose detail was read in this run

    def run(self) -> dict[str, int]:
        self._landing.execute("zoom/upsert_account", brand=self._client.settings.brand or None)
        relisted = self._discover()
        self._read_details(relisted)
        due = self._due_sessions()
        self._read_people(due)
        if not self._window.is_exact:
            self._landing.execute(
                "zoom/update_history_read_until",
                read_until=min(self._window.until, self._history_answered_at),
            )
        return dict(self._counts)

    def note_requests(self, warehouse: Warehouse, run_id: str) -> None:
        for (label, path), count in sorted(self._client.sent.items()):
            warehouse.execute(
                "sync/upsert_requests",
                run_id=run_id,
                account_id=self._client.settings.account_id,
                label=label,
                endpoint=path,
                requests=count,
                refused=self._client.refused[label, path],
            )

    # Discovery

    def _discover(self) -> set[int]:
        """Find sessions that ended and webinars to come.

        :return: ids of webinars whose detail must be read again, whatever is known of them
        """
        self._history_answered_at = self._read_history()
        if self._window.is_exact:
            self._landing.heard_of(self._window.webinar_ids, self._client.now())
            return set(self._window.webinar_ids)
        relisted = self._read_upcoming()
        if self._is_full or not self._landing.rows("zoom/select_users"):
            self._read_users()
        if self._is_full:
            relisted |= self._read_host_listings()
        return relisted

    def _read_history(self) -> datetime:
        since = self._window.since or self._window.until - ZOOM_KEEPS
        if not self._window.is_exact:
            since -= HISTORY_LOOKS_BACK
        until = self._window.until
        sessions: list[dict[str, Any]] = []
        answered_at: datetime | None = None
        for first, last in _months(since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            listing = self._client.list(
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
        self._landing.history(_unique(sessions, "meeting_uuid"), answered_at)
        self._counts["sessions_listed"] = len({one.get("meeting_uuid") for one in sessions})
        return answered_at

    def _read_upcoming(self) -> set[int]:
        """Find webinars to come; their rows have a UUID and no webinar id."""
        today = self._history_answered_at.date()
        listing = self._client.list(
            zoom.UPCOMING,
            query={
                "from": today.isoformat(),
                "to": (today + timedelta(days=HISTORY_CHUNK_DAYS)).isoformat(),
                "type": "webinar",
            },
        )
        known = {row["event_uuid"]: row for row in self._landing.rows("zoom/select_known_uuids")}
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
        for uuid, answer in self._each(
            sorted(unknown),
            lambda uuid: self._detail(zoom.encode_uuid(uuid)),
        ):
            if isinstance(answer, ZoomResourceError):
                self._note_error("upcoming event", uuid, answer)
                continue
            webinar_id = answer.body.get("id")
            if isinstance(webinar_id, int):
                self._landing.webinar(webinar_id, answer.body, answer.answered_at)
                self._landing.execute(
                    "zoom/insert_webinar_uuid", event_uuid=uuid, webinar_id=webinar_id
                )
                self._fresh.add(webinar_id)
        return relisted

    def _read_users(self) -> None:
        users: list[dict[str, Any]] = []
        for status in ("active", "inactive"):
            listing = self._client.list(zoom.USERS, query={"status": status})
            users += [{"status": status, **row} for row in listing.rows]
            answered_at = listing.answered_at
        self._landing.users(users, answered_at)
        self._counts["users"] = len(users)

    def _read_host_listings(self) -> set[int]:
        """List every user's webinars, inactive users' too; most users have no webinar plan."""
        hosts = [row["user_id"] for row in self._landing.rows("zoom/select_users")]
        webinars: list[dict[str, Any]] = []
        for user_id, listing in self._each(
            hosts, lambda user_id: self._client.list(zoom.HOST_WEBINARS, user_id=user_id)
        ):
            if isinstance(listing, ZoomPlanMissingError | ZoomNotFoundError):
                continue
            if isinstance(listing, ZoomResourceError):
                self._note_error("host", user_id, listing)
                continue
            self._landing.clear_errors("host", user_id, _ERROR_CODES)
            webinars += listing.rows
        self._landing.host_listing(webinars, self._client.now())
        listed = {one["id"] for one in webinars if isinstance(one.get("id"), int)}
        return {one.webinar_id for one in self._webinars() if one.is_gone} & listed

    # Webinars

    def _webinars(self) -> list[_Webinar]:
        rows = self._landing.rows("zoom/select_webinars", answered_at=self._history_answered_at)
        return [_Webinar(**row) for row in rows]

    def _read_details(self, relisted: set[int]) -> None:
        relevant = self._relevant_ids()
        wanted = [
            one.webinar_id
            for one in self._webinars()
            if one.webinar_id not in self._fresh
            and (relevant is None or one.webinar_id in relevant)
            and (
                one.webinar_id in relisted
                or (not one.has_detail and not one.is_gone)
                or (
                    self._is_full
                    and not one.is_gone
                    and one.exclusion is None
                    and (one.is_to_come or one.has_unsettled)
                )
            )
        ]
        for webinar_id, answer in self._each(wanted, lambda webinar_id: self._detail(webinar_id)):
            if isinstance(answer, ZoomNotFoundError):
                self._landing.webinar_gone(webinar_id, self._client.now())
            elif isinstance(answer, ZoomResourceError):
                self._note_error("webinar", self._key(webinar_id), answer)
            else:
                self._landing.webinar(webinar_id, answer.body, answer.answered_at)
                self._landing.clear_errors("webinar", self._key(webinar_id), _ERROR_CODES)
                self._fresh.add(webinar_id)
        self._counts["webinars_read"] = len(self._fresh)
        self._read_types_of_expired()

    def _detail(self, reference: int | str) -> Answer:
        return self._client.get(
            zoom.WEBINAR, query={"show_previous_occurrences": "true"}, webinar_id=reference
        )

    def _read_types_of_expired(self) -> None:
        """Ask the report for the type of each webinar that expired before it was ever read."""
        rows = self._landing.rows("zoom/select_expired_unread")
        for row, answer in self._each(
            rows, lambda row: self._client.get(zoom.SESSION_REPORT, uuid=row["session_uuid"])
        ):
            if isinstance(answer, ZoomResourceError):
                log.info("the report of an expired webinar cannot be read: %s", answer)
            else:
                self._landing.session_report(row["webinar_id"], answer.body)

    def _relevant_ids(self) -> set[int] | None:
        """Return the webinars that an exact window is about; None: all."""
        if not self._window.is_exact:
            return None
        due = self._due_sessions()
        return {*self._window.webinar_ids, *(row["webinar_id"] for row in due)}

    # People

    def _due_sessions(self) -> list[dict[str, Any]]:
        exact = self._window.is_exact
        return self._landing.rows(
            "zoom/select_due_sessions",
            window_from=self._window.since if exact else None,
            window_to=self._window.until if exact else None,
            webinar_ids=list(self._window.webinar_ids) or None,
            answered_at=self._client.now(),
        )

    def _read_people(self, due: list[dict[str, Any]]) -> None:
        """Read panelists, registrants and participants, all beside each other."""
        webinars = self._webinars()
        relevant = self._relevant_ids()
        with_due = {row["webinar_id"] for row in due}
        jobs: list[Callable[[], Callable[[], None]]] = []
        for one in webinars:
            if relevant is not None and one.webinar_id not in relevant:
                continue
            if one.webinar_id in self._fresh and one.exclusion is None and not one.is_gone:
                jobs.append(lambda one=one: self._panelists(one))  # type: ignore[misc]
            if one.has_registration:
                is_first = one.registrants_answered_at is None
                is_open = one.is_to_come or one.has_unsettled
                if is_first or (is_open and (self._is_full or self._window.is_exact)):
                    jobs.append(lambda one=one: self._registrants(one))  # type: ignore[misc]
                elif one.webinar_id in with_due or self._starts_soon(one):
                    jobs.append(lambda one=one: self._registrants_if_changed(one))  # type: ignore[misc]
        jobs += [lambda row=row: self._participants(row) for row in due]  # type: ignore[misc]
        for _, land in self._each(jobs, lambda job: job()):
            if isinstance(land, ZoomResourceError):
                raise land
            land()

    def _starts_soon(self, one: _Webinar) -> bool:
        return one.next_start is not None and one.next_start <= self._history_answered_at + HORIZON

    def _panelists(self, one: _Webinar) -> Callable[[], None]:
        try:
            listing = self._client.list(zoom.PANELISTS, webinar_id=one.webinar_id)
        except ZoomResourceError as error:
            return self._noting("webinar", self._key(one.webinar_id), error)
        return lambda: self._landing.panelists(one.webinar_id, listing.rows, listing.answered_at)

    def _registrants_if_changed(self, one: _Webinar) -> Callable[[], None]:
        """Read all registrants only if a request for one row tells another total."""
        query: dict[str, Any] = {"page_size": 1}
        if one.asked_occurrences != [""]:
            query["occurrence_id"] = one.next_occurrence_id or one.asked_occurrences[-1]
        try:
            answer = self._client.get(zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id)
        except ZoomResourceError as error:
            return self._noting("webinar", self._key(one.webinar_id), error)
        if answer.body.get("total_records") == one.approved_count:
            return lambda: None
        return self._registrants(one)

    def _registrants(self, one: _Webinar) -> Callable[[], None]:
        """List the registrants of all statuses, and confirm each one that is missing."""
        try:
            rows, answered_at = self._list_registrants(one)
            rows += self._confirm_missing(one, rows)
        except ZoomNoRegistrationError:
            rows, answered_at = [], self._client.now()
        except ZoomResourceError as error:
            return self._noting("webinar", self._key(one.webinar_id), error)

        def land() -> None:
            self._landing.registrants(
                one.webinar_id,
                rows,
                asked=one.asked_occurrences,
                approval_type=one.approval_type,
                answered_at=answered_at,
            )
            self._landing.clear_errors("webinar", self._key(one.webinar_id), _ERROR_CODES)
            self._counts["registrations_listed"] += len(rows)

        return land

    def _list_registrants(self, one: _Webinar) -> tuple[list[dict[str, Any]], datetime]:
        rows: list[dict[str, Any]] = []
        first: datetime | None = None
        for occurrence_id in one.asked_occurrences:
            for status in zoom.REGISTRANT_STATUSES:
                query = {"status": status}
                if occurrence_id:
                    query["occurrence_id"] = occurrence_id
                listing = self._client.list(
                    zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id
                )
                first = first or listing.answered_at
                rows += [_of_date(row, occurrence_id) for row in listing.rows]
        assert first is not None
        return rows, first

    def _confirm_missing(self, one: _Webinar, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Ask for each registrant that was listed before and is not now.

        Someone may have moved from one status to another while these were read, one by one.
        """
        listed = {(row.get("id"), row.get("_occurrence_id", "")) for row in rows}
        still_there: list[dict[str, Any]] = []
        for missing in self._landing.rows(
            "zoom/select_listed_registrants",
            webinar_id=one.webinar_id,
            asked=one.asked_occurrences,
        ):
            key = (missing["registrant_id"], missing["occurrence_id"])
            if key in listed:
                continue
            query = {"occurrence_id": key[1]} if key[1] else None
            try:
                answer = self._client.get(
                    zoom.REGISTRANT, query=query, webinar_id=one.webinar_id, registrant_id=key[0]
                )
            except ZoomNotFoundError:
                continue
            still_there.append(_of_date({**answer.body, "id": key[0]}, key[1]))
        return still_there

    def _participants(self, row: dict[str, Any]) -> Callable[[], None]:
        uuid = row["session_uuid"]
        try:
            listing = self._client.list(
                zoom.PARTICIPANTS, query={"include_fields": "registrant_id"}, uuid=uuid
            )
        except ZoomResourceError as error:
            return self._session_failed(row, error)

        def land() -> None:
            self._landing.participants(uuid, row["webinar_id"], listing.rows, listing.answered_at)
            self._landing.clear_errors("session", uuid, _ERROR_CODES)
            self._counts["sessions_read"] += 1
            self._counts["connections_read"] += len(listing.rows)

        return land

    def _session_failed(self, row: dict[str, Any], error: ZoomResourceError) -> Callable[[], None]:
        """Put the session off; or give it up, if Zoom no longer keeps its report."""
        now = self._client.now()
        is_lost = isinstance(error, ZoomTooOldError) or (
            isinstance(error, ZoomNotFoundError) and now > row["ended_at"] + ZOOM_KEEPS
        )
        is_late = now > row["ended_at"] + NOT_READY_PATIENCE

        def land() -> None:
            self._landing.execute(
                "zoom/update_session_failed",
                session_uuid=row["session_uuid"],
                state="gone" if is_lost else "failed",
                answered_at=now,
            )
            self._counts["sessions_gone" if is_lost else "sessions_put_off"] += 1
            if is_lost or is_late or not isinstance(error, ZoomNotFoundError):
                self._note_error("session", row["session_uuid"], error)

        return land

    # Errors and threads

    def _key(self, webinar_id: int) -> str:
        """Return the key of a webinar in sync.errors."""
        return f"{self._client.settings.account_id} {webinar_id}"

    def _noting(
        self, object_kind: str, object_key: str, error: ZoomResourceError
    ) -> Callable[[], None]:
        return lambda: self._note_error(object_kind, object_key, error)

    def _note_error(self, object_kind: str, object_key: str, error: ZoomResourceError) -> None:
        log.warning("%s %s cannot be read: %s", object_kind, object_key, error)
        self._counts["resources_refused"] += 1
        self._landing.error(
            object_kind,
            object_key,
            error.code,
            f"Zoom does not let this {object_kind} be read: {error}",
            _REMEDIES.get(error.code, _REMEDIES["refused"]),
        )

    @staticmethod
    def _each(
        items: Iterable[Item], ask: Callable[[Item], Found]
    ) -> Iterator[tuple[Item, Found | ZoomResourceError]]:
        """Ask for all items beside each other, and yield each with its answer, as they come.

        A refusal of one resource is an answer; any other error ends the rest.
        """
        with ThreadPoolExecutor(THREADS, thread_name_prefix="zoom") as threads:
            asked: dict[Future[Found], Item] = {threads.submit(ask, item): item for item in items}
            try:
                for future in as_completed(asked):
                    try:
                        yield asked[future], future.result()
                    except ZoomResourceError as error:
                        yield asked[future], error
            finally:
                threads.shutdown(wait=True, cancel_futures=True)


_REMEDIES = {
    "not_found": "If the session is recent, wait: it is asked for again. Else Zoom has no report "
    "of it, or no longer.",
    "too_old": "Nothing: Zoom keeps reports for six months. Run the sync at least that often.",
    "bad_answer": "It is asked for again by the next run. If this lasts, see Zoom's status page.",
    "refused": "It is asked for again by the next runs, at longer and longer intervals. If this "
    "lasts, open a ticket with Zoom and name the object's key.",
    "plan_missing": "Give the host a webinar plan in Zoom.",
    "no_registration": "Turn registration on in Zoom if people are to be known by name.",
}
_ERROR_CODES = tuple(_REMEDIES)


def _of_date(row: Any, occurrence_id: str) -> dict[str, Any]:
    """Put the date that was asked for beside a registrant's row, which does not name it."""
    if not isinstance(row, dict):
        row = {"_not_an_object": row}
    return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row


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
