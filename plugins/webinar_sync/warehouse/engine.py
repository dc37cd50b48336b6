"""The warehouse: connections, transactions, locks, Arrow in and out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from sqlalchemy import Connection, create_engine, make_url, text

from webinar_sync.warehouse.errors import WarehouseError, without_values
from webinar_sync.warehouse.staging import TABLES, create_statement
from webinar_sync.warehouse.statements import read_statement, statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd


class Warehouse:
    """A PostgreSQL database with the schemas of `include/sql/migrations`.

    Connections must be direct: session locks break under transaction pooling.

    :param url: `postgresql://…`, as libpq and SQLAlchemy take it
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        self._libpq_url = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: list[adbc.Connection] = []
        self._engine = create_engine(
            parsed,
            hide_parameters=True,
            pool_size=4,
            max_overflow=20,  # the extraction's threads look things up, too
            pool_pre_ping=True,
            connect_args={"options": "-c timezone=UTC", "application_name": "webinar-sync"},
        )

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: committed at the end, rolled back on any error."""
        with without_values(), self._engine.begin() as connection:
            yield connection

    def execute(self, name: str, **parameters: Any) -> int:
        """Run one statement of `include/sql` in a transaction of its own; return its row count."""
        with self.transaction() as connection:
            return int(connection.execute(statement(name), parameters).rowcount)

    def rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of one statement of `include/sql`."""
        with self.transaction() as connection:
            found = connection.execute(statement(name), parameters)
            return [dict(row) for row in found.mappings()]

    @contextmanager
    def stream(self, name: str, **parameters: Any) -> Iterator[Iterator[Mapping[str, Any]]]:
        """Open the rows of one statement of `include/sql` as of now, fetched as they are used."""
        with without_values(), self._engine.connect() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=1000)
            yield (dict(row) for row in streaming.execute(statement(name), parameters).mappings())

    @contextmanager
    def session_lock(self, key: str) -> Iterator[bool]:
        """Try to take an advisory lock until the block ends; yields whether it was free.

        The lock is the database session's: it is freed when this process dies.
        """
        with without_values(), self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            taken: bool = connection.execute(
                text("select pg_try_advisory_lock(hashtextextended(:key, 0))"), {"key": key}
            ).scalar_one()
            try:
                yield bool(taken)
            finally:
                if taken and not connection.invalidated:
                    connection.execute(
                        text("select pg_advisory_unlock(hashtextextended(:key, 0))"), {"key": key}
                    )

    @contextmanager
    def _arrow(self) -> Iterator[adbc.Connection]:
        """Lend a connection that speaks Arrow; making one reads PostgreSQL's types each time."""
        connection = self._take_idle() or adbc.connect(self._libpq_url)
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    def _take_idle(self) -> adbc.Connection | None:
        """Return an idle connection that still stands, if there is one."""
        while self._idle:
            connection = self._idle.pop()
            try:
                with connection.cursor() as cursor:
                    cursor.execute("select 1")
                    cursor.fetchone()
                connection.rollback()
            except adbc.Error:
                connection.close()
            else:
                return connection
        return None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Open a read-only view of one moment, through Arrow."""
        with without_values(), self._arrow() as connection:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute("set local timezone to 'UTC'")
            yield Snapshot(connection)

    def stage(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Bulk-load frames into new, unlogged tables of the schema `staging`, by name.

        Only one load runs at a time, so the tables of a load that died are simply replaced.
        """
        with without_values(), self._arrow() as connection:
            for name, frame in tables.items():
                schema = TABLES[name]
                table = _to_arrow(name, frame, schema)
                with connection.cursor() as cursor:
                    cursor.execute(f"drop table if exists staging.{name}")
                    cursor.execute(create_statement(name))
                    if table.num_rows:
                        table = table.replace_schema_metadata()
                        cursor.adbc_ingest(name, table, mode="append", db_schema_name="staging")
                        cursor.execute(f"analyze staging.{name}")
            connection.commit()


def _to_arrow(name: str, frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Convert a frame; pyarrow's own words for what it cannot convert quote the value."""
    try:
        return pa.Table.from_pandas(frame[schema.names], schema, preserve_index=False)
    except pa.ArrowException as error:
        kind = type(error).__name__
    raise WarehouseError(f"A value does not fit the columns of staging.{name} ({kind}).")


class Snapshot:
    """A read-only transaction at one moment, whose answers are frames."""

    def __init__(self, connection: adbc.Connection) -> None:
        self._connection = connection

    def frame(self, name: str) -> pd.DataFrame:
        """Return the rows of a statement of `include/sql` that takes no parameters."""
        with self._connection.cursor() as cursor:
            cursor.execute(read_statement(name))
            frame: pd.DataFrame = cursor.fetch_arrow_table().to_pandas()
        return frame
