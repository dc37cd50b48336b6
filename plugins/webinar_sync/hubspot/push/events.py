"""Marketing events: one for each occurrence; deleted if it vanished from marts, ended last.

What cannot be taken back passes the gate right before its request.
"""

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
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.event_properties import set_up_event_properties
from webinar_sync.hubspot.gate.passing import count_removals, pass_events
from webinar_sync.hubspot.gate.state import MARKETING_EVENT
from webinar_sync.hubspot.gate.words import missing_people_message
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.marketing_events import (
    cancel_event,
    complete_event,
    create_events,
    default_external_id,
    delete_events,
    external_id,
    has_event,
    update_events,
)
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

    SendRows = Callable[[HubspotClient, Sequence[Row]], BatchResult]
    SendRow = Callable[[HubspotClient, Row], None]

ROW_KIND = MARKETING_EVENT
ISSUE_KIND = f"{OBJECT_KIND} {ROW_KIND}"
MISSING_PEOPLE = "missing_people"


def push_events(run: HubspotRun) -> Counter[str]:
    """Delete, create and update marketing events; return counts."""
    counts: Counter[str] = Counter()
    with_recordings = set_up_event_properties(run)
    for action, count_name, send_rows in (
        ("delete", "events_deleted", delete_events),
        ("create", "events_created", create_events),
        ("update", "events_updated", update_events),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send",
            action=action,
            with_recordings=with_recordings,
            with_refused=run.with_refused,
        ) as rows:
            sent = run.process_batches(
                batches(rows), partial(_send_batch, run, action, count_name, send_rows)
            )
        counts += sent + least_requests(
            sent[count_name] + sent["events_refused"] + sent["events_lost"]
        )
    return counts


def _send_batch(
    run: HubspotRun, action: str, count_name: str, send_rows: SendRows, batch: list[Row]
) -> Counter[str]:
    rows = batch if action == "update" else pass_events(run, action, batch)
    if not rows:
        return Counter()
    result = send_split(rows, partial(send_rows, run.client))
    is_deletion = action == "delete"
    if is_deletion:
        object_ids = [row["object_id"] for row in result.accepted]
        with run.warehouse.transaction() as transaction:
            transaction.execute(query("hubspot/delete_sent_events"), {"object_ids": object_ids})
            count_removals(transaction, run, ROW_KIND, action, result.accepted)
    else:
        run.warehouse.execute(
            "hubspot/upsert_sent_events", rows=as_json(result.accepted), run_id=run.run_id
        )
    clear_refusals(run, ROW_KIND, result)
    lost = [row for row, _ in result.refused if not is_deletion and forget_if_lost(run, row)]
    refused = [(row, reason) for row, reason in result.refused if row not in lost]
    defer_refused(run, ROW_KIND, refused, _describe)
    return Counter(
        {
            count_name: len(result.accepted),
            "events_refused": len(refused),
            "events_lost": len(lost),
        }
    )


def end_events(run: HubspotRun) -> Counter[str]:
    """Complete what is settled, with its real times, and cancel what was cancelled."""
    run.warehouse.execute("hubspot/clear_lost_events", run_id=run.run_id)
    counts: Counter[str] = Counter()
    for action, count_name, send_row in (
        ("cancel", "events_cancelled", cancel_event),
        ("complete", "events_completed", complete_event),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send",
            action=action,
            with_recordings=True,
            with_refused=run.with_refused,
        ) as rows:
            sent = run.process_batches(
                batches(rows, size=1), partial(_end_event, run, action, count_name, send_row)
            )
        counts += sent + least_requests(sum(sent.values()), size=1)
    return counts


def _end_event(
    run: HubspotRun, action: str, count_name: str, send_row: SendRow, batch: list[Row]
) -> Counter[str]:
    rows = pass_events(run, action, batch)
    if not rows:
        return Counter()
    row = rows[0]
    try:
        send_row(run.client, row)
    except HubspotRefusedError as error:
        if error.status == 404 and forget_if_lost(run, row):
            return Counter(events_lost=1)
        describe = _describe_as_another_apps if error.status == 404 else _describe
        defer_refused(run, ROW_KIND, [(row, error.reason)], describe)
        return Counter(events_refused=1)
    is_cancelled = action == "cancel"
    key = {name: row[name] for name in ("account_id", "webinar_id", "occurrence_key")}
    times = {
        name: None if is_cancelled else row[name] for name in ("real_starts_at", "real_ends_at")
    }
    with run.warehouse.transaction() as transaction:
        transaction.execute(
            query("hubspot/update_sent_event"),
            {**key, **times, "is_cancelled": is_cancelled, "run_id": run.run_id},
        )
        if is_cancelled:
            count_removals(transaction, run, ROW_KIND, action, rows)
    if not is_cancelled:
        _report_missing_people(run, row)
    clear_refusals(run, ROW_KIND, BatchResult(accepted=[row]))
    return Counter({count_name: 1})


def _report_missing_people(run: HubspotRun, row: Row) -> None:
    """Report who is missing in an event that was completed, or that nobody is any more."""
    event_key = _issue_key(row)
    key = {name: row[name] for name in ("account_id", "webinar_id", "occurrence_key")}
    people = run.warehouse.rows("hubspot/select_people_missing", **key)
    if not people:
        run.close_issues(ISSUE_KIND, event_key, [MISSING_PEOPLE])
        return
    labels = [person["contact_label"] for person in people]
    message = missing_people_message(_describe(row), labels)
    run.open_issue(ISSUE_KIND, event_key, MISSING_PEOPLE, message=message)


def forget_if_lost(run: HubspotRun, row: Row) -> bool:
    """Forget an event if somebody deleted it in HubSpot, and return whether that is so.

    It is then made again.
    """
    if not row["object_id"] or has_event(run.client, row["object_id"]):
        return False
    forget_events(run, [row["object_id"]])
    run.open_issue(
        ISSUE_KIND,
        _issue_key(row),
        "lost",
        message=f"Somebody deleted the marketing event of webinar {row['webinar_id']}, occurrence "
        f"{row['occurrence_key']}, in HubSpot. It is made again, with everybody who took part.",
    )
    return True


def forget_events(run: HubspotRun, object_ids: list[int]) -> None:
    """Forget events that HubSpot no longer has, and the participations that were sent to them."""
    run.warehouse.execute("hubspot/delete_sent_events", object_ids=object_ids)


def _issue_key(row: Row) -> str:
    """Return the key of an event's issues: the same if it is made again under another id."""
    return f"{row['account_id']} {default_external_id(row)}"


def _describe(row: Row) -> str:
    return f"the marketing event of webinar {external_id(row)}"


def _describe_as_another_apps(row: Row) -> str:
    return f"{_describe(row)}: it was made with another app's token, and only that app may end it"
