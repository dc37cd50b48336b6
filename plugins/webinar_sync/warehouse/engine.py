"""Connections to the warehouse: transactions, queries by name, locks, and Arrow on demand."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, make_url

from webinar_sync.warehouse.errors import without_values
from webinar_sync.warehouse.libpq import libpq_url, settings_of
from webinar_sync.warehouse.locks import SessionLock
from webinar_sync.warehouse.pooling import check_sessions
from webinar_sync.warehouse.queries import query, query_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from adbc_driver_postgresql.dbapi import Connection as ArrowConnection

    from webinar_sync.warehouse.arrow import ArrowPool, Snapshot


class Warehouse:
    """A PostgreSQL database with the schemas of `include/sql/migrations`.

    Connections must be direct: session locks break under transaction pooling, and are refused
    there. Errors of the database come out as `WarehouseError`, whose text holds no value of any
    row.

    :param url: `postgresql://…`, as libpq and SQLAlchemy take it
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        self._libpq_url = libpq_url(parsed)
        self._has_sessions = False
        self._arrow_pool: ArrowPool | None = None
        self._engine = create_engine(
            parsed,
            hide_parameters=True,
            pool_size=4,
            max_overflow=20,  # the extraction's threads wait for each other beyond that
            pool_pre_ping=True,
            connect_args=settings_of(parsed),
        )

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        if self._arrow_pool is not None:
            self._arrow_pool.close()
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, rolled back on any error."""
        with without_values(), self._engine.begin() as connection:
            yield connection

    def execute(self, name: str, **parameters: Any) -> int:
        """Run a query of `include/sql` in a transaction of its own; return its row count."""
        with self.transaction() as connection:
            return int(connection.execute(query(name), parameters).rowcount)

    def execute_alone(self, name: str, **parameters: Any) -> int:
        """Run a query of `include/sql` that commits itself; return its row count.

        For what comes by the hundred a second: no round trips to begin and to commit.
        """
        with without_values(), self._engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            return int(alone.execute(query(name), parameters).rowcount)

    def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a query of `include/sql` in a transaction of its own; return its rows."""
        with self.transaction() as connection:
            result = connection.execute(query(name), parameters)
            return [dict(row) for row in result.mappings()]

    @contextmanager
    def stream(self, name: str, **parameters: Any) -> Iterator[Iterator[Mapping[str, Any]]]:
        """Run a query of `include/sql`, and yield its rows, fetched as they are used.

        All rows are as of the moment when the query began.
        """
        with without_values(), self._engine.connect() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=1000)
            with streaming.execute(query(name), parameters) as result:
                yield (dict(row) for row in result.mappings())

    @contextmanager
    def session_lock(self, key: str) -> Iterator[SessionLock]:
        """Try to take an advisory lock until the block ends; yield it: false if it was not free.

        The lock belongs to a database session, so PostgreSQL frees it when this process dies, and
        also when that session is lost: who writes under it calls `check` before each commit.

        :param key: one of `webinar_sync.warehouse.locks`
        :raises LockLostError: at the end of the block, if the lock was lost meanwhile
        :raises PooledSessionsError: if a pooler stands between under which no lock holds
        """
        with without_values(), self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            self._check_sessions(connection)
            lock = SessionLock.take(connection, key)
            try:
                yield lock
            except BaseException:
                lock.release()
                raise
            if not lock.release():
                raise lock.lost()

    def is_locked(self, key: str) -> bool:
        """Tell whether anybody holds an advisory lock.

        :param key: one of `webinar_sync.warehouse.locks`
        """
        (row,) = self.rows("locks/select_lock_taken", key=key)
        return bool(row["is_taken"])

    @contextmanager
    def arrow(self) -> Iterator[ArrowConnection]:
        """Open a connection that speaks Arrow; what the block does not commit is rolled back."""
        with self._pool().connection() as connection:
            yield connection

    @contextmanager
    def snapshot(self, text_of: Callable[[str], str] = query_text) -> Iterator[Snapshot]:
        """Open a read-only transaction that sees one moment, and whose rows are frames.

        :param text_of: returns the text of a query by its name
        """
        with self._pool().snapshot(text_of) as snapshot:
            yield snapshot

    def _check_sessions(self, connection: Connection) -> None:
        """Refuse a pooler under which no lock holds, once for this object."""
        if not self._has_sessions:
            driver_connection: Any = connection.connection.driver_connection
            check_sessions(driver_connection, self._libpq_url)
            self._has_sessions = True

    def _pool(self) -> ArrowPool:
        if self._arrow_pool is None:
            # Imported here: Airflow's daemons open warehouses, and have no use for Arrow.
            from webinar_sync.warehouse.arrow import ArrowPool

            self._arrow_pool = ArrowPool(self._libpq_url)
        return self._arrow_pool
