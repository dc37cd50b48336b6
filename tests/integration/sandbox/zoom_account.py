"""A small Zoom account for the tests of the sandbox's Zoom, with something of everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.zoom.model import (
    ABSENT,
    Account,
    Connection,
    Occurrence,
    Panelist,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SINGLE, SERIES, OPEN, MANUAL, EXPIRED = (
    91000000001,
    91000000002,
    91000000003,
    91000000004,
    91000000005,
)
# Zoom's own examples: the UUID, and how it is written into a path.
ENCODED = {
    "4444AAAiAAAAAiAiAiiAii==": "4444AAAiAAAAAiAiAiiAii%3D%3D",
    "Bznyg8KZTdCVbQxvS/oZ7w==": "Bznyg8KZTdCVbQxvS%2FoZ7w%3D%3D",
    "/ajXp112QmuoKj4854875==": "%252FajXp112QmuoKj4854875%253D%253D",
    "ab//cd+EFg==": "ab%252F%252Fcd%252BEFg%253D%253D",
}
PLAIN, SLASH, LEADING, DOUBLE = ENCODED


def make_connection(number: int, start: datetime, **more: Any) -> Connection:
    values = {"name": f"Guest {number}", "join": start, "leave": start + timedelta(seconds=90)}
    return Connection(user_id=str(16778240 + 1024 * number), **{**values, **more})


def make_session(
    uuid: str, webinar_id: int, start: datetime, rows: int = 1, **more: Any
) -> Session:
    return Session(
        uuid=uuid,
        webinar_id=webinar_id,
        start=start,
        end=start + HOUR,
        host_email="host@northwind.example.com",
        host_name="Grace Host",
        **{"connections": tuple(make_connection(n, start) for n in range(rows)), **more},
    )


def make_registrant(number: int, *states: tuple[datetime, str], **more: Any) -> Registrant:
    return Registrant(
        id=f"reg{number}",
        email=f"person{number}@acme.example.com",
        first_name=f"Person {number}",
        create_time=states[0][0],
        states=tuple(RegistrantState(since=since, status=status) for since, status in states),  # type: ignore[arg-type]
        **more,
    )


def make_webinar(number: int, **more: Any) -> Webinar:
    values: dict[str, Any] = {"type": 5, "start": NOW + DAY, "approval_type": 0}
    return Webinar(
        id=number,
        uuid=f"webinar{number}==",
        host_id="hostid",
        host_email="host@northwind.example.com",
        topic=f"Topic {number}",
        created_at=NOW - 300 * DAY,
        **{**values, **more},
    )


def make_account() -> Account:
    """Return the account: four users, five webinars, seven sessions."""
    dates = tuple(
        Occurrence(occurrence_id=str(n), start=NOW + n * 7 * DAY, status=status)  # type: ignore[arg-type]
        for n, status in ((-1, "available"), (1, "available"), (2, "deleted"), (3, "available"))
    )
    people = (
        *(make_registrant(n, (NOW - 9 * DAY, "approved")) for n in range(70)),
        make_registrant(70, (NOW - 8 * DAY, "approved"), (NOW - DAY, "denied")),
        make_registrant(71, (NOW - 8 * DAY, "approved"), (NOW + HOUR, "removed")),
    )
    moved = Occurrence(
        occurrence_id="moved", start=NOW + 9 * DAY, listed_from=NOW - DAY, listed_until=NOW + DAY
    )
    odd = (
        make_connection(0, NOW - DAY, registrant_id="reg1", user_email="person1@acme.example.com"),
        make_connection(1, NOW - DAY, participant_user_id="hostid"),
        make_connection(2, NOW - DAY, name="nul \u0000 half \ud83d", raw={"join_time": ABSENT}),
    )
    panelist = Panelist(id="p", name="P", email="p@x.example.com")
    pending = make_registrant(1, (NOW - DAY, "pending"))
    return Account(
        account_id="acc",
        client_id="client",
        client_secret="secret",
        users=(
            User(id="hostid", email="host@northwind.example.com", first_name="Grace"),
            User(id="gone", email="gone@northwind.example.com", status="inactive"),
            User(id="unseen", email="new@northwind.example.com", status="pending"),
            User(id="basic", email="basic@northwind.example.com", has_webinar_plan=False),
        ),
        webinars=(
            make_webinar(SINGLE, registrants=people, panelists=(panelist,)),
            make_webinar(
                SERIES,
                type=9,
                registration_type=2,
                occurrences=(*dates, moved),
                registrants=(
                    make_registrant(1, (NOW - DAY, "approved"), occurrence_ids=("1",)),
                    make_registrant(2, (NOW - DAY, "approved"), occurrence_ids=("1", "3")),
                ),
            ),
            make_webinar(OPEN, type=6, start=None, approval_type=2),
            make_webinar(MANUAL, approval_type=1, registrants=(pending,)),
            make_webinar(EXPIRED, expires_at=NOW - DAY),
        ),
        sessions=(
            make_session(PLAIN, SINGLE, NOW - 40 * DAY, rows=301),
            make_session(SLASH, SINGLE, NOW - 3 * DAY),
            make_session(LEADING, SERIES, NOW - 7 * DAY),
            make_session(DOUBLE, OPEN, NOW - 2 * DAY, connections=odd),
            make_session(
                "late==",
                EXPIRED,
                NOW - 60 * DAY,
                rows=6,
                ready_at=NOW + HOUR,
                settled_at=NOW + 2 * HOUR,
            ),
            make_session("old==", EXPIRED, NOW - 200 * DAY),
            make_session("refused==", EXPIRED, NOW - 50 * DAY),
        ),
        webinar_403_uuids=frozenset({"refused=="}),
    )
