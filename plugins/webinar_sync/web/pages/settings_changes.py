"""Says changes of settings in words: those of a form, and those of the history."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.settings.form import DOMAIN_FIELDS
from webinar_sync.settings.model import HostSettings, WebinarSettings
from webinar_sync.settings.posted import DEFAULT, HOST, OFF, ON, SEGMENT, WEBINAR
from webinar_sync.web.pages.settings_words import (
    DOMAIN_LABELS,
    FIELDS,
    HISTORY_LABELS,
    HOST_LABELS,
    ON_OFF,
    WEBINAR_LABELS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.settings.posted import Posted
    from webinar_sync.warehouse.engine import Warehouse

_LIST_LABEL = "Kept as a list in HubSpot"
_KEYS = {"account_id", "host_id", "webinar_id", "name", "id"}
_SWITCHES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "hosts": (HOST_LABELS, asdict(HostSettings())),
    "webinars": (WEBINAR_LABELS, asdict(WebinarSettings())),
}
"""For the tables of hosts and webinars: what their switches are called, and their defaults."""
MOST_SHOWN = 300
"""So many letters of a text are shown."""


@dataclass(frozen=True)
class Line:
    """A value that changes.

    - subject: whose it is, if it is not everybody's
    - is_words: the values are words of ours, to be translated; else what somebody wrote
    """

    label: str
    before: str
    after: str
    subject: str = ""
    is_words: bool = True


@dataclass(frozen=True)
class Entry:
    """What the history has of one row."""

    changed_at: Any
    changed_by: str
    label: str
    subject: str
    lines: list[Line]


Names = dict[tuple[str, str, str], str]


def describe_changes(warehouse: Warehouse, posted: Posted) -> list[Line]:
    """Return a line for each value that a form changes."""
    keys = [name.split(" ") for name in posted.values]
    names = _read_names(
        warehouse,
        [key[3] for key in keys if key[0] == HOST],
        [int(key[3]) for key in keys if key[0] == WEBINAR],
    )
    lines = [
        _describe_value(name, posted.seen[name], value, names)
        for name, value in posted.values.items()
    ]
    for applies_to, (excluded, included) in DOMAIN_FIELDS.items():
        label = DOMAIN_LABELS[applies_to]
        lines += [
            Line(label, "", domain, is_words=False) for domain in posted.domains.get(excluded, ())
        ]
        lines += [
            Line(label, domain, "", is_words=False) for domain in posted.domains.get(included, ())
        ]
    return lines


def describe_history(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> list[Entry]:
    """Return what rows of settings.history say."""
    present = [row["new_row"] or row["old_row"] for row in rows]
    names = _read_names(
        warehouse,
        [row["host_id"] for row in present if "host_id" in row],
        [int(row["webinar_id"]) for row in present if "webinar_id" in row],
    )
    return [
        Entry(
            row["changed_at"],
            row["changed_by"],
            HISTORY_LABELS.get(row["table_name"], row["table_name"]),
            _subject(shown, names),
            list(_compare(row["table_name"], row["old_row"], row["new_row"])),
        )
        for row, shown in zip(rows, present, strict=True)
    ]


def _describe_value(name: str, before: str, after: str, names: Names) -> Line:
    kind, *keys = name.split(" ")
    if kind in (HOST, WEBINAR):
        flag, account_id, object_id = keys
        subject = names.get((kind, account_id, object_id), object_id)
        labels = HOST_LABELS if kind == HOST else WEBINAR_LABELS
        return Line(labels[flag], ON_OFF[before], ON_OFF[after], subject)
    if kind == SEGMENT:
        return Line(_LIST_LABEL, ON_OFF[before], ON_OFF[after], keys[0])
    field = FIELDS[name]
    return Line(field.label, field.words(before), field.words(after), is_words=bool(field.options))


def _compare(table: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[Line]:
    """Return a line for each value that differs; of a domain, that it came or went."""
    if table.startswith("excluded_"):
        before, after = (row["domain"] if row else "" for row in (old, new))
        applies_to = (new or old or {}).get("applies_to", "contacts")
        yield Line(DOMAIN_LABELS[applies_to], before, after, is_words=False)
        return
    labels, defaults = _SWITCHES.get(table, ({}, None))
    if defaults:  # what has no row has the defaults
        old, new = (row or defaults for row in (old, new))
    for name in sorted({*(old or {}), *(new or {})} - _KEYS):
        before, after = (_text((row or {}).get(name)) for row in (old, new))
        if before == after:
            continue
        if name in labels:
            yield Line(labels[name], ON_OFF[before or DEFAULT], ON_OFF[after or DEFAULT])
        elif name in FIELDS:
            field = FIELDS[name]
            yield Line(
                field.label, field.words(before), field.words(after), is_words=bool(field.options)
            )
        elif name == "is_kept_as_list":
            yield Line(_LIST_LABEL, ON_OFF[before], ON_OFF[after])
        else:
            yield Line(name, before[:MOST_SHOWN], after[:MOST_SHOWN], is_words=False)


def _subject(row: dict[str, Any], names: Names) -> str:
    """Return whose setting a row is; empty if it is of everything, or of a domain."""
    if "host_id" in row:
        host_id = str(row["host_id"])
        return names.get((HOST, row["account_id"], host_id), host_id)
    if "webinar_id" in row:
        webinar_id = str(row["webinar_id"])
        return names.get((WEBINAR, row["account_id"], webinar_id), webinar_id)
    return str(row.get("name") or row.get("question") or "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return ON if value else OFF
    return "" if value is None else str(value)


def _read_names(warehouse: Warehouse, host_ids: list[str], webinar_ids: list[int]) -> Names:
    """Return the names of hosts and the topics of webinars, by kind, account and id."""
    rows = warehouse.rows("pages/select_setting_names", host_ids=host_ids, webinar_ids=webinar_ids)
    return {
        (row["kind"], row["account_id"], row["object_id"]): row["name"]
        for row in rows
        if row["name"]
    }
