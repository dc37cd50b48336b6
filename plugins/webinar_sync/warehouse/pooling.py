"""Refuses a pooler before the warehouse that breaks what belongs to a session.

PgBouncer with `pool_mode = transaction` gives each transaction whatever session is free. A lock
that was taken for a session is then nobody's in particular: a second run may get it, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from webinar_sync.warehouse.errors import PooledSessionsError, without_values
from webinar_sync.warehouse.libpq import SERVER_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 20
"""So often two connections ask in turns which session they have."""


def check_sessions(connection: psycopg.Connection, url: str) -> None:
    """See to it that a connection is a session of PostgreSQL's, whatever stands between.

    PostgreSQL says at the start of a connection which of its processes serves it. If that is the
    process that answers, the connection is direct: one query. A pooler makes a number up; then two
    connections ask in turns. If sessions are given to transactions, the second gets what the first
    gave back, or they change.

    :param connection: outside of a transaction
    :param url: the same database's, by `libpq_url`
    :raises PooledSessionsError: if sessions change, or do not get our settings
    """
    if session_of(connection) == connection.info.backend_pid:
        return
    with without_values(), _connect(url) as first, _connect(url) as second:
        if are_shared(lambda: session_of(first), lambda: session_of(second)):
            raise PooledSessionsError("gives each transaction another session")
        row = first.execute("select current_setting('lock_timeout')").fetchone()
        if row != (SERVER_SETTINGS["lock_timeout"],):
            raise PooledSessionsError("drops the settings that each connection begins with")


def session_of(connection: psycopg.Connection) -> int:
    """Return the process id of the server's process that answers now."""
    row = connection.execute("select pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0


def are_shared(first: Callable[[], int], second: Callable[[], int]) -> bool:
    """Tell whether two connections have one session, or others from time to time.

    :param first: returns which session the one connection has now; `second` the other's
    """
    pairs = {(first(), second()) for _ in range(ROUNDS)}
    return len(pairs) > 1 or any(left == right for left, right in pairs)


def _connect(url: str) -> psycopg.Connection:
    """Connect without prepared statements, which belong to a session, too."""
    return psycopg.connect(url, autocommit=True, prepare_threshold=None)
