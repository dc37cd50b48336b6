"""Keeps saved segments as lists in HubSpot, by what differs from what it acknowledged.

A list is made by hand-kept type (MANUAL), and known by its id from then on: somebody may rename it.
Adding and removing starts workflows, so both pass the gate, and many removals wait for the brake.
Who was added to the list by hand stays in it, unless another warehouse may have written to it: then
its members are read, and all count as ours.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import (
    NOT_FOUND,
    BatchResult,
    Row,
    as_json,
    batches,
    least_requests,
)
from webinar_sync.hubspot.errors import HubspotRefusedError, Reason
from webinar_sync.hubspot.gate.passing import count_removals, pass_list_members, pass_withdrawals
from webinar_sync.hubspot.lists import (
    BATCH_SIZE,
    change_members,
    create_list,
    has_list,
    read_members,
)
from webinar_sync.hubspot.portal import portal_answer
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from webinar_sync.hubspot.run import HubspotRun

LIST_KIND, MEMBER_KIND = "list", "list_member"
ISSUE_KIND = "hubspot list"
LOST, NAME_TAKEN = "list_lost", "list_name_taken"
DUPLICATE_NAME = "ILS.DUPLICATE_LIST_NAMES"
"""HubSpot's code for a name that another list has (seen by others in live accounts)."""


def push_lists(run: HubspotRun) -> Counter[str]:
    """Make lists that are missing, then add and remove members; return counts."""
    counts: Counter[str] = Counter()
    for row in run.warehouse.rows("hubspot/select_lists_to_send", with_refused=run.with_refused):
        counts += _prepare_list(run, row)
    with run.warehouse.stream(
        "hubspot/select_list_members_to_send", with_refused=run.with_refused
    ) as rows:
        first = next(rows, None)
        if first is None:
            return counts
        return counts + run.process_batches(
            _batches_by_list(chain([first], rows)), partial(_send_batch, run)
        )


def _batches_by_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Row]]:
    for _, group in groupby(rows, key=lambda row: row["segment"]):
        yield from batches(group, BATCH_SIZE)


def _prepare_list(run: HubspotRun, row: Row) -> Counter[str]:
    """Make a list, or adopt the one of its name; read who is in one that is not new."""
    segment, list_id = row["segment"], row["list_id"]
    counts: Counter[str] = Counter()
    try:
        if list_id is None:
            if not portal_answer(run.warehouse).may_take_irrevocable:
                return counts
            list_id, is_new = create_list(run.client, row["list_name"])
            _remember(run, segment, list_id, is_stale=not is_new)
            counts["lists_created" if is_new else "lists_adopted"] += 1
            if is_new:
                return _accept(run, row, counts)
        contact_ids = read_members(run.client, list_id)
    except HubspotRefusedError as error:
        if list_id is not None and error.status == 404:
            return _forget_lost(run, segment)
        return _refuse(run, row, error.reason)
    with run.warehouse.transaction() as transaction:
        values = {"segment": segment, "run_id": run.run_id}
        transaction.execute(query("hubspot/delete_sent_list_members"), values)
        transaction.execute(
            query("hubspot/insert_sent_list_members"), {**values, "contact_ids": contact_ids}
        )
        transaction.execute(
            query("hubspot/upsert_sent_list"), {**values, "list_id": list_id, "is_stale": False}
        )
    return _accept(run, row, counts)


def _send_batch(run: HubspotRun, batch: list[Row]) -> Counter[str]:
    """Add and remove members of one list, as far as the gate lets them pass."""
    object_kind = batch[0]["object_kind"]
    added = pass_list_members(run, [row for row in batch if row["action"] == "add"])
    removed = pass_withdrawals(
        run, object_kind, [row for row in batch if row["action"] == "remove"]
    )
    if not added and not removed:
        return Counter()
    list_row = {**batch[0], "object_key": batch[0]["segment"], "digest": LIST_KIND}
    try:
        missing_ids = change_members(run.client, batch[0]["list_id"], added, removed)
    except HubspotRefusedError as error:
        if error.status == 404 and not has_list(run.client, batch[0]["list_id"]):
            return _forget_lost(run, batch[0]["segment"])
        return _refuse(run, list_row, error.reason)
    result = BatchResult(
        accepted=[row for row in added if row["hubspot_id"] not in missing_ids] + removed,
        refused=[(row, Reason(NOT_FOUND)) for row in added if row["hubspot_id"] in missing_ids],
    )
    _acknowledge(run, object_kind, result.accepted)
    clear_refusals(run, MEMBER_KIND, result)
    defer_refused(run, MEMBER_KIND, result.refused, _describe_member)
    if result.refused:  # merged or deleted a moment ago, perhaps
        contact_ids = [row["hubspot_id"] for row, _ in result.refused]
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=contact_ids)
    counts = Counter(
        list_members_added=len(result.accepted) - len(removed),
        list_members_removed=len(removed),
        list_members_refused=len(result.refused),
    )
    return _accept(run, list_row, counts + least_requests(len(added) + len(removed), BATCH_SIZE))


def _acknowledge(run: HubspotRun, object_kind: str, accepted: list[Row]) -> None:
    """Remember who is in a list and who is not any more, all or nothing."""
    if not accepted:
        return
    removed = [row for row in accepted if row["action"] == "remove"]
    values = {"segment": accepted[0]["segment"], "run_id": run.run_id}
    with run.warehouse.transaction() as transaction:
        transaction.execute(
            query("hubspot/insert_sent_list_members"),
            {
                **values,
                "contact_ids": [row["hubspot_id"] for row in accepted if row["action"] == "add"],
            },
        )
        transaction.execute(
            query("hubspot/delete_removed_list_members"),
            {**values, "contact_ids": [row["hubspot_id"] for row in removed]},
        )
        if removed:
            count_removals(transaction, run, object_kind, "withdraw", removed)


def _remember(run: HubspotRun, segment: str, list_id: str, *, is_stale: bool) -> None:
    """Remember a list as soon as HubSpot has it; one that is not new is to be read."""
    with run.warehouse.transaction() as transaction:
        values = {"segment": segment, "run_id": run.run_id}
        transaction.execute(query("hubspot/delete_sent_list_members"), values)
        transaction.execute(
            query("hubspot/upsert_sent_list"), {**values, "list_id": list_id, "is_stale": is_stale}
        )


def _forget_lost(run: HubspotRun, segment: str) -> Counter[str]:
    """Forget a list that somebody deleted in HubSpot: the next push makes it again."""
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/delete_sent_list_members"), {"segment": segment})
        transaction.execute(query("hubspot/delete_sent_list"), {"segment": segment})
    run.open_issue(
        ISSUE_KIND,
        segment,
        LOST,
        message=f"Somebody deleted the list of the segment {segment} in HubSpot. The next push "
        "makes it again, with everybody in it, as a new list.",
    )
    return Counter(lists_lost=1)


def _refuse(run: HubspotRun, row: Row, reason: Reason) -> Counter[str]:
    """Defer a list, its members included, and report why."""
    if DUPLICATE_NAME not in (reason.category, *reason.codes):
        defer_refused(run, LIST_KIND, [(row, reason)], _describe_list)
        return Counter(lists_refused=1)
    run.warehouse.execute(
        "hubspot/upsert_refusals", object_kind=LIST_KIND, rows=as_json([row]), run_id=run.run_id
    )
    run.open_issue(
        ISSUE_KIND,
        row["segment"],
        NAME_TAKEN,
        message=f"HubSpot has another list with the name that the list of the segment "
        f"{row['segment']} would get, and its members are not kept by hand, or are no contacts.",
    )
    return Counter(lists_refused=1)


def _accept(run: HubspotRun, row: Row, counts: Counter[str]) -> Counter[str]:
    """Record that HubSpot took what it may have refused before; return the counts."""
    clear_refusals(run, LIST_KIND, BatchResult(accepted=[row]))
    run.close_issues(ISSUE_KIND, row["segment"], [NAME_TAKEN])
    return counts


def _describe_list(row: Row) -> str:
    return f"the list of the segment {row['segment']}"


def _describe_member(row: Row) -> str:
    return f"HubSpot contact {row['hubspot_id']} in the list of the segment {row['segment']}"
