"""Who took part in the events of a webinar by the plain rules, and the timeline that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.transform.naive.rules import RECURRING, SINGLE, Answer, Row, moment, percent

if TYPE_CHECKING:
    from datetime import datetime

    from tests.unit.transform.naive.webinar import Webinar


def add_participations(
    result: Answer,
    webinar: Webinar,
    events: dict[str, Row],
    attended: dict[tuple[str, str], set[int]],
    registered: dict[str, list[Row]],
) -> None:
    """Write who took part in which event, count them in it, and write their timelines."""
    for key, event in events.items():
        ends_at = event["ended_at"] or event["scheduled_end_at"]
        for contact in registered.keys() | {who for where, who in attended if where == key}:
            mine = [
                row for row in registered.get(contact, []) if _is_in(webinar, row, key, ends_at)
            ]
            union = attended.get((key, contact))
            if mine or union:
                _add_participation(result, webinar, key, event, contact, mine, union, ends_at)


def _is_in(webinar: Webinar, registration: Row, key: str, ends_at: datetime | None) -> bool:
    """Whether a registration is for an occurrence."""
    if webinar.type == SINGLE:
        return True
    if webinar.type == RECURRING and registration["occurrence_id"]:
        return webinar.key_of_date.get(registration["occurrence_id"]) == key
    return ends_at is not None and ends_at > registration["created_at"]


def _add_participation(
    result: Answer,
    webinar: Webinar,
    key: str,
    event: Row,
    contact: str,
    mine: list[Row],
    union: set[int] | None,
    ends_at: datetime | None,
) -> None:
    def latest(rows: list[Row]) -> datetime | None:
        return max((row["created_at"] for row in rows), default=None)

    cancelled = [row for row in mine if concerns(row, ends_at)]
    # What is approved now, and what stays so here because its cancellation came later.
    kept = [row for row in mine if row not in cancelled]
    approved = [row for row in kept if is_approved(row) or row["cancelled_at"]]
    registered_at = latest(approved) or latest(mine)
    cancelled_at = None
    if not approved:
        cancelled_at = max((row["cancelled_at"] for row in cancelled), default=None)
    if union:
        state = "attended"
    elif cancelled_at:
        state = "cancelled"
    elif event["status"] == "ended" and event["settled_at"]:
        state = "no_show"
    else:
        state = "registered"
    row = {
        "state": state,
        "registered_at": registered_at,
        "cancelled_at": cancelled_at,
        "joined_at": moment(min(union)) if union else None,
        "left_at": moment(max(union) + 1) if union else None,
        "attended_seconds": len(union) if union else None,
        "attendance_percent": percent(len(union), event["length_seconds"]) if union else None,
    }
    result.participations[(*webinar.key, key, contact)] = row
    event["registrations"] += registered_at is not None
    event["cancellations"] += cancelled_at is not None
    event["attendances"] += state == "attended"
    event["no_shows"] += state == "no_show"
    for kind, at in (
        ("registered", registered_at),
        ("cancelled", cancelled_at),
        ("attended", row["joined_at"]),
    ):
        if at is not None:
            result.timeline_events[(contact, *webinar.key, key, kind)] = {
                "occurred_at": at,
                "webinar_name": event["topic"],
                "joined_at": row["joined_at"] if kind == "attended" else None,
                "left_at": row["left_at"] if kind == "attended" else None,
            }


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
