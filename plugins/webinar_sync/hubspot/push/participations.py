"""Who registered, cancelled and attended, told HubSpot event by event, by contact id.

Registrations first, then cancellations, then attendances: HubSpot keeps one state for each
contact and event, and the last told is the one that holds.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import OF_ROWS_ALONE, Row, as_json, batches, send_split
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.marketing_events import send_interactions
from webinar_sync.hubspot.push.events import is_lost, push_events
from webinar_sync.hubspot.run import LEAST
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from webinar_sync.hubspot.run import HubspotRun

KIND = "participation"
DONE = {"register": "registered", "cancel": "cancelled", "attend": "attended"}
"""HubSpot's verbs, and what they are called once they are done."""


def push_participations(run: HubspotRun) -> Counter[str]:
    """Tell what people did that HubSpot has not acknowledged; return counts.

    An event that somebody deleted in HubSpot is made again, and told again.
    """
    run.warehouse.execute("hubspot/forget_participations")
    for name in ("mark_withdrawn", "mark_cancelled_withdrawn"):
        run.warehouse.execute(f"hubspot/{name}", run_id=run.run_id)
    counts = _push_all(run)
    if counts["events_lost"]:
        counts += push_events(run)
        counts += _push_all(run)
    return counts


def _push_all(run: HubspotRun) -> Counter[str]:
    counts: Counter[str] = Counter()
    for verb in DONE:
        asked = {"verb": verb, "with_refused": run.with_refused}
        counts[LEAST] += run.warehouse.rows("hubspot/count_batches", **asked)[0]["requests"]
        with run.warehouse.stream("hubspot/select_participations_to_send", **asked) as rows:
            counts += run.each(_by_event(rows), partial(_push, run, verb))
    return counts


def _by_event(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Row]]:
    """Group rows, ordered by event, into batches of one event."""
    for _, group in groupby(rows, key=lambda row: row["object_id"]):
        yield from batches(group)


def _push(run: HubspotRun, verb: str, batch: list[Row]) -> Counter[str]:
    try:
        verdict = send_split(
            batch, lambda rows: send_interactions(run.client, verb, rows), of_rows=OF_ROWS_ALONE
        )
    except HubspotRefusedError as error:
        if error.status == 404 and is_lost(run, batch[0]):
            return Counter(events_lost=1)
        raise
    _acknowledge(run, verb, verdict.taken)
    run.clear_refusals(KIND, verdict)
    run.defer_refused(KIND, verdict.refused, lambda row: _words(row, verb))
    stale = [row["hubspot_id"] for row, _ in verdict.refused]
    if stale:  # merged or deleted a moment ago, perhaps
        run.warehouse.execute("hubspot/forget_addresses", contact_ids=stale)
    return Counter(
        {
            f"participations_{DONE[verb]}": sum(one["action"] == verb for one in verdict.taken),
            "participations_withdrawn": sum(one["action"] == "withdraw" for one in verdict.taken),
            "participations_refused": len(verdict.refused),
        }
    )


def _acknowledge(run: HubspotRun, verb: str, taken: list[Row]) -> None:
    withdrawn = [one for one in taken if one["action"] == "withdraw"]
    done = [one for one in taken if one["action"] != "withdraw"]
    with run.warehouse.transaction() as transaction:
        if done:
            transaction.execute(
                query(f"hubspot/upsert_sent_{DONE[verb]}"),
                {"rows": as_json(done), "run_id": run.run_id},
            )
        if withdrawn:
            transaction.execute(
                query("hubspot/update_sent_withdrawn"),
                {"rows": as_json(withdrawn), "run_id": run.run_id},
            )


def _words(row: Row, verb: str) -> str:
    return (
        f"that somebody {DONE[verb]} in webinar {row['webinar_id']}-{row['occurrence_key']} "
        f"(HubSpot contact {row['hubspot_id']})"
    )
