"""What HubSpot holds of the awkward account after its last run and a push.

Made from the hand-made key of marts (awkward.py) by what docs/hubspot.md says a HubSpot user sees;
`BY_HAND` was worked out from the account itself, person by person, one for each rule.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.answer_key import awkward as key

COLUMNS = {
    "average_attendance_percent": "webinar_sync_average_attendance_percent",
    "last_registered_url": "webinar_sync_last_registered_url",
    "registrations_total": "webinar_sync_registrations_total",
    "attendances_total": "webinar_sync_attendances_total",
}
# In HubSpot before the push: a user, and the owner of a secondary address.
UNTOUCHED = ("sales@rival.example.org", "new.address@example.net")
ARCHIVED = ["deleted@rival.example.org"]

BY_HAND: dict[str, dict[str, Any]] = {
    # Union of two devices: 20 of 60 minutes. Joined 10:00, left 10:20: HubSpot's own 1200 s.
    "ada@example.com": {
        "firstname": "Ada 🎉",
        "lastname": "Lovelace",
        "webinar_sync_average_attendance_percent": "33.33",
        "webinar_sync_registrations_total": "2",
        "webinar_sync_attendances_total": "1",
        "Arithmetic": ("ATTENDED", "2026-11-10T10:00:00.000Z", 1200),
        "Practised": ("NO_SHOW", None, None),
    },
    # A re-join: 15 minutes in all, and 55 from first join to last leave, which is HubSpot's figure.
    "bob@example.com": {
        "webinar_sync_average_attendance_percent": "25.00",
        "Arithmetic": ("ATTENDED", "2026-11-10T10:00:00.000Z", 3300),
    },
    # In an excluded domain, and a contact: its activity counts, and its empty names are filled.
    "wanda@rival.example.org": {
        "firstname": "Wanda",
        "lastname": "Existing",
        "webinar_sync_registrations_total": "1",
        "Ledger": ("ATTENDED", "2026-11-14T10:00:00.000Z", 1800),
    },
    # Ends like an excluded domain, and is another one.
    "vera@notrival.example.org": {"Ledger": ("ATTENDED", "2026-11-14T10:00:00.000Z", 1800)},
    # Waiting room only: never in the session.
    "eve@example.com": {"Arithmetic": ("NO_SHOW", None, None)},
    # Zoom reports the same connection twice, and the longer one counts: 30 minutes.
    "hal@example.com": {
        "webinar_sync_average_attendance_percent": "50.00",
        "Arithmetic": ("ATTENDED", "2026-11-10T10:00:00.000Z", 1800),
    },
    # Rehearsed the day before, and did not come.
    "rena@example.com": {"Rehearsed": ("NO_SHOW", None, None)},
    # Came to a test run of what lies ahead.
    "dean@example.com": {"Test run": ("REGISTERED", "2026-11-10T09:10:00.000Z", None)},
    # A break between two runs: HubSpot counts from joining to leaving, three hours.
    "mona@example.com": {"webinar_sync_average_attendance_percent": "88.89"},
    # Spoke on one date, and came to the other as a guest: there only.
    "spela@example.com": {
        "webinar_sync_average_attendance_percent": "50.00",
        "Staff of one date": ("ATTENDED", "2026-11-17T08:00:00.000Z", 1800),
    },
    # The report is not final.
    "irma@example.com": {"Incomplete": ("REGISTERED", "2026-11-05T20:20:00.000Z", None)},
    # Registered, and cancelled too late for it to count.
    "ke@example.com": {"Two readings": ("NO_SHOW", None, None)},
}
# Registered when it was over: a contact, and in no event of this name.
LATE = {
    "lukas@example.com": "Late people",
    "stella@example.com": "Late for a series",
    "lana@example.com": "Over midnight",
}
# Not synced at all, with their codes: no event in HubSpot.
UNSYNCED = {
    key.W12: "zoom_events",
    key.hosts.W39: "zoom_events",
    key.W13: "sync_off",
    key.W14: "host_domain_excluded",
}
ABSENT = {
    # Why it is no contact, or has no activity: its code in the ledger.
    "sales@rival.example.org": "account_user",
    "deleted@rival.example.org": "deleted_contact",
    "old.address@rival.example.org": "secondary_email",
    "ursula@eu.rival.example.org": "contact_domain_excluded",
    "victor@rival.example.org": "contact_domain_excluded",
    "erased.person@example.com": "erased",
    "dotless@localhost": "invalid_email",
    "pat@example.com": "not_an_attendee",
    "mb@example.com": "not_approved",
}


def iso(moment: object) -> str:
    """Return a time as HubSpot writes it."""
    assert isinstance(moment, datetime)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def contacts() -> dict[str, dict[str, Any]]:
    """Return every contact with its properties."""
    expected: dict[str, dict[str, Any]] = {}
    for values in key.CONTACTS:
        row = dict(zip(key.CONTACTS_COLUMNS, values, strict=True))
        written = {
            "firstname": row["first_name"],
            "lastname": row["last_name"],
            **{name: row[column] for column, name in COLUMNS.items()},
        }
        texts = {name: str(value) for name, value in written.items() if value is not None}
        expected[str(row["email"])] = {"additional": [], **texts}
    expected["sales@rival.example.org"] = {"additional": []}
    expected["new.address@example.net"] = {"additional": ["old.address@rival.example.org"]}
    return expected


def events() -> dict[str, dict[str, Any]]:
    """Return every marketing event with the people in it."""
    expected: dict[str, dict[str, Any]] = {}
    for values in key.MARKETING_EVENTS:
        row = dict(zip(key.MARKETING_EVENTS_COLUMNS, values, strict=True))
        if row["webinar_id"] == key.W22:
            continue  # loaded incomplete: nobody ever learns of what type it was
        is_over = row["status"] == "ended" and row["settled_at"] is not None
        starts = row["started_at"] if is_over else row["scheduled_at"] or row["started_at"]
        event: dict[str, Any] = {
            "app": "webinar-sync",
            "eventName": row["topic"],
            "eventOrganizer": row["host_email"],
            "eventType": "WEBINAR",
            "eventDescription": _description(row),
            "people": {},
        }
        if starts is not None:
            event["startDateTime"] = iso(starts)
        if is_over:
            event |= {"endDateTime": iso(row["ended_at"]), "eventCompleted": True}
        if row["status"] == "cancelled":
            event["eventCancelled"] = True
        name = f"{row['account_id']} {row['webinar_id']}-{row['occurrence_key']}"
        for participation_values in key.PARTICIPATIONS:
            person = dict(zip(key.PARTICIPATIONS_COLUMNS, participation_values, strict=True))
            if person["state"] == "registered_late":
                continue  # HubSpot would make a no-show of them
            if participation_values[:3] == values[:3]:
                event["people"][person["email"]] = _participation(person, row, is_over)
        expected[name] = event
    return expected


def _description(row: dict[str, Any]) -> str:
    description = f"Zoom webinar {row['webinar_id']}"
    occurrence = row["occurrence_key"]
    return f"{description}, occurrence {occurrence}"


def _participation(person: dict[str, Any], event: dict[str, Any], is_over: bool) -> dict[str, Any]:
    at = {
        "attended": person["joined_at"],
        "cancelled": person["cancelled_at"],
        "no_show": event["ended_at"],
        "registered": person["registered_at"],
    }[person["state"]]
    seconds = percentage = None
    if person["state"] == "attended":
        # HubSpot's formula: from joining to leaving, of the event's length; once it is completed.
        spent: timedelta = person["left_at"] - person["joined_at"]
        if is_over:
            seconds = round(spent.total_seconds())
            share = seconds / (event["ended_at"] - event["started_at"]).total_seconds()
            percentage = f"{min(1.0, share):.4f}"
    return {
        "state": person["state"].upper(),
        "at": iso(at),
        "seconds": seconds,
        "percentage": percentage,
    }
