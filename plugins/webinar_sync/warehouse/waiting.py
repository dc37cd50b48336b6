"""How a migrate waits for tasks: behind their advisory locks, for a limited time, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import errors, sql

from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.locks import ADDRESS_STATUSES, LOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

TASK_TIMEOUT = "15min"
"""How long a migrate waits for a task; a load waits as long for the one before it."""


def wait_for(connection: Connection, key: str, what: str, say: Callable[[str], None]) -> None:
    """Take an advisory lock until the transaction ends, once whoever holds it is done.

    :param key: one of `webinar_sync.warehouse.locks`
    :param what: holds it, in words that begin a sentence
    :param say: is told what is waited for
    :raises MigrationError: if it takes too long
    """
    taken = "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    if connection.execute(taken, [key]).fetchall() == [(True,)]:
        return
    say(f"{what} is under way: waiting for its end, at most {TASK_TIMEOUT}")
    try:
        connection.execute(
            sql.SQL("set local lock_timeout to {}").format(sql.Literal(TASK_TIMEOUT))
        )
        connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        connection.execute("set local lock_timeout to default")
    except errors.LockNotAvailable:
        raise MigrationError(
            f"{what} is under way and has not ended within {TASK_TIMEOUT}, so nothing was "
            "changed: pause the Dags, let it end (or stop it: what is done stays done), and run "
            "`make migrate` again."
        ) from None


def wait_for_loads(connection: Connection, say: Callable[[str], None]) -> None:
    """Wait for whoever computes marts, judges what landed, or mirrors HubSpot; then keep them out.

    They wait for each other anyway, so nobody else has to wait meanwhile.
    """
    wait_for(connection, LOAD, "A load", say)
    wait_for(connection, ADDRESS_STATUSES, "A reading of HubSpot's contacts", say)
