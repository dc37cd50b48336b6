"""Who took part in the events of a webinar by the plain rules, and the timeline that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.transform.naive.announcements import DATED, planned_of
from tests.unit.transform.naive.rules import Answer, Row, is_erased, moment, percent

if TYPE_CHECKING:
    from datetime import datetime

    from tests.unit.transform.naive.events import Event
    from tests.unit.transform.naive.occurrences import Occurrences

Events = dict[str, "Event"]


def keys_of_registration(webinar: Occurrences, events: Events, registration: Row) -> list[str]:
    """Which events a registration is for, approved or not, staff or not."""
    if registration["occurrence_id"]:
        keys = _keys_of_listed(webinar, events, registration)
    else:
        was_by_date = any(
            row["registrant_id"] == registration["registrant_id"]
            and row["occurrence_id"]
            and row["listed_at"] < registration["listed_at"]
            for row in webinar.registrants
        )
        spoken_of = {
            key: event
            for key, event in events.items()
            if not (was_by_date and _was_decided(event, registration["listed_at"]))
        }
        keys = _keys_of_whole(webinar, spoken_of, registration)
    superseded_at = registration["superseded_at"]
    return [key for key in keys if not superseded_at or _was_decided(events[key], superseded_at)]


def counts_from(registration: Row) -> datetime:
    """When it was made, or when a reading showed that a host had approved it since."""
    created_at: datetime = registration["created_at"]
    return max(created_at, registration["approved_at"] or created_at)


def _was_decided(event: Event, reading: datetime) -> bool:
    """Whether it had begun or been deleted by a reading: who was registered then, was."""
    moments = [event.row["scheduled_at"], event.row["started_at"], event.deleted_at]
    return any(moment is not None and moment <= reading for moment in moments)


def _keys_of_whole(webinar: Occurrences, events: Events, registration: Row) -> list[str]:
    """For the webinar as a whole: what ends after it was made, else what was held last."""
    created_at, since = registration["created_at"], counts_from(registration)
    open_events = [
        key
        for key, event in events.items()
        if event.invites
        and event.ends_at is not None
        and event.ends_at > since
        and not (event.deleted_at is not None and event.deleted_at < created_at)
    ]
    if open_events or _has_undecided_start_after(webinar, since):
        return open_events
    before = [
        (event.row["ended_at"], key)
        for key, event in events.items()
        if event.invites and event.row["ended_at"] is not None
    ]
    before = [(ended_at, key) for ended_at, key in before if ended_at <= since]
    return [max(before)[1]] if before else []


def _has_undecided_start_after(webinar: Occurrences, moment: datetime) -> bool:
    return any(
        planned_of(row).end > moment
        for occurrence in webinar.occurrences
        if occurrence.kind == DATED and occurrence.key is None
        for row in occurrence.rows
    )


def _keys_of_listed(webinar: Occurrences, events: Events, registration: Row) -> list[str]:
    """Of a date that it names: what the date was when it was first listed, and became since."""
    starts = [
        row
        for row in webinar.announced
        if row["occurrence_id"] == registration["occurrence_id"] and row["scheduled_at"] is not None
    ]
    listed_at = registration["listed_at"]
    since = [row for row in starts if row["dropped_at"] is None or row["dropped_at"] > listed_at]
    keys: list[str] = []
    for row in since or starts[-1:]:
        key = webinar.home[id(row)].key
        if key is not None and key not in keys:
            keys.append(key)
    open_keys = [
        key for key in keys if (events[key].ends_at or listed_at) > counts_from(registration)
    ]
    return open_keys or keys[-1:]


def add_participations(
    result: Answer,
    webinar: Occurrences,
    events: Events,
    attended: dict[tuple[str, str], set[int]],
    registered: dict[str, list[Row]],
    available: dict[str, datetime],
) -> None:
    """Write who took part in which event, count them in it, and write their timelines."""
    mine: dict[tuple[str, str], list[Row]] = {}
    for contact, rows in registered.items():
        for row in rows:
            for key in keys_of_registration(webinar, events, row):
                if not events[key].staff.has(contact, row["registrant_id"]):
                    mine.setdefault((key, contact), []).append(row)
    for key, contact in mine.keys() | attended.keys():
        registrations = mine.get((key, contact), [])
        union = attended.get((key, contact))
        row = _add_participation(result, webinar, key, events[key], contact, registrations, union)
        if row is not None and key in available and row["state"] != "cancelled":
            result.timeline_events[(contact, *webinar.key, key, "recording_available")] = {
                "occurred_at": available[key],
                "webinar_name": events[key].row["topic"],
                "joined_at": None,
                "left_at": None,
            }


def _add_participation(
    result: Answer,
    webinar: Occurrences,
    key: str,
    event: Event,
    contact: str,
    mine: list[Row],
    union: set[int] | None,
) -> Row:
    cancelled = [row for row in mine if concerns(row, event.ends_at)]
    # What is approved now, and what stays so here because its cancellation came later.
    kept = [row for row in mine if row not in cancelled]
    approved = [row for row in kept if is_approved(row) or row["cancelled_at"]]
    latest = max(
        approved or mine, key=lambda row: (row["created_at"], row["registrant_id"]), default=None
    )
    registered_at = latest["created_at"] if latest else None
    cancelled_at = None
    if not approved:
        cancelled_at = max((row["cancelled_at"] for row in cancelled), default=None)
    if union:
        state = "attended"
    elif cancelled_at:
        state = "cancelled"
    elif not event.is_certain:
        state = "registered"
    elif any(counts_from(row) < event.row["ended_at"] for row in kept):
        state = "no_show"
    else:
        state = "registered_late"
    if is_erased(contact):
        event.row["erased_registrations"] += registered_at is not None
        event.row["erased_attendances"] += state == "attended"
        return
    row = {
        "state": state,
        "registered_at": registered_at,
        "approved_at": latest["approved_at"] if latest else None,
        "cancelled_at": cancelled_at,
        "joined_at": moment(min(union)) if union else None,
        "left_at": moment(max(union) + 1) if union else None,
        "attended_seconds": len(union) if union else None,
        "attendance_percent": (percent(len(union), event.row["length_seconds"]) if union else None),
    }
    result.participations[(*webinar.key, key, contact)] = row
    event.row["registrations"] += registered_at is not None
    event.row["cancellations"] += cancelled_at is not None
    event.row["attendances"] += state == "attended"
    event.row["no_shows"] += state == "no_show"
    event.row["late_registrations"] += state == "registered_late"
    for kind, at in (
        ("registered", registered_at),
        ("cancelled", cancelled_at),
        ("attended", row["joined_at"]),
    ):
        if at is not None:
            result.timeline_events[(contact, *webinar.key, key, kind)] = {
                "occurred_at": at,
                "webinar_name": event.row["topic"],
                "joined_at": row["joined_at"] if kind == "attended" else None,
                "left_at": row["left_at"] if kind == "attended" else None,
            }
    return row


def is_approved(row: Row) -> bool:
    """Whether a registration is approved now."""
    return bool(row["status"] == "approved" and row["is_listed"])


def concerns(row: Row, ends_at: datetime | None) -> bool:
    """Whether a registration's cancellation, if there is one, is one of this occurrence."""
    if row["cancelled_at"] is None:
        return False
    if row["last_approved_at"] is None or ends_at is None:
        return True
    return bool(ends_at > row["last_approved_at"])
