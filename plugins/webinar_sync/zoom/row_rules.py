"""What makes a row of Zoom's listings usable, and when many that are not break a contract. Pure.

The keys are those of Zoom's OpenAPI document of 2026-08-09. A row of a resource is asked for the
keys that the transform needs, and for no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.zoom.times import read_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CONTRACT_ROWS = 5
"""Fewer useless rows than this break no contract: a quiet week may hold three, and all odd."""
UNREADABLE_SHARE = 0.2
"""A larger share of unreadable rows than this breaks a contract."""
BIGINT = 2**63
"""PostgreSQL's bigint ends below it."""

_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,19}\s*", re.ASCII)

FieldKind = Literal["text", "address", "time", "number", "status"]
"""An address may be empty, as Zoom blanks those of guests; a status is that of the listing where a
row has none; any other field may not be missing."""
STATUSES = ("approved", "pending", "denied")


@dataclass(frozen=True)
class Field:
    """What a row needs under a key."""

    key: str
    kind: FieldKind
    name: str = ""
    """What people call it; empty: as the key."""

    @property
    def reason(self) -> str:
        """Why a row without it is rejected."""
        name = self.name or self.key
        if self.kind == "status":
            return f"{name} is not one that Zoom documents"
        return f"{name} is missing{' or not a time' if self.kind == 'time' else ''}"


@dataclass(frozen=True)
class RowRules:
    """What the rows of one endpoint must be like.

    - source: the name of the endpoint's rows in sync.rejected_rows and sync.validations
    - keys: must each occur in some row
    - fields: must be usable in each row; the first that is not is the reason to reject it
    - order: the keys of two moments; the second must not be before the first
    - disorder: why a row is rejected where it is
    """

    source: str
    keys: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    order: tuple[str, str] | None = None
    disorder: str = ""


@dataclass(frozen=True)
class RowTally:
    """How many rows there are, how many of them are unreadable, and which keys no row has."""

    rows: int
    unreadable: int
    missing_keys: tuple[str, ...]

    @property
    def useless_rows(self) -> int:
        """How many rows cannot be used: all where a key is missing, else the unreadable ones."""
        return self.rows if self.missing_keys else self.unreadable

    @property
    def breach(self) -> str | None:
        """How the rows of one resource break their contract; None if they do not."""
        if self.useless_rows < CONTRACT_ROWS:
            return None
        if self.missing_keys:
            return f"no row of {self.rows} has the key {', '.join(self.missing_keys)}"
        if self.unreadable > UNREADABLE_SHARE * self.rows:
            return f"{self.unreadable} of {self.rows} rows are unreadable"
        return None


PARTICIPANTS = RowRules(
    "participants",
    ("user_id", "user_email", "join_time", "leave_time"),
    (Field("join_time", "time"), Field("leave_time", "time"), Field("user_id", "text")),
    ("join_time", "leave_time"),
    "leaves before it joins",
)
"""Without `user_email` in any row everybody would silently become anonymous."""
REGISTRANTS = RowRules(
    "registrants",
    ("id", "email", "create_time"),
    (
        Field("id", "text"),
        Field("create_time", "time"),
        Field("status", "status"),
        Field("email", "address"),
    ),
)
SESSIONS = RowRules(
    "sessions",
    ("meeting_uuid", "meeting_id", "start_time", "end_time", "host_email"),
    (
        Field("meeting_uuid", "text", "uuid"),
        Field("meeting_id", "number", "webinar id"),
        Field("start_time", "time"),
        Field("end_time", "time"),
    ),
    ("start_time", "end_time"),
    "ends before it starts",
)
WEBINARS = RowRules("webinars", ("id", "type", "host_id", "settings"))


def whole_number(value: object) -> int | None:
    """Return a whole number, also of a text, as `zoom.to_bigint_or_null` does; else None."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < BIGINT else None


def tally_rows(rules: RowRules, rows: Iterable[Any]) -> RowTally:
    """Count rows, and those that are unreadable; an entry that is no object is one of these."""
    count = unreadable = 0
    missing = set(rules.keys)
    for row in rows:
        count += 1
        if not isinstance(row, dict):
            unreadable += 1
            continue
        if missing:
            missing -= row.keys()
        unreadable += not is_readable(rules, row)
    return RowTally(count, unreadable, tuple(key for key in rules.keys if key in missing))


def is_readable(rules: RowRules, row: Mapping[str, Any]) -> bool:
    """Tell whether a row can be used; one that cannot is rejected, or its resource set aside."""
    for field in rules.fields:
        if not _IS_USABLE[field.kind](row.get(field.key)):
            return False
    if rules.order is None:
        return True
    first, last = read_time(row.get(rules.order[0])), read_time(row.get(rules.order[1]))
    return first is None or last is None or first <= last


_IS_USABLE: dict[FieldKind, Callable[[object], bool]] = {
    "text": lambda value: value is not None and value != "",
    "address": lambda value: value is not None,
    "time": lambda value: read_time(value) is not None,
    "number": lambda value: whole_number(value) is not None,
    "status": lambda value: value is None or value in STATUSES,
}
"""Tells for each kind of field whether a value can be used."""
