"""What breaks a contract as a whole, and which of several reasons a row is rejected for.

With Great Expectations: `tests/integration/quality/test_judgement.py`.
"""

from __future__ import annotations

import pytest

from webinar_sync.quality.contracts import PARTICIPANTS
from webinar_sync.quality.judgement import find_breach, first_reasons
from webinar_sync.quality.validation import Verdict


@pytest.mark.parametrize(
    ("missing_keys", "unreadable", "total", "breach"),
    [
        ([], 0, 10, None),
        ([], 4, 4, None),  # few enough to be odd rows, even if they are all
        ([], 5, 5, "5 of 5 rows are unreadable"),
        ([], 5, 25, None),  # a fifth, and not more
        ([], 5, 24, "5 of 24 rows are unreadable"),
        (["status"], 0, 1, "no row of 1 has the key status"),
        (["name", "status"], 3, 4, "no row of 4 has the key name, status"),
        (["status"], 4, 4, None),  # a few rows that are all unreadable say nothing about keys
        (["status"], 5, 5, "no row of 5 has the key status"),
    ],
)
def test_a_contract_is_broken_by_the_rows_as_a_whole(
    missing_keys: list[str], unreadable: int, total: int, breach: str | None
) -> None:
    assert find_breach(missing_keys, unreadable, total) == breach


def test_the_first_broken_rule_in_the_contracts_order_is_the_reason() -> None:
    failed = {
        "user_id is missing": ["a", "b"],
        "leave_time is missing or not a time": ["b", "c"],
        "no row has the key name": ["never a row"],
    }

    assert first_reasons(PARTICIPANTS, Verdict(False, failed, {})) == {
        "a": "user_id is missing",
        "b": "leave_time is missing or not a time",
        "c": "leave_time is missing or not a time",
    }
