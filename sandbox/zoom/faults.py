"""Faults that a test switches on: which requests they strike. `odd_answers` has their answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each kind, with the options that it needs. Options that it may have are in brackets.
_REQUIRED_OPTIONS: dict[str, tuple[str, ...]] = {
    "status": ("status",),  # (body, headers)
    "html_403": (),
    "html_page": (),  # a page in place of JSON (status: 403)
    "not_json": (),
    "empty_object": (),
    "plan_missing": (),  # 200 with a refusal as its body
    "expired_page_token": (),
    "quote_address_400": (),  # (email)
    "cut": (),  # the body ends half-way
    "hang": (),  # (seconds: 30)
    "revoke_token": (),
    "second_429": (),  # (headers: "none")
    "daily_429": (),  # (headers: "none")
    "advance_clock": ("seconds",),
    # These alter a good answer: the object, the objects in it, and the rows of its lists.
    "rename_key": ("from", "to"),
    "drop_key": ("key",),
    "set_key": ("key",),  # (value, or literal: JSON as text, such as NaN)
    "empty_list": (),
    "odd_rows": (),  # (value: null) in the place of each row
    "start_without_zone": (),  # start_time as the clock shows it in the object's time zone
}
KINDS = frozenset(_REQUIRED_OPTIONS)
_OWN_FIELDS = ("path_contains", "path_matches", "kind", "times", "after", "account_id")
_MOMENTS = ("since", "until")
QUOTED_ADDRESS = "quoted.person@northwind.example.com"


@dataclass
class Fault:
    """One fault: where, what, how often (None: always), and after how many requests.

    `path_matches`: a regular expression that the path and query must hold, too.
    `account_id`: the fault strikes requests with a token of this account only.
    `since`, `until`: by the sandbox's clock; `until` itself is past it.
    `matched`, `done`: how many requests it could have struck, and how many it struck.
    """

    path_contains: str
    kind: str
    times: int | None = None
    after: int = 0
    account_id: str | None = None
    path_matches: str = ""
    since: datetime | None = None
    until: datetime | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    matched: int = 0
    done: int = 0

    def applies(self, target: str, now: datetime, account_id: str | None) -> bool:
        """Count a request; tell whether the fault strikes it."""
        if self.path_contains not in target or self.account_id not in (None, account_id):
            return False
        if not re.search(self.path_matches, target):
            return False
        if (self.since and now < self.since) or (self.until and now >= self.until):
            return False
        self.matched += 1
        if self.matched <= self.after or (self.times is not None and self.done >= self.times):
            return False
        self.done += 1
        return True

    def describe(self) -> dict[str, Any]:
        """Return the fault as JSON can hold it."""
        own = {name: getattr(self, name) for name in _OWN_FIELDS}
        for name in _MOMENTS:
            moment = getattr(self, name)
            own[name] = moment.isoformat() if moment else None
        return {**self.options, **own, "matched": self.matched, "done": self.done}


class Faults:
    """The faults that are switched on. A request gets the first that strikes it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Mapping[str, Any]) -> None:
        """Switch a fault on: its kind, its own fields, and the options of its kind.

        :raises ValueError: if the kind is unknown, or lacks an option
        """
        options = dict(fault)
        kind = options.pop("kind", None)
        if kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {kind}")
        missing = [name for name in _REQUIRED_OPTIONS.get(kind, ()) if name not in options]
        if missing:
            raise ValueError(f"a fault {kind} needs {', '.join(missing)}")
        self._faults.append(
            Fault(
                path_contains=options.pop("path_contains", ""),
                kind=kind,
                times=options.pop("times", None),
                after=options.pop("after", 0),
                account_id=options.pop("account_id", None),
                path_matches=options.pop("path_matches", ""),
                since=_moment(options.pop("since", None)),
                until=_moment(options.pop("until", None)),
                options=options,
            )
        )

    def clear(self) -> None:
        """Switch all faults off."""
        self._faults.clear()

    def describe(self) -> list[dict[str, Any]]:
        """Return the faults as JSON can hold them."""
        return [fault.describe() for fault in self._faults]

    def striking(self, target: str, now: datetime, account_id: str | None = None) -> Fault | None:
        """Return the fault for an account's request to this raw path with query, if there is one.

        :param account_id: None where the request has no token yet
        """
        return next(
            (fault for fault in self._faults if fault.applies(target, now, account_id)), None
        )


def _moment(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
