"""Statements and transactions about one Zoom account: each knows its account and its run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.locks import SessionLock
    from webinar_sync.zoom.rows import Rows


@dataclass(frozen=True)
class AccountTransaction:
    """A transaction of statements about one account."""

    connection: Connection
    ids: Mapping[str, Any]

    def execute(self, name: str, **parameters: Any) -> CursorResult[Any]:
        """Run one statement of the account."""
        return self.connection.execute(query(name), {**self.ids, **parameters})

    def record_reading(
        self,
        kind: str,
        object_key: str,
        rows: Rows,
        answered_at: datetime,
        *,
        webinar_id: int | None = None,
    ) -> None:
        """Record in `zoom.readings` that something was read whole, and a digest of its rows."""
        self.execute(
            "zoom/upsert_reading",
            kind=kind,
            object_key=object_key,
            webinar_id=webinar_id,
            answered_at=answered_at,
            row_count=len(rows.texts),
            digest=rows.digest,
        )


class AccountWarehouse:
    """Runs statements about one account, in the name of one run and of its extraction."""

    def __init__(self, run: Run, account_id: str) -> None:
        self.run = run
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
            yield AccountTransaction(connection, self._ids)
            if self._lock is not None:
                self._lock.check(connection)
