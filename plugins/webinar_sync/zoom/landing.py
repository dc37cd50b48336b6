"""Writes what Zoom answered into the schema `zoom`: each complete reading in one transaction.

Rows go in as sent, less secrets and less what PostgreSQL cannot hold.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.warehouse.queries import query
from webinar_sync.warehouse.text import storable
from webinar_sync.zoom.occurrences import KnownOccurrence, merge_occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult

    from webinar_sync.runs.run import Run

SECRET_KEYS = frozenset(
    {
        "start_url",
        "join_url",
        "password",
        "h323_password",
        "pstn_password",
        "encrypted_password",
        "encrypted_passcode",
        "h323_passcode",
        "passcode",
        "global_dial_in_numbers",
        "host_key",
    }
)
"""Left out wherever they occur: links that let people in, passwords, dial-in codes."""

_MAYBE_UNSTORABLE = re.compile(r"\\u0000|\\ud[89a-f]", re.IGNORECASE)


@dataclass(frozen=True)
class Rows:
    """Rows of a listing, ready for PostgreSQL: JSON texts, and the places of those cleaned."""

    texts: list[str]
    cleaned: list[int]

    @property
    def array(self) -> str:
        """All rows as one JSON array."""
        return f"[{','.join(self.texts)}]"

    @property
    def digest(self) -> str:
        """A digest of the content, whatever the order of the rows."""
        return hashlib.sha256("\n".join(sorted(self.texts)).encode()).hexdigest()


def prepare_rows(rows: Iterable[Any]) -> Rows:
    """Make rows fit to be kept: without secrets, U+0000 and lone surrogates.

    A listing entry that is not an object is kept as one with the single key `_not_an_object`.
    """
    texts: list[str] = []
    cleaned: list[int] = []
    for place, row in enumerate(rows, start=1):
        kept = _without_secrets(row) if isinstance(row, dict) else {"_not_an_object": row}
        text = json.dumps(kept, sort_keys=True)
        if _MAYBE_UNSTORABLE.search(text):
            better = json.dumps(storable(kept), sort_keys=True)
            if better != text:
                cleaned.append(place)
                text = better
        texts.append(text)
    return Rows(texts, cleaned)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_secrets(v) for k, v in value.items() if k not in SECRET_KEYS}
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    return value


def history_key(since: datetime, until: datetime) -> str:
    """Return a stretch of time as PostgreSQL writes a tstzrange."""
    return f'["{since.astimezone(UTC).isoformat()}","{until.astimezone(UTC).isoformat()}")'


class Landing:
    """Writes one account's readings, in the name of one run."""

    def __init__(self, run: Run, account_id: str) -> None:
        self.run = run
        self._warehouse = run.warehouse
        self._ids: dict[str, Any] = {
            "account_id": account_id,
            "run_id": run.run_id,
            "extraction": 0,
        }
        self.counts: Counter[str] = Counter()
        """What turned out to be new or changed, by the names used in sync.runs."""

    def begin(self, purpose: str, answered_at: datetime) -> bool:
        """Begin an extraction, or go on with one that was killed; return whether it is such."""
        (begun,) = self.rows("zoom/begin_extraction", purpose=purpose, answered_at=answered_at)
        self._ids["extraction"] = begun["extraction"]
        return bool(begun["is_resumed"])

    def execute(self, name: str, **parameters: Any) -> int:
        """Run one statement of the account, in a transaction of its own."""
        return self._warehouse.execute(name, **self._ids, **parameters)

    def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of one statement of the account."""
        return self._warehouse.rows(name, **self._ids, **parameters)

    def users(self, users: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep the account's users."""
        rows = prepare_rows(users)
        with self._warehouse.transaction() as connection:
            self._execute(connection, "zoom/merge_users", rows=rows.array)
            self._record_reading(connection, "users", "all", None, answered_at, rows)

    def history(
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
        with self._warehouse.transaction() as connection:
            self._execute(connection, "zoom/merge_history", rows=rows.array, cleaned=rows.cleaned)
            queued = self._execute(connection, "zoom/enqueue_sessions").mappings().all()
            self._execute(connection, "zoom/insert_webinars_of_sessions", answered_at=answered_at)
            self._execute(connection, "zoom/delete_known_history_readings")
            self._execute(
                connection, "zoom/update_known_before", known_before=answered_at - ZOOM_KEEPS
            )
            if stretch[0] < stretch[1]:
                key = history_key(*stretch)
                self._execute(connection, "zoom/delete_repeated_history_readings", stretch=key)
                self._record_reading(connection, "history", key, None, answered_at, rows)
            new = [one for one in queued if one["is_new"]]
            uuids = [one["session_uuid"] for one in new]
            restarts = self._execute(connection, "zoom/count_restarts", session_uuids=uuids)
            self.counts["sessions_restarted"] += restarts.scalar_one()
        self.counts["sessions_new"] += len(new)
        self.counts["sessions_late"] += sum(
            known_until is not None and one["ended_at"] < known_until for one in new
        )

    def host_listing(
        self, user_id: str, webinars: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep what only the listing by host tells; a webinar listed again is no longer gone."""
        ids = [webinar["id"] for webinar in webinars if isinstance(webinar.get("id"), int)]
        rows = prepare_rows(webinars)
        with self._warehouse.transaction() as connection:
            self._execute(
                connection, "zoom/insert_webinars", webinar_ids=ids, answered_at=answered_at
            )
            self._execute(connection, "zoom/update_events_webinars", rows=rows.array)
            self._execute(connection, "zoom/reopen_webinars", webinar_ids=ids)
            self._record_reading(connection, "host", user_id, None, answered_at, rows)

    def webinar(
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
        with self._warehouse.transaction() as connection:
            if event_uuid:
                self._execute(
                    connection,
                    "zoom/insert_webinar_uuid",
                    event_uuid=event_uuid,
                    webinar_id=webinar_id,
                )
            before = self._start(connection, webinar_id)
            self._execute(
                connection,
                "zoom/upsert_webinar",
                webinar_id=webinar_id,
                row=rows.texts[0],
                answered_at=answered_at,
            )
            if detail.get("type") == 9:
                self._occurrences(connection, webinar_id, detail, answered_at)
            after = self._start(connection, webinar_id)
            self._record_reading(
                connection, "webinar", str(webinar_id), webinar_id, answered_at, rows
            )
        self.counts["webinars_read"] += 1
        self.counts["dates_moved"] += before is not None and after is not None and before != after

    def _start(self, connection: Connection, webinar_id: int) -> datetime | None:
        found = self._execute(connection, "zoom/select_webinar_start", webinar_id=webinar_id)
        start: datetime | None = found.scalar_one_or_none()
        return start

    def _occurrences(
        self,
        connection: Connection,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
    ) -> None:
        found = connection.execute(
            query("zoom/select_occurrences"), {**self._ids, "webinar_id": webinar_id}
        )
        known = [KnownOccurrence(**row) for row in found.mappings()]
        changes = merge_occurrences(known, detail.get("occurrences") or [], answered_at)
        for move in changes.moves:
            self._execute(
                connection,
                "zoom/move_registrants",
                webinar_id=webinar_id,
                old_occurrence_id=move[0],
                new_occurrence_id=move[1],
            )
        self.counts["dates_moved"] += len(changes.moves)
        was_deleted = {one.occurrence_id for one in known if one.status == "deleted"}
        for occurrence in changes.upserts:
            self.counts["dates_deleted"] += (
                occurrence.status == "deleted" and occurrence.occurrence_id not in was_deleted
            )
            self._execute(
                connection, "zoom/upsert_occurrence", webinar_id=webinar_id, **vars(occurrence)
            )

    def webinar_gone(self, webinar_id: int, answered_at: datetime) -> None:
        """Note that a webinar no longer exists."""
        with self._warehouse.transaction() as connection:
            gone = self._execute(
                connection,
                "zoom/update_webinar_gone",
                webinar_id=webinar_id,
                answered_at=answered_at,
            ).rowcount
            self._record_reading(
                connection, "webinar", str(webinar_id), webinar_id, answered_at, Rows(["gone"], [])
            )
        self.counts["webinars_gone"] += gone

    def session_report(
        self, webinar_id: int, report: dict[str, Any], answered_at: datetime
    ) -> None:
        """Take from a session's report what is left of a webinar that expired unread."""
        rows = prepare_rows([report])
        with self._warehouse.transaction() as connection:
            self._execute(
                connection,
                "zoom/update_webinar_from_report",
                webinar_id=webinar_id,
                row=rows.texts[0],
            )
            self._record_reading(
                connection, "webinar", str(webinar_id), webinar_id, answered_at, rows
            )

    def panelists(
        self, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep a webinar's panelists."""
        rows = prepare_rows(panelists)
        with self._warehouse.transaction() as connection:
            self._execute(
                connection, "zoom/merge_panelists", webinar_id=webinar_id, rows=rows.array
            )
            self._record_reading(
                connection, "panelists", str(webinar_id), webinar_id, answered_at, rows
            )

    def registrants(
        self,
        webinar_id: int,
        registrants: list[dict[str, Any]],
        *,
        asked: list[str],
        approval_type: int | None,
        answered_at: datetime,
    ) -> None:
        """Keep a webinar's registrations from one full listing of all statuses.

        :param asked: the occurrence ids asked for; `[""]` where the webinar was asked as a whole
        """
        rows = prepare_rows(registrants)
        key = {"kind": "registrants", "object_key": str(webinar_id)}
        with self._warehouse.transaction() as connection:
            before = (
                connection.execute(query("zoom/select_reading"), {**self._ids, **key})
                .mappings()
                .first()
            )
            self._execute(
                connection,
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                asked=asked,
                approval_type=approval_type,
                answered_at=answered_at,
                previous_answered_at=before["answered_at"] if before else None,
            )
            self._record_reading(
                connection, "registrants", str(webinar_id), webinar_id, answered_at, rows
            )
        self.counts["registrations_listed"] += len(rows.texts)

    def registered(
        self, webinar_id: int, registrants: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep people who were just registered, as the next reading will find them.

        No reading says so, so the webinar is marked as one that marts must be computed for.
        """
        rows = prepare_rows(registrants)
        with self._warehouse.transaction() as connection:
            self._execute(
                connection,
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                asked=[],
                approval_type=None,
                answered_at=answered_at,
                previous_answered_at=None,
            )
            self._execute(connection, "zoom/reset_loaded_readings", webinar_id=webinar_id)

    def participants(
        self,
        session_uuid: str,
        webinar_id: int,
        participants: list[dict[str, Any]],
        answered_at: datetime,
    ) -> None:
        """Keep a session's participant report, and note whether it is final."""
        rows = prepare_rows(participants)
        with self._warehouse.transaction() as connection:
            self._execute(
                connection,
                "zoom/merge_connections",
                session_uuid=session_uuid,
                rows=rows.array,
                cleaned=rows.cleaned,
            )
            self._record_reading(
                connection, "participants", session_uuid, webinar_id, answered_at, rows
            )
            state = self._execute(
                connection,
                "zoom/update_session_read",
                session_uuid=session_uuid,
                has_zero_duration=any(
                    isinstance(row, dict) and row.get("duration") == 0 for row in participants
                ),
            ).scalar_one()
        self.counts[f"sessions_{state}"] += 1
        self.counts["sessions_read"] += 1
        self.counts["connections_read"] += len(rows.texts)

    def refused(self, object_kind: str, object_key: str, answered_at: datetime) -> None:
        """Put something that cannot be read off, longer each time."""
        self.execute(
            "zoom/upsert_refusal",
            object_kind=object_kind,
            object_key=object_key,
            answered_at=answered_at,
        )

    def readable(self, object_kind: str, object_key: str) -> None:
        """Record that something is no longer refused."""
        self.execute("zoom/delete_refusal", object_kind=object_kind, object_key=object_key)

    def _execute(self, connection: Connection, name: str, **parameters: Any) -> CursorResult[Any]:
        return connection.execute(query(name), {**self._ids, **parameters})

    def _record_reading(
        self,
        connection: Connection,
        kind: str,
        object_key: str,
        webinar_id: int | None,
        answered_at: datetime,
        rows: Rows,
    ) -> None:
        self._execute(
            connection,
            "zoom/upsert_reading",
            kind=kind,
            object_key=object_key,
            webinar_id=webinar_id,
            answered_at=answered_at,
            row_count=len(rows.texts),
            digest=rows.digest,
        )
