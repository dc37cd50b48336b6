"""Who registers and who is connected in a generated account: a pure function of their place.

In each session the first row is the host's. Of the others, by place: who registered for the
webinar, else every third a guest with an address, else nobody that Zoom names. Each fifth row is
a second connection of the person before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from sandbox.zoom.model import Connection, Registrant, RegistrantState
from sandbox.zoom.views.formats import BASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import User
    from sandbox.zoom.sized.size import Size

    Identity = Literal["host", "registrant", "guest", "nobody"]

Member = TypeVar("Member")

SESSION_SECONDS = 3600
REGISTRATION_DAYS = 10
"""People register in one hour of each of so many days."""
REGISTRATION_SLOTS = REGISTRATION_DAYS * 3600
_STATUSES = ("approved",) * 23 + ("denied", "pending")
_FIRST = ("Ada", "Ben", "Chloe", "Dev", "Eva", "Finn", "Grace", "Hugo", "Iris", "Jon")
_LAST = ("Adler", "Brown", "Costa", "Dahl", "Evans", "Fox", "Garcia", "Hill", "Ito", "O'Neill")


class LazySequence(Sequence[Member]):
    """A sequence whose members are made when they are asked for."""

    def __init__(self, length: int, make: Callable[[int], Member]) -> None:
        self._places = range(length)
        self._make = make

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Member: ...
    @overload
    def __getitem__(self, place: slice) -> list[Member]: ...
    def __getitem__(self, place: int | slice) -> Member | list[Member]:
        if isinstance(place, slice):
            return [self._make(each_place) for each_place in self._places[place]]
        return self._make(self._places[place])


@dataclass(frozen=True)
class Crowd:
    """The people of one webinar.

    :param number: the webinar's, counted from 0
    :param created_at: the webinar's; people register from then on
    """

    size: Size
    number: int
    webinar_id: int
    host: User
    created_at: datetime

    def person(self, place: int) -> int:
        """Return the number of the person at a place; the next webinar has others there."""
        return (place + 7919 * self.number + 104_729 * self.size.seed) % self.size.people

    def status(self, place: int) -> str:
        """Return the status of the registrant at a place."""
        return _STATUSES[place % len(_STATUSES)]

    def places(self, status: str) -> LazySequence[int]:
        """Return the places of the registrants in a status, the newest first."""
        first, block = _STATUSES.index(status), _STATUSES.count(status)
        whole, rest = divmod(self.size.registrants, len(_STATUSES))
        length = whole * block + min(max(rest - first, 0), block)
        return LazySequence(
            length, lambda index: index // block * len(_STATUSES) + first + index % block
        )

    def registrant_id(self, place: int) -> str:
        """Return a registrant's id."""
        return f"R{self.number:07d}n{self.person(place):08d}sized"

    def join_url(self, place: int) -> str:
        """Return the URL that lets a registrant in."""
        return f"{BASE}/w/{self.webinar_id}?tk={self.registrant_id(place)}"

    def registration_slot(self, place: int) -> tuple[int, int]:
        """Return the day and the second of its hour in which somebody registered."""
        last = REGISTRATION_SLOTS - 1
        return divmod(last - place * REGISTRATION_SLOTS // self.size.registrants, 3600)

    def registrant(self, place: int) -> Registrant:
        """Return the registrant at a place; those at the first places came last."""
        person = self.person(place)
        days, seconds = self.registration_slot(place)
        created = self.created_at + timedelta(days=days, seconds=seconds)
        status = self.status(place)
        return Registrant(
            id=self.registrant_id(place),
            email=email_of(person),
            first_name=first_name_of(person),
            last_name=last_name_of(person),
            create_time=created,
            states=(RegistrantState(since=created, status=status),),  # type: ignore[arg-type]
            raw={"join_url": self.join_url(place)} if status == "approved" else {},
        )

    def identity(self, place: int) -> Identity:
        """Return what Zoom knows of the person at a place of a session."""
        if place == 0:
            return "host"
        if place < self.size.registrants and self.status(place) == "approved":
            return "registrant"
        return "nobody" if place % 3 and self.size.strangers else "guest"

    def connection(self, started_at: datetime, row: int) -> Connection:
        """Return the connection in a row of a session's report."""
        place = place_of(row)
        person, identity = self.person(place), self.identity(place)
        joined, left = seconds_of(row)
        is_host = identity == "host"
        name = f"{first_name_of(person)} {last_name_of(person)}"
        addresses = {"host": self.host.email, "guest": email_of(person), "nobody": ""}
        return Connection(
            user_id=str(user_id_of(row)),
            name=f"{self.host.first_name} {self.host.last_name}" if is_host else name,
            join=started_at + timedelta(seconds=joined),
            leave=started_at + timedelta(seconds=left),
            user_email=addresses.get(identity, email_of(person)),
            registrant_id=self.registrant_id(place) if identity == "registrant" else None,
            participant_user_id=self.host.id if is_host else None,
        )


def place_of(row: int) -> int:
    """Return the place of the person of a row: each fifth row is the one before's again."""
    return row - 1 if row % 5 == 4 else row


def user_id_of(row: int) -> int:
    """Return the number that Zoom gives a connection in its session."""
    return 16_778_240 + 1024 * row


def seconds_of(row: int) -> tuple[int, int]:
    """Return when the connection of a row begins and ends, in seconds of its session."""
    place = place_of(row)
    joined, left = place * 37 % 900, SESSION_SECONDS - 1 - place * 53 % 900
    if row % 5 == 3:
        return joined, 1500 + place % 60
    return (1800 + place % 60, left) if row % 5 == 4 else (joined, left)


def email_of(person: int) -> str:
    """Return a person's address."""
    return f"person{person}@company{person % 40}.example.com"


def first_name_of(person: int) -> str:
    """Return a person's first name."""
    return _FIRST[person % len(_FIRST)]


def last_name_of(person: int) -> str:
    """Return a person's last name."""
    return _LAST[person // len(_FIRST) % len(_LAST)]
