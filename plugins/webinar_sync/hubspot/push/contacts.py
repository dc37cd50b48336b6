"""Contacts and their properties: created, updated, and emptied where a person vanished."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import (
    BatchResult,
    Row,
    as_json,
    batches,
    least_requests,
    send_split,
)
from webinar_sync.hubspot.contact_properties import (
    FIRST_NAME,
    LAST_NAME,
    forget_properties,
    set_up_properties,
)
from webinar_sync.hubspot.contact_requests import Properties, create_contacts, update_contacts
from webinar_sync.hubspot.errors import HubspotSetUpGoneError
from webinar_sync.hubspot.portal import portal_answer
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

    Write = Callable[[HubspotClient, Sequence[tuple[Row, Properties]]], BatchResult]

ROW_KIND = "contact"
_NO_PROPERTY = "PROPERTY_DOESNT_EXIST"


def push_contacts(run: HubspotRun) -> Counter[str]:
    """Send contacts that differ from what HubSpot acknowledged; return counts."""
    run.warehouse.execute("hubspot/forget_contacts")
    run.warehouse.execute("hubspot/acknowledge_contacts", run_id=run.run_id)
    names = set_up_properties(run)
    counts: Counter[str] = Counter()
    for action, count_name, write in (
        ("create", "contacts_created", create_contacts),
        ("update", "contacts_updated", update_contacts),
        ("withdraw", "contacts_withdrawn", update_contacts),
    ):
        send_batch = partial(
            _send_batch, run, action=action, count_name=count_name, write=write, names=names
        )
        with run.warehouse.stream(
            "hubspot/select_contacts_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.process_batches(batches(rows), send_batch)
        counts += sent + least_requests(sent[count_name] + sent["contacts_refused"])
    return counts


def _send_batch(
    run: HubspotRun,
    batch: list[Row],
    *,
    action: str,
    count_name: str,
    write: Write,
    names: dict[str, str],
) -> Counter[str]:
    is_new = action == "create"
    if action != "update" and not portal_answer(run.warehouse).may_take_irrevocable:
        return Counter()

    def write_rows(rows: Sequence[Row]) -> BatchResult:
        return write(run.client, [(row, properties_of(row, names, is_new=is_new)) for row in rows])

    result = send_split(batch, write_rows)
    _acknowledge(run, result.accepted, action)
    clear_refusals(run, ROW_KIND, result)
    if any(_NO_PROPERTY in reason.codes for _, reason in result.refused):
        forget_properties(run)
        raise HubspotSetUpGoneError(
            "HubSpot no longer has a contact property that was set up: it is made again."
        )
    defer_refused(run, ROW_KIND, result.refused, _describe)
    contact_ids = [row["hubspot_id"] for row, _ in result.refused if row["hubspot_id"]]
    if contact_ids:  # merged or deleted a moment ago, perhaps
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=contact_ids)
    return Counter({count_name: len(result.accepted), "contacts_refused": len(result.refused)})


def properties_of(row: Row, names: dict[str, str], *, is_new: bool) -> Properties:
    """Return what is written: all our properties, and names where HubSpot has none.

    The address is never written: it could change a contact's primary one.

    :param names: of our properties, by the columns that hold their values
    :param is_new: HubSpot has no such contact: an empty value need not be written
    """
    values = {name: row[column] for column, name in names.items()}
    prefix = "" if is_new else "new_"
    values |= {FIRST_NAME: row[f"{prefix}first_name"], LAST_NAME: row[f"{prefix}last_name"]}
    to_empty = set() if is_new else set(names.values())
    return {
        name: "" if value is None else str(value)
        for name, value in values.items()
        if value is not None or name in to_empty
    }


def _acknowledge(run: HubspotRun, accepted: list[Row], action: str) -> None:
    if not accepted:
        return
    if action == "withdraw":
        emails = [row["email"] for row in accepted]
        run.warehouse.execute("hubspot/delete_sent_contacts", emails=emails)
        return
    parameters = {"rows": as_json(accepted), "run_id": run.run_id}
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/upsert_sent_contacts"), parameters)
        transaction.execute(query("hubspot/upsert_written_contacts"), parameters)


def _describe(row: Row) -> str:
    return f"the contact {row['object_key']} (marts.contacts.contact_id)"
