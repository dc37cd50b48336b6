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
from webinar_sync.hubspot.marketing_events import send_deeds
from webinar_sync.hubspot.push.events import is_lost, push_events
from webinar_sync.hubspot.work import LEAST
from webinar_sync.warehouse.statements import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from webinar_sync.hubspot.work import Work

KIND = "participation"
DONE = {"register": "registered", "cancel": "cancelled", "attend": "attended"}
"""HubSpot's verbs, and what they are called once they are done."""


def push_participations(work: Work) -> Counter[str]:
    """Tell what people did that HubSpot has not acknowledged; return counts.

    An event that somebody deleted in HubSpot is made again, and told again.
    """
    work.warehouse.execute("hubspot/forget_participations")
    for name in ("mark_withdrawn", "mark_cancelled_withdrawn"):
        work.warehouse.execute(f"hubspot/{name}", run_id=work.run_id)
    counts = _push_all(work)
    if counts["events_lost"]:
        counts += push_events(work)
        counts += _push_all(work)
    return counts


def _push_all(work: Work) -> Counter[str]:
    counts: Counter[str] = Counter()
    for verb in DONE:
        asked = {"verb": verb, "with_refused": work.with_refused}
        counts[LEAST] += work.warehouse.rows("hubspot/count_batches", **asked)[0]["requests"]
        with work.warehouse.stream("hubspot/select_participations_to_send", **asked) as rows:
            counts += work.each(_by_event(rows), partial(_push, work, verb))
    return counts


def _by_event(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Row]]:
    """Group rows, ordered by event, into batches of one event."""
    for _, group in groupby(rows, key=lambda row: row["object_id"]):
        yield from batches(group)


def _push(work: Work, verb: str, batch: list[Row]) -> Counter[str]:
    try:
        verdict = send_split(
            batch, lambda rows: send_deeds(work.client, verb, rows), of_rows=OF_ROWS_ALONE
        )
    except HubspotRefusedError as error:
        if error.status == 404 and is_lost(work, batch[0]):
            return Counter(events_lost=1)
        raise
    _acknowledge(work, verb, verdict.taken)
    work.note_taken(KIND, verdict)
    work.note_refused(KIND, verdict.refused, lambda row: _words(row, verb))
    stale = [row["hubspot_id"] for row, _ in verdict.refused]
    if stale:  # merged or deleted a moment ago, perhaps
        work.warehouse.execute("hubspot/forget_addresses", contact_ids=stale)
    return Counter(
        {
            f"participations_{DONE[verb]}": sum(one["action"] == verb for one in verdict.taken),
            "participations_withdrawn": sum(one["action"] == "withdraw" for one in verdict.taken),
            "participations_refused": len(verdict.refused),
        }
    )


def _acknowledge(work: Work, verb: str, taken: list[Row]) -> None:
    withdrawn = [one for one in taken if one["action"] == "withdraw"]
    done = [one for one in taken if one["action"] != "withdraw"]
    with work.warehouse.transaction() as transaction:
        if done:
            transaction.execute(
                statement(f"hubspot/upsert_sent_{DONE[verb]}"),
                {"rows": as_json(done), "run_id": work.run_id},
            )
        if withdrawn:
            transaction.execute(
                statement("hubspot/update_sent_withdrawn"),
                {"rows": as_json(withdrawn), "run_id": work.run_id},
            )


def _words(row: Row, verb: str) -> str:
    return (
        f"that somebody {DONE[verb]} in webinar {row['webinar_id']}-{row['occurrence_key']} "
        f"(HubSpot contact {row['hubspot_id']})"
    )
