"""Makes the sessions of a webinar of the medium account, with the connections of who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.zoom.model import NO_REGISTRATION, SINGLE, Connection, Session

if TYPE_CHECKING:
    import random

    from sandbox.zoom.medium.maker import Maker
    from sandbox.zoom.model import Registrant, Webinar


def hold_session(
    maker: Maker,
    webinar: Webinar,
    start: datetime,
    end: datetime,
    occurrence_id: str = "",
    *,
    is_practice: bool = False,
    prefix: str = "",
) -> None:
    """Add a session: the host, panelists, and of the registered about 45 in a hundred."""
    host = next(user for user in maker.users if user.id == webinar.host_id)
    name = f"{host.first_name} {host.last_name}"
    session = SessionMaker(maker.rng, start, end)
    session.add(name, start, end, host.email, participant_user_id=host.id)
    for panelist in webinar.panelists:
        user = next((user for user in maker.users if user.email == panelist.email), None)
        joined = start + timedelta(seconds=maker.rng.randrange(20, 400))
        user_id = user.id if user else None
        session.add(panelist.name, joined, end, panelist.email, participant_user_id=user_id)
    if not is_practice:
        scheduled = max(start, min(end, start + timedelta(minutes=6)))
        for person in webinar.registrants:
            if person.occurrence_ids and occurrence_id not in person.occurrence_ids:
                continue
            if person.create_time < end and _is_coming(maker, webinar, person):
                session.attend(person, scheduled)
        for number in range(_count_strangers(maker, webinar)):
            session.drop_in(f"Guest {number + 1}" if number % 2 else "iPhone", scheduled)
    maker.sessions.append(
        Session(
            uuid=maker.uuid(prefix),
            webinar_id=webinar.id,
            start=start,
            end=end,
            host_email=host.email,
            host_name=name,
            connections=session.numbered(),
        )
    )


def _is_coming(maker: Maker, webinar: Webinar, person: Registrant) -> bool:
    if person.states[-1].status != "approved":
        return maker.rng.random() < 0.05
    return maker.rng.random() < (0.48 if webinar.type != SINGLE else 0.63)


def _count_strangers(maker: Maker, webinar: Webinar) -> int:
    return (
        maker.rng.randrange(25, 45)
        if webinar.approval_type == NO_REGISTRATION
        else maker.rng.randrange(5)
    )


class SessionMaker:
    """Makes the connections of one session."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime) -> None:
        self.rng = rng
        self.start = start
        self.end = end
        self.connections: list[Connection] = []

    def add(
        self,
        name: str,
        join: datetime,
        leave: datetime,
        email: str = "",
        *,
        registrant_id: str | None = None,
        participant_user_id: str | None = None,
        status: Literal["in_meeting", "in_waiting_room"] = "in_meeting",
    ) -> None:
        """Add a connection."""
        self.connections.append(
            Connection(
                user_id="",
                name=name,
                join=join,
                leave=leave,
                user_email=email,
                registrant_id=registrant_id,
                participant_user_id=participant_user_id,
                status=status,
                failover=self.rng.random() < 0.003,
            )
        )

    def numbered(self) -> tuple[Connection, ...]:
        """Return the connections in order of joining; ids go up in steps of 1024."""
        ordered = sorted(self.connections, key=lambda c: c.join)
        return tuple(replace(c, user_id=str(16_778_240 + 1_024 * n)) for n, c in enumerate(ordered))

    def attend(self, person: Registrant, scheduled: datetime) -> None:
        """Let a registered person come: early, late, twice, on two devices, or only wait."""
        rng = self.rng
        name = f"{person.first_name} {person.last_name}".strip()
        # Zoom leaves some registered people's address blank; their registrant_id is right.
        email = "" if rng.random() < 0.1 else person.email
        join, leave = self._interval(scheduled)
        dice = rng.random()
        if dice < 0.02:
            self.add(name, join, leave, email, registrant_id=person.id, status="in_waiting_room")
            return
        pieces = [(join, leave)]
        if dice < 0.46 and leave - join > timedelta(minutes=6):
            gap = join + (leave - join) * rng.uniform(0.2, 0.8)
            back = min(leave, gap + timedelta(seconds=rng.randrange(5, 240)))
            pieces = [(join, gap), (back, leave)]
        for begin, until in pieces:
            self.add(name, _second(begin), _second(until), email, registrant_id=person.id)
        if dice > 0.92:
            second = min(leave, join + timedelta(minutes=rng.randrange(1, 9)))
            self.add(f"{name} (phone)", second, leave, email, registrant_id=person.id)

    def drop_in(self, name: str, scheduled: datetime) -> None:
        """Let somebody come whom nobody can identify."""
        self.add(name, *self._interval(scheduled))

    def _interval(self, scheduled: datetime) -> tuple[datetime, datetime]:
        rng = self.rng
        length = (self.end - scheduled).total_seconds()
        late = rng.gauss(90, 150) if rng.random() < 0.85 else rng.uniform(0.05, 0.7) * length
        join = max(self.start, scheduled + timedelta(seconds=int(late)))
        join = min(join, self.end - timedelta(seconds=30))
        stay = rng.uniform(0.85, 1.1) if rng.random() < 0.65 else rng.betavariate(1.6, 1.6)
        leave = join + (self.end - join) * stay
        return join, _second(max(join + timedelta(seconds=10), min(leave, self.end)))


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
