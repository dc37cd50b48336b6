"""Marketing events: one for each occurrence; deleted if it vanished from marts, ended last."""

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
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.marketing_events import (
    cancel_event,
    complete_event,
    create_events,
    delete_events,
    external_id,
    has_event,
    update_events,
)
from webinar_sync.hubspot.portal import portal_answer
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

    SendRows = Callable[[HubspotClient, Sequence[Row]], BatchResult]
    SendRow = Callable[[HubspotClient, Row], None]

ROW_KIND = "marketing_event"
DELETED = "events_deleted"
UPDATED = "events_updated"
CANCELLED = "events_cancelled"


def push_events(run: HubspotRun) -> Counter[str]:
    """Delete, create and update marketing events; return counts."""
    counts: Counter[str] = Counter()
    for action, count_name, send_rows in (
        ("delete", DELETED, delete_events),
        ("create", "events_created", create_events),
        ("update", UPDATED, update_events),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.process_batches(
                batches(rows), partial(_send_batch, run, count_name, send_rows)
            )
        counts += sent + least_requests(
            sent[count_name] + sent["events_refused"] + sent["events_lost"]
        )
    return counts


def _send_batch(
    run: HubspotRun, count_name: str, send_rows: SendRows, batch: list[Row]
) -> Counter[str]:
    if count_name != UPDATED and not portal_answer(run.warehouse).may_take_irrevocable:
        return Counter()
    result = send_split(batch, partial(send_rows, run.client))
    is_deletion = count_name == DELETED
    if is_deletion:
        forget_events(run, [row["object_id"] for row in result.accepted])
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
        ("cancel", CANCELLED, cancel_event),
        ("complete", "events_completed", complete_event),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.process_batches(
                batches(rows, size=1), partial(_end_event, run, count_name, send_row)
            )
        counts += sent + least_requests(sum(sent.values()), size=1)
    return counts


def _end_event(
    run: HubspotRun, count_name: str, send_row: SendRow, batch: list[Row]
) -> Counter[str]:
    row = batch[0]
    if not portal_answer(run.warehouse).may_take_irrevocable:
        return Counter()
    try:
        send_row(run.client, row)
    except HubspotRefusedError as error:
        if error.status == 404 and forget_if_lost(run, row):
            return Counter(events_lost=1)
        describe = _describe_as_another_apps if error.status == 404 else _describe
        defer_refused(run, ROW_KIND, [(row, error.reason)], describe)
        return Counter(events_refused=1)
    is_cancelled = count_name == CANCELLED
    run.warehouse.execute(
        "hubspot/update_sent_event",
        account_id=row["account_id"],
        webinar_id=row["webinar_id"],
        occurrence_key=row["occurrence_key"],
        real_starts_at=None if is_cancelled else row["real_starts_at"],
        real_ends_at=None if is_cancelled else row["real_ends_at"],
        is_cancelled=is_cancelled,
        run_id=run.run_id,
    )
    clear_refusals(run, ROW_KIND, BatchResult(accepted=[row]))
    return Counter({count_name: 1})


def forget_if_lost(run: HubspotRun, row: Row) -> bool:
    """Forget an event if somebody deleted it in HubSpot, and return whether that is so.

    It is then made again.
    """
    if not row["object_id"] or has_event(run.client, row["object_id"]):
        return False
    forget_events(run, [row["object_id"]])
    run.open_issue(
        f"{OBJECT_KIND} {ROW_KIND}",
        f"{row['account_id']} {external_id(row)}",
        "lost",
        message=f"Somebody deleted the marketing event of webinar {row['webinar_id']}, occurrence "
        f"{row['occurrence_key']}, in HubSpot. It is made again, with everybody who took part.",
        remedy="If HubSpot should not have it, exclude the webinar in the settings with "
        "on_exclude: withdraw.",
    )
    return True


def forget_events(run: HubspotRun, object_ids: list[int]) -> None:
    """Forget events that HubSpot no longer has, and the participations that were sent to them."""
    run.warehouse.execute("hubspot/delete_sent_events", object_ids=object_ids)


def _describe(row: Row) -> str:
    return f"the marketing event of webinar {external_id(row)}"


def _describe_as_another_apps(row: Row) -> str:
    return f"{_describe(row)}: it was made with another app's token, and only that app may end it"
