"""Compares all of HubSpot's recent events with what they were sent, and records what differs.

So are a few contacts' properties, those read longest ago.

What HubSpot answers lags behind its writes by a second or more, so what differs is read again
before it counts.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from webinar_sync.errors import NeedsAttention
from webinar_sync.hubspot.batches import as_json, batches
from webinar_sync.hubspot.issues import OBJECT_KIND, reporting_account_issues
from webinar_sync.hubspot.mirror import PEOPLE_TO_LOOK_UP, refresh_mirror
from webinar_sync.hubspot.participations import read_participations
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.reconcile.comparison import compare_participations
from webinar_sync.hubspot.reconcile.differences import (
    DURATION,
    EVENT_MISSING,
    EXTRA,
    MERGED,
    NATIVE_EVENT,
    Difference,
    EventKey,
    log_differences,
    record_differences,
)
from webinar_sync.hubspot.reconcile.events import find_event_differences, forget_deleted_events
from webinar_sync.hubspot.reconcile.merges import (
    explain_merges,
    leave_out_merged_parts,
    mirror_merged,
)
from webinar_sync.hubspot.reconcile.read_back import read_back_contacts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun

DAYS = 30
"""Events of so many days before and after are compared, and events changed since."""
PAUSES_SECONDS = (3.0, 7.0)
"""Before what differs is read again: a write was seen to show after 1.3 seconds."""
MOST_SENT_AGAIN = 2
"""So many attendances of an event are sent again, or a tenth of its participations."""
TOO_MANY_DIFFERENCES = "too_many_differences"


class TooManyDifferencesError(NeedsAttention):
    """More of what HubSpot has differs from what it was sent than the settings allow."""


def reconcile(run: HubspotRun, days: int = DAYS) -> dict[str, int]:
    """Compare, record every difference in hubspot.differences, end the run, and return counts.

    After an error the run has not ended: it may be tried again.

    :raises TooManyDifferencesError: after everything is recorded
    :raises HubspotError: one of `webinar_sync.hubspot.errors`
    """
    with reporting_account_issues(run):
        check_portal(run)
        counts = _record_what_differs(run, days)
    differences = counts["differences"]
    message = "HubSpot has what it was sent"
    if differences:
        message = f"{differences} differences, within the threshold: see hubspot.differences"
    run.end("success", message, counts)
    return counts


def _record_what_differs(run: HubspotRun, days: int) -> dict[str, int]:
    events = run.warehouse.rows("hubspot/select_events_to_reconcile", days=days)
    counts: Counter[str] = Counter(events_compared=len(events))
    differences = find_event_differences(run, events)
    deleted = {difference.event for difference in differences if difference.kind == EVENT_MISSING}
    existing = [event for event in events if EventKey.of(event) not in deleted]
    by_event: dict[EventKey, list[Difference]] = {}
    compared: Counter[EventKey] = Counter()

    def compare(batch: list[Row]) -> Counter[str]:
        key = EventKey.of(batch[0])
        compared[key], by_event[key] = _compare_patiently(run, batch[0])
        return Counter(participations_compared=compared[key])

    counts += run.process_batches(batches(existing, size=1), compare)
    for event in existing:
        differences += by_event[EventKey.of(event)]
    differences = explain_merges(run, differences)
    record_differences(run, events, differences, DAYS)
    forget_deleted_events(run, events, differences)
    _attend_again(run, differences, compared)
    run.warehouse.execute("hubspot/clear_overwritten", run_id=run.run_id)
    counts += mirror_merged(run, differences)
    counts += read_back_contacts(run)
    counts += refresh_mirror(run, PEOPLE_TO_LOOK_UP)
    log_differences(differences, overwritten=counts["contacts_overwritten"])
    counts["differences"] = len(differences) + counts["contacts_overwritten"]
    differing = sum(
        difference.kind not in (NATIVE_EVENT, EVENT_MISSING, MERGED) for difference in differences
    )
    _check_threshold(run, differing, counts["participations_compared"])
    return dict(counts)


def _attend_again(
    run: HubspotRun, differences: Sequence[Difference], compared: Mapping[EventKey, int]
) -> None:
    """Let attendances be sent once more of which HubSpot kept the times of an earlier one.

    It ignores the same contact, event and time when they are sent again. A warehouse that forgot
    what it had sent, as one does that takes an account over, cannot know which time was sent. If
    many of an event differ, none is sent: HubSpot may count in a way that nobody knew.

    :param compared: how many participations of each event were compared
    """
    kept = [each for each in differences if each.kind == DURATION and each.actual is not None]
    by_event = Counter(difference.event for difference in kept)
    few = [
        difference.as_row()
        for difference in kept
        if by_event[difference.event] <= max(MOST_SENT_AGAIN, compared[difference.event] / 10)
    ]
    if few:
        run.warehouse.execute("hubspot/attend_again", rows=as_json(few), run_id=run.run_id)


def _leave_out_erased(run: HubspotRun, differences: list[Difference]) -> list[Difference]:
    """Leave out parts of people who were erased here, and whose contacts HubSpot keeps."""
    extra = [difference.contact_id for difference in differences if difference.kind == EXTRA]
    if not extra:
        return differences
    rows = run.warehouse.rows("hubspot/select_erased_contacts", contact_ids=extra)
    erased = {int(row["contact_id"]) for row in rows}
    return [
        difference
        for difference in differences
        if difference.kind != EXTRA or difference.contact_id not in erased
    ]


def _compare_patiently(run: HubspotRun, event: Row) -> tuple[int, list[Difference]]:
    """Compare an event, and read both sides again, twice, if it differs: a push may be under way.

    Returns how many participations were sent, and what differs.
    """
    sent, differences = _compare_now(run, event)
    for pause in PAUSES_SECONDS:
        if not differences:
            break
        run.client.pause(pause)
        sent, differences = _compare_now(run, event)
    return sent, differences


def _compare_now(run: HubspotRun, event: Row) -> tuple[int, list[Difference]]:
    key = EventKey.of(event)
    participations = read_participations(run.client, event["object_id"])
    sent_rows = run.warehouse.rows("hubspot/select_expected_participations", **key._asdict())
    differences = compare_participations(key, sent_rows, participations)
    differences = _leave_out_erased(run, differences)
    if differences:
        merged = run.warehouse.rows("hubspot/select_merged_participations", **key._asdict())
        merged_ids = {row["contact_id"] for row in merged}
        differences = leave_out_merged_parts(differences, merged_ids)
    return len(sent_rows), differences


def _check_threshold(run: HubspotRun, differing: int, compared: int) -> None:
    settings = run.warehouse.rows("hubspot/select_settings")[0]
    allowed = float(settings["difference_threshold_percent"])
    percent = 100 * differing / max(1, compared)
    if percent <= allowed:
        run.close_issues(OBJECT_KIND, "reconciliation", [TOO_MANY_DIFFERENCES])
        return
    text = (
        f"{differing} of {compared} participations differ in HubSpot from what it was sent "
        f"({percent:.2f} %, and {allowed:g} % are allowed)"
    )
    run.open_issue(
        OBJECT_KIND,
        "reconciliation",
        TOO_MANY_DIFFERENCES,
        message=f"{text}.",
    )
    raise TooManyDifferencesError(text)
