"""The accounts of these tests, and the passwords in their connections.

The awkward account's people have names that are words of every log (`Host`, `Series`, `Absent`,
`Pending`), or are too short to be looked for (`Ada`). So each name gets a mark that occurs nowhere
else, and a name that leaks is found whatever it is: none has to be left out of the search.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.zoom import awkward
from sandbox.zoom.model import User
from tests.builders import account

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Account

NAME_MARK = "quillfeather"
DATABASE_PASSWORD = "warehouse-password-nightingale"
WRONG_SECRET = "mistyped-secret-kingfisher"
LAST_RUN: datetime = awkward.RUNS[-1]
"""The moment of the awkward account's last run, at which the sandbox stands."""


def _marked(name: str) -> str:
    return f"{name}{NAME_MARK}" if name else name


def _with_marked_names(account: Account) -> Account:
    """Return the account with a mark at the end of every name of a person."""
    return replace(
        account,
        client_secret="awkward-secret-goldfinch",
        users=tuple(map(_mark_first_and_last, account.users)),
        webinars=tuple(
            replace(
                webinar,
                registrants=tuple(map(_mark_first_and_last, webinar.registrants)),
                panelists=tuple(map(_mark_name, webinar.panelists)),
            )
            for webinar in account.webinars
        ),
        sessions=tuple(
            replace(
                session,
                host_name=_marked(session.host_name),
                connections=tuple(map(_mark_name, session.connections)),
            )
            for session in account.sessions
        ),
    )


def _mark_first_and_last(person: Any) -> Any:
    first_name, last_name = _marked(person.first_name), _marked(person.last_name)
    return replace(person, first_name=first_name, last_name=last_name)


def _mark_name(person: Any) -> Any:
    return replace(person, name=_marked(person.name))


AWKWARD = _with_marked_names(awkward.ACCOUNT)

SECOND = account(
    "second-account",
    client_secret="second-secret-bullfinch",
    users=(
        User(
            id="h-second",
            email="sidney@second.example.com",
            first_name=_marked("Sidney"),
            last_name=_marked("Second"),
        ),
    ),
)
"""Another brand's account, without webinars: its connection is the one that is wrong at first."""

LIMITED = account(
    "limited-account",
    client_secret="limited-secret-yellowhammer",
    users=(
        User(
            id="h-limited",
            email="lilian@limited.example.com",
            first_name=_marked("Lilian"),
            last_name=_marked("Limited"),
        ),
    ),
)
"""An account that has used up its requests of the day."""
