"""Lands details, panelists and registrants of webinars, in a transaction of their landing.

Each function returns what landed, which is recorded after it: who was listed before, and when, is
read from the readings before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from webinar_sync.warehouse.text import storable
from webinar_sync.zoom.account_warehouse import Landed, as_json
from webinar_sync.zoom.announced_starts import AnnouncedStart, merge_starts
from webinar_sync.zoom.erased import restore_taken_back
from webinar_sync.zoom.staff import list_hosts, list_panelists

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from webinar_sync.zoom.account_warehouse import AccountTransaction
    from webinar_sync.zoom.readings import (
        DetailReading,
        PanelistsReading,
        RegistrantsReading,
        SourcesReading,
    )

_READING_KINDS = {"detail": "webinar", "panelists": "panelists"}
"""The kind of the readings of each source of staff."""


def land_details(
    transaction: AccountTransaction, readings: Sequence[DetailReading]
) -> list[Landed]:
    """Land details of webinars and the dates of their series."""
    if not readings:
        return []
    named = [reading for reading in readings if reading.event_uuid]
    if named:
        transaction.execute(
            "zoom/insert_webinar_uuids",
            event_uuids=[reading.event_uuid for reading in named],
            webinar_ids=[reading.webinar_id for reading in named],
        )
    details = {reading.webinar_id: json.loads(reading.rows.texts[0]) for reading in readings}
    transaction.execute(
        "zoom/upsert_webinars",
        details=as_json(
            [
                {
                    "webinar_id": reading.webinar_id,
                    "answered_at": reading.answered_at,
                    "payload": details[reading.webinar_id],
                }
                for reading in readings
            ]
        ),
    )
    _land_starts(transaction, readings, details)
    hosts = [
        {"webinar_id": webinar_id, **row}
        for webinar_id, detail in details.items()
        for row in list_hosts(detail)
    ]
    _merge_staff(transaction, "detail", readings, hosts)
    transaction.counts["webinars_read"] += len(readings)
    return [
        Landed.of_webinar("webinar", reading.webinar_id, reading.rows, reading.answered_at)
        for reading in readings
    ]


def _land_starts(
    transaction: AccountTransaction,
    readings: Sequence[DetailReading],
    details: dict[int, dict[str, Any]],
) -> None:
    known: defaultdict[int, list[AnnouncedStart]] = defaultdict(list)
    for row in transaction.execute(
        "zoom/select_announced_starts", webinar_ids=list(details)
    ).mappings():
        values = dict(row)
        known[values.pop("webinar_id")].append(AnnouncedStart(**values))
    rows: list[dict[str, Any]] = []
    for reading in readings:
        webinar_id = reading.webinar_id
        changes = merge_starts(known[webinar_id], details[webinar_id], reading.answered_at)
        rows += [{"webinar_id": webinar_id, **vars(start)} for start in changes.upserts]
        transaction.counts["dates_moved"] += changes.moved
        transaction.counts["dates_deleted"] += changes.deleted
    transaction.execute("zoom/upsert_announced_starts", rows=as_json(rows))


def land_panelists(
    transaction: AccountTransaction, readings: Sequence[PanelistsReading]
) -> list[Landed]:
    """Land panelists of webinars."""
    if not readings:
        return []
    panelists = [
        {"webinar_id": reading.webinar_id, **row}
        for reading in readings
        for row in list_panelists(map(json.loads, reading.rows.texts))
    ]
    _merge_staff(transaction, "panelists", readings, panelists)
    return [
        Landed.of_webinar("panelists", reading.webinar_id, reading.rows, reading.answered_at)
        for reading in readings
    ]


def land_registrants(
    transaction: AccountTransaction, readings: Sequence[RegistrantsReading]
) -> list[Landed]:
    """Land registrations of webinars, of people who were just registered, too.

    :param readings: no `occurrence_ids`: no listing, but people as they will be listed
    """
    landed: list[Landed] = []
    listed_at = _lock_registrants(transaction, readings) if readings else {}
    restore_taken_back(transaction, [(reading.webinar_id, reading.rows) for reading in readings])
    for reading in readings:
        webinar_id, rows = reading.webinar_id, reading.rows
        transaction.execute(
            "zoom/merge_registrants",
            webinar_id=webinar_id,
            rows=rows.array,
            cleaned=rows.cleaned,
            occurrence_ids=reading.occurrence_ids,
            approval_type=reading.approval_type,
            answered_at=reading.answered_at,
            previous_answered_at=reading.approved_until or listed_at.get(webinar_id),
        )
        if reading.occurrence_ids:
            transaction.counts["registrations_listed"] += len(rows.texts)
        landed.append(Landed.of_webinar("registrants", webinar_id, rows, reading.answered_at))
    return landed


def _lock_registrants(
    transaction: AccountTransaction, readings: Sequence[RegistrantsReading]
) -> dict[int, datetime | None]:
    """Let nobody else land registrants of these webinars; return when they were listed last."""
    rows = transaction.execute(
        "zoom/lock_registrants", webinar_ids=[reading.webinar_id for reading in readings]
    )
    return {row["webinar_id"]: row["listed_at"] for row in rows.mappings()}


def land_sources(
    transaction: AccountTransaction, readings: Sequence[SourcesReading]
) -> list[Landed]:
    """Land from which sources people registered. What was read is recorded here."""
    for reading in readings:
        transaction.execute(
            "zoom/merge_registrant_sources",
            webinar_id=reading.webinar_id,
            rows=as_json(storable(reading.sources)),
        )
        transaction.execute(
            "zoom/upsert_sources_reading",
            webinar_id=reading.webinar_id,
            answered_at=reading.answered_at,
            row_count=len(reading.sources),
            digest=reading.digest,
        )
        transaction.counts["sources_read"] += 1
    return []


def _merge_staff(
    transaction: AccountTransaction,
    source: str,
    readings: Sequence[DetailReading] | Sequence[PanelistsReading],
    staff: list[dict[str, Any]],
) -> None:
    """Keep who is listed as staff by a source; before its readings are recorded."""
    transaction.execute(
        "zoom/merge_staff",
        source=source,
        reading_kind=_READING_KINDS[source],
        readings=as_json(
            [
                {"webinar_id": reading.webinar_id, "answered_at": reading.answered_at}
                for reading in readings
            ]
        ),
        rows=as_json(staff),
    )
