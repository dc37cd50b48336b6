"""Every string of these tests' accounts that may stand in no log and in no table of Airflow."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox.zoom import awkward, faults, views
from tests.airflow.accounts import DATABASE_PASSWORD, NAME_MARK, WRONG_SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sandbox.zoom.model import Account

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

    def is_in(self, haystack: bytes) -> bool:
        """Tell whether it stands in a text that was made lower case."""
        needle = self.text.lower().encode()
        if needle not in haystack:
            return False
        if not self.text.isdigit():
            return True
        # A passcode of six digits also occurs as the microseconds of a time, or as those that a
        # request took, in the log of Airflow's API server.
        pattern = rb"(?<![0-9a-f.,_-])(?<!duration_us=)" + needle + rb"(?![0-9a-f_-])"
        return re.search(pattern, haystack) is not None


def secret_texts(accounts: Iterable[Account], tokens: Iterable[str]) -> list[Secret]:
    """Return everything that nobody may see, `tokens` (the sandbox's access tokens) included."""
    texts = [
        Secret("name", NAME_MARK),
        Secret("database password", DATABASE_PASSWORD),
        Secret("client secret", WRONG_SECRET),
        Secret("address", faults.QUOTED_ADDRESS),
        *(Secret("access token", token) for token in tokens),
    ]
    addresses = {*MIRROR_ADDRESSES}
    for account in accounts:
        basic = f"{account.client_id}:{account.client_secret}".encode()
        texts += [
            Secret("client secret", account.client_secret),
            Secret("client secret", base64.b64encode(basic).decode().rstrip("=")),
        ]
        addresses |= set(_addresses(account))
        texts += _links(account)
    for address in sorted({address.strip().lower() for address in addresses} - {""}):
        texts += [Secret("address", address), Secret("address", quote(address))]
    return sorted(set(texts), key=lambda secret: (secret.kind, secret.text))


def _addresses(account: Account) -> Iterator[str]:
    yield from (user.email for user in account.users)
    for webinar in account.webinars:
        yield webinar.host_email
        yield from (name for name in webinar.alternative_hosts.split(",") if "@" in name)
        yield from (person.email for person in webinar.registrants)
        yield from (person.email for person in webinar.panelists)
    for session in account.sessions:
        yield session.host_email
        yield from (connection.user_email for connection in session.connections)


def _links(account: Account) -> Iterator[Secret]:
    """Return what lets somebody in: personal tokens, passwords, the host's start links."""
    for webinar in account.webinars:
        detail = views.webinar_detail(webinar, datetime(2026, 11, 1, tzinfo=UTC))
        yield Secret("start link", detail["start_url"].split("zak=")[1])
        yield Secret("join link", detail["join_url"].split("pwd=")[1])
        for name in ("password", "h323_passcode", "pstn_password", "encrypted_passcode"):
            yield Secret(name, detail[name])
        for person in (*webinar.registrants, *webinar.panelists):
            yield Secret("join link", views.personal_url(webinar.id, person.id).split("tk=")[1])
