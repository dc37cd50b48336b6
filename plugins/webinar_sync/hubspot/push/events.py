"""Marketing events: one for each occurrence; deleted when it vanished from marts, ended last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import Row, Verdict, as_json, batches, send_split
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.marketing_events import (
    cancel_event,
    complete_event,
    create_events,
    delete_events,
    external_id,
    has_event,
    update_events,
)
from webinar_sync.hubspot.run import least_requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

KIND = "marketing_event"


def push_events(run: HubspotRun) -> Counter[str]:
    """Delete, create and update marketing events; return counts."""
    counts: Counter[str] = Counter()
    for action, done, send in (
        ("delete", "events_deleted", delete_events),
        ("create", "events_created", create_events),
        ("update", "events_updated", update_events),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.each(batches(rows), _pusher(run, done, send))
        counts += sent + least_requests(sent[done] + sent["events_refused"] + sent["events_lost"])
    return counts


def _pusher(
    run: HubspotRun, done: str, send: Callable[[HubspotClient, list[Row]], Verdict]
) -> Callable[[list[Row]], Counter[str]]:
    def push(batch: list[Row]) -> Counter[str]:
        is_deletion = done == "events_deleted"
        verdict = send_split(batch, lambda rows: send(run.client, list(rows)))
        if is_deletion:
            forget_events(run, [one["object_id"] for one in verdict.taken])
        else:
            run.warehouse.execute(
                "hubspot/upsert_sent_events", rows=as_json(verdict.taken), run_id=run.run_id
            )
        run.clear_refusals(KIND, verdict)
        lost = [row for row, _ in verdict.refused if not is_deletion and is_lost(run, row)]
        refused = [one for one in verdict.refused if one[0] not in lost]
        run.defer_refused(KIND, refused, _words)
        return Counter(
            {done: len(verdict.taken), "events_refused": len(refused), "events_lost": len(lost)}
        )

    return push


def end_events(run: HubspotRun) -> Counter[str]:
    """Complete what is settled, with its real times, and cancel what was cancelled."""
    counts: Counter[str] = Counter()
    for action, done, send in (
        ("cancel", "events_cancelled", cancel_event),
        ("complete", "events_completed", complete_event),
    ):
        with run.warehouse.stream(
            "hubspot/select_events_to_send", action=action, with_refused=run.with_refused
        ) as rows:
            sent = run.each(batches(rows, size=1), _ender(run, done, send))
        counts += sent + least_requests(sum(sent.values()), size=1)
    return counts


def _ender(
    run: HubspotRun, done: str, send: Callable[[HubspotClient, Row], None]
) -> Callable[[list[Row]], Counter[str]]:
    def end(batch: list[Row]) -> Counter[str]:
        row = batch[0]
        try:
            send(run.client, row)
        except HubspotRefusedError as error:
            if error.status == 404 and is_lost(run, row):
                return Counter(events_lost=1)
            words = _words_of_another_app if error.status == 404 else _words
            run.defer_refused(KIND, [(row, error.reason)], words)
            return Counter(events_refused=1)
        is_cancelled = done == "events_cancelled"
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
        run.clear_refusals(KIND, Verdict(taken=[row]))
        return Counter({done: 1})

    return end


def is_lost(run: HubspotRun, row: Row) -> bool:
    """Tell whether somebody deleted an event in HubSpot; then it is forgotten, and made again."""
    if not row["object_id"] or has_event(run.client, row["object_id"]):
        return False
    forget_events(run, [row["object_id"]])
    run.open_issue(
        f"hubspot {KIND}",
        f"{row['account_id']} {external_id(row)}",
        "lost",
        message=f"The marketing event of webinar {row['webinar_id']}, occurrence {row['occurrence_key']}, "
        "was deleted in HubSpot. It is made again, with everybody who took part.",
        remedy="If HubSpot is not to have it, exclude the webinar in the settings with on_exclude: "
        "withdraw.",
    )
    return True


def forget_events(run: HubspotRun, object_ids: list[int]) -> None:
    """Forget events that HubSpot no longer has, and what it was told of people in them."""
    run.warehouse.execute("hubspot/delete_sent_events", object_ids=object_ids)


def _words(row: Row) -> str:
    return f"the marketing event of webinar {row['webinar_id']}-{row['occurrence_key']}"


def _words_of_another_app(row: Row) -> str:
    return f"{_words(row)}: it was made with another app's token, which alone may end it"
