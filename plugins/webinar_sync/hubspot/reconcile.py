"""Reconciliation: reads back what HubSpot has, and says where it differs from what it was sent.

HubSpot's answers lag behind its writes by a second or more, so what differs is read again before
it counts.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import NeedsAttention, safe_text
from webinar_sync.hubspot.batches import Row, as_json, batches
from webinar_sync.hubspot.comparison import CAUSES, Difference, compare, read_found
from webinar_sync.hubspot.contacts import find_contacts
from webinar_sync.hubspot.endpoints import LIST_EVENTS, PARTICIPATIONS
from webinar_sync.hubspot.issues import reporting_issues
from webinar_sync.hubspot.marketing_events import has_event
from webinar_sync.hubspot.portal import check_portal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webinar_sync.hubspot.run import HubspotRun

DAYS = 30
"""Events of so many days before and after are compared, and those told something since."""
PAUSES_SECONDS = (3.0, 7.0)
"""Before what differs is read again: a write was seen to show after 1.3 seconds."""
log = logging.getLogger(__name__)
SAME_START = timedelta(hours=1)


class TooManyDifferencesError(NeedsAttention):
    """More of what HubSpot has differs from what it was sent than the settings allow."""


def reconciliation(run: HubspotRun, days: int = DAYS) -> dict[str, int]:
    """Compare, and note in sync.runs how it went.

    :raises TooManyDifferencesError: after everything is noted
    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    """
    try:
        with reporting_issues(run):
            counts = reconcile(run, days)
    except Exception as error:
        run.end("failed", safe_text(error))
        raise
    found = counts["differences"]
    message = "HubSpot has what it was sent"
    if found:
        message = f"{found} differences, within the threshold: see hubspot.differences"
    run.end("success", message, counts)
    return counts


def reconcile(run: HubspotRun, days: int = DAYS) -> dict[str, int]:
    """Compare, note every difference in hubspot.differences, and return counts.

    :raises TooManyDifferencesError: after everything is noted
    """
    check_portal(run)
    events = run.warehouse.rows("hubspot/select_events_to_reconcile", days=days)
    noted: list[Row] = []
    counts: Counter[str] = Counter(events_compared=len(events))
    noted += _event_differences(run, events)
    gone = {_key(one) for one in noted if one["kind"] == "event_missing"}
    alive = [one for one in events if _key(one) not in gone]
    found: dict[tuple[str, int, str], list[Difference]] = {}

    def read(batch: list[Row]) -> Counter[str]:
        event = batch[0]
        people, found[_key(event)] = _compare(run, event)
        return Counter(participations_compared=people)

    counts += run.each(batches(alive, size=1), read)
    for event in alive:
        noted += [{**_about(event), **asdict(one)} for one in found[_key(event)]]
    noted = _with_merges(run, noted)
    _note(run, events, noted)
    _say(noted)
    differing = sum(one["kind"] not in ("native_event", "event_missing") for one in noted)
    counts["differences"] = len(noted)
    _judge(run, differing, counts["participations_compared"])
    return dict(counts)


def _key(row: Row) -> tuple[str, int, str]:
    return row["account_id"], row["webinar_id"], row["occurrence_key"]


def _about(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("account_id", "webinar_id", "occurrence_key")}


def _compare(run: HubspotRun, event: Row) -> tuple[int, list[Difference]]:
    """Compare one event; read again, twice, what differs: on both sides, for a push may go on."""
    expected, differences = _compare_once(run, event)
    for pause in PAUSES_SECONDS:
        if not differences:
            break
        run.client.pause(pause)
        expected, differences = _compare_once(run, event)
    return expected, differences


def _compare_once(run: HubspotRun, event: Row) -> tuple[int, list[Difference]]:
    found = _read(run, event)
    expected = run.warehouse.rows("hubspot/select_expected_participations", **_about(event))
    return len(expected), compare(expected, found)


def _read(run: HubspotRun, event: Row) -> list[Any]:
    return [
        read_found(one) for one in run.client.pages(PARTICIPATIONS, object_id=event["object_id"])
    ]


def _event_differences(run: HubspotRun, events: list[Row]) -> list[Row]:
    """Find events that were deleted, and those that HubSpot's own Zoom app made, too."""
    if not events:
        return []
    listed = list(run.client.pages(LIST_EVENTS))
    there = {str(one.get("objectId")) for one in listed}
    native: dict[str, list[Row]] = {}
    for one in listed:
        if str((one.get("appInfo") or {}).get("name") or "").lower() == "zoom":
            native.setdefault(str(one.get("eventName")), []).append(one)
    found = []
    for event in events:
        if str(event["object_id"]) not in there and not has_event(run.client, event["object_id"]):
            found.append(_own_difference(event, "event_missing"))
        elif any(_starts_with(event, one) for one in native.get(event["event_name"], [])):
            found.append(_own_difference(event, "native_event"))
    _warn_of_native(run, [one for one in found if one["kind"] == "native_event"])
    return found


def _starts_with(event: Row, other: Row) -> bool:
    given = other.get("startDateTime")
    if not given or not event["starts_at"]:
        return False
    return bool(abs(datetime.fromisoformat(str(given)) - event["starts_at"]) <= SAME_START)


def _own_difference(event: Row, kind: str) -> Row:
    return {**_about(event), **asdict(Difference(0, kind, None, None, CAUSES[kind]))}


def _warn_of_native(run: HubspotRun, found: list[Row]) -> None:
    if not found:
        run.close_issues("hubspot", "events", ["native_app"])
        return
    run.open_issue(
        "hubspot",
        "events",
        "native_app",
        message=f"HubSpot's own Zoom app makes marketing events, too: {len(found)} webinars are there "
        "twice.",
        remedy="Switch the webinar sync of HubSpot's own Zoom app off (HubSpot: Connected apps, Zoom), or "
        "exclude these webinars here. hubspot.differences names them.",
    )


def _with_merges(run: HubspotRun, noted: list[Row]) -> list[Row]:
    """Tell contacts that were merged from participations that were removed.

    HubSpot answers a merged contact's id with the contact that it was merged into.
    """
    missing = [one for one in noted if one["kind"] == "missing"]
    into: dict[int, int] = {}
    for batch in batches(
        {"contact_id": one} for one in sorted({row["contact_id"] for row in missing})
    ):
        found = find_contacts(run.client, [one["contact_id"] for one in batch])
        into |= {before: now for before, now in found.items() if now != before}
    if not into:
        return noted
    explained = {
        (*_key(one), into[one["contact_id"]]) for one in missing if one["contact_id"] in into
    }
    return [
        _as_merged(one, into[one["contact_id"]])
        if one["kind"] == "missing" and one["contact_id"] in into
        else one
        for one in noted
        if not (one["kind"] == "extra" and (*_key(one), one["contact_id"]) in explained)
    ]


def _as_merged(row: Row, into: int) -> Row:
    difference = Difference(
        row["contact_id"], "merged", str(row["contact_id"]), str(into), CAUSES["merged"]
    )
    return {**_about(row), **asdict(difference)}


def _note(run: HubspotRun, events: Iterable[Row], noted: list[Row]) -> None:
    run.warehouse.execute("hubspot/upsert_differences", rows=as_json(noted), run_id=run.run_id)
    run.warehouse.execute(
        "hubspot/clear_differences",
        events=as_json(_about(one) for one in events),
        run_id=run.run_id,
    )
    lost = [one for one in noted if one["kind"] == "event_missing"]
    by_key = {_key(one): one["object_id"] for one in events}
    if lost:  # the next push makes them again
        run.warehouse.execute(
            "hubspot/delete_sent_events", object_ids=[by_key[_key(one)] for one in lost]
        )


def _say(noted: list[Row]) -> None:
    """Log how many differences there are of each kind, and their likely cause."""
    for (kind, cause), count in Counter(
        (one["kind"], one["likely_cause"]) for one in noted
    ).items():
        log.info("%d × %s: %s (hubspot.differences)", count, kind, cause)


def _judge(run: HubspotRun, differing: int, compared: int) -> None:
    allowed = float(
        run.warehouse.rows("hubspot/select_settings")[0]["difference_threshold_percent"]
    )
    percent = 100 * differing / max(1, compared)
    if percent <= allowed:
        run.close_issues("hubspot", "reconciliation", ["too_many_differences"])
        return
    words = (
        f"{differing} of {compared} participations differ in HubSpot from what it was sent "
        f"({percent:.2f} %, and {allowed:g} % are allowed)"
    )
    run.open_issue(
        "hubspot",
        "reconciliation",
        "too_many_differences",
        message=f"{words}.",
        remedy="See hubspot.differences: each has a likely cause. The setting "
        "difference_threshold_percent says how many are allowed.",
    )
    raise TooManyDifferencesError(words)
