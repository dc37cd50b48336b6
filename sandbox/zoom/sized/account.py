"""The users, webinars and sessions of a generated account."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.model import (
    ALL_DATES,
    AUTOMATIC,
    NO_REGISTRATION,
    RECURRING,
    SINGLE,
    Account,
    Occurrence,
    Panelist,
    Session,
    User,
    Webinar,
)
from sandbox.zoom.sized.crowd import SESSION_SECONDS, Crowd, LazySequence
from sandbox.zoom.views.sessions import history_row

if TYPE_CHECKING:
    from sandbox.zoom.sized.size import Size

CLIENT_ID = "sandbox-sized-client"
CLIENT_SECRET = "sandbox-sized-secret"
ACCOUNT_ID = "sIzEdAcCoUnT0sandbox01"
_DAYS = 150
"""Sessions lie in so many days, and the last ended at least two days before the epoch."""


def build(size: Size) -> Account:
    """Return the account of a size; its people are made when somebody looks at them."""
    midnight = datetime.combine(size.epoch, time(), UTC)
    users = tuple(_user(size, number) for number in range(size.hosts))
    held = [_webinar(size, users, number, _dates(size, midnight, number))
            for number in range(size.held_webinars)]  # fmt: skip
    coming = [
        _webinar(size, users, size.held_webinars + number, [_coming_date(midnight, number)])
        for number in range(size.hosts * size.upcoming)
    ]
    sessions = [
        _session(size, number, users[number % size.hosts], webinar, date)
        for number, webinar in enumerate(held)
        for date in _dates(size, midnight, number)
    ]
    return Account(
        account_id=ACCOUNT_ID,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        users=users,
        webinars=(*held, *coming),
        sessions=tuple(_with_counts(sessions, held)),
    )


def crowd_of(size: Size, number: int, webinar: Webinar, host: User) -> Crowd:
    """Return the people of the webinar of a number, counted from 0."""
    return Crowd(size, number, webinar.id, host, webinar.created_at)


def _dates(size: Size, midnight: datetime, number: int) -> list[datetime]:
    """Return when the occurrences of a webinar that was held begin: on the hour, evenly spread."""
    spacing = max(1, _DAYS // size.occurrences)
    day, hour = number % spacing, 8 + number // spacing % 10
    first = midnight - timedelta(days=_DAYS + 2) + timedelta(days=day, hours=hour)
    return [first + timedelta(days=spacing * place) for place in range(size.occurrences)]


def _coming_date(midnight: datetime, number: int) -> datetime:
    return midnight + timedelta(days=1 + number % 14, hours=8 + number // 14 % 10)


def _user(size: Size, number: int) -> User:
    return User(
        id=_token(size, "user", number),
        email=f"host{number}@sized.example.com",
        first_name="Host",
        last_name=f"Number {number}",
    )


def _webinar(size: Size, users: tuple[User, ...], number: int, dates: list[datetime]) -> Webinar:
    host = users[number % size.hosts]
    is_series = len(dates) > 1
    webinar_id = 80_000_000_000 + size.seed % 1000 * 10_000_000 + number
    created_at = dates[0] - timedelta(days=20)
    occurrences = tuple(
        Occurrence(occurrence_id=str(int(date.timestamp()) * 1000), start=date) for date in dates
    )
    webinar = Webinar(
        id=webinar_id,
        uuid=_uuid(size, "webinar", number),
        host_id=host.id,
        host_email=host.email,
        topic=f"Webinar {number}",
        type=RECURRING if is_series else SINGLE,
        created_at=created_at,
        start=dates[0],
        approval_type=AUTOMATIC if size.registrants else NO_REGISTRATION,
        registration_type=ALL_DATES,
        occurrences=occurrences if is_series else (),
        panelists=(
            Panelist(
                id=_token(size, "panelist", number),
                name="Panelist",
                email=f"panelist{number % 50}@sized.example.com",
            ),
        ),
        # Days before the epoch, whatever the date: what expired is gone for each of its sessions.
        expires_at=dates[-1] + timedelta(days=1) if size.is_expired(number) else None,
    )
    crowd = crowd_of(size, number, webinar, host)
    return replace(webinar, registrants=LazySequence(size.registrants, crowd.registrant))


def _session(size: Size, number: int, host: User, webinar: Webinar, start: datetime) -> Session:
    crowd = crowd_of(size, number, webinar, host)
    return Session(
        uuid=_uuid(size, "session", webinar.id, start),
        webinar_id=webinar.id,
        start=start,
        end=start + timedelta(seconds=SESSION_SECONDS),
        host_email=host.email,
        host_name=f"{host.first_name} {host.last_name}",
        connections=LazySequence(size.connections, lambda row: crowd.connection(start, row)),
    )


def _with_counts(sessions: list[Session], webinars: list[Webinar]) -> list[Session]:
    """Return the sessions with what the history counts, which is the same for all of them."""
    if not sessions:
        return []
    row = history_row(sessions[0], webinars[0])
    names = ("total_participant_minutes", "max_concurrent_views")
    return [
        replace(
            session,
            participants=row["participants"],
            unique_viewers=row["unique_viewers"],
            raw={name: row[name] for name in names},
        )
        for session in sessions
    ]


def _token(*parts: object) -> str:
    return base64.urlsafe_b64encode(_digest(*parts)).decode().rstrip("=")


def _uuid(*parts: object) -> str:
    """Return a UUID as Zoom's are: some begin with a slash, or have two in a row."""
    return base64.b64encode(_digest(*parts)).decode()


def _digest(size: Size, *parts: object) -> bytes:
    text = " ".join(map(str, (size.seed, *parts)))
    return hashlib.sha256(text.encode()).digest()[:16]
