"""Statements and transactions about one Zoom account: each knows its account and its run."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from webinar_sync.warehouse.queries import query
from webinar_sync.zoom.issues import RESOURCE_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.locks import SessionLock
    from webinar_sync.zoom.rows import Rows


@dataclass(frozen=True)
class Landed:
    """A complete listing that landed: its kind and key in `zoom.readings`, and its rows."""

    kind: str
    object_key: str
    rows: Rows
    answered_at: datetime
    webinar_id: int | None = None

    @classmethod
    def of_webinar(cls, kind: str, webinar_id: int, rows: Rows, answered_at: datetime) -> Landed:
        """Return the listing of something that a webinar has once."""
        return cls(kind, str(webinar_id), rows, answered_at, webinar_id)


@dataclass(frozen=True)
class AccountTransaction:
    """A transaction of statements about one account.

    `counts`: what it turns out to be new or changed, by the names used in sync.runs.
    """

    connection: Connection
    run: Run
    ids: Mapping[str, Any]
    counts: Counter[str] = field(default_factory=Counter)

    def execute(self, name: str, **parameters: Any) -> CursorResult[Any]:
        """Run one statement of the account."""
        return self.connection.execute(query(name), {**self.ids, **parameters})

    def record_readings(self, readings: Iterable[Landed]) -> None:
        """Record in `zoom.readings` what was read whole, and digests of the rows."""
        rows = [
            {
                "kind": reading.kind,
                "object_key": reading.object_key,
                "webinar_id": reading.webinar_id,
                "answered_at": reading.answered_at,
                "row_count": len(reading.rows.texts),
                "digest": reading.rows.digest,
            }
            for reading in readings
        ]
        self.execute("zoom/upsert_readings", readings=as_json(rows))

    def close_issues(self, objects: Sequence[tuple[str, str]]) -> None:
        """Record that objects, by kind and key, can be read again."""
        self.run.close_issues_of(objects, RESOURCE_CODES, transaction=self.connection)
        self.execute(
            "zoom/delete_refusals",
            object_kinds=[kind for kind, _ in objects],
            object_keys=[key for _, key in objects],
        )


class AccountWarehouse:
    """Runs statements about one account, in the name of one run and of its extraction.

    `counts`: what turned out to be new or changed, by the names used in sync.runs.
    """

    def __init__(self, run: Run, account_id: str) -> None:
        self.run = run
        self.counts: Counter[str] = Counter()
        self._warehouse = run.warehouse
        self._ids: dict[str, Any] = {
            "account_id": account_id,
            "run_id": run.run_id,
            "extraction": 0,
        }
        self._lock: SessionLock | None = None

    def hold_under(self, lock: SessionLock) -> None:
        """Commit nothing from now on unless a lock is still held."""
        self._lock = lock

    def begin_extraction(self, purpose: str, answered_at: datetime) -> bool:
        """Begin an extraction, or resume one that was killed; return whether it is resumed."""
        (extraction,) = self.rows("zoom/begin_extraction", purpose=purpose, answered_at=answered_at)
        self._ids["extraction"] = extraction["extraction"]
        return bool(extraction["is_resumed"])

    def execute(self, name: str, **parameters: Any) -> int:
        """Run one statement of the account, in a transaction of its own."""
        with self.transaction() as transaction:
            return int(transaction.execute(name, **parameters).rowcount)

    def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of one statement of the account."""
        return self._warehouse.rows(name, **self._ids, **parameters)

    @contextmanager
    def transaction(self) -> Iterator[AccountTransaction]:
        """Open a transaction: committed at the end, rolled back on any error.

        :raises LockLostError: if the lock that it stands under was lost; nothing is committed then
        """
        with self._warehouse.transaction() as connection:
            transaction = AccountTransaction(connection, self.run, self._ids)
            yield transaction
            if self._lock is not None:
                self._lock.check(connection)
        self.counts.update(transaction.counts)


def as_json(value: object) -> str:
    """Return a value as JSON for PostgreSQL: rows as objects, moments as ISO 8601."""
    return msgspec.json.encode(value).decode()
