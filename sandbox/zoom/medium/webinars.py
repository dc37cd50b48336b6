"""Makes the medium account's webinars, with their registrants and sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.zoom.medium.names import TOPICS, ZONES
from sandbox.zoom.medium.registrants import register_people
from sandbox.zoom.medium.sessions import hold_session
from sandbox.zoom.model import (
    ALL_DATES,
    AUTOMATIC,
    CHOSEN_DATES,
    EACH_DATE,
    MANUAL,
    NO_FIXED_TIME,
    NO_REGISTRATION,
    RECURRING,
    SINGLE,
    Occurrence,
    Panelist,
    Webinar,
)

if TYPE_CHECKING:
    from sandbox.zoom.medium.maker import Maker

EXPIRY = timedelta(days=30)
"""From a webinar's last use until Zoom no longer knows its ID."""


def make_singles(maker: Maker) -> None:
    """Make the webinars with a single date: 26 past, 8 to come."""
    rng = maker.rng
    ages = [round(165 - 163 * n / 25) for n in range(26)]
    for place, age in enumerate(ages):
        _make_single(maker, place, -age)
    for place in range(8):
        _make_single(maker, len(ages) + place, 2 + place * 4 + rng.randrange(2))


def _make_single(maker: Maker, place: int, days: int) -> None:
    rng = maker.rng
    start = maker.epoch + timedelta(days=days, hours=rng.randrange(8, 18))
    host = maker.users[7] if place in (3, 9) else maker.users[rng.randrange(7)]
    duration = rng.choice((30, 45, 60, 60, 90))
    webinar = Webinar(
        id=maker.webinar_id(),
        uuid=maker.uuid(),
        host_id=host.id,
        host_email=host.email,
        topic=TOPICS[place % len(TOPICS)],
        type=SINGLE,
        created_at=start - timedelta(days=rng.randrange(38, 60)),
        start=start,
        duration_minutes=duration,
        timezone=rng.choice(ZONES),
        approval_type=_approval_of(place),
        is_events_webinar=place == 22,
        alternative_hosts=maker.users[10].email if place % 4 == 0 else "",
        panelists=_make_panelists(maker, place),
    )
    share = 0.4 if days > 0 else 1.0
    # Two were advertised widely: their reports fill more than one page of 300.
    count = {11: 420, 24: 520}.get(place) or int(rng.randrange(60, 125) * share)
    webinar = register_people(maker, webinar, count, start)
    maker.webinars.append(webinar)
    if days <= 0:
        _hold_single(maker, webinar, place, start)


def _approval_of(place: int) -> Literal[0, 1, 2]:
    if place in (5, 17):
        return NO_REGISTRATION
    return MANUAL if place in (8, 19, 27) else AUTOMATIC


def _hold_single(maker: Maker, webinar: Webinar, place: int, start: datetime) -> None:
    """Hold a webinar: some restart, are rehearsed, or have a UUID that is awkward in a path."""
    rng = maker.rng
    end = start + timedelta(minutes=webinar.duration_minutes + rng.randrange(-4, 9))
    begin = start - timedelta(minutes=rng.randrange(2, 12))
    if place == 12:  # ended by mistake and started again
        middle = begin + timedelta(minutes=21)
        hold_session(maker, webinar, begin, middle)
        hold_session(maker, webinar, middle + timedelta(minutes=3), end)
    elif place == 15:  # rehearsed the day before
        rehearsal = start - timedelta(days=1)
        hold_session(maker, webinar, rehearsal, rehearsal + timedelta(minutes=25), is_practice=True)
        hold_session(maker, webinar, begin, end)
    else:
        prefix = "/" if place == 20 else "ab//" if place == 23 else ""
        hold_session(maker, webinar, begin, end, prefix=prefix)
    maker.webinars[-1] = replace(webinar, expires_at=end + EXPIRY)


def make_series(maker: Maker) -> None:
    """Make a series for each way to register: weekly, every other week, every four weeks."""
    rng = maker.rng
    plans: tuple[tuple[Literal[1, 2, 3], int, range], ...] = (
        (ALL_DATES, 7, range(-6, 4)),
        (EACH_DATE, 14, range(-5, 3)),
        (CHOSEN_DATES, 28, range(-4, 2)),
    )
    for place, (registration, step, numbers) in enumerate(plans):
        host = maker.users[place]
        hour = maker.epoch + timedelta(days=3, hours=9 + 3 * place)
        starts = [hour + timedelta(days=step * n) for n in numbers]
        dates = tuple(Occurrence(occurrence_id=_milliseconds(s), start=s) for s in starts)
        if place == 0:
            dates = (*dates[:-1], replace(dates[-1], status="deleted"))
        webinar = Webinar(
            id=maker.webinar_id(),
            uuid=maker.uuid(),
            host_id=host.id,
            host_email=host.email,
            topic=("Office hours", "Product clinic, every other week", "Monthly briefing")[place],
            type=RECURRING,
            created_at=starts[0] - timedelta(days=20),
            start=starts[0],
            timezone=ZONES[place],
            registration_type=registration,
            expires_at=starts[-1] + EXPIRY,
            occurrences=dates,
            panelists=_make_panelists(maker, place),
        )
        webinar = register_people(maker, webinar, (150, 260, 220)[place], starts[-1])
        maker.webinars.append(webinar)
        for date in dates:
            begin = date.start - timedelta(minutes=5)
            end = date.start + timedelta(minutes=58 + rng.randrange(6))
            if end < maker.epoch:
                hold_session(maker, webinar, begin, end, date.occurrence_id)


def make_open_series(maker: Maker) -> None:
    """Make a webinar without dates, held whenever its host likes."""
    host = maker.users[4]
    webinar = Webinar(
        id=maker.webinar_id(),
        uuid=maker.uuid(),
        host_id=host.id,
        host_email=host.email,
        topic="Drop-in demo",
        type=NO_FIXED_TIME,
        created_at=maker.epoch - timedelta(days=150),
        timezone="Asia/Tokyo",
        expires_at=maker.epoch + timedelta(days=18),
        panelists=_make_panelists(maker, 1),
    )
    webinar = register_people(maker, webinar, 110, maker.epoch - timedelta(days=10))
    maker.webinars.append(webinar)
    for days in (91, 60, 33, 12):
        begin = maker.epoch - timedelta(days=days, hours=-maker.rng.randrange(5, 20))
        hold_session(maker, webinar, begin, begin + timedelta(minutes=41))


def _make_panelists(maker: Maker, place: int) -> tuple[Panelist, ...]:
    guests = maker.people[place * 7 : place * 7 + place % 3]
    colleague = maker.users[-1 - place % 3]
    speakers = [(f"{guest.first} {guest.last}", guest.email) for guest in guests]
    speakers.append((f"{colleague.first_name} {colleague.last_name}", colleague.email))
    return tuple(Panelist(id=maker.token(), name=name, email=email) for name, email in speakers)


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp()) * 1000)
