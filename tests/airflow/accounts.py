"""The accounts of these tests, and every string of theirs that nobody else may see.

The awkward account's people have names that are words of every log (`Host`, `Series`, `Absent`,
`Pending`), or are too short to be looked for (`Ada`). So each name gets a mark that occurs nowhere
else, and a name that leaks is found whatever it is: none has to be left out of the search.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox.zoom import awkward, faults, views
from sandbox.zoom.model import Account, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME_MARK = "quillfeather"
DATABASE_PASSWORD = "warehouse-password-nightingale"
WRONG_SECRET = "mistyped-secret-kingfisher"
NOW: datetime = awkward.RUNS[-1]


def _marked(name: str) -> str:
    return f"{name}{NAME_MARK}" if name else name


def _with_marked_names(account: Account) -> Account:
    """Return the account with a mark at the end of every name of a person."""
    return replace(
        account,
        client_secret="awkward-secret-goldfinch",
        users=tuple(
            replace(one, first_name=_marked(one.first_name), last_name=_marked(one.last_name))
            for one in account.users
        ),
        webinars=tuple(
            replace(
                webinar,
                registrants=tuple(
                    replace(
                        one, first_name=_marked(one.first_name), last_name=_marked(one.last_name)
                    )
                    for one in webinar.registrants
                ),
                panelists=tuple(replace(one, name=_marked(one.name)) for one in webinar.panelists),
            )
            for webinar in account.webinars
        ),
        sessions=tuple(
            replace(
                session,
                host_name=_marked(session.host_name),
                connections=tuple(
                    replace(one, name=_marked(one.name)) for one in session.connections
                ),
            )
            for session in account.sessions
        ),
    )


AWKWARD = _with_marked_names(awkward.ACCOUNT)

SECOND = Account(
    account_id="second-account",
    client_id="second-client",
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

LIMITED = Account(
    account_id="limited-account",
    client_id="limited-client",
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

MIRROR_ADDRESSES = (
    *(address for _, first, more, _ in awkward.MIRROR_CONTACTS for address in (first, *more)),
    *awkward.MIRROR_USERS,
    *awkward.ERASED,
)


@dataclass(frozen=True)
class Secret:
    """A string that may stand in no log: what it is, and how to look for it."""

    kind: str
    text: str

    def found_in(self, haystack: bytes) -> bool:
        """Say whether it stands in a text that was made lower case."""
        needle = self.text.lower().encode()
        if needle not in haystack:
            return False
        if not self.text.isdigit():
            return True
        # A passcode of six digits also occurs as the microseconds of a time.
        pattern = rb"(?<![0-9a-f.,_-])" + needle + rb"(?![0-9a-f_-])"
        return re.search(pattern, haystack) is not None


def secrets(accounts: Iterable[Account], tokens: Iterable[str]) -> list[Secret]:
    """Return everything that nobody may see, `tokens` (the sandbox's access tokens) included."""
    found = [
        Secret("name", NAME_MARK),
        Secret("database password", DATABASE_PASSWORD),
        Secret("client secret", WRONG_SECRET),
        Secret("address", faults.QUOTED_ADDRESS),
        *(Secret("access token", token) for token in tokens),
    ]
    addresses = {*MIRROR_ADDRESSES}
    for account in accounts:
        basic = f"{account.client_id}:{account.client_secret}".encode()
        found += [
            Secret("client secret", account.client_secret),
            Secret("client secret", base64.b64encode(basic).decode().rstrip("=")),
        ]
        addresses |= set(_addresses(account))
        found += _links(account)
    for address in sorted({one.strip().lower() for one in addresses} - {""}):
        found += [Secret("address", address), Secret("address", quote(address))]
    return sorted(set(found), key=lambda one: (one.kind, one.text))


def _addresses(account: Account) -> Iterator[str]:
    yield from (one.email for one in account.users)
    for webinar in account.webinars:
        yield webinar.host_email
        yield from webinar.alternative_hosts.split(",")
        yield from (one.email for one in webinar.registrants)
        yield from (one.email for one in webinar.panelists)
    for session in account.sessions:
        yield session.host_email
        yield from (one.user_email for one in session.connections)


def _links(account: Account) -> Iterator[Secret]:
    """Return what lets somebody in: personal tokens, passwords, the host's start links."""
    for webinar in account.webinars:
        detail = views.webinar_detail(webinar, datetime(2026, 11, 1, tzinfo=UTC))
        yield Secret("start link", detail["start_url"].split("zak=")[1])
        yield Secret("join link", detail["join_url"].split("pwd=")[1])
        for name in ("password", "h323_passcode", "pstn_password", "encrypted_passcode"):
            yield Secret(name, detail[name])
        people = [one.id for one in webinar.registrants] + [one.id for one in webinar.panelists]
        for person_id in people:
            yield Secret("join link", views.personal_url(webinar.id, person_id).split("tk=")[1])
