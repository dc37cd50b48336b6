"""Faults that a test switches on: answers as they come when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.errors import (
    HubspotError,
    RowError,
    missing_scope,
    too_many,
    wrong_token,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = frozenset(
    {
        "status",  # status, optional headers
        "not_json",
        "answer",  # status, body: a text instead of what the request should be answered with
        "html_502",
        "cut",
        "drop_answer",  # the request is carried out, and no answer comes
        "ten_secondly_429",
        "secondly_429",
        "daily_429",
        "locked_423",
        "moving_477",  # seconds
        "revoked_token",
        "missing_scope",  # scope
        "quote_address_400",
        "refuse_rows",  # text: rows of a batch that contain it
        "unanswered_rows",  # text: these are left out of the answer
        "pending",  # a batch is taken in and not carried out: status PENDING, no results
    }
)
_LIMIT_POLICIES = {
    "ten_secondly_429": "TEN_SECONDLY_ROLLING",
    "secondly_429": "SECONDLY",
    "daily_429": "DAILY",
}
QUOTED_ADDRESS = "quoted.person@northwind.example.com"


@dataclass
class Fault:
    """One fault: where, what, how often (None: always), and after how many requests."""

    path_contains: str
    kind: str
    times: int | None = None
    after: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    matched: int = 0
    done: int = 0

    def applies(self, target: str) -> bool:
        """Count a request; tell whether the fault strikes it."""
        if self.path_contains not in target:
            return False
        self.matched += 1
        if self.matched <= self.after or (self.times is not None and self.done >= self.times):
            return False
        self.done += 1
        return True


class Faults:
    """The faults that are switched on. A request gets the first that strikes it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        kind: str,
        path_contains: str = "",
        *,
        times: int | None = None,
        after: int = 0,
        **options: Any,
    ) -> Fault:
        """Switch a fault on, with the options of its kind.

        :raises ValueError: if the kind is unknown
        """
        if kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {kind}")
        self._faults.append(Fault(path_contains, kind, times, after, options))
        return self._faults[-1]

    def clear(self) -> None:
        """Switch all faults off."""
        self._faults.clear()

    def striking(self, target: str) -> Fault | None:
        """Return the fault that strikes a request."""
        return next((fault for fault in self._faults if fault.applies(target)), None)


def faulty_answer(fault: Fault) -> Answer | None:
    """Return the answer of a fault that replaces the real one.

    :raises HubspotError: where the fault is one of HubSpot's own refusals
    """
    options = fault.options
    if fault.kind == "status":
        raise HubspotError(
            int(options["status"]), "SERVER_ERROR", "out of order", headers=options.get("headers")
        )
    if fault.kind == "pending":
        return Answer(200, {"status": "PENDING", "results": []})
    if fault.kind == "not_json":
        return Answer(200, raw=b"<!doctype html><title>HubSpot</title>")
    if fault.kind == "answer":
        return Answer(int(options["status"]), raw=str(options["body"]).encode())
    if fault.kind == "html_502":
        return Answer(502, raw=b"<html><title>502 Bad Gateway</title></html>")
    if fault.kind in _LIMIT_POLICIES:
        raise too_many(_LIMIT_POLICIES[fault.kind], {})
    if fault.kind == "locked_423":
        raise HubspotError(423, "LOCKED", "The resource is locked, try again in 2 seconds")
    if fault.kind == "moving_477":
        seconds = str(options.get("seconds", 3600))
        raise HubspotError(477, "MIGRATION", "Account moving", headers={"Retry-After": seconds})
    if fault.kind == "revoked_token":
        raise wrong_token()
    if fault.kind == "missing_scope":
        raise missing_scope(str(options["scope"]))
    if fault.kind == "quote_address_400":
        raise HubspotError(
            400, "VALIDATION_ERROR", f"The value {QUOTED_ADDRESS} is not valid", errors=[]
        )
    return None


def check_row(fault: Fault | None, row: Mapping[str, Any]) -> None:
    """Refuse a row of a batch if the fault says so, with a text that quotes it.

    :raises RowError: then
    """
    if fault and fault.kind == "refuse_rows" and str(fault.options["text"]) in str(row):
        raise RowError(
            "VALIDATION_ERROR",
            f'Property values were not valid: [{{"isValid":false,"message":"{row} is refused",'
            f'"error":"VALIDATION_RULE_FAILED","name":"lastname"}}]',
        )
