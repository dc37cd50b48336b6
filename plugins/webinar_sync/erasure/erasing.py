"""Erases a person from the warehouse, step by step; one that was stopped goes on where it was.

1. `begin_erasure`, in one transaction: digests by which nothing of the person lands any more, and
   what Zoom sent of them is stripped to times and states.
2. A load computes marts without them (`load/`); `record_loaded` deletes what it could not.
3. In HubSpot, where it is connected (`hubspot/erasure.py`).
4. `finish_erasure`, in one transaction: everything else.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.erasure.person import Person, count_rows, find_person, select_tables
from webinar_sync.errors import Busy, InvalidInput
from webinar_sync.runs.run import StepFailedError
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

_STRIP = (
    "strip_anonymous_names",
    "strip_speakers",
    "strip_rejected_connections",
    "strip_connections",
    "strip_former_registrations",
    "strip_webhook_cancellations",
    "delete_webhook_events",
    "delete_polls",
    "strip_questions",
    "strip_rejected_registrants",
    "strip_registrants",
    "strip_staff",
    "strip_users",
)
"""In this order: rejected rows are found by the keys of the rows that they are of."""
_MARKS = "hubspot.people_to_compare"
"""Deleting from other tables puts addresses into it, so it comes last."""
_HISTORY = "settings.history"
"""Jobs may not change it, but by a function of its own."""


@dataclass(frozen=True)
class Erasure:
    """An erasure that is under way. `is_loaded`: marts do not have the person any more."""

    erasure_id: int
    in_hubspot: bool
    person: Person
    is_loaded: bool


def plan_erasure(warehouse: Warehouse, contact_id: int) -> dict[str, int]:
    """Count the rows that an erasure would concern, by table.

    :raises InvalidInput: if nobody has the contact_id, or the person cannot be erased
    """
    with warehouse.transaction() as transaction:
        return count_rows(transaction, find_person(transaction, contact_id))


def begin_erasure(run: Run, contact_id: int, *, in_hubspot: bool) -> int:
    """Let nothing of a person land any more, and strip what Zoom sent of them; return its number.

    What was begun before, or is done, stays as it is, but that HubSpot is asked for, too.

    :raises Busy: if a push is under way: it may be sending the person
    :raises InvalidInput: if nobody has the contact_id, the person cannot be erased, or was erased
        without HubSpot, which is asked for now
    """
    with (
        run.warehouse.session_lock(locks.PUSH) as is_free,
        run.warehouse.transaction() as transaction,
    ):
        if not is_free:
            raise Busy("a push to HubSpot is under way")
        locks.lock_load(transaction)
        transaction.execute(query("erasure/lock_erasures"))
        begun = _go_on_with(run, transaction, contact_id, in_hubspot=in_hubspot)
        if begun is not None:
            return begun
        person = find_person(transaction, contact_id)
        erasure_id: int = transaction.execute(
            query("erasure/insert_erasure"),
            {
                "contact_id": contact_id,
                "in_hubspot": in_hubspot,
                "person": person.as_json(),
                "run_id": run.run_id,
            },
        ).scalar_one()
        transaction.execute(
            query("erasure/insert_erased_people"),
            {"erasure_id": erasure_id, "identifiers": json.dumps(person.identifiers())},
        )
        values = {
            "addresses": person.addresses,
            "zoom_ids": person.zoom_ids,
            "names": json.dumps(person.names),
            "run_id": run.run_id,
        }
        for name in _STRIP:
            transaction.execute(query(f"erasure/{name}"), values)
    return erasure_id


def _go_on_with(
    run: Run, transaction: Connection, contact_id: int, *, in_hubspot: bool
) -> int | None:
    """Return the number of the erasure that was asked for before, if there is one.

    :raises InvalidInput: if it is done, without HubSpot, and HubSpot is asked for now
    """
    row = transaction.execute(query("erasure/select_erasure"), {"contact_id": contact_id}).first()
    if row is None:
        return None
    if in_hubspot and not row.in_hubspot:
        if row.finished_at is not None:
            raise InvalidInput(
                f"The contact {contact_id} was erased without HubSpot, and no address is kept by "
                "which to find it there: delete the contact in HubSpot, by hand."
            )
        transaction.execute(
            query("erasure/update_in_hubspot"),
            {"erasure_id": row.erasure_id, "run_id": run.run_id},
        )
    return int(row.erasure_id)


def read_unfinished(warehouse: Warehouse) -> list[Erasure]:
    """Return the erasures that are under way, the first first."""
    return [
        Erasure(
            row["erasure_id"],
            row["in_hubspot"],
            Person.of_json(row["person"]),
            row["loaded_at"] is not None,
        )
        for row in warehouse.rows("erasure/select_unfinished")
    ]


def record_loaded(run: Run, erasures: Sequence[Erasure]) -> None:
    """Record that marts have the people of some erasures no more.

    A load leaves a webinar as it was that waits, cannot be computed or is frozen: their rows are
    deleted.
    """
    erasure_ids = [erasure.erasure_id for erasure in erasures]
    with run.warehouse.transaction() as transaction:
        locks.lock_load(transaction)
        for erasure in erasures:
            transaction.execute(
                query("erasure/update_frozen_events"),
                {"addresses": erasure.person.addresses, "run_id": run.run_id},
            )
            _delete_by_address(transaction, erasure.person, ("marts",))
        transaction.execute(
            query("erasure/update_loaded"), {"erasure_ids": erasure_ids, "run_id": run.run_id}
        )


def record_deleted_in_hubspot(run: Run, erasure: Erasure) -> None:
    """Record that HubSpot has no contact of the person any more."""
    run.warehouse.execute(
        "erasure/update_deleted_in_hubspot", erasure_id=erasure.erasure_id, run_id=run.run_id
    )


def finish_erasure(run: Run, erasure: Erasure) -> dict[str, int] | None:
    """Remove everything that is left of a person; return how many rows were, by table.

    None: HubSpot was asked for after it was the turn of it, and must delete the contact before.

    Rows of marts and of HubSpot's mirror go; elsewhere digests stand in place of addresses and ids,
    so that no count of anything changes.

    :raises Busy: if a push is under way
    :raises StepFailedError: if something of the person is still there; nothing is committed then
    """
    person = erasure.person
    counts: Counter[str] = Counter()
    with (
        run.warehouse.session_lock(locks.PUSH) as is_free,
        run.warehouse.transaction() as transaction,
    ):
        if not is_free:
            raise Busy("a push to HubSpot is under way")
        locks.lock_load(transaction)
        locks.lock_address_statuses(transaction)
        transaction.execute(query("erasure/lock_erasures"))
        if transaction.execute(
            query("erasure/select_must_wait_for_hubspot"), {"erasure_id": erasure.erasure_id}
        ).scalar_one():
            return None
        _delete(transaction, person, counts)
        _replace(transaction, person, counts)
        left = count_rows(transaction, person)
        if left:
            raise StepFailedError(
                f"Erasure {erasure.erasure_id} is not done: something of the person is still in "
                f"{', '.join(sorted(left))}. Report it to webinar-sync with this message."
            )
        transaction.execute(
            query("erasure/update_finished"),
            {"erasure_id": erasure.erasure_id, "run_id": run.run_id},
        )
    return dict(counts)


def _delete(transaction: Connection, person: Person, counts: Counter[str]) -> None:
    counts["hubspot"] += transaction.execute(
        query("erasure/delete_mirrored"),
        {
            "hubspot_ids": person.hubspot_ids,
            "contact_ids": person.contact_ids,
            "addresses": person.addresses,
        },
    ).scalar_one()
    counts.update(_delete_by_address(transaction, person, ("marts", "hubspot")))


def _delete_by_address(
    transaction: Connection, person: Person, schemas: tuple[str, ...]
) -> dict[str, int]:
    """Delete the rows of schemas that have a person's address; return how many, by table."""
    transaction.execute(query("erasure/allow_frozen_deletes"))
    tables = [
        table["table_name"]
        for table in select_tables(transaction)
        if table["has_email"] and table["schema_name"] in schemas
    ]
    return {
        name: transaction.execute(
            query("erasure/delete_rows_of"), {"table_name": name, "addresses": person.addresses}
        ).scalar_one()
        for name in sorted(tables, key=lambda name: (name == _MARKS, name))
    }


def _replace(transaction: Connection, person: Person, counts: Counter[str]) -> None:
    replacements = _replacements(transaction, person)
    # Only where something is: PostgreSQL asks for the right to update even if no row is concerned.
    for name in count_rows(transaction, person):
        if name == _HISTORY:
            replaced = transaction.execute(
                query("erasure/replace_in_history"), {"needles": person.needles}
            )
        else:
            replaced = transaction.execute(
                query("erasure/replace_in_table"),
                {
                    "table_name": name,
                    "needles": person.needles,
                    "replacements": [replacements[needle] for needle in person.needles],
                },
            )
        counts[name] += replaced.scalar_one()


def _replacements(transaction: Connection, person: Person) -> dict[str, str]:
    known = [
        row
        for kind, values in (("address", person.addresses), ("zoom_id", person.zoom_ids))
        for row in transaction.execute(
            query("zoom/select_erased"), {"kind": kind, "candidates": values}
        )
    ]
    return {row.value: row.replacement for row in known}


def take_back(run: Run, contact_id: int) -> int:
    """Take a person back: what Zoom says of them from now on lands again; return the number.

    What was removed comes back only as far as Zoom still tells it: what is left of a registration
    becomes the person's again when a listing has it, and else stays, so that no count changes.

    :param contact_id: what `marts.contact_id` makes of the address
    :raises InvalidInput: if nobody was erased with it, or the erasure is under way
    """
    with run.warehouse.transaction() as transaction:
        locks.lock_load(transaction)
        transaction.execute(query("erasure/lock_erasures"))
        row = transaction.execute(
            query("erasure/select_erasure"), {"contact_id": contact_id}
        ).first()
        if row is None:
            raise InvalidInput(f"Nobody was erased with the contact_id {contact_id}.")
        if row.finished_at is None:
            raise InvalidInput(
                f"The erasure of the contact_id {contact_id} is under way: run erase_contact "
                "without a contact_id to finish it first."
            )
        for name in ("reopen_stripped_sessions", "delete_erasure"):
            transaction.execute(query(f"erasure/{name}"), {"erasure_id": row.erasure_id})
    return int(row.erasure_id)
