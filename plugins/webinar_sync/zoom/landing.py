"""Writes what Zoom answered into the schema `zoom`: each complete reading in one transaction.

Rows go in as sent, less secrets and less what PostgreSQL cannot hold.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.warehouse.statements import statement
from webinar_sync.zoom.occurrences import KnownOccurrence, merge_occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from webinar_sync.warehouse.engine import Warehouse

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

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
_MAYBE_UNHOLDABLE = re.compile(r"\\u0000|\\ud[89a-f]", re.IGNORECASE)


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
        if _MAYBE_UNHOLDABLE.search(text):
            better = json.dumps(_holdable(kept), sort_keys=True)
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


def _holdable(value: Any) -> Any:
    """Take out what PostgreSQL's jsonb refuses.

    Python joins surrogate pairs when it parses, so what is left of them is lone.
    """
    if isinstance(value, str):
        return _UNHOLDABLE.sub("", value)
    if isinstance(value, dict):
        return {_holdable(k): _holdable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_holdable(one) for one in value]
    return value


class Landing:
    """Writes one account's readings, in the name of one run."""

    def __init__(self, warehouse: Warehouse, account_id: str, run_id: str) -> None:
        self._warehouse = warehouse
        self._ids = {"account_id": account_id, "run_id": run_id}

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
            self._run(connection, "zoom/merge_users", rows=rows.array)
            self._note(connection, "users", "all", None, answered_at, rows)

    def history(self, sessions: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep rows of the history, and queue their sessions."""
        rows = prepare_rows(sessions)
        with self._warehouse.transaction() as connection:
            self._run(connection, "zoom/merge_history", rows=rows.array, cleaned=rows.cleaned)
            self._run(connection, "zoom/enqueue_sessions")
            self._run(connection, "zoom/insert_webinars_of_sessions", answered_at=answered_at)
            self._note(connection, "history", "all", None, answered_at, rows)

    def heard_of(self, webinar_ids: Iterable[int], answered_at: datetime) -> None:
        """Remember webinar ids."""
        self.execute("zoom/insert_webinars", webinar_ids=list(webinar_ids), answered_at=answered_at)

    def host_listing(self, webinars: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep what only the listing by host tells."""
        ids = [webinar["id"] for webinar in webinars if isinstance(webinar.get("id"), int)]
        self.heard_of(ids, answered_at)
        self.execute("zoom/update_events_webinars", rows=prepare_rows(webinars).array)

    def webinar(self, webinar_id: int, detail: dict[str, Any], answered_at: datetime) -> None:
        """Keep a webinar's detail and the dates of its series."""
        rows = prepare_rows([detail])
        with self._warehouse.transaction() as connection:
            self._run(
                connection,
                "zoom/upsert_webinar",
                webinar_id=webinar_id,
                row=rows.texts[0],
                answered_at=answered_at,
            )
            if detail.get("type") == 9:
                self._occurrences(connection, webinar_id, detail, answered_at)
            self._note(connection, "webinar", str(webinar_id), webinar_id, answered_at, rows)

    def _occurrences(
        self,
        connection: Connection,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
    ) -> None:
        found = connection.execute(
            statement("zoom/select_occurrences"), {**self._ids, "webinar_id": webinar_id}
        )
        known = [KnownOccurrence(**row) for row in found.mappings()]
        changes = merge_occurrences(known, detail.get("occurrences") or [], answered_at)
        for move in changes.moves:
            self._run(
                connection,
                "zoom/move_registrants",
                webinar_id=webinar_id,
                old_occurrence_id=move[0],
                new_occurrence_id=move[1],
            )
        for occurrence in changes.upserts:
            self._run(
                connection, "zoom/upsert_occurrence", webinar_id=webinar_id, **vars(occurrence)
            )

    def webinar_gone(self, webinar_id: int, answered_at: datetime) -> None:
        """Note that a webinar no longer exists."""
        with self._warehouse.transaction() as connection:
            self._run(
                connection,
                "zoom/update_webinar_gone",
                webinar_id=webinar_id,
                answered_at=answered_at,
            )
            self._note(
                connection, "webinar", str(webinar_id), webinar_id, answered_at, Rows(["gone"], [])
            )

    def session_report(
        self, webinar_id: int, report: dict[str, Any], answered_at: datetime
    ) -> None:
        """Take from a session's report what is left of a webinar that expired unread."""
        rows = prepare_rows([report])
        with self._warehouse.transaction() as connection:
            self._run(
                connection,
                "zoom/update_webinar_from_report",
                webinar_id=webinar_id,
                row=rows.texts[0],
            )
            self._note(connection, "webinar", str(webinar_id), webinar_id, answered_at, rows)

    def panelists(
        self, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep a webinar's panelists."""
        rows = prepare_rows(panelists)
        with self._warehouse.transaction() as connection:
            self._run(connection, "zoom/merge_panelists", webinar_id=webinar_id, rows=rows.array)
            self._note(connection, "panelists", str(webinar_id), webinar_id, answered_at, rows)

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
                connection.execute(statement("zoom/select_reading"), {**self._ids, **key})
                .mappings()
                .first()
            )
            self._run(
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
            self._note(connection, "registrants", str(webinar_id), webinar_id, answered_at, rows)

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
            self._run(
                connection,
                "zoom/merge_connections",
                session_uuid=session_uuid,
                rows=rows.array,
                cleaned=rows.cleaned,
            )
            self._note(connection, "participants", session_uuid, webinar_id, answered_at, rows)
            self._run(
                connection,
                "zoom/update_session_read",
                session_uuid=session_uuid,
                has_zero_duration=any(
                    isinstance(row, dict) and row.get("duration") == 0 for row in participants
                ),
            )

    def error(
        self, object_kind: str, object_key: str, code: str, message: str, remedy: str
    ) -> None:
        """Note something that went wrong, in words."""
        self._warehouse.execute(
            "sync/upsert_error",
            object_kind=object_kind,
            object_key=object_key,
            code=code,
            message=message,
            remedy=remedy,
            run_id=self._ids["run_id"],
        )

    def clear_errors(self, object_kind: str, object_key: str, codes: Iterable[str]) -> None:
        """Note that something is mended."""
        self._warehouse.execute(
            "sync/clear_errors",
            object_kind=object_kind,
            object_key=object_key,
            codes=list(codes),
            run_id=self._ids["run_id"],
        )

    def _run(self, connection: Connection, name: str, **parameters: Any) -> None:
        connection.execute(statement(name), {**self._ids, **parameters})

    def _note(
        self,
        connection: Connection,
        kind: str,
        object_key: str,
        webinar_id: int | None,
        answered_at: datetime,
        rows: Rows,
    ) -> None:
        self._run(
            connection,
            "zoom/upsert_reading",
            kind=kind,
            object_key=object_key,
            webinar_id=webinar_id,
            answered_at=answered_at,
            row_count=len(rows.texts),
            digest=rows.digest,
        )
