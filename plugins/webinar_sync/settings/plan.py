"""Compares the settings as they are with an update of them, and applies the difference."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from webinar_sync.segments.errors import SegmentRefusedError
from webinar_sync.segments.judging import judge
from webinar_sync.settings.model import (
    DOMAINS,
    HostSettings,
    SegmentSettings,
    SyncSettings,
)
from webinar_sync.settings.stored import find_unknown_ids, lock_settings
from webinar_sync.settings.values import SettingsError, quote_value
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from webinar_sync.settings.model import QuestionProperty, Settings, Update


@dataclass(frozen=True)
class Change:
    """A row to change: a line for each difference, and the query that makes it so."""

    lines: list[str]
    query_name: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What an update would change, and what to warn of."""

    changes: list[Change]
    warnings: list[str]

    @property
    def differences(self) -> list[str]:
        """A line for each value that would change."""
        return [line for change in self.changes for line in change.lines]

    @property
    def lines(self) -> list[str]:
        """The whole plan: a line for each difference and each warning."""
        return [
            *(self.differences or ["nothing to change"]),
            *(f"warning: {warning}" for warning in self.warnings),
        ]

    def apply(self, transaction: Connection, changed_by: str) -> None:
        """Change the settings, in the transaction in which the plan was made.

        :param changed_by: who asks, for settings.history; empty: the database role
        """
        transaction.execute(query("settings/set_changed_by"), {"changed_by": changed_by})
        for change in self.changes:
            transaction.execute(query(change.query_name), change.parameters)


def make_plan(transaction: Connection, update: Update) -> Plan:
    """Compare the settings with what an update makes of them.

    The settings stay locked until the transaction ends.

    :raises SettingsError: if the settings cannot be read, or new SQL may not be a segment
    """
    now = lock_settings(transaction)
    new = update(now)
    _judge_segments(transaction, now, new)
    return Plan(list(_list_changes(now, new)), find_unknown_ids(transaction, new))


def _list_changes(now: Settings, new: Settings) -> Iterator[Change]:
    lines = _compare_fields(now.sync, new.sync)
    if lines:
        parameters = {field.name: getattr(new.sync, field.name) for field in fields(SyncSettings)}
        yield Change(lines, "settings/update_sync", parameters)
    for applies_to in DOMAINS:
        yield from _domain_changes(applies_to, now.domains[applies_to], new.domains[applies_to])
    for host in sorted({*now.hosts, *new.hosts}):
        yield from _host_changes(host, now.hosts.get(host), new.hosts.get(host))
    for webinar in sorted({*now.webinars, *new.webinars}):
        yield from _webinar_changes(webinar, now.webinars.get(webinar), new.webinars.get(webinar))
    for question in sorted({*now.question_properties, *new.question_properties}):
        yield from _question_changes(
            question, now.question_properties.get(question), new.question_properties.get(question)
        )
    for name in sorted({*now.segments, *new.segments}):
        yield from _segment_changes(name, now.segments.get(name), new.segments.get(name))


def _compare_fields(
    now: SyncSettings | HostSettings, new: SyncSettings | HostSettings
) -> list[str]:
    """Return a line for each field that differs."""
    pairs = [
        (field.name, getattr(now, field.name), getattr(new, field.name)) for field in fields(now)
    ]
    return [
        f"{name}: {_show(before)} -> {_show(after)}"
        for name, before, after in pairs
        if before != after
    ]


def _domain_changes(applies_to: str, now: frozenset[str], new: frozenset[str]) -> Iterator[Change]:
    kind = "contact" if applies_to == "contacts" else "host"
    others = {} if applies_to == "contacts" else {"applies_to": applies_to}
    for verb, sign, domains in (("delete", "-", now - new), ("insert", "+", new - now)):
        for domain in sorted(domains):
            yield Change(
                [f"{sign} {DOMAINS[applies_to]}: {domain}"],
                f"settings/{verb}_excluded_{kind}_domain",
                {"domain": domain, **others},
            )


def _host_changes(
    key: tuple[str, str], now: HostSettings | None, new: HostSettings | None
) -> Iterator[Change]:
    default = HostSettings()
    account_id, host_id = key
    lines = [
        f"host {host_id} of account {account_id}: {line}"
        for line in _compare_fields(now or default, new or default)
    ]
    if not lines:
        return
    parameters: dict[str, Any] = {"account_id": account_id, "host_id": host_id}
    if new is None or new == default:
        yield Change(lines, "settings/delete_host", parameters)
        return
    parameters |= {field.name: getattr(new, field.name) for field in fields(HostSettings)}
    yield Change(lines, "settings/upsert_host", parameters)


def _webinar_changes(key: tuple[str, int], now: bool | None, new: bool | None) -> Iterator[Change]:
    if now == new:
        return
    account_id, webinar_id = key
    name = f"webinar {webinar_id} of account {account_id}"
    parameters: dict[str, Any] = {"account_id": account_id, "webinar_id": webinar_id}
    if new is None:
        yield Change([f"- {name}: {_show(now)}"], "settings/delete_webinar", parameters)
        return
    line = f"+ {name}: {_show(new)}" if now is None else f"{name}: {_show(now)} -> {_show(new)}"
    yield Change([line], "settings/upsert_webinar", {**parameters, "is_synced": new})


def _question_changes(
    question: str, now: QuestionProperty | None, new: QuestionProperty | None
) -> Iterator[Change]:
    if now == new:
        return
    parameters: dict[str, Any] = {"question": question}
    if new is None:
        line = f"- question {quote_value(question)}"
        yield Change([line], "settings/delete_question_property", parameters)
        return
    line = f"+ question {quote_value(question)}: {new.property}, overwrites {_show(new.overwrites)}"
    yield Change(
        [line],
        "settings/upsert_question_property",
        {**parameters, "property": new.property, "overwrites": new.overwrites},
    )


def _segment_changes(
    name: str, now: SegmentSettings | None, new: SegmentSettings | None
) -> Iterator[Change]:
    """Say which parts of a segment change; not its SQL, which may fill a page."""
    if now == new:
        return
    if new is None:
        yield Change([f"- segment {name}"], "segments/delete_segment", {"name": name})
        return
    lines = [f"+ segment {name}"] if now is None else []
    before = now or SegmentSettings(new.sql)
    if before.sql != new.sql:
        lines.append(f"segment {name}: other SQL")
    if before.description != new.description and now is not None:
        lines.append(f"segment {name}: another description")
    if before.is_kept_as_list != new.is_kept_as_list:
        lines.append(
            f"segment {name}: kept as a list in HubSpot: "
            f"{_show(before.is_kept_as_list)} -> {_show(new.is_kept_as_list)}"
        )
    yield Change(lines, "segments/upsert_segment", {"name": name, **asdict(new)})


def _judge_segments(transaction: Connection, now: Settings, new: Settings) -> None:
    """Refuse SQL that may not be a segment before it is saved.

    :raises SettingsError: names the segment
    """
    for name, segment in new.segments.items():
        if name in now.segments and now.segments[name].sql == segment.sql:
            continue
        try:
            judge(transaction, segment.sql)
        except SegmentRefusedError as error:
            raise SettingsError(f"`segments.{name}.sql`: {error}") from None


def _show(value: object) -> str:
    """Return a setting's value as people write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)
