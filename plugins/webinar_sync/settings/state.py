"""What is set, what shall be, the difference between the two in words, and its applying.

Whoever asks (a file, a form) says only what shall be: a function from a `State` to a `State`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Connection

RECORDINGS = ("none", "some", "all")
ON_EXCLUDE = ("keep", "withdraw")
CONTACT_PROPERTIES = ("own", "native")
DOMAINS = {
    "webinars": "excluded_host_domains (webinars)",
    "recordings": "excluded_host_domains (recordings)",
    "contacts": "excluded_contact_domains",
}
"""Whose domains there are, and what their list is called in words."""


@dataclass(frozen=True)
class Sync:
    """What holds for everything: the row of settings.sync."""

    sync_webinars: bool = True
    recordings: str = "none"
    on_exclude: str = "keep"
    match_secondary_emails: bool = False
    property_cutoff: date | None = None
    contact_properties: str = "own"
    custom_events: bool = False
    difference_threshold_percent: Decimal = Decimal(1)


@dataclass(frozen=True)
class Host:
    """What holds for one host."""

    sync_new_webinars: bool = True
    recordings: bool = False


@dataclass(frozen=True)
class State:
    """All settings. A host that is not in `hosts` has the defaults; a webinar, its host's."""

    sync: Sync = Sync()
    domains: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: dict.fromkeys(DOMAINS, frozenset())
    )
    hosts: Mapping[tuple[str, str], Host] = field(default_factory=dict)
    webinars: Mapping[tuple[str, int], bool] = field(default_factory=dict)


Wish = Callable[[State], State]
"""Says what shall be, from what is."""


@dataclass(frozen=True)
class Change:
    """A row to change: each difference in words, and the statement that makes it so."""

    words: list[str]
    statement: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What would change, and what to tell about it."""

    changes: list[Change]
    warnings: list[str]

    @property
    def differences(self) -> list[str]:
        """What would change, in words."""
        return [words for change in self.changes for words in change.words]

    @property
    def lines(self) -> list[str]:
        """The plan in words, a line for each difference and each warning."""
        return [
            *(self.differences or ["nothing to change"]),
            *(f"warning: {words}" for words in self.warnings),
        ]

    def apply(self, transaction: Connection, changed_by: str) -> None:
        """Make it so, in the transaction in which it was planned.

        :param changed_by: who asks, for settings.history; empty: the database role
        """
        transaction.execute(query("settings/set_changed_by"), {"changed_by": changed_by})
        for one in self.changes:
            transaction.execute(query(one.statement), one.parameters)


def make_plan(transaction: Connection, wish: Wish) -> Plan:
    """Compare what is with what shall be. The settings stay locked until the transaction ends.

    :raises SettingsError: if the wish makes no sense
    """
    now = _read(transaction)
    wanted = wish(now)
    return Plan(list(_changes(now, wanted)), _unknown(transaction, wanted))


def _read(transaction: Connection) -> State:
    def rows(name: str) -> list[Mapping[str, Any]]:
        return [dict(one) for one in transaction.execute(query(name)).mappings()]

    whole = rows("settings/lock_sync")
    if not whole:
        raise SettingsError("`settings.sync` has no row. Insert it: default values.")
    found = rows("settings/select_excluded_domains")
    return State(
        sync=Sync(**whole[0]),
        domains={
            name: frozenset(one["domain"] for one in found if one["applies_to"] == name)
            for name in DOMAINS
        },
        hosts={
            (one["account_id"], one["host_id"]): Host(one["sync_new_webinars"], one["recordings"])
            for one in rows("settings/select_hosts")
        },
        webinars={
            (one["account_id"], one["webinar_id"]): one["is_synced"]
            for one in rows("settings/select_webinars")
        },
    )


def _changes(now: State, wanted: State) -> Iterator[Change]:
    words = _differences(now.sync, wanted.sync)
    if words:
        parameters = {one.name: getattr(wanted.sync, one.name) for one in fields(Sync)}
        yield Change(words, "settings/update_sync", parameters)
    for applies_to, name in DOMAINS.items():
        yield from _domain_changes(
            applies_to, name, now.domains[applies_to], wanted.domains[applies_to]
        )
    for host in sorted({*now.hosts, *wanted.hosts}):
        yield from _host_changes(host, now.hosts.get(host), wanted.hosts.get(host))
    for one in sorted({*now.webinars, *wanted.webinars}):
        yield from _webinar_changes(one, now.webinars.get(one), wanted.webinars.get(one))


def _differences(now: Sync | Host, wanted: Sync | Host) -> list[str]:
    return [
        f"{one.name}: {_word(getattr(now, one.name))} -> {_word(getattr(wanted, one.name))}"
        for one in fields(now)
        if getattr(now, one.name) != getattr(wanted, one.name)
    ]


def _domain_changes(
    applies_to: str, name: str, now: frozenset[str], wanted: frozenset[str]
) -> Iterator[Change]:
    kind = "contact" if applies_to == "contacts" else "host"
    others = {} if applies_to == "contacts" else {"applies_to": applies_to}
    for verb, sign, domains in (("delete", "-", now - wanted), ("insert", "+", wanted - now)):
        for domain in sorted(domains):
            yield Change(
                [f"{sign} {name}: {domain}"],
                f"settings/{verb}_excluded_{kind}_domain",
                {"domain": domain, **others},
            )


def _host_changes(key: tuple[str, str], now: Host | None, wanted: Host | None) -> Iterator[Change]:
    words = _differences(now or Host(), wanted or Host())
    if not words:
        return
    account_id, host_id = key
    words = [f"host {host_id} of account {account_id}: {one}" for one in words]
    parameters: dict[str, Any] = {"account_id": account_id, "host_id": host_id}
    if wanted is None or wanted == Host():
        yield Change(words, "settings/delete_host", parameters)
        return
    parameters |= {one.name: getattr(wanted, one.name) for one in fields(Host)}
    yield Change(words, "settings/upsert_host", parameters)


def _webinar_changes(
    key: tuple[str, int], now: bool | None, wanted: bool | None
) -> Iterator[Change]:
    if now == wanted:
        return
    account_id, webinar_id = key
    name = f"webinar {webinar_id} of account {account_id}"
    parameters: dict[str, Any] = {"account_id": account_id, "webinar_id": webinar_id}
    if wanted is None:
        yield Change([f"- {name}: {_word(now)}"], "settings/delete_webinar", parameters)
        return
    words = f"+ {name}: " if now is None else f"{name}: {_word(now)} -> "
    parameters["is_synced"] = wanted
    yield Change([words + _word(wanted)], "settings/upsert_webinar", parameters)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)


def _unknown(transaction: Connection, wanted: State) -> list[str]:
    """Say which ids the warehouse has never seen; of an unknown account, only that."""
    named = [
        *(("host", account_id, host_id) for account_id, host_id in wanted.hosts),
        *(("webinar", account_id, str(webinar_id)) for account_id, webinar_id in wanted.webinars),
    ]
    named += [("account", one, one) for one in sorted({account_id for _, account_id, _ in named})]
    if not named:
        return []
    kinds, account_ids, object_ids = (list(one) for one in zip(*named, strict=True))
    found = [
        (str(one.kind), str(one.account_id), str(one.object_id))
        for one in transaction.execute(
            query("settings/select_unknown"),
            {"kinds": kinds, "account_ids": account_ids, "object_ids": object_ids},
        )
    ]
    accounts = {account_id for kind, account_id, _ in found if kind == "account"}
    return [
        f"the warehouse knows no account {account_id}: its settings wait for it"
        if kind == "account"
        else f"the warehouse knows no {kind} {object_id} of account {account_id}: its setting "
        "waits for it"
        for kind, account_id, object_id in found
        if kind == "account" or account_id not in accounts
    ]
