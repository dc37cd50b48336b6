"""Writes sessions and their reports into the schema `zoom`: each reading in one transaction."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom.rows import prepare_rows
from webinar_sync.zoom.settling import (
    KeptReport,
    ReportReading,
    find_same_since,
    is_better_kept,
    settle,
)

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.zoom.landing import Landing
    from webinar_sync.zoom.settling import ReportSource, Settling


class SessionLanding:
    """Writes one account's sessions, with the warehouse and the counts of its landing."""

    def __init__(self, landing: Landing) -> None:
        self._warehouse = landing.warehouse
        self._counts = landing.counts

    def keep_history(
        self,
        sessions: list[dict[str, Any]],
        stretch: tuple[datetime, datetime] | None,
        *,
        known_until: datetime | None,
        answered_at: datetime,
    ) -> None:
        """Keep rows of the history, and queue their sessions.

        :param stretch: the time whose sessions these all are; None: there may be others
        :param known_until: up to then the history was known: what ended before and is new, is late
        """
        rows = prepare_rows(sessions)
        with self._warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_history", rows=rows.array, cleaned=rows.cleaned)
            queued = transaction.execute("zoom/enqueue_sessions").mappings().all()
            transaction.execute("zoom/update_sessions_described")
            transaction.execute("zoom/insert_webinars_of_sessions", answered_at=answered_at)
            transaction.execute("zoom/delete_known_history_readings")
            transaction.execute("zoom/update_known_before", known_before=answered_at - ZOOM_KEEPS)
            if stretch and stretch[0] < stretch[1]:
                key = _as_range(*stretch)
                transaction.execute("zoom/delete_repeated_history_readings", stretch=key)
                transaction.record_reading("history", key, rows, answered_at)
            new = [session for session in queued if session["is_new"]]
            uuids = [session["session_uuid"] for session in new]
            restarts = transaction.execute("zoom/count_restarts", session_uuids=uuids)
            self._counts["sessions_restarted"] += restarts.scalar_one()
        self._counts["sessions_listed"] += len(sessions)
        self._counts["sessions_new"] += len(new)
        self._counts["sessions_late"] += sum(
            known_until is not None and session["ended_at"] < known_until for session in new
        )

    def keep_participants(
        self,
        session_uuid: str,
        webinar_id: int,
        participants: list[dict[str, Any]],
        answered_at: datetime,
        *,
        source: ReportSource = "report",
    ) -> Settling:
        """Keep a session's report unless the kept one is better, and decide whether it is final."""
        reading = ReportReading.from_rows(participants, source, answered_at)
        with self._warehouse.transaction() as transaction:
            (known,) = transaction.execute(
                "zoom/select_report", session_uuid=session_uuid
            ).mappings()
            kept = KeptReport(**known)
            if not is_better_kept(kept, reading):
                rows = prepare_rows(participants)
                transaction.execute(
                    "zoom/merge_connections",
                    session_uuid=session_uuid,
                    rows=rows.array,
                    cleaned=rows.cleaned,
                )
                transaction.record_reading(
                    "participants", session_uuid, rows, answered_at, webinar_id=webinar_id
                )
                transaction.execute(
                    "zoom/update_report_kept",
                    session_uuid=session_uuid,
                    people_read=reading.people,
                    read_from=source,
                    report_digest=reading.digest,
                    same_since=find_same_since(kept, reading),
                )
                self._counts["connections_read"] += len(rows.texts)
            settling = settle(kept, reading)
            state = transaction.execute(
                "zoom/update_session_read",
                session_uuid=session_uuid,
                state=settling.state,
                next_attempt_at=settling.next_attempt_at,
                answered_at=answered_at,
            ).scalar_one()
        self._counts[f"sessions_{state}"] += 1
        self._counts["sessions_read"] += 1
        return settling


def _as_range(since: datetime, until: datetime) -> str:
    """Return a stretch of time as PostgreSQL writes a tstzrange."""
    return f'["{since.astimezone(UTC).isoformat()}","{until.astimezone(UTC).isoformat()}")'
