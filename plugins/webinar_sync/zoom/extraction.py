"""Reads one Zoom account: discovers what changed, then asks for its people.

All pages of a listing are read before its rows are written, and each reading is written whole:
one that fails half-way leaves nothing behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.asking import Asking
from webinar_sync.zoom.discovery import Discovery, KnownWebinar
from webinar_sync.zoom.errors import (
    ZoomNotFoundError,
    ZoomRegistrantGoneError,
    ZoomResourceError,
    ZoomTooOldError,
)
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.window import Window
    from webinar_sync.zoom.client import ZoomClient

HORIZON = timedelta(days=7)
"""Webinars that start within this are looked at by every hourly run."""
NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""


class AccountBusyError(Exception):
    """Another run reads this account at the moment."""


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
        landing = Landing(warehouse, account_id, run_id)
        ask = Asking(client, landing, window, is_full=is_full)
        landing.execute("zoom/upsert_account", brand=client.settings.brand or None)
        try:
            discovery = Discovery(ask)
            discovery.discover()
            _People(ask, discovery).read()
        finally:
            _note_requests(warehouse, client, run_id)
        if not window.is_exact:
            landing.execute(
                "zoom/update_history_read_until",
                read_until=min(window.until, discovery.history_answered_at),
            )
        return dict(ask.counts)


def _note_requests(warehouse: Warehouse, client: ZoomClient, run_id: str) -> None:
    """Add up in sync.requests what was asked of Zoom."""
    for (label, path), count in sorted(client.sent.items()):
        warehouse.execute(
            "sync/upsert_requests",
            run_id=run_id,
            account_id=client.settings.account_id,
            label=label,
            endpoint=path,
            requests=count,
            refused=client.refused[label, path],
        )


class _People:
    """Reads panelists, registrants and participants of what was discovered.

    Each method that asks returns the function that lands the answer: requests run in threads,
    rows are written by one.
    """

    def __init__(self, ask: Asking, discovery: Discovery) -> None:
        self._ask = ask
        self._discovery = discovery

    def read(self) -> None:
        """Read panelists, registrants and participants, all beside each other."""
        due = self._discovery.due_sessions()
        relevant = self._discovery.relevant_ids()
        with_due = {row["webinar_id"] for row in due}
        jobs: list[Callable[[], Callable[[], None]]] = []
        for one in self._discovery.webinars():
            if relevant is not None and one.webinar_id not in relevant:
                continue
            if (
                one.webinar_id in self._discovery.fresh
                and one.exclusion is None
                and not one.is_gone
            ):
                jobs.append(lambda one=one: self._panelists(one))  # type: ignore[misc]
            if one.has_registration:
                is_first = one.registrants_answered_at is None
                # Once a session has ended, everybody who still registered for it is read.
                is_first |= one.webinar_id in self._discovery.just_ended
                is_open = one.is_to_come or one.has_unsettled
                if is_first or (is_open and (self._ask.is_full or self._ask.window.is_exact)):
                    jobs.append(lambda one=one: self._registrants(one))  # type: ignore[misc]
                elif one.webinar_id in with_due or self._starts_soon(one):
                    jobs.append(lambda one=one: self._registrants_if_changed(one))  # type: ignore[misc]
        jobs += [lambda row=row: self._participants(row) for row in due]  # type: ignore[misc]
        for _, land in self._ask.each(jobs, lambda job: job()):
            if isinstance(land, ZoomResourceError):
                raise land
            land()

    def _starts_soon(self, one: KnownWebinar) -> bool:
        return (
            one.next_start is not None
            and one.next_start <= self._discovery.history_answered_at + HORIZON
        )

    def _panelists(self, one: KnownWebinar) -> Callable[[], None]:
        try:
            listing = self._ask.client.list(zoom.PANELISTS, webinar_id=one.webinar_id)
        except ZoomResourceError as error:
            return self._noting("panelists", self._ask.webinar_key(one.webinar_id), error)

        def land() -> None:
            self._ask.landing.panelists(one.webinar_id, listing.rows, listing.answered_at)
            self._ask.clear_errors("panelists", self._ask.webinar_key(one.webinar_id))

        return land

    def _registrants_if_changed(self, one: KnownWebinar) -> Callable[[], None]:
        """Read all registrants only if a request for one row tells another total."""
        query: dict[str, Any] = {"page_size": 1}
        if one.asked_occurrences != [""]:
            query["occurrence_id"] = one.next_occurrence_id or one.asked_occurrences[-1]
        try:
            answer = self._ask.client.get(zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id)
        except ZoomResourceError as error:
            return self._noting("registrants", self._ask.webinar_key(one.webinar_id), error)
        if answer.body.get("total_records") == one.approved_count:
            return lambda: None
        return self._registrants(one)

    def _registrants(self, one: KnownWebinar) -> Callable[[], None]:
        """List the registrants of all statuses, and confirm each one that is missing."""
        try:
            rows, answered_at = self._list_registrants(one)
            rows += self._confirm_missing(one, rows)
        except ZoomResourceError as error:
            return self._noting("registrants", self._ask.webinar_key(one.webinar_id), error)

        def land() -> None:
            self._ask.landing.registrants(
                one.webinar_id,
                rows,
                asked=one.asked_occurrences,
                approval_type=one.approval_type,
                answered_at=answered_at,
            )
            self._ask.clear_errors("registrants", self._ask.webinar_key(one.webinar_id))
            self._ask.counts["registrations_listed"] += len(rows)

        return land

    def _list_registrants(self, one: KnownWebinar) -> tuple[list[dict[str, Any]], datetime]:
        rows: list[dict[str, Any]] = []
        first: datetime | None = None
        for occurrence_id in one.asked_occurrences:
            for status in zoom.REGISTRANT_STATUSES:
                query = {"status": status}
                if occurrence_id:
                    query["occurrence_id"] = occurrence_id
                listing = self._ask.client.list(
                    zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id
                )
                first = first or listing.answered_at
                rows += [_of_date(row, occurrence_id) for row in listing.rows]
        assert first is not None
        return rows, first

    def _confirm_missing(
        self, one: KnownWebinar, rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Ask for each registrant that was listed before and is not now.

        Someone may have moved from one status to another while these were read, one by one.
        """
        listed = {(row.get("id"), row.get("_occurrence_id", "")) for row in rows}
        still_there: list[dict[str, Any]] = []
        for missing in self._ask.landing.rows(
            "zoom/select_listed_registrants",
            webinar_id=one.webinar_id,
            asked=one.asked_occurrences,
        ):
            key = (missing["registrant_id"], missing["occurrence_id"])
            if key in listed:
                continue
            query = {"occurrence_id": key[1]} if key[1] else None
            try:
                answer = self._ask.client.get(
                    zoom.REGISTRANT, query=query, webinar_id=one.webinar_id, registrant_id=key[0]
                )
            except ZoomRegistrantGoneError:
                continue
            still_there.append(_of_date({**answer.body, "id": key[0]}, key[1]))
        return still_there

    def _participants(self, row: dict[str, Any]) -> Callable[[], None]:
        uuid = row["session_uuid"]
        try:
            listing = self._ask.client.list(
                zoom.PARTICIPANTS, query={"include_fields": "registrant_id"}, uuid=uuid
            )
        except ZoomResourceError as error:
            return self._session_failed(row, error)

        def land() -> None:
            self._ask.landing.participants(
                uuid, row["webinar_id"], listing.rows, listing.answered_at
            )
            self._ask.clear_errors("session", uuid)
            self._ask.counts["sessions_read"] += 1
            self._ask.counts["connections_read"] += len(listing.rows)

        return land

    def _session_failed(self, row: dict[str, Any], error: ZoomResourceError) -> Callable[[], None]:
        """Put the session off; or give it up, if Zoom no longer keeps its report."""
        now = self._ask.client.now()
        is_lost = isinstance(error, ZoomTooOldError) or (
            isinstance(error, ZoomNotFoundError) and now > row["ended_at"] + ZOOM_KEEPS
        )
        is_late = now > row["ended_at"] + NOT_READY_PATIENCE

        def land() -> None:
            self._ask.landing.execute(
                "zoom/update_session_failed",
                session_uuid=row["session_uuid"],
                state="gone" if is_lost else "failed",
                answered_at=now,
            )
            self._ask.counts["sessions_gone" if is_lost else "sessions_put_off"] += 1
            if is_lost or is_late or not isinstance(error, ZoomNotFoundError):
                self._ask.note_error("session", row["session_uuid"], error)

        return land

    def _noting(
        self, object_kind: str, object_key: str, error: ZoomResourceError
    ) -> Callable[[], None]:
        return lambda: self._ask.note_error(object_kind, object_key, error)


def _of_date(row: Any, occurrence_id: str) -> dict[str, Any]:
    """Put the date that was asked for beside a registrant's row, which does not name it."""
    if not isinstance(row, dict):
        row = {"_not_an_object": row}
    return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row
