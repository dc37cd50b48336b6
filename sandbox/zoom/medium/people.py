"""Makes the medium account's users, and the people who register for its webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.medium.maker import Person
from sandbox.zoom.medium.names import COMPANIES, HOSTS, NAMES
from sandbox.zoom.model import User

if TYPE_CHECKING:
    from sandbox.zoom.medium.maker import Maker

HOST_DOMAIN = "northwind.example.com"


def make_users(maker: Maker) -> None:
    """Make hosts (one of them inactive), users without a webinar plan, and colleagues."""
    for place, (first, last, local) in enumerate(HOSTS):
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=first,
                last_name=last,
                status="inactive" if place == 7 else "active",
            )
        )
    for local in ("reception", "warehouse"):
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=local.title(),
                has_webinar_plan=False,
            )
        )
    for local in ("colleague.one", "colleague.two", "colleague.three"):
        first, last = local.split(".")
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=first.title(),
                last_name=last.title(),
            )
        )


def make_people(maker: Maker, count: int) -> None:
    """Make the people who register."""
    rng = maker.rng
    tops = ("com", "org", "net")
    for number in range(count):
        firsts, lasts = NAMES[number % len(NAMES)]
        (first, first_plain), (last, last_plain) = rng.choice(firsts), rng.choice(lasts)
        company = f"{rng.choice(COMPANIES)}.example.{tops[number % 3]}"
        email = f"{first_plain}.{last_plain}{number}@{company}"
        if number % 61 == 0:
            first += rng.choice((" 🎉", ' "Ace"', " 👩🏽‍💻", " (she/her)"))
        maker.people.append(Person(first, last, email, rng.random()))
