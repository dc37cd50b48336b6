"""Contacts and their four properties: created, updated, and emptied where a person vanished."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import Row, Verdict, as_json, batches, send_split
from webinar_sync.hubspot.contacts import Properties, create_contacts, update_contacts
from webinar_sync.hubspot.errors import HubspotSetUpGoneError
from webinar_sync.hubspot.portal import forget_set_up, set_up_properties
from webinar_sync.hubspot.run import least_requests
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

    Writing = Callable[[HubspotClient, Sequence[tuple[Row, Properties]]], Verdict]

KIND = "contact"
_NO_PROPERTY = "PROPERTY_DOESNT_EXIST"


def push_contacts(run: HubspotRun) -> Counter[str]:
    """Send contacts that differ from what HubSpot acknowledged; return counts."""
    run.warehouse.execute("hubspot/forget_contacts")
    run.warehouse.execute("hubspot/acknowledge_contacts", run_id=run.run_id)
    names = set_up_properties(run)
    counts: Counter[str] = Counter()
    for action, done, write in (
        ("create", "contacts_created", create_contacts),
        ("update", "contacts_updated", update_contacts),
        ("withdraw", "contacts_withdrawn", update_contacts),
    ):
        with run.warehouse.stream(
            "hubspot/select_contacts_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.each(
                batches(rows),
                partial(_push, run, action=action, done=done, write=write, names=names),
            )
        counts += sent + least_requests(sent[done] + sent["contacts_refused"])
    return counts


def _push(
    run: HubspotRun,
    batch: list[Row],
    *,
    action: str,
    done: str,
    write: Writing,
    names: dict[str, str],
) -> Counter[str]:
    keep_empty = action != "create"

    def send(rows: Sequence[Row]) -> Verdict:
        return write(run.client, [(row, _properties(row, names, keep_empty)) for row in rows])

    verdict = send_split(batch, send)
    _acknowledge(run, verdict.taken, action)
    run.clear_refusals(KIND, verdict)
    if any(_NO_PROPERTY in reason.codes for _, reason in verdict.refused):
        forget_set_up(run)
        raise HubspotSetUpGoneError(
            "A contact property that was set up is not in HubSpot any more: it is made again."
        )
    run.defer_refused(KIND, verdict.refused, _words)
    stale = [row["hubspot_id"] for row, _ in verdict.refused if row["hubspot_id"]]
    if stale:  # merged or deleted a moment ago, perhaps
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=stale)
    return Counter({done: len(verdict.taken), "contacts_refused": len(verdict.refused)})


def _properties(row: Row, names: dict[str, str], keep_empty: bool) -> Properties:
    """Return what is written: our four, whole, and names where HubSpot has none.

    The address is never written: it could change a contact's primary one.
    """
    written = {name: row[column] for column, name in names.items()}
    written |= {"firstname": row["new_first_name"], "lastname": row["new_last_name"]}
    if not keep_empty:
        written |= {"firstname": row["first_name"], "lastname": row["last_name"]}
    ours = set(names.values()) if keep_empty else set()
    return {
        name: "" if value is None else str(value)
        for name, value in written.items()
        if value is not None or name in ours
    }


def _acknowledge(run: HubspotRun, taken: list[Row], action: str) -> None:
    if not taken:
        return
    if action == "withdraw":
        emails = [one["email"] for one in taken]
        run.warehouse.execute("hubspot/delete_sent_contacts", emails=emails)
        return
    parameters = {"rows": as_json(taken), "run_id": run.run_id}
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/upsert_sent_contacts"), parameters)
        transaction.execute(query("hubspot/upsert_written_contacts"), parameters)


def _words(row: Row) -> str:
    return f"the contact {row['object_key']} (marts.contacts.contact_id)"
