"""Faults that a test switches on: answers as they come when something is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.zoom.answers import JSON_TYPE, Answer, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = frozenset(
    {
        "status",
        "html_403",
        "not_json",
        "cut",
        "hang",
        "rename_key",
        "drop_key",
        "revoke_token",
        "quote_address_400",
        "daily_429",
        "second_429",
        "advance_clock",
    }
)
_REQUIRED_OPTIONS = {
    "rename_key": ("from", "to"),
    "drop_key": ("key",),
    "status": ("status",),
    "advance_clock": ("seconds",),
}
_OWN_FIELDS = ("path_contains", "kind", "times", "after", "account_id")
QUOTED_ADDRESS = "quoted.person@northwind.example.com"


@dataclass
class Fault:
    """One fault: where, what, how often (None: always), and after how many requests.

    `account_id`: the fault strikes requests with a token of this account only.
    `matched`, `done`: how many requests it could have struck, and how many it struck.
    """

    path_contains: str
    kind: str
    times: int | None = None
    after: int = 0
    account_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    matched: int = 0
    done: int = 0

    def applies(self, target: str, account_id: str | None) -> bool:
        """Count a request; tell whether the fault strikes it."""
        if self.path_contains not in target or self.account_id not in (None, account_id):
            return False
        self.matched += 1
        if self.matched <= self.after or (self.times is not None and self.done >= self.times):
            return False
        self.done += 1
        return True

    def describe(self) -> dict[str, Any]:
        """Return the fault as JSON can hold it."""
        own = {name: getattr(self, name) for name in _OWN_FIELDS}
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
                options=options,
            )
        )

    def clear(self) -> None:
        """Switch all faults off."""
        self._faults.clear()

    def describe(self) -> list[dict[str, Any]]:
        """Return the faults as JSON can hold them."""
        return [fault.describe() for fault in self._faults]

    def striking(self, target: str, account_id: str | None = None) -> Fault | None:
        """Return the fault for an account's request to this raw path with query, if there is one.

        :param account_id: None where the request has no token yet
        """
        return next((fault for fault in self._faults if fault.applies(target, account_id)), None)


def plain_answer(fault: Fault) -> Answer | None:
    """Return the answer of a fault that needs nothing but itself."""
    if fault.kind == "status":
        return _status(fault.options)
    if fault.kind == "not_json":
        return Answer(body=b'{"page_size":300,"participants":[{"id":"", nonsense')
    if fault.kind == "quote_address_400":
        address = fault.options.get("email", QUOTED_ADDRESS)
        message = f"Validation Failed for {address}."
        errors = [{"field": "email", "message": f"Invalid value: {address}"}]
        return Answer(status=400, body=to_json({"code": 300, "message": message, "errors": errors}))
    return None


def altered(fault: Fault, answer: Answer) -> Answer:
    """Return an answer with a key renamed or dropped in all its rows."""
    if answer.status != 200 or fault.kind not in ("rename_key", "drop_key"):
        return answer
    body = json.loads(answer.body)
    _alter(body, fault)  # for an answer that is a single object
    for rows in list(body.values()):
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                _alter(row, fault)
    answer.body = to_json(body)
    return answer


def _alter(row: dict[str, Any], fault: Fault) -> None:
    if fault.kind == "drop_key":
        row.pop(fault.options["key"], None)
    elif fault.options["from"] in row:
        row[fault.options["to"]] = row.pop(fault.options["from"])


def _status(options: Mapping[str, Any]) -> Answer:
    body = options.get("body", {"code": options["status"], "message": "Sandbox fault."})
    is_text = isinstance(body, str)
    return Answer(
        status=int(options["status"]),
        body=body.encode() if is_text else to_json(body),
        content_type="text/plain;charset=UTF-8" if is_text else JSON_TYPE,
        headers={str(k): str(v) for k, v in dict(options.get("headers", {})).items()},
    )
