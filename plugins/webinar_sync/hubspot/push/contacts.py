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
from webinar_sync.hubspot.contact_requests import (
    CONFLICTS,
    MERGED,
    Properties,
    create_contacts,
    update_contacts,
)
from webinar_sync.hubspot.errors import HubspotSetUpGoneError
from webinar_sync.hubspot.gate.passing import (
    count_removals,
    pass_new_contacts,
    pass_withdrawals,
)
from webinar_sync.hubspot.gate.state import CONTACT
from webinar_sync.hubspot.mirror import mirror_batch
from webinar_sync.hubspot.push.answers import push_answers
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.errors import Reason
    from webinar_sync.hubspot.run import HubspotRun

    Write = Callable[[HubspotClient, Sequence[tuple[Row, Properties]]], BatchResult]

ROW_KIND = CONTACT
_NO_PROPERTY = "PROPERTY_DOESNT_EXIST"
_BATCHES_WITHOUT_STATISTICS = 50


def push_contacts(run: HubspotRun) -> Counter[str]:
    """Send contacts that differ from what HubSpot acknowledged, then answers; return counts.

    A contact that somebody else made since the mirror was read is a conflict: it is read again, and
    then updated as one that was known.
    """
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
            sent = run.process_batches(_with_statistics(run, batches(rows)), send_batch)
        counts += sent + least_requests(sent[count_name] + sent["contacts_refused"])
    if counts:
        run.warehouse.execute("hubspot/clear_overwritten", run_id=run.run_id)
    return counts + push_answers(run)


def _with_statistics(run: HubspotRun, batches: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Yield batches as they come; many let PostgreSQL count the tables that they fill.

    Else each batch reads the whole mirror, until autovacuum has looked at what was empty.
    """
    for number, batch in enumerate(batches):
        if number == _BATCHES_WITHOUT_STATISTICS:
            run.warehouse.execute("hubspot/analyze_contacts")
        yield batch


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
    if is_new:
        batch = pass_new_contacts(run, batch)
    elif action == "withdraw":
        batch = pass_withdrawals(run, ROW_KIND, batch)
    if not batch:
        return Counter()

    def write_rows(rows: Sequence[Row]) -> BatchResult:
        return write(run.client, [(row, properties_of(row, names, is_new=is_new)) for row in rows])

    rows = _with_names_of_now(run, batch) if action == "update" else batch
    result = send_split(rows, write_rows) if rows else BatchResult()
    _acknowledge(run, result.accepted, action)
    clear_refusals(run, ROW_KIND, result)
    if any(_NO_PROPERTY in reason.codes for _, reason in result.refused):
        forget_properties(run)
        raise HubspotSetUpGoneError(
            "HubSpot no longer has a contact property that was set up: it is made again."
        )
    refused = _without_other_contacts(run, result.refused)
    defer_refused(run, ROW_KIND, refused, _describe)
    contact_ids = [row["hubspot_id"] for row, _ in refused if row["hubspot_id"]]
    if contact_ids:  # merged or deleted a moment ago, perhaps
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=contact_ids)
    return Counter({count_name: len(result.accepted), "contacts_refused": len(refused)})


def _with_names_of_now(run: HubspotRun, batch: list[Row]) -> list[Row]:
    """Return the rows of a batch; those that fill in names are read again right before that.

    Somebody may have written a name since the mirror was read, and HubSpot would overwrite it.
    """
    with_names = [row for row in batch if row["new_first_name"] or row["new_last_name"]]
    if not with_names:
        return batch
    mirror_batch(run, with_names)
    emails = [row["email"] for row in with_names]
    others = [row for row in batch if row not in with_names]
    return others + run.warehouse.rows("hubspot/select_contacts_to_update", emails=emails)


def _without_other_contacts(
    run: HubspotRun, refused: list[tuple[Row, Reason]]
) -> list[tuple[Row, Reason]]:
    """Return the rows that HubSpot refused for good; others were about another contact.

    That is a contact that somebody else made, or into which this one was merged, since the mirror
    was read. It is read again, and what is to be done about it then follows from the mirror.
    """
    written_ids = sorted({written for row, _ in refused for written in row.get("answered_ids", ())})
    if written_ids:
        run.warehouse.execute("hubspot/mark_answered_contacts_stale", contact_ids=written_ids)
    others = [row for row, reason in refused if reason == MERGED or reason.category in CONFLICTS]
    if not others:
        return refused
    mirror_batch(run, others)
    emails = [row["email"] for row in others]
    mirrored = {
        row["email"] for row in run.warehouse.rows("hubspot/select_mirrored", emails=emails)
    }
    return [(row, reason) for row, reason in refused if row["email"] not in mirrored]


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
        with run.warehouse.transaction() as transaction:
            transaction.execute(query("hubspot/delete_sent_contacts"), {"emails": emails})
            count_removals(transaction, run, ROW_KIND, action, accepted)
        return
    parameters = {"rows": as_json(accepted), "run_id": run.run_id}
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/upsert_sent_contacts"), parameters)
        transaction.execute(query("hubspot/upsert_written_contacts"), parameters)


def _describe(row: Row) -> str:
    return f"the contact {row['object_key']} (marts.contacts.contact_id)"
