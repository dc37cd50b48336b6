"""Odd histories: the campaign's account with past sessions as hosts really hold them, at random."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from local.campaign.account import ACCOUNT, HOUR, at

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Account, Connection, Session

# Sessions that are over for a day when the story begins: whatever happens to them is past then.
PAST = at("15 00:00")
_SHIFTS = tuple(timedelta(minutes=minutes) for minutes in (-25, -10, 5, 15, 40, 90))
_BREAK = timedelta(minutes=5)


def build_account(number: int, account: Account = ACCOUNT) -> Account:
    """Return an account with the history of this number; 0: as it is written down."""
    if number == 0:
        return account
    dice = random.Random(f"history {number}")
    sessions = [
        odd
        for session in account.sessions
        for odd in (_vary(session, dice) if session.end < PAST else [session])
    ]
    return replace(account, sessions=tuple(sessions))


def _vary(session: Session, dice: random.Random) -> list[Session]:
    """Return what became of a session: one, two, or none."""
    fate = dice.random()
    if fate < 0.1:
        return []  # nobody started it
    if fate < 0.3:
        return [_moved(session, dice.choice(_SHIFTS))]
    if fate < 0.5:
        return _broken_off(session)
    if fate < 0.65:
        return [session, _washed_up(session)]
    if fate < 0.8:
        return [_rehearsed(session, dice), session]
    return [session]


def _moved(session: Session, by: timedelta) -> Session:
    return replace(
        session,
        start=session.start + by,
        end=session.end + by,
        connections=tuple(
            replace(c, join=c.join + by, leave=c.leave + by) for c in session.connections
        ),
    )


def _broken_off(session: Session) -> list[Session]:
    """Return two sessions with a break between them; who was there stays to the end."""
    middle = session.start + (session.end - session.start) / 2
    first = _part(session, "first", session.start, middle)
    second = _part(session, "second", middle, session.end)
    return [first, _moved(second, _BREAK)]


def _part(session: Session, name: str, start: datetime, end: datetime) -> Session:
    def clip(connection: Connection) -> Connection:
        return replace(
            connection, join=max(connection.join, start), leave=min(connection.leave, end)
        )

    clipped = tuple(clip(c) for c in session.connections if c.join < end and c.leave > start)
    return replace(session, uuid=f"{name}{session.uuid}", start=start, end=end, connections=clipped)


def _washed_up(session: Session) -> Session:
    """Return a session of the host alone, a few minutes after the end."""
    start, end = session.end + _BREAK, session.end + 6 * _BREAK
    host = replace(session.connections[0], join=start, leave=end, participant_user_id="HOST")
    return replace(session, uuid=f"after{session.uuid}", start=start, end=end, connections=(host,))


def _rehearsed(session: Session, dice: random.Random) -> Session:
    """Return a short session some hours before, with the first who are there."""
    start = session.start - dice.choice((1, 3, 20)) * HOUR
    end = start + 2 * _BREAK
    people = tuple(replace(c, join=start, leave=end) for c in session.connections[:3])
    return replace(session, uuid=f"before{session.uuid}", start=start, end=end, connections=people)
