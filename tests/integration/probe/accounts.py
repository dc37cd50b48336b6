"""A Zoom and a HubSpot account that show something of each guess that reading can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, ForeignEvent, Portal, Property
from sandbox.zoom.model import Account, Occurrence, Panelist, User
from tests.builders import DAY, HOST, HOUR, TOKEN, account, at, connection, registrant
from tests.builders import session as make_session
from tests.builders import webinar as make_webinar
from webinar_sync.hubspot.contact_properties import NATIVE_NAMES
from webinar_sync.hubspot.mark import CARRIER, Mark, describe

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.hubspot.server import HubspotSandbox
    from sandbox.zoom.model import Session, Webinar

NOW = at("20 12:00")
PEOPLE = ("ada", "ben", "cem", "dora", "eve")
AVERAGE = NATIVE_NAMES["average_attendance_percent"]
LONG_AGO = NOW - timedelta(days=170)
TOO_LONG_AGO = NOW - timedelta(days=190)
DESCRIPTION = describe(Mark("12345678-1234-1234-1234-123456789abc", 7, "0123456789abcdef"))
PANELIST = Panelist(id="p-paul", name="Paul Panelist", email="paul@speakers.example")


def run_of(number: int, start: datetime, *names: str, **changes: Any) -> Session:
    """Return an hour's session of a webinar with people and its panelist, who is no attendee."""
    speaker = replace(
        connection("paul", start, start + HOUR),
        registrant_id=PANELIST.id,
        user_email=PANELIST.email,
    )
    people = [connection(name, start, start + HOUR) for name in names]
    uuid = f"run{number}{start:%m%d}=="
    return make_session(uuid, number, start, start + HOUR, *people, speaker, **changes)


def make_series(*, listed: bool = True) -> Webinar:
    """Return a series with registration by date.

    :param listed: whether its detail lists its dates to come
    """
    starts = [at("05 10:00"), at("12 10:00"), at("26 10:00"), at("26 10:00") + 7 * DAY]
    dates = [
        Occurrence(occurrence_id=str(1000 * int(start.timestamp())), start=start)
        for start in starts
    ]
    people = tuple(
        registrant(
            name,
            registered_at=at(f"0{1 + place} 08:00"),
            occurrence_ids=tuple(date.occurrence_id for date in dates[: 1 + place % 3]),
        )
        for place, name in enumerate(PEOPLE)
    )
    rows = [
        {"occurrence_id": date.occurrence_id, "start_time": f"{date.start:%Y-%m-%dT%H:%M:%SZ}"}
        for date in dates[:2]
    ]
    return make_webinar(
        92000000002,
        starts[0],
        *people,
        type=9,
        registration_type=2,
        occurrences=tuple(dates),
        raw={} if listed else {"occurrences": rows},
    )


def make_single(**changes: Any) -> Webinar:
    """Return a webinar that was held."""
    people = [
        registrant(name, registered_at=at(f"0{1 + place} 09:00"))
        for place, name in enumerate(PEOPLE)
    ]
    return make_webinar(92000000001, at("10 02:00"), *people, panelists=(PANELIST,), **changes)


def make_zoom(**changes: Any) -> Account:
    """Return an account in which each guess holds that can be told."""
    values: dict[str, Any] = {
        "name": "probed",
        "webinars": (make_single(), make_series()),
        "sessions": (
            run_of(92000000001, at("10 02:00"), *PEOPLE),
            run_of(92000000002, at("12 10:00"), *PEOPLE[:3]),
            run_of(92000000003, LONG_AGO, "ada", "ben"),
        ),
        "users": (replace(HOST, timezone="America/Los_Angeles"),),
        "history_life": timedelta(days=183),
        "rate_headers": "all",
    }
    return account(**{**values, **changes})


def without_licence(**changes: Any) -> Account:
    """Return the same account, whose host has lost the licence."""
    lapsed: User = replace(HOST, licence=1, timezone="America/Los_Angeles")
    return make_zoom(users=(lapsed,), **changes)


def make_portal(**changes: Any) -> Portal:
    """Return an account in which each guess holds that can be told."""
    contacts = [
        Contact(f"{name}@people.example", properties={"firstname": name.title(), AVERAGE: "87.5"})
        for name in PEOPLE
    ]
    contacts += [Contact(f"former{number}@people.example") for number in range(3)]
    contacts += [
        Contact("deleted@people.example"),
        Contact("gone@people.example", is_archived=True),
    ]
    values: dict[str, Any] = {
        "token": TOKEN,
        "contacts": tuple(contacts),
        "properties": (
            *NATIVE_PROPERTIES,
            Property(CARRIER, "Webinar registrations", "number", description=DESCRIPTION),
        ),
        "events": (make_native_event(),),
    }
    return Portal(**{**values, **changes})


def make_native_event(app_name: str = "Zoom") -> ForeignEvent:
    """Return the event that HubSpot's own Zoom app made of the webinar that was held."""
    single = make_single()
    start = at("10 02:00")
    number = str(single.id)
    return ForeignEvent(178192, app_name, "probed", number, single.topic, "Zoom", start)


def fill_portal(app: HubspotSandbox) -> None:
    """Let people take part in events, merge some contacts, and delete one."""
    ids = {record.email: record.contact_id for record in app.active_contacts()}
    native = next(iter(app.events.events))
    own = app.events.upsert(
        {
            "eventName": "Webinar 92000000002",
            "eventOrganizer": "Hanna Host",
            "externalAccountId": "probed",
            "externalEventId": "92000000002-1",
            "eventDescription": "Zoom webinar 92000000002, occurrence 1",
            "startDateTime": "2026-11-12T10:00:00Z",
            "endDateTime": "2026-11-12T11:00:00Z",
            "customProperties": [],
        },
        app.clock.now() - DAY,
    )
    at_once = app.clock.now() - DAY
    for name in PEOPLE:
        app.events.set_participation(native, ids[f"{name}@people.example"], "REGISTERED", at_once)
    for email in ("former0@people.example", "deleted@people.example", "dora@people.example"):
        app.events.set_participation(own.object_id, ids[email], "ATTENDED", at_once)
    for number, name in enumerate(PEOPLE[:3]):
        app.contacts.merge(ids[f"{name}@people.example"], ids[f"former{number}@people.example"])
    app.contacts.archive(ids["deleted@people.example"], at_once)
