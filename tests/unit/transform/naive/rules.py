"""The plain rules about addresses and people, and the shapes of questions and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]

SINGLE, NO_FIXED_TIME, RECURRING = 5, 6, 9
HOUR = timedelta(hours=1)
NEAR = timedelta(hours=12)
DAY = timedelta(hours=24)
REHEARSALS = {SINGLE: timedelta(days=14), RECURRING: timedelta(days=3)}
"""How long before a date a session may be its rehearsal, by the webinar's type."""


@dataclass
class Rules:
    """What the settings say of people."""

    withdraws_excluded: bool = False
    match_secondary_emails: bool = False
    excluded_contact_domains: tuple[str, ...] = ()


@dataclass
class Answer:
    """The tables, each row under its key."""

    outcomes: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    registrations: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    participations: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    marketing_events: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    attendance_connections: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    recordings: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    timeline_events: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    announced: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    sessions: dict[tuple[Any, ...], Row] = field(default_factory=dict)


def clean(address: str | None) -> str | None:
    """Trimmed, in lower case; none if nothing is left."""
    return (address or "").strip().lower() or None


def is_address(address: str) -> bool:
    """Something, one @, a domain with a dot; no blanks."""
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", address) is not None


def in_domain(address: str, domains: tuple[str, ...]) -> bool:
    """In a domain or in one of its subdomains."""
    parts = address.split("@")[-1].split(".")
    return any(".".join(parts[i:]) in domains for i in range(len(parts)))


def is_erased(address: str | None) -> bool:
    """Whether it stands in the place of an address of somebody who asked to be forgotten."""
    return address is not None and bool(re.fullmatch("[0-9a-f]{32}@erased[.]invalid", address))


def percent(part: int, whole: int) -> Decimal:
    """Of two numbers of seconds, two decimals, half up."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def seconds(start: datetime, end: datetime) -> set[int]:
    """Every whole second from start to end."""
    return set(range(int(start.timestamp()), int(end.timestamp())))


def moment(second: int) -> datetime:
    """The time of a second."""
    return datetime.fromtimestamp(second, UTC)


class People:
    """What the settings and HubSpot say of an address."""

    def __init__(self, world: World, rules: Rules) -> None:
        self.rules = rules
        self.hubspot_users = {row["email"] for row in world["hubspot_users"]}
        self.primary: dict[str, str] = {}
        self.archived: set[str] = set()
        for row in world["hubspot_contacts"]:
            if row["is_archived"]:
                self.archived.add(row["email"])
            else:
                self.primary[row["email"]] = row["primary_email"]

    def resolve(self, address: str | None) -> str | None:
        """The address that an activity counts for: of a secondary one, if matched, its primary.

        `erased`, `account_user` and `deleted_contact` come before `secondary_email`.
        """
        if self.rules.match_secondary_emails and self.code(address) == "secondary_email":
            assert address is not None
            return self.primary[address]
        return address

    def code(self, address: str | None) -> str:
        """The first code that applies to an address, of those about people."""
        if address is None:
            return "no_email"
        if is_erased(address):
            return "erased"
        if not is_address(address):
            return "invalid_email"
        if address in self.hubspot_users:
            return "account_user"
        if address in self.archived and address not in self.primary:
            return "deleted_contact"
        if self.primary.get(address, address) != address:
            return "secondary_email"
        if in_domain(address, self.rules.excluded_contact_domains) and address not in self.primary:
            return "contact_domain_excluded"
        return "synced"

    def shown(self, address: str | None) -> str | None:
        """The address as the ledger may keep it."""
        return None if is_erased(address) else address
