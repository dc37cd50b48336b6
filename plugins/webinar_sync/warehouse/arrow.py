"""Moves Arrow tables in and out of the warehouse.

Heavy to import (ADBC, pyarrow, and pandas for frames), so only `Warehouse` imports it, on demand.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc

from webinar_sync.warehouse.errors import make_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd


_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)\b")


class ArrowPool:
    """A pool of ADBC connections: a new one reads all of PostgreSQL's types, so they are kept.

    :param url: as libpq takes it
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: list[adbc.Connection] = []

    def close(self) -> None:
        """Close all idle connections."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def connection(self) -> Iterator[adbc.Connection]:
        """Open a connection; what the block does not commit is rolled back."""
        with _without_values():
            connection = self._take_idle() or adbc.connect(self._url)
            try:
                yield connection
                connection.rollback()
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    @contextmanager
    def snapshot(self, text_of: Callable[[str], str]) -> Iterator[Snapshot]:
        """Open a read-only transaction that sees one moment.

        :param text_of: returns the text of a query by its name
        """
        with self.connection() as connection:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute("set local timezone to 'UTC'")
            yield Snapshot(connection, text_of)

    def _take_idle(self) -> adbc.Connection | None:
        """Return an idle connection that still works, if there is one."""
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


class Snapshot:
    """A read-only transaction that sees one moment, and whose rows are frames."""

    def __init__(self, connection: adbc.Connection, text_of: Callable[[str], str]) -> None:
        self._connection = connection
        self._text_of = text_of

    def frame(self, name: str, **parameters: str) -> pd.DataFrame:
        """Return the rows of a query of `include/sql`; its `:parameters` are texts."""
        places = {parameter: place for place, parameter in enumerate(parameters, start=1)}
        statement = _PARAMETER.sub(lambda match: f"${places[match[1]]}", self._text_of(name))
        with self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(parameters.values()) or None)
            frame: pd.DataFrame = cursor.fetch_arrow_table().to_pandas()
        return frame


@contextmanager
def _without_values() -> Iterator[None]:
    """Replace ADBC's errors by `WarehouseError`, whose text holds no value of any row."""
    try:
        yield
    except adbc_driver_manager.Error as error:
        state = (error.sqlstate or "").strip("\0 ") or None
        is_lost = state is None and isinstance(error, adbc_driver_manager.OperationalError)
        raise make_error(state, type(error).__name__, "", is_lost) from None
