"""What the stack works on when it is checked: three small Zoom accounts, and a HubSpot account.

`python -m local.stack.scene` serves them in place of the sandbox's own account. Nothing in them
changes by itself, and all sessions are settled at the first reading, so that whatever order things
happen in, the end is the same.
"""

from __future__ import annotations

import argparse
import random
import signal
import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import SandboxClock
from sandbox.hubspot import medium
from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.model import (
    Account,
    Connection,
    Occurrence,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from sandbox.zoom.server import create_zoom_app

if TYPE_CHECKING:
    from collections.abc import Sequence

CONN_IDS = ("zoom_default", "zoom_emea", "zoom_apac")
FIRST_WEBINAR = 94_000_000_000
PEOPLE, REGISTERED, CAME = 60, 25, 18
CONTACTS = 2000
"""In HubSpot, whom a workflow can reach; the accounts' people are contacts besides."""
HOUR = timedelta(hours=1)
TARGETS = tuple(str(FIRST_WEBINAR + number) for number in (3, 5, 6))
"""Webinars to come of the primary account: workflows add contacts to them, and to no other's."""


def noon(epoch: date) -> datetime:
    """Return the moment at which the sandbox's clock stands."""
    return datetime.combine(epoch, time(12), UTC)


def webhook_secret(place: int) -> str:
    """Return the secret token by which an account's webhooks are signed."""
    return f"secret-token-of-{CONN_IDS[place]}"


def build_accounts(epoch: date) -> list[Account]:
    """Return the three Zoom accounts, whose people overlap."""
    return [_account(place, epoch) for place in range(len(CONN_IDS))]


def build_portal() -> Portal:
    """Return the HubSpot account: a part of Zoom's people, and many whom a workflow can reach."""
    known = [Contact(_email(number), properties={"lastname": "Before"})
             for number in range(0, PEOPLE, 3)]  # fmt: skip
    reached = [
        Contact(
            f"contact{number:04}@crm.example.com",
            properties={"firstname": f"Con{number}", "lastname": "Tact"},
        )
        for number in range(CONTACTS)
    ]
    return Portal(
        medium.TOKEN,
        portal_id=medium.PORTAL_ID,
        client_secret=medium.CLIENT_SECRET,
        contacts=(*reached, *known),
        properties=NATIVE_PROPERTIES,
    )


def _email(number: int) -> str:
    return f"person{number:03}@people.example.com"


def _account(place: int, epoch: date) -> Account:
    dice = random.Random(f"account {place}")
    host = User(id=f"HOST{place}", email=f"host{place}@corp.example.com", first_name="Hanna")
    now, first = noon(epoch), FIRST_WEBINAR + 1000 * place
    held = [now - timedelta(days=days, hours=place) for days in (9, 4)]
    dates = (now - timedelta(days=6), now + timedelta(days=8))

    def webinar(number: int, **fields: Any) -> Webinar:
        people = dice.sample(range(PEOPLE), REGISTERED)
        return Webinar(
            id=first + number, uuid=f"w{place}-{number}-own==", topic=f"Webinar {place}.{number}",
            host_id=host.id, host_email=host.email, created_at=now - timedelta(days=30),
            registrants=tuple(_registrant(first + number, person, now) for person in people),
            **fields,
        )  # fmt: skip

    webinars = (
        webinar(1, type=5, start=held[0]),
        webinar(2, type=5, start=held[1]),
        webinar(3, type=5, start=now + timedelta(days=5)),
        webinar(4, type=9, occurrences=tuple(
            Occurrence(occurrence_id=str(int(start.timestamp()) * 1000), start=start)
            for start in dates
        )),
        *(webinar(number, type=5, start=now + timedelta(days=number)) for number in (5, 6)),
    )  # fmt: skip
    sessions = tuple(
        _session(place, webinars[number - 1], start, dice, host)
        for number, start in ((1, held[0]), (2, held[1]), (4, dates[0]))
    )
    return Account(
        account_id=f"account-{place}",
        client_id=f"client-{place}",
        client_secret=f"client-secret-{place}",
        users=(host,),
        webinars=webinars,
        sessions=sessions,
    )


def _registrant(webinar_id: int, person: int, now: datetime) -> Registrant:
    registered_at = now - timedelta(days=12, minutes=person)
    return Registrant(
        id=f"r{webinar_id % 10_000}-{person}",
        email=_email(person),
        first_name=f"Per{person}",
        last_name="Son",
        create_time=registered_at,
        states=(RegistrantState(since=registered_at, status="approved"),),
    )


def _session(
    place: int, webinar: Webinar, start: datetime, dice: random.Random, host: User
) -> Session:
    """Return an hour with its host and most of those who registered; one came twice."""
    came = dice.sample(list(webinar.registrants), CAME)
    rows = [(came[0], 50, 60), *((person, dice.randrange(20), dice.randrange(25, 50))
                                 for person in came)]  # fmt: skip
    connections = [
        Connection(user_id="16770001", name="Hanna", join=start, leave=start + HOUR,
                   participant_user_id=host.id),
        *(
            Connection(
                user_id=str(16_778_240 + 1024 * number), name=person.first_name,
                join=start + timedelta(minutes=joined), leave=start + timedelta(minutes=left),
                registrant_id=person.id,
            )
            for number, (person, joined, left) in enumerate(rows)
        ),
    ]  # fmt: skip
    return Session(
        uuid=f"s{place}/{webinar.id % 10}==", webinar_id=webinar.id, start=start, end=start + HOUR,
        host_email=host.email, host_name="Hanna", connections=connections,
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the accounts until SIGTERM or SIGINT; the sandbox's clock stands at noon of a day."""
    parser = argparse.ArgumentParser(prog="python -m local.stack.scene", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--hubspot-port", type=int, default=0)
    parser.add_argument("--epoch", type=date.fromisoformat, required=True)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    options = parser.parse_args(argv)
    clock = SandboxClock(noon(options.epoch), ticking=False)
    behaviour = {"enforce_limits": False, "latency_seconds": options.latency_ms / 1000}
    zoom = create_zoom_app(build_accounts(options.epoch), clock, **behaviour)
    # What is written can be read at once: the clock stands, and would never reach a later moment.
    hubspot = create_hubspot_app(build_portal(), clock, delay_seconds=0.0, **behaviour)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with (
        run_in_thread(zoom, options.port, options.host),
        run_in_thread(hubspot, options.hubspot_port, options.host),
    ):
        stopping.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
