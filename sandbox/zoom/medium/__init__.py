"""A believable Zoom account: about 40 webinars, 4,000 registrations, 3,500 connections.

Everything is made from a seed and lies around a day, the epoch: the same two give the same
account. Nobody in it exists; all addresses are below example.com, example.org and example.net.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time

from sandbox.zoom.medium.maker import Maker
from sandbox.zoom.medium.people import make_people, make_users
from sandbox.zoom.medium.webinars import make_open_series, make_series, make_singles
from sandbox.zoom.model import Account

ACCOUNT_ID = "mEdIuMaCcOuNt0sandbox1"
CLIENT_ID = "sandbox-medium-client"
CLIENT_SECRET = "sandbox-medium-secret"


def build(epoch: date, seed: int = 1) -> Account:
    """Return the account as it lies around a day."""
    start = datetime.combine(epoch, time(), UTC)
    maker = Maker(random.Random(seed), start)
    make_users(maker)
    make_people(maker, 3_200)
    make_singles(maker)
    make_series(maker)
    make_open_series(maker)
    return Account(
        account_id=ACCOUNT_ID,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        plan="business",
        users=tuple(maker.users),
        webinars=tuple(maker.webinars),
        sessions=tuple(sorted(maker.sessions, key=lambda s: s.start)),
    )


def summary(account: Account) -> dict[str, int]:
    """Return how many users, webinars, sessions, registrations and people an account holds."""
    addresses = [
        registrant.email.strip().lower()
        for webinar in account.webinars
        for registrant in webinar.registrants
    ]
    return {
        "users": len(account.users),
        "webinars": len(account.webinars),
        "sessions": len(account.sessions),
        "registrations": len(addresses),
        "people": len(set(addresses)),
        "connections": sum(len(s.connections) for s in account.sessions),
    }
