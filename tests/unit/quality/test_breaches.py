"""What breaks a contract over resources, and which of several reasons a row is rejected for.

With Great Expectations: `tests/integration/quality/test_judgement.py`.
"""

from __future__ import annotations

import pytest

from webinar_sync.quality.contracts import CONTRACTS, Contract, find_breach
from webinar_sync.quality.judgement import first_reasons
from webinar_sync.quality.validation import Verdict
from webinar_sync.zoom import row_rules
from webinar_sync.zoom.row_rules import RowTally

GOOD = RowTally(20, 0, ())
NAMELESS = RowTally(5, 0, ("user_email",))
BROKEN = RowTally(20, 6, ())


@pytest.mark.parametrize(
    ("resources", "resources_read", "breach"),
    [
        ([], 0, None),
        ([GOOD] * 3, 3, None),
        ([BROKEN], 1, None),  # one odd report, and nothing else was read
        ([NAMELESS], 1, None),
        ([BROKEN, GOOD], 2, None),
        ([BROKEN, BROKEN, GOOD, GOOD], 4, None),  # half, and not more
        ([BROKEN, BROKEN], 4, None),  # two others were read, and were as before
        ([BROKEN, BROKEN, GOOD], 3, None),  # a fifth of all rows, and not more,
        ([BROKEN, BROKEN, RowTally(2, 0, ())], 3, "12 of 42 rows are unreadable, in 2 of 3"),
        ([NAMELESS, NAMELESS], 2, "10 of 10 rows are unreadable, for lack of the key user_email"),
        ([NAMELESS, BROKEN], 2, "11 of 25 rows are unreadable, for lack of the key user_email"),
        # Each has few rows; all of them together have many.
        ([RowTally(2, 0, ("user_email",))] * 3, 3, "6 of 6 rows are unreadable, for lack of"),
        ([RowTally(2, 0, ("user_email",))] * 2, 2, None),
        ([RowTally(1, 1, ())] * 4, 4, None),
        ([RowTally(1, 1, ())] * 5, 5, "5 of 5 rows are unreadable"),
        ([RowTally(5, 1, ())] * 5, 5, None),  # a fifth, and not more
        ([RowTally(4, 1, ())] * 3 + [GOOD] * 2, 5, None),  # a few odd rows among many
    ],
)
def test_a_contract_is_broken_by_most_of_several_resources(
    resources: list[RowTally], resources_read: int, breach: str | None
) -> None:
    words = find_breach(resources, resources_read)

    assert (words or "").startswith(breach or "")
    assert (words is None) == (breach is None)


def test_no_contract_asks_for_keys_that_the_transform_does_not_need() -> None:
    keys = {contract.source: set(contract.keys) for contract in CONTRACTS}

    assert not keys["participants"] & {"name", "duration", "status"}
    assert not keys["webinars"] & {"duration", "topic", "timezone"}
    assert not keys["registrants"] & {"status", "first_name"}


def test_the_first_broken_rule_in_the_contracts_order_is_the_reason() -> None:
    failed = {
        "user_id is missing": ["a", "b"],
        "leave_time is missing or not a time": ["b", "c"],
        "leaves before it joins": ["a"],
        "no row has the key name": ["never a row"],
    }
    participants = Contract.of(row_rules.PARTICIPANTS)

    assert first_reasons(participants, Verdict(False, failed, {})) == {
        "a": "leaves before it joins",
        "b": "leave_time is missing or not a time",
        "c": "leave_time is missing or not a time",
    }
