"""Writes what Zoom answered into the schema `zoom`: each complete reading in one transaction.

Rows go in as `zoom/rows.py` prepares them. A new kind of rows gets a method here.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom.account_warehouse import AccountWarehouse
from webinar_sync.zoom.occurrences import KnownOccurrence, merge_occurrences
from webinar_sync.zoom.rows import Rows, prepare_rows

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.account_warehouse import AccountTransaction

GONE = Rows(["gone"], [])
"""What is read of a webinar that no longer exists."""


class Landing:
    """Writes one account's readings, in the name of one run."""

    def __init__(self, run: Run, account_id: str) -> None:
        self.warehouse = AccountWarehouse(run, account_id)
        self.counts: Counter[str] = Counter()
        """What turned out to be new or changed, by the names used in sync.runs."""

    def keep_users(self, users: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep the account's users."""
        rows = prepare_rows(users)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_users", rows=rows.array)
            transaction.record_reading("users", "all", rows, answered_at)

    def keep_history(
        self,
        sessions: list[dict[str, Any]],
        stretch: tuple[datetime, datetime],
        *,
        known_until: datetime | None,
        answered_at: datetime,
    ) -> None:
        """Keep rows of the history of a stretch of time, and queue their sessions.

        :param known_until: up to then the history was known: what ended before and is new, is late
        """
        rows = prepare_rows(sessions)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_history", rows=rows.array, cleaned=rows.cleaned)
            queued = transaction.execute("zoom/enqueue_sessions").mappings().all()
            transaction.execute("zoom/insert_webinars_of_sessions", answered_at=answered_at)
            transaction.execute("zoom/delete_known_history_readings")
            transaction.execute("zoom/update_known_before", known_before=answered_at - ZOOM_KEEPS)
            if stretch[0] < stretch[1]:
                key = _as_range(*stretch)
                transaction.execute("zoom/delete_repeated_history_readings", stretch=key)
                transaction.record_reading("history", key, rows, answered_at)
            new = [session for session in queued if session["is_new"]]
            uuids = [session["session_uuid"] for session in new]
            restarts = transaction.execute("zoom/count_restarts", session_uuids=uuids)
            self.counts["sessions_restarted"] += restarts.scalar_one()
        self.counts["sessions_new"] += len(new)
        self.counts["sessions_late"] += sum(
            known_until is not None and session["ended_at"] < known_until for session in new
        )

    def keep_host_listing(
        self, user_id: str, webinars: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep what only a host's listing has; a webinar listed again is no longer gone."""
        ids = [webinar["id"] for webinar in webinars if isinstance(webinar.get("id"), int)]
        rows = prepare_rows(webinars)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/insert_webinars", webinar_ids=ids, answered_at=answered_at)
            transaction.execute("zoom/update_events_webinars", rows=rows.array)
            transaction.execute("zoom/reopen_webinars", webinar_ids=ids)
            transaction.record_reading("host", user_id, rows, answered_at)

    def keep_webinar(
        self,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
        *,
        event_uuid: str | None = None,
    ) -> None:
        """Keep a webinar's detail and the dates of its series.

        :param event_uuid: by which the report on events to come names it
        """
        rows = prepare_rows([detail])
        with self.warehouse.transaction() as transaction:
            if event_uuid:
                transaction.execute(
                    "zoom/insert_webinar_uuid", event_uuid=event_uuid, webinar_id=webinar_id
                )
            before = _start_of(transaction, webinar_id)
            transaction.execute(
                "zoom/upsert_webinar",
                webinar_id=webinar_id,
                row=rows.texts[0],
                answered_at=answered_at,
            )
            if detail.get("type") == WebinarType.RECURRING:
                self._keep_occurrences(transaction, webinar_id, detail, answered_at)
            after = _start_of(transaction, webinar_id)
            _record_webinar(transaction, "webinar", webinar_id, rows, answered_at)
        self.counts["webinars_read"] += 1
        self.counts["dates_moved"] += before is not None and after is not None and before != after

    def _keep_occurrences(
        self,
        transaction: AccountTransaction,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
    ) -> None:
        rows = transaction.execute("zoom/select_occurrences", webinar_id=webinar_id).mappings()
        known = [KnownOccurrence(**row) for row in rows]
        changes = merge_occurrences(known, detail.get("occurrences") or [], answered_at)
        for old_id, new_id in changes.moves:
            transaction.execute(
                "zoom/move_registrants",
                webinar_id=webinar_id,
                old_occurrence_id=old_id,
                new_occurrence_id=new_id,
            )
        self.counts["dates_moved"] += len(changes.moves)
        were_deleted = {date.occurrence_id for date in known if date.status == "deleted"}
        for date in changes.upserts:
            self.counts["dates_deleted"] += (
                date.status == "deleted" and date.occurrence_id not in were_deleted
            )
            transaction.execute("zoom/upsert_occurrence", webinar_id=webinar_id, **vars(date))

    def mark_webinar_gone(self, webinar_id: int, answered_at: datetime) -> None:
        """Record that a webinar no longer exists."""
        with self.warehouse.transaction() as transaction:
            gone = transaction.execute(
                "zoom/update_webinar_gone", webinar_id=webinar_id, answered_at=answered_at
            ).rowcount
            _record_webinar(transaction, "webinar", webinar_id, GONE, answered_at)
        self.counts["webinars_gone"] += gone

    def keep_session_report(
        self, webinar_id: int, report: dict[str, Any], answered_at: datetime
    ) -> None:
        """Keep of a session's report what is left of a webinar that expired unread."""
        rows = prepare_rows([report])
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/update_webinar_from_report", webinar_id=webinar_id, row=rows.texts[0]
            )
            _record_webinar(transaction, "webinar", webinar_id, rows, answered_at)

    def keep_panelists(
        self, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep a webinar's panelists."""
        rows = prepare_rows(panelists)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_panelists", webinar_id=webinar_id, rows=rows.array)
            _record_webinar(transaction, "panelists", webinar_id, rows, answered_at)

    def keep_registrants(
        self,
        webinar_id: int,
        registrants: list[dict[str, Any]],
        *,
        occurrence_ids: list[str],
        approval_type: int | None,
        answered_at: datetime,
    ) -> None:
        """Keep a webinar's registrations from one full listing of all statuses.

        :param occurrence_ids: the dates that were listed; `[""]`: the webinar as a whole
        """
        rows = prepare_rows(registrants)
        with self.warehouse.transaction() as transaction:
            before = transaction.execute(
                "zoom/select_reading", kind="registrants", object_key=str(webinar_id)
            )
            previous = before.mappings().first()
            transaction.execute(
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                occurrence_ids=occurrence_ids,
                approval_type=approval_type,
                answered_at=answered_at,
                previous_answered_at=previous["answered_at"] if previous else None,
            )
            _record_webinar(transaction, "registrants", webinar_id, rows, answered_at)
        self.counts["registrations_listed"] += len(rows.texts)

    def keep_new_registrants(
        self, webinar_id: int, registrants: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep people who were just registered, as the next reading will list them."""
        rows = prepare_rows(registrants)
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                occurrence_ids=[],
                approval_type=None,
                answered_at=answered_at,
                previous_answered_at=None,
            )

    def keep_participants(
        self,
        session_uuid: str,
        webinar_id: int,
        participants: list[dict[str, Any]],
        answered_at: datetime,
    ) -> None:
        """Keep a session's participant report, and decide whether it is final."""
        rows = prepare_rows(participants)
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/merge_connections",
                session_uuid=session_uuid,
                rows=rows.array,
                cleaned=rows.cleaned,
            )
            transaction.record_reading(
                "participants", session_uuid, rows, answered_at, webinar_id=webinar_id
            )
            state = transaction.execute(
                "zoom/update_session_read",
                session_uuid=session_uuid,
                has_zero_duration=any(
                    isinstance(row, dict) and row.get("duration") == 0 for row in participants
                ),
            ).scalar_one()
        self.counts[f"sessions_{state}"] += 1
        self.counts["sessions_read"] += 1
        self.counts["connections_read"] += len(rows.texts)


def _record_webinar(
    transaction: AccountTransaction, kind: str, webinar_id: int, rows: Rows, answered_at: datetime
) -> None:
    """Record a reading of something that a webinar has once."""
    transaction.record_reading(kind, str(webinar_id), rows, answered_at, webinar_id=webinar_id)


def _start_of(transaction: AccountTransaction, webinar_id: int) -> datetime | None:
    start: datetime | None = transaction.execute(
        "zoom/select_webinar_start", webinar_id=webinar_id
    ).scalar_one_or_none()
    return start


def _as_range(since: datetime, until: datetime) -> str:
    """Return a stretch of time as PostgreSQL writes a tstzrange."""
    return f'["{since.astimezone(UTC).isoformat()}","{until.astimezone(UTC).isoformat()}")'
