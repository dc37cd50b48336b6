"""The warehouse's errors, whose text holds no personal data.

PostgreSQL quotes values in DETAIL, CONTEXT and some messages (`Key (email)=(…) already exists`),
so nothing of its text is passed on: only the SQLSTATE and the names of objects.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy.exc

from webinar_sync.errors import NeedsAttention, Unavailable, WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Iterator


class WarehouseError(WebinarSyncError):
    """A query failed. The message names SQLSTATE, the driver's class, and table or constraint."""


class WarehouseUnavailableError(WarehouseError, Unavailable):
    """The database cannot be reached, or the connection was lost: worth another try."""


class WarehouseExhaustedError(WarehouseUnavailableError):
    """The server has run out of disk, memory or connections: the text says what to do."""


class WarehouseBusyError(WarehouseUnavailableError):
    """Another session holds a lock for longer than a statement waits for it."""


class LockLostError(WarehouseUnavailableError):
    """The session that held an advisory lock is gone: its holder may write nothing more."""


class WarehouseUpgradedError(WarehouseUnavailableError):
    """Another version migrated the warehouse meanwhile: the next try has its code, as a rule."""


class WarehouseValueError(WarehouseError):
    """The database refused a value, as a number that is too large: the row's fault alone."""


class WarehouseNotReadyError(WarehouseError, NeedsAttention):
    """The schemas are missing or older than this code: somebody must run the migrations."""


class WarehouseForbiddenError(WarehouseError, NeedsAttention):
    """The login may not do that: it lacks the role that the service needs, or `migrate` is due."""


class PooledSessionsError(WarehouseError, NeedsAttention):
    """A pooler stands before the warehouse, and breaks what belongs to a session.

    :param what: the pooler does, in words
    """

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Between here and the warehouse stands a pooler (PgBouncer or the like) that {what}: "
            "locks would not hold, and two runs could do the same at once. Let the connection "
            "`warehouse` name the host and port of PostgreSQL itself."
        )


class MigrationError(WarehouseError, NeedsAttention):
    """The schemas cannot be brought up to date before somebody has done what the text says."""


# SQLSTATE classes: 08 connection exception, 57 operator intervention, 53 insufficient resources,
# 40 transaction rollback (two waited for each other).
_UNAVAILABLE_CLASSES = frozenset({"08", "57", "53", "40"})
_LOCK_NOT_AVAILABLE = "55P03"
_FORBIDDEN = "42501"
_EXHAUSTED = {
    "53100": "The warehouse's disk is full; free some of it, or give the server a larger one",
    "53200": "The warehouse's server has no memory left; give it more, or lower its work_mem",
    "53300": "The warehouse has no connection left for this; raise its max_connections, or let "
    "fewer tasks run at once",
}
"""What is said instead of that it cannot be reached, by SQLSTATE."""
_POOLER_SAYS = {
    "unsupported startup parameter": "refuses the settings that each connection begins with",
    "statement pooling": "takes no transactions",
}
"""Parts of what PgBouncer says, and PostgreSQL never, and what is the matter then."""
# 21 cardinality violation (a key twice in what is upserted), 22 data exception, 23 integrity
# constraint violation, 54 program limit exceeded (a key too long).
_VALUE_CLASSES = frozenset({"21", "22", "23", "54"})
_NOT_READY_STATES = frozenset({"3F000", "42P01", "42703", "42883"})


def make_error(state: str | None, kind: str, place: str, is_lost: bool) -> WarehouseError:
    """Return the error that fits what a driver reported.

    :param state: SQLSTATE; None if the server sent none
    :param kind: the name of the driver's error class
    :param place: `, table …, constraint …`, or empty
    :param is_lost: whether the connection is gone
    """
    detail = f"SQLSTATE {state or 'unknown'}, {kind}{place}"
    if state == _LOCK_NOT_AVAILABLE:
        return WarehouseBusyError(f"The warehouse is busy: a lock is held by others: {detail}")
    if state in _EXHAUSTED:
        return WarehouseExhaustedError(f"{_EXHAUSTED[state]}: {detail}")
    if is_lost or (state or "")[:2] in _UNAVAILABLE_CLASSES:
        return WarehouseUnavailableError(f"The warehouse cannot be reached or went away: {detail}")
    if state == _FORBIDDEN:
        return WarehouseForbiddenError(
            "The warehouse's login may not do this: make it a member of the role that the service "
            f"needs (docs/security.md), and run `make migrate`, which gives the rights: {detail}"
        )
    if state in _NOT_READY_STATES:
        return WarehouseNotReadyError(
            "The warehouse lacks something this code needs. If the warehouse is older, run `make "
            "migrate`; if it was upgraded while this ran, the next try has the new code, once what "
            f"still has the old one is restarted: {detail}"
        )
    if (state or "")[:2] in _VALUE_CLASSES:
        return WarehouseValueError(f"The warehouse refused a value: {detail}")
    return WarehouseError(f"The warehouse refused a query: {detail}")


def _describe_place(error: psycopg.Error) -> str:
    names = [
        f"{label} {value}"
        for label, value in (
            ("table", error.diag.table_name),
            ("column", error.diag.column_name),
            ("constraint", error.diag.constraint_name),
        )
        if value
    ]
    return f", {', '.join(names)}" if names else ""


@contextmanager
def without_values() -> Iterator[None]:
    """Replace database errors by `WarehouseError`, whose text holds no value of any row."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        cause = error.orig
        if isinstance(cause, psycopg.Error):
            _refuse_pooler(cause)
        place = _describe_place(cause) if isinstance(cause, psycopg.Error) else ""
        state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
        is_lost = error.connection_invalidated or (
            state is None and isinstance(cause, psycopg.OperationalError)
        )
        raise make_error(state, type(cause).__name__, place, is_lost) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise WarehouseError(f"SQLAlchemy failed: {type(error).__name__}") from None
    except psycopg.Error as error:
        _refuse_pooler(error)
        is_lost = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
        raise make_error(
            error.sqlstate, type(error).__name__, _describe_place(error), is_lost
        ) from None


def _refuse_pooler(error: psycopg.Error) -> None:
    """Say so if it is no error of PostgreSQL's, but a pooler's."""
    for said, what in _POOLER_SAYS.items():
        if said in str(error):
            raise PooledSessionsError(what) from None
