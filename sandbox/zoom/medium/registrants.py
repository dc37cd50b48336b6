"""Makes the registrations for a webinar of the medium account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.model import (
    ALL_DATES,
    AUTOMATIC,
    EACH_DATE,
    MANUAL,
    NO_REGISTRATION,
    RECURRING,
    SINGLE,
    Registrant,
    RegistrantState,
)

if TYPE_CHECKING:
    from sandbox.zoom.medium.maker import Maker, Person
    from sandbox.zoom.model import Webinar


def register_people(maker: Maker, webinar: Webinar, count: int, last: datetime) -> Webinar:
    """Return the webinar with registrants, most of whom sign up in its last days."""
    if webinar.approval_type == NO_REGISTRATION:
        return webinar
    rng = maker.rng
    latest = min(last, maker.epoch - timedelta(hours=1))
    room = (latest - webinar.created_at).total_seconds()
    # Few come to everything, most to one or two webinars.
    keen = rng.sample(maker.people[:500], count // 4)
    others = rng.sample(maker.people[500:], count - count // 4)
    registrants = []
    for person in (*keen, *others):
        moment = webinar.created_at + timedelta(seconds=int(room * (1 - rng.random() ** 2.2)))
        registrants.append(_make_registrant(maker, webinar, person, moment))
    if webinar.type == SINGLE and count > 100:
        colleague = maker.users[8]
        created = webinar.created_at + timedelta(hours=2)
        registrants.append(
            Registrant(
                id=maker.token(),
                email=colleague.email,
                first_name=colleague.first_name,
                create_time=created,
                states=(RegistrantState(since=created, status="approved"),),
            )
        )
    return replace(webinar, registrants=tuple(sorted(registrants, key=lambda r: r.create_time)))


def _make_registrant(
    maker: Maker, webinar: Webinar, person: Person, moment: datetime
) -> Registrant:
    rng = maker.rng
    local, _, domain = person.email.partition("@")
    email, dice = person.email, rng.random()
    if dice < 0.03:
        email = f"{local}+webinar@{domain}"
    elif dice < 0.08:
        email = f"{local.title()}@{domain.title()}"
    elif dice < 0.09:
        email = f" {email}"
    return Registrant(
        id=maker.token(),
        email=email,
        first_name=person.first,
        last_name=person.last if rng.random() > 0.04 else "",
        create_time=moment,
        states=_make_states(maker, webinar, moment),
        occurrence_ids=_choose_dates(maker, webinar, moment),
        raw={"org": domain.split(".")[0].title(), "job_title": rng.choice(("", "Buyer", "CTO"))},
    )


def _make_states(maker: Maker, webinar: Webinar, moment: datetime) -> tuple[RegistrantState, ...]:
    rng = maker.rng
    later = moment + timedelta(hours=rng.randrange(1, 40))
    first = RegistrantState(
        since=moment, status="approved" if webinar.approval_type == AUTOMATIC else "pending"
    )
    dice = rng.random()
    if webinar.approval_type == MANUAL:
        if dice < 0.75:
            return (first, RegistrantState(since=later, status="approved"))
        return (first, RegistrantState(since=later, status="denied")) if dice < 0.85 else (first,)
    if dice < 0.03:
        return (first, RegistrantState(since=later, status="denied"))
    if dice < 0.06:
        return (first, RegistrantState(since=later, status="removed"))
    return (first,)


def _choose_dates(maker: Maker, webinar: Webinar, moment: datetime) -> tuple[str, ...]:
    if webinar.type != RECURRING or webinar.registration_type == ALL_DATES:
        return ()
    open_dates = [date.occurrence_id for date in webinar.occurrences if date.start > moment]
    ids = open_dates or [webinar.occurrences[-1].occurrence_id]
    count = 1 if webinar.registration_type == EACH_DATE else maker.rng.randrange(1, 4)
    return tuple(sorted(maker.rng.sample(ids, min(count, len(ids)))))
