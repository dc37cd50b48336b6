"""Advisory locks: their names, and locks that a session holds.

A lock's number is `hashtextextended(name, 0)`. SQL that takes a lock writes the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy.exc

from webinar_sync.warehouse.errors import LockLostError
from webinar_sync.warehouse.queries import query
from webinar_sync.warehouse.version import check_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOAD = "load"
"""Held for a transaction while marts are computed or landed rows are judged (query `lock_load`)."""
ADDRESS_STATUSES = "address_statuses"
"""Held for a transaction in which HubSpot's mirror changes (query `lock_address_statuses`)."""
MIGRATION = "migrate"
"""Held by whoever brings the schemas up to date."""
VERSION = "version"
"""Shared by transactions that must end before the next version's schemas (`sync.hold_version`)."""
PUSH = "push_hubspot"
"""Held by whoever pushes to HubSpot."""
REGISTRATION = "registration"
"""Held by whoever registers contacts: one at a time, so that nobody is registered twice."""


def extraction(account_id: str) -> str:
    """Return the name of the lock that is held by whoever reads a Zoom account."""
    return f"extract {account_id}"


def webhook_reading(account_id: str) -> str:
    """Return the name of the lock that is held, too, by who reads what webhooks name."""
    return f"webhooks {account_id}"


def lock_load(transaction: Connection) -> None:
    """Wait for the load before, and keep others out until the transaction ends.

    :raises WarehouseUpgradedError: if a migrate came in between, and the warehouse is newer
    :raises WarehouseNotReadyError: if it is older
    """
    transaction.execute(query("sync/lock_load"))
    hold_version(transaction)


def lock_address_statuses(transaction: Connection) -> None:
    """Wait for who changes HubSpot's mirror; raises as `lock_load` does."""
    transaction.execute(query("hubspot/lock_address_statuses"))
    hold_version(transaction)


def hold_version(transaction: Connection) -> None:
    """See to it that the warehouse is of this code's version until the transaction ends.

    :raises WarehouseUpgradedError: if it is newer
    :raises WarehouseNotReadyError: if it is older
    """
    (row,) = transaction.execute(query("locks/hold_version"))
    check_version(row.migration, row.definitions_digest)


@dataclass(frozen=True)
class SessionLock:
    """An advisory lock that one database session holds, or did not get: false then.

    :param session_id: the process id of the server's process that serves the session
    """

    connection: Connection
    key: str
    session_id: int
    is_taken: bool

    def __bool__(self) -> bool:
        return self.is_taken

    @classmethod
    def take(cls, connection: Connection, key: str) -> SessionLock:
        """Try to take the lock for a connection's session; do not wait for it.

        :raises WarehouseUpgradedError: if the warehouse is newer than this code
        :raises WarehouseNotReadyError: if it is older
        """
        hold_version(connection)
        (row,) = connection.execute(query("locks/take_session_lock"), {"key": key})
        return cls(connection, key, row.session_id, row.is_taken)

    def check(self, transaction: Connection) -> None:
        """See to it, as the last statement of a transaction, that the lock is still held.

        :raises LockLostError: if it is not; the transaction must not be committed then
        :raises WarehouseUpgradedError: if the warehouse is of another version by now: the same
        """
        (row,) = transaction.execute(
            query("locks/select_lock_held"), {"key": self.key, "session_id": self.session_id}
        )
        check_version(row.migration, row.definitions_digest)
        if not row.is_held:
            raise self.lost()

    def release(self) -> bool:
        """Free the lock; return whether it was held, if it was ever taken."""
        if not self.is_taken:
            return True
        try:
            return bool(
                self.connection.execute(
                    query("locks/release_session_lock"), {"key": self.key}
                ).scalar_one()
            )
        except sqlalchemy.exc.SQLAlchemyError:
            return False

    def lost(self) -> LockLostError:
        """Return the error that says that the lock is lost."""
        return LockLostError(
            f"The lock `{self.key}` was lost, since the database ended the session that held it: "
            "another run may be doing the same by now, so nothing more is written. The next run "
            "goes on where this one stopped."
        )
