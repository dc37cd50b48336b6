"""Reads all marketing events of the account, before a warehouse that it does not know writes to it.

What another warehouse made stays what it is, under the external id that HubSpot knows; what
HubSpot's own Zoom app made is remembered, so that nothing is made beside it. Who was cancelled is
remembered, too: whoever registered again is told as of a later moment, since HubSpot ignores the
same contact, event and time when they are sent again.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import as_json
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.event_matching import KnownOccurrence, match_events
from webinar_sync.hubspot.listed_events import list_events
from webinar_sync.hubspot.marketing_events import default_external_id
from webinar_sync.hubspot.native_app import record_native_events
from webinar_sync.hubspot.participations import read_participations
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.listed_events import ListedEvent
    from webinar_sync.hubspot.participations import Participation
    from webinar_sync.hubspot.run import HubspotRun

log = logging.getLogger(__name__)


def read_back_events(run: HubspotRun, *, replaces: bool) -> None:
    """List the account's marketing events; adopt those that are of occurrences in marts.

    Of those that are not over there, one request each tells who was cancelled.

    :param replaces: what HubSpot has of events that this warehouse made replaces what it was sent:
        another warehouse may have changed them
    """
    events = list_events(run.client)
    record_native_events(run, events)
    ours = [event for event in events if event.webinar_id is not None and not event.is_native]
    if not ours:
        return
    occurrences = [
        _occurrence(row)
        for row in run.warehouse.rows(
            "hubspot/select_known_occurrences",
            webinar_ids=sorted({event.webinar_id for event in ours}),
        )
    ]
    sent_ids = run.warehouse.rows("hubspot/select_sent_object_ids")
    pairs = match_events(
        ours,
        occurrences,
        known_ids=frozenset(int(row["object_id"]) for row in sent_ids),
        now=datetime.now(UTC),
    )
    _adopt(run, pairs, replaces=replaces)
    _keep_cancellations(run, pairs, replaces=replaces)
    log.info("HubSpot has %d events of ours; %d are of known occurrences", len(ours), len(pairs))


def _adopt(
    run: HubspotRun, pairs: Sequence[tuple[ListedEvent, KnownOccurrence]], *, replaces: bool
) -> None:
    if not pairs:
        return
    parameters = {
        "rows": as_json(_sent_event(event, occurrence) for event, occurrence in pairs),
        "run_id": run.run_id,
    }
    with run.warehouse.transaction() as transaction:
        transaction.execute(query("hubspot/adopt_events"), {**parameters, "replaces": replaces})
        transaction.execute(query("hubspot/keep_adopted_keys"), parameters)


def _keep_cancellations(
    run: HubspotRun, pairs: Sequence[tuple[ListedEvent, KnownOccurrence]], *, replaces: bool
) -> None:
    """Remember who was cancelled in events that are not over in HubSpot."""
    rows = [
        {
            "account_id": occurrence.account_id,
            "webinar_id": occurrence.webinar_id,
            "occurrence_key": occurrence.key,
            "contact_id": participation.contact_id,
            "cancelled_at": participation.occurred_at,
        }
        for event, occurrence in pairs
        if not (event.is_completed or event.is_cancelled)
        for participation in _read_cancelled(run, event.object_id)
    ]
    if rows:
        run.warehouse.execute(
            "hubspot/keep_cancellations", rows=as_json(rows), replaces=replaces, run_id=run.run_id
        )


def _read_cancelled(run: HubspotRun, object_id: int) -> list[Participation]:
    try:
        return read_participations(run.client, object_id, state="CANCELLED")
    except HubspotRefusedError as error:
        if error.status == 404:  # deleted since it was listed: what is sent next finds that out
            return []
        raise


def _sent_event(event: ListedEvent, occurrence: KnownOccurrence) -> Row:
    """Return the row of hubspot.sent_events that says what HubSpot has."""
    row: Row = {
        "account_id": occurrence.account_id,
        "webinar_id": occurrence.webinar_id,
        "occurrence_key": occurrence.key,
    }
    external_id = f"{event.webinar_id}-{event.key}"
    return row | {
        "object_id": event.object_id,
        "event_name": event.name,
        "organizer": event.organizer,
        "starts_at": event.starts_at,
        "completed_starts_at": event.starts_at if event.is_completed else None,
        "completed_ends_at": event.ends_at if event.is_completed else None,
        "is_cancelled": event.is_cancelled,
        "external_id": None if external_id == default_external_id(row) else external_id,
        "adopted_key": event.key,
    }


def _occurrence(row: Row) -> KnownOccurrence:
    return KnownOccurrence(
        account_id=row["account_id"],
        webinar_id=int(row["webinar_id"]),
        key=row["occurrence_key"],
        starts=tuple(row["starts"]),
        is_to_come=row["is_to_come"],
        given_keys=frozenset(row["given_keys"]),
    )
