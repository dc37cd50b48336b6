"""Who registered, cancelled and attended: sent event by event, by contact id.

Registrations first, then cancellations, then attendances: HubSpot keeps one state for each
contact and event, which is the last one sent.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import (
    LEAST_REQUESTS,
    ROW_STATUSES,
    Row,
    as_json,
    batches_by_event,
    send_split,
)
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.gate.passing import count_removals, pass_withdrawals
from webinar_sync.hubspot.gate.state import PARTICIPATION, refresh_brakes
from webinar_sync.hubspot.marketing_events import external_id
from webinar_sync.hubspot.participations import send_interactions
from webinar_sync.hubspot.push.events import forget_if_lost, push_events
from webinar_sync.hubspot.push.renamed import cancel_left_registrations
from webinar_sync.hubspot.refusals import clear_refusals, defer_refused
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun

ROW_KIND = PARTICIPATION
PAST_TENSES = {"register": "registered", "cancel": "cancelled", "attend": "attended"}
"""HubSpot's verbs in the order in which they are sent, and what a person did by each."""
ACKNOWLEDGE = {
    "register": "hubspot/upsert_sent_registered",
    "cancel": "hubspot/upsert_sent_cancelled",
    "attend": "hubspot/upsert_sent_attended",
}
"""The statement that stores what HubSpot acknowledged, by verb."""


def push_participations(run: HubspotRun) -> Counter[str]:
    """Send what people did and HubSpot has not acknowledged; return counts.

    An event that somebody deleted in HubSpot is made again, and its participations are sent again.
    """
    counts = cancel_left_registrations(run)  # before they are forgotten, or told anew
    run.warehouse.execute("hubspot/forget_participations")
    with run.warehouse.transaction() as transaction:
        refresh_brakes(transaction, [ROW_KIND])
        transaction.execute(query("hubspot/mark_withdrawn"), {"run_id": run.run_id})
    run.warehouse.execute("hubspot/mark_cancelled_withdrawn", run_id=run.run_id)
    counts += send_unacknowledged(run)
    if counts["events_lost"]:
        counts += push_events(run)
        counts += send_unacknowledged(run)
    return counts


def send_unacknowledged(run: HubspotRun) -> Counter[str]:
    """Send each participation that is due now, verb by verb; return counts."""
    counts: Counter[str] = Counter()
    for verb in PAST_TENSES:
        parameters = {"verb": verb, "with_refused": run.with_refused}
        with run.warehouse.stream("hubspot/select_participations_to_send", **parameters) as rows:
            counts += run.process_batches(batches_by_event(rows), partial(_send_batch, run, verb))
    return counts


def _send_batch(run: HubspotRun, verb: str, batch: list[Row]) -> Counter[str]:
    withdrawals = [row for row in batch if row["action"] == "withdraw"]
    passing = pass_withdrawals(run, ROW_KIND, withdrawals)
    rows = [row for row in batch if row["action"] != "withdraw"] + passing
    if not rows:
        return Counter()
    try:
        result = send_split(
            rows, partial(send_interactions, run.client, verb), row_statuses=ROW_STATUSES
        )
    except HubspotRefusedError as error:
        if error.status == 404 and forget_if_lost(run, batch[0]):
            return Counter({LEAST_REQUESTS: 1, "events_lost": 1})
        raise
    withdrawn = [row for row in result.accepted if row["action"] == "withdraw"]
    others = [row for row in result.accepted if row["action"] != "withdraw"]
    _acknowledge(run, verb, others, withdrawn)
    clear_refusals(run, ROW_KIND, result)
    defer_refused(run, ROW_KIND, result.refused, partial(_describe, verb))
    contact_ids = [row["hubspot_id"] for row, _ in result.refused]
    if contact_ids:  # merged or deleted a moment ago, perhaps
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=contact_ids)
    return Counter(
        {
            LEAST_REQUESTS: 1,
            f"participations_{PAST_TENSES[verb]}": len(others),
            "participations_withdrawn": len(withdrawn),
            "participations_pending": len(rows) - len(result.accepted) - len(result.refused),
            "participations_refused": len(result.refused),
        }
    )


def _acknowledge(run: HubspotRun, verb: str, others: list[Row], withdrawn: list[Row]) -> None:
    with run.warehouse.transaction() as transaction:
        if others:
            transaction.execute(
                query(ACKNOWLEDGE[verb]), {"rows": as_json(others), "run_id": run.run_id}
            )
        if withdrawn:
            transaction.execute(
                query("hubspot/update_sent_withdrawn"),
                {"rows": as_json(withdrawn), "run_id": run.run_id},
            )
            count_removals(transaction, run, ROW_KIND, "withdraw", withdrawn)


def _describe(verb: str, row: Row) -> str:
    return (
        f"that somebody {PAST_TENSES[verb]} in webinar {external_id(row)} "
        f"(HubSpot contact {row['hubspot_id']})"
    )
