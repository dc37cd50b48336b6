"""What Zoom's rows must be like: keys that an endpoint has, and what makes one row usable.

The keys are those of Zoom's OpenAPI document of 2026-08-09. That all of them are always sent is a
guess: see docs/guesses.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from webinar_sync.errors import NeedsAttention
from webinar_sync.quality.validation import Rule

UNREADABLE_SHARE = 0.2
"""A larger share of unreadable rows than this breaks a contract, unless they are just a few."""
UNREADABLE_ROWS = 5
"""Fewer unreadable rows than this break no contract, whatever their share: a quiet week may hold
three rows, and all three odd."""


class ContractError(NeedsAttention):
    """Rows are not what this project understands. Nothing of them reaches marts."""


@dataclass(frozen=True)
class Contract:
    """What the rows of one endpoint must be like.

    `keys` must each occur in some row; `rules` hold for each row, the first broken one is the
    reason why a row is rejected.
    """

    source: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...] = ()


def _present(column: str, reason: str) -> Rule:
    return Rule("ExpectColumnValuesToNotBeNull", {"column": column}, reason)


def _ordered(first: str, last: str, reason: str) -> Rule:
    arguments = {
        "column_A": last,
        "column_B": first,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    return Rule("ExpectColumnPairValuesAToBeGreaterThanB", arguments, reason)


PARTICIPANTS = Contract(
    "participants",
    ("user_id", "name", "user_email", "join_time", "leave_time", "duration", "status"),
    (
        _present("join_time", "join_time is missing or not a time"),
        _present("leave_time", "leave_time is missing or not a time"),
        _ordered("join_time", "leave_time", "leaves before it joins"),
        _present("user_id", "user_id is missing"),
    ),
)

REGISTRANTS = Contract(
    "registrants",
    ("id", "email", "first_name", "status", "create_time"),
    (
        _present("id", "id is missing"),
        _present("create_time", "create_time is missing or not a time"),
        Rule(
            "ExpectColumnValuesToBeInSet",
            {"column": "status", "value_set": ["approved", "pending", "denied"]},
            "status is not one that Zoom documents",
        ),
        _present("email", "email is missing"),
    ),
)

SESSIONS = Contract(
    "sessions",
    ("meeting_uuid", "meeting_id", "start_time", "end_time", "host_email", "topic"),
    (
        _present("meeting_uuid", "uuid is missing"),
        _present("meeting_id", "webinar id is missing"),
        _present("start_time", "start_time is missing or not a time"),
        _present("end_time", "end_time is missing or not a time"),
        _ordered("start_time", "end_time", "ends before it starts"),
    ),
)

WEBINARS = Contract(
    "webinars",
    ("id", "host_id", "topic", "type", "duration", "timezone", "settings"),
)

CONTRACTS = (SESSIONS, WEBINARS, REGISTRANTS, PARTICIPANTS)
