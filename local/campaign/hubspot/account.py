"""The account of HubSpot's campaign: ten days of webinars, and the portal that hears of them.

The portal is connected on the first of them, so that all that comes is told. Odd histories add what
hosts and registrants do between runs.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from local.campaign.account import ACCOUNT, HOUR, at, came, person, session, webinar
from local.campaign.histories import build_account
from sandbox.hubspot.model import Contact, Portal, User
from sandbox.zoom.model import RegistrantState

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Account, Registrant, Session, Webinar

TOKEN = "campaign-token"
OTHER_TOKEN = "another-portals-token"
PORTAL_ID, OTHER_PORTAL_ID = 4711, 999
# By hand before anything is told: half a name, none, an address of old, a deleted contact, users.
PORTAL = Portal(
    TOKEN,
    portal_id=PORTAL_ID,
    contacts=(
        Contact("ann@people.example.com", properties={"firstname": "Annette"}),
        Contact("ben@people.example.com", properties={"lastname": "Benson"}),
        Contact("sam@home.example.com", ("sam@people.example.com",)),
        Contact("zoe@people.example.com", is_archived=True),
        Contact("yan@people.example.com", properties={"firstname": "Yan", "lastname": "Colleague"}),
        Contact("stranger@elsewhere.example.com", properties={"firstname": "Stella"}),
    ),
    users=tuple(User(f"{name}@people.example.com") for name in ("yan", "dee", "crowd007", "crowd008")),
)
# Its record ids are those of the first portal, and mean other people.
OTHER_PORTAL = Portal(
    OTHER_TOKEN,
    portal_id=OTHER_PORTAL_ID,
    contacts=tuple(Contact(f"stranger{n}@elsewhere.example.com") for n in range(20)),
)

_CROWD = tuple(f"crowd{number:03}" for number in range(120))
_PRESENT = _CROWD[:105]
# More than a request holds registered, and came.
_CROWDED = webinar(15, "Crowded", *(person(15, name) for name in _CROWD), start=at("13 18:00"))
_CROWDED_SESSION = session(15, "13 18:00", "13 19:00", *(
    replace(came(15, name, "13 18:00", "13 18:50"), user_id=str(26778240 + number)) for number, name in enumerate(_PRESENT)
))
STORY_ACCOUNT = replace(
    ACCOUNT, webinars=(*ACCOUNT.webinars, _CROWDED), sessions=(*ACCOUNT.sessions, _CROWDED_SESSION)
)
_STORY_HOURS = 9 * 24
RENAMED = ", renamed"
"""How a title ends that a host edited."""


def build_hubspot_account(number: int) -> Account:
    """Return the account with the history of this number; 0: as it is written down."""
    account = build_account(number, STORY_ACCOUNT)
    if number == 0:
        return account
    dice = random.Random(f"edits {number}")
    return replace(
        account,
        webinars=tuple(_edited(before, dice) for before in account.webinars),
        sessions=tuple(_grown(before, dice) for before in account.sessions),
    )


def late_listed(account: Account) -> frozenset[str]:
    """Return the addresses of whom a report shows later than the rest."""
    addresses = {registrant.id: registrant.email
                 for webinar in account.webinars for registrant in webinar.registrants}
    return frozenset(
        connection.user_email or addresses.get(connection.registrant_id or "", "")
        for each_session in account.sessions for connection in each_session.connections if connection.listed_at
    )


def _edited(before: Webinar, dice: random.Random) -> Webinar:
    """Return a webinar that is renamed, moved or deleted, and whose registrants come and go."""
    after = replace(before, registrants=tuple(_wavering(registrant, dice) for registrant in before.registrants))
    if before.registrants and dice.random() < 0.5:
        late = person(before.id % 1000, f"late{dice.randrange(10)}", registered=_moment(dice))
        after = replace(after, registrants=(*after.registrants, replace(late, occurrence_ids=before.registrants[0].occurrence_ids)))
    if dice.random() < 0.3:
        after = replace(after, edits=(*after.edits, (_moment(dice), {"topic": f"{before.topic}{RENAMED}"})))
    if before.start and before.start > at("12 00:00") and dice.random() < 0.2:
        # A day before it begins, to some hours later.
        after = replace(after, moves=((before.start - timedelta(days=1), before.start + dice.choice((2, 5, 26)) * HOUR),))
    if before.start and before.start > at("17 00:00") and dice.random() < 0.2:
        after = replace(after, deleted_at=_moment(dice))
    return after


def _wavering(registrant: Registrant, dice: random.Random) -> Registrant:
    """Return a registrant who may go again, and perhaps comes back."""
    if len(registrant.states) > 1 or dice.random() > 0.04:
        return registrant
    gone_at = _moment(dice)
    states = [*registrant.states, RegistrantState(since=gone_at, status=dice.choice(("denied", "removed")))]
    if dice.random() < 0.3:
        states.append(RegistrantState(since=gone_at + 20 * HOUR, status="approved"))
    return replace(registrant, states=tuple(states))


def _grown(before: Session, dice: random.Random) -> Session:
    """Return a session whose report may show somebody later than the rest."""
    if len(before.connections) < 3 or dice.random() > 0.3:
        return before
    listed_at = before.end + dice.choice((3, 14, 30, 40)) * HOUR
    late = replace(before.connections[-1], listed_at=listed_at)
    return replace(before, connections=(*before.connections[:-1], late))


def _moment(dice: random.Random) -> datetime:
    return at("10 12:00") + dice.randrange(_STORY_HOURS) * HOUR
