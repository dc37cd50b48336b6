"""The queue of the load: which webinars are to be computed anew, and in which portions.

The table `sync.webinars_to_load` holds marks of webinars. Whoever changes a row marks the webinars
that it concerns in the same transaction: triggers do (`sync.watch` in the migrations). What changes
about people, hosts and settings is resolved into marks here, once no other load is under way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.warehouse.locks import lock_load
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.load.staging import Staging
    from webinar_sync.warehouse.engine import Warehouse

MOST_WEBINARS = 200
MOST_ROWS = 250_000
"""What one transaction computes at most, connections and registrations; a single webinar may have
more."""
_KINDS = (
    "address",
    "contact_domain",
    "everything",
    "excluded_webinars",
    "host",
    "host_address",
    "host_domain",
    "secondary_addresses",
    "zoom_user",
)
"""The kinds of changes that concern webinars: each has a statement that marks them."""
CONTACTS = "contacts"
"""The kind of change that concerns contacts as a whole, and no webinar."""


@dataclass(frozen=True)
class QueueStart:
    """What a load begins with. Later marks and changes are the next load's.

    - last_version, last_change: the latest mark, and the latest change
    - concerns_contacts: whether something changed that concerns all contacts
    - accounts: account_id, and as_of: until when its history is known
    """

    last_version: int
    last_change: int
    concerns_contacts: bool
    accounts: list[dict[str, Any]]


@dataclass(frozen=True)
class Portion:
    """How many webinars were chosen, and how many others the queue has."""

    webinars: int
    webinars_left: int

    @property
    def is_last(self) -> bool:
        """Whether the queue has no others."""
        return self.webinars_left == 0


def resolve_changes(warehouse: Warehouse) -> None:
    """Mark the webinars that are concerned by what changed about people, hosts and settings.

    Waits for a load that is under way: it may be about to write whom a change concerns.
    """
    with warehouse.transaction() as transaction:
        if _kinds_of_changes(transaction):
            lock_load(transaction)
            _resolve(transaction)


def begin_queue(warehouse: Warehouse) -> QueueStart:
    """Mark what is concerned by changes or was emptied; the caller holds the lock of the load."""
    with warehouse.transaction() as transaction:
        accounts = transaction.execute(query("sync/select_load_times")).mappings()
        known = [dict(account) for account in accounts]
        kinds = _resolve(transaction)
        transaction.execute(query("sync/mark_emptied"))
        (latest,) = transaction.execute(query("sync/select_latest_versions"))
    return QueueStart(latest.last_version, latest.last_change, CONTACTS in kinds, known)


def choose_portion(warehouse: Warehouse, staging: Staging, start: QueueStart) -> Portion:
    """Stage the webinars to compute next."""
    with warehouse.transaction() as transaction:
        staging.create(transaction, "webinars_to_load")
        (chosen,) = staging.execute(
            transaction,
            "sync/insert_portion",
            last_version=start.last_version,
            most_webinars=MOST_WEBINARS,
            most_rows=MOST_ROWS,
        )
    return Portion(chosen.webinars, chosen.webinars_left)


def has_webinars_to_load(warehouse: Warehouse) -> bool:
    """Tell whether the next portion would have any webinar."""
    return bool(warehouse.rows("sync/count_webinars_to_load")[0]["webinars"])


def end_queue(
    transaction: Connection, run_id: str, start: QueueStart, account_id: str | None
) -> None:
    """Move the watermarks to what was known when the load began, and end the extraction."""
    accounts = json.dumps(start.accounts, default=str)
    transaction.execute(query("sync/upsert_watermarks"), {"run_id": run_id, "accounts": accounts})
    transaction.execute(query("zoom/end_extractions"), {"run_id": run_id, "account_id": account_id})


def _kinds_of_changes(transaction: Connection) -> set[str]:
    return set(transaction.execute(query("sync/select_kinds_of_changes")).scalars())


def _resolve(transaction: Connection) -> set[str]:
    """Turn changes into marks of webinars; return the kinds that there were."""
    kinds = _kinds_of_changes(transaction)
    for kind in kinds.intersection(_KINDS):
        transaction.execute(query(f"sync/resolve_{kind}"))
    return kinds
