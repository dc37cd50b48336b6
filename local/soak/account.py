"""The soak's accounts: a Zoom whose days are all alike, and a HubSpot whose contacts register.

Each day has a webinar that people registered for by themselves, a date of a series, and a webinar
that a workflow of HubSpot adds contacts to; each fifth day somebody deletes one before it is held.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.hubspot.model import Contact, Portal
from sandbox.zoom.model import (
    RECURRING,
    SINGLE,
    Account,
    Connection,
    Occurrence,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST_DAY = datetime(2025, 9, 1, tzinfo=UTC)
"""By default: in the past on every machine, since the webhooks take no event of the future."""
ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET = "soak", "soak-client", "soak-secret"
WEBHOOK_SECRET, TOKEN = "soak-webhook-secret", "soak-token"
PEOPLE, CONTACTS = 700, 500
"""Everybody, and how many of them are contacts in HubSpot from the start."""
ENROLLED_A_DAY = 100
ENROLLING_HOURS = (10, 14)
REGISTERING_HOUR = 8
"""In which people register by themselves: in most hours nothing is new."""
ANNOUNCED_BEFORE = timedelta(days=3)
SERIES_ID = 94900000000
HELD, OPEN, DELETED = 94100000000, 94200000000, 94300000000
"""Ids of the webinars of a day are these and the day's number."""
_HOST = User(id="HOST", email="host@corp.example.com", first_name="Hanna", last_name="Host")
_SERIES_PEOPLE, _HELD_PEOPLE, _OPEN_PEOPLE = 15, 30, 8


@dataclass(frozen=True)
class Enrolment:
    """Contacts that reach the workflow's action at once, to be added to a webinar."""

    webinar_id: int
    addresses: Sequence[str]


@dataclass(frozen=True)
class Story:
    """Everything that happens whatever the installation does. Enrolments by the hour's begin."""

    first_day: datetime
    days: int
    account: Account
    portal: Portal
    enrolments: Mapping[datetime, Enrolment]

    def midnight(self, number: int) -> datetime:
        """Return when a day begins, counted from 0."""
        return self.first_day + number * DAY


def address_of(number: int) -> str:
    """Return the address of a person."""
    return f"p{number:03}@people{number % 7}.example.com"


def build_story(seed: int, days: int, first_day: datetime = FIRST_DAY) -> Story:
    """Return what happens on so many days."""
    return _Builder(seed, days, first_day).story()


class _Builder:
    def __init__(self, seed: int, days: int, first_day: datetime) -> None:
        self._dice = random.Random(f"soak {seed}")
        self._days = days
        self._first_day = first_day
        self._webinars: list[Webinar] = []
        self._sessions: list[Session] = []
        self._enrolments: dict[datetime, Enrolment] = {}

    def story(self) -> Story:
        self._add_series()
        for number in range(self._days):
            self._add_held(number)
            if number % 5 == 4:
                self._add_deleted(number)
        for number in range(self._days + 1):  # whom the last day enrols come a day later
            self._add_open(number)
        account = Account(
            account_id=ACCOUNT_ID,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            users=(_HOST,),
            webinars=tuple(self._webinars),
            sessions=tuple(self._sessions),
        )
        contacts = tuple(
            Contact(address_of(number), properties={"firstname": f"P{number}"})
            for number in range(CONTACTS)
        )
        portal = Portal(TOKEN, contacts=contacts)
        return Story(self._first_day, self._days, account, portal, self._enrolments)

    def _add_series(self) -> None:
        midnights = [self._first_day + number * DAY for number in range(self._days)]
        dates = tuple(
            Occurrence(occurrence_id=_millis(midnight + 12 * HOUR), start=midnight + 12 * HOUR)
            for midnight in midnights
        )
        people = self._register(SERIES_ID, range(_SERIES_PEOPLE), self._first_day - 2 * DAY, DAY)
        self._announce(SERIES_ID, "Series", people, type=RECURRING, occurrences=dates)
        for date in dates:
            came = self._dice.sample(people, 8)
            self._hold(SERIES_ID, date.start, [self._came(person, date.start) for person in came])

    def _add_held(self, number: int) -> None:
        start, webinar_id = self._first_day + number * DAY + 10 * HOUR, HELD + number
        people = self._register(
            webinar_id,
            self._dice.sample(range(PEOPLE), _HELD_PEOPLE),
            start - ANNOUNCED_BEFORE,
            ANNOUNCED_BEFORE - 8 * HOUR,
        )
        # Two of them cancel.
        people[:2] = [self._cancelled(person, start - 6 * HOUR) for person in people[:2]]
        self._announce(webinar_id, f"Held {number}", people, start=start)
        came = [self._came(person, start) for person in people[2:22]]
        again = [
            self._came(person, start, minutes=10, after=45, device=1) for person in people[2:6]
        ]
        nobody = [
            Connection(
                user_id=str(16_900_000 + guest),
                name="Guest",
                join=start + guest * MINUTE,
                leave=start + 30 * MINUTE,
            )
            for guest in range(2)
        ]
        self._hold(webinar_id, start, [*came, *again, *nobody])

    def _add_open(self, number: int) -> None:
        """Add a webinar to which a workflow adds contacts on the day before."""
        start, webinar_id = self._first_day + number * DAY + 15 * HOUR, OPEN + number
        own = self._dice.sample(range(CONTACTS, PEOPLE), _OPEN_PEOPLE)
        people = self._register(
            webinar_id, own, start - ANNOUNCED_BEFORE, ANNOUNCED_BEFORE - 8 * HOUR
        )
        self._announce(webinar_id, f"Open {number}", people, start=start)
        came = [self._came(person, start) for person in people[:5]]
        if number:
            enrolled = self._dice.sample(range(CONTACTS), ENROLLED_A_DAY)
            midnight = self._first_day + (number - 1) * DAY
            for part, hour in enumerate(ENROLLING_HOURS):
                addresses = [address_of(n) for n in enrolled[part :: len(ENROLLING_HOURS)]]
                self._enrolments[midnight + hour * HOUR] = Enrolment(webinar_id, addresses)
            came += [self._came_by_address(n, start) for n in enrolled[::2]]
        self._hold(webinar_id, start, came)

    def _add_deleted(self, number: int) -> None:
        start, webinar_id = self._first_day + number * DAY + 17 * HOUR, DELETED + number
        numbers = self._dice.sample(range(PEOPLE), 3)
        people = self._register(webinar_id, numbers, start - ANNOUNCED_BEFORE, DAY)
        self._announce(
            webinar_id, f"Deleted {number}", people, start=start, deleted_at=start - 9 * HOUR
        )

    def _announce(
        self,
        webinar_id: int,
        topic: str,
        people: Sequence[Registrant],
        *,
        start: datetime | None = None,
        **fields: object,
    ) -> None:
        created_at = (start or self._first_day) - ANNOUNCED_BEFORE - 12 * HOUR
        values = {"type": SINGLE, "start": start, "created_at": created_at, **fields}
        self._webinars.append(
            Webinar(
                id=webinar_id,
                uuid=f"own-{webinar_id}==",
                topic=topic,
                host_id=_HOST.id,
                host_email=_HOST.email,
                registrants=tuple(people),
                **values,  # type: ignore[arg-type]
            )
        )

    def _register(
        self, webinar_id: int, numbers: Sequence[int], since: datetime, within: timedelta
    ) -> list[Registrant]:
        """Return registrations on any day of a stretch of time, within one hour of it."""
        return [
            self._registrant(webinar_id, number, self._moment(since, within)) for number in numbers
        ]

    def _moment(self, since: datetime, within: timedelta) -> datetime:
        moment = since + self._dice.randrange(int(within / MINUTE)) * MINUTE
        return moment.replace(hour=REGISTERING_HOUR)

    def _registrant(self, webinar_id: int, number: int, at: datetime) -> Registrant:
        return Registrant(
            id=f"r{webinar_id}-{number}",
            email=address_of(number),
            first_name=f"P{number}",
            create_time=at,
            states=(RegistrantState(since=at, status="approved"),),
        )

    def _cancelled(self, registrant: Registrant, at: datetime) -> Registrant:
        at = max(at, registrant.create_time + HOUR)
        denied = RegistrantState(since=at, status="denied")
        return Registrant(**{**vars(registrant), "states": (*registrant.states, denied)})

    def _came(
        self,
        registrant: Registrant,
        start: datetime,
        *,
        minutes: int | None = None,
        after: int = 0,
        device: int = 0,
    ) -> Connection:
        join = start + after * MINUTE + self._dice.randrange(60 * 5) * timedelta(seconds=1)
        stayed = timedelta(minutes=self._dice.randrange(10, 40) if minutes is None else minutes)
        number = int(registrant.email[1:4])
        return Connection(
            user_id=str(16_778_240 + 1024 * number + device),
            name=registrant.first_name,
            join=join,
            leave=join + stayed,
            registrant_id=registrant.id,
        )

    def _came_by_address(self, number: int, start: datetime) -> Connection:
        join = start + self._dice.randrange(60 * 5) * timedelta(seconds=1)
        return Connection(
            user_id=str(16_778_240 + 1024 * number),
            name=f"P{number}",
            join=join,
            leave=join + timedelta(minutes=self._dice.randrange(10, 50)),
            user_email=address_of(number),
        )

    def _hold(self, webinar_id: int, start: datetime, came: Sequence[Connection]) -> None:
        end = start + HOUR
        host = Connection(
            user_id="16777216", name="Hanna", join=start, leave=end, participant_user_id=_HOST.id
        )
        self._sessions.append(
            Session(
                uuid=f"s{webinar_id}/{start:%m%d}==",
                webinar_id=webinar_id,
                start=start,
                end=end,
                host_email=_HOST.email,
                host_name="Hanna Host",
                connections=(host, *came),
            )
        )


def _millis(moment: datetime) -> str:
    return str(round(moment.timestamp() * 1000))
