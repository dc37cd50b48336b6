"""Judging rows against a contract with Great Expectations, whose import takes seconds."""

from __future__ import annotations

import pandas as pd
import pytest

from webinar_sync.quality.contracts import PARTICIPANTS, WEBINARS
from webinar_sync.quality.judgement import Judgement, Landed, first_reasons, judge
from webinar_sync.quality.validation import Rule, validate


def participants(good: int, without_user: int) -> pd.DataFrame:
    number = good + without_user
    times = pd.Series([pd.Timestamp("2026-11-20T10:00:00Z")] * number, dtype="datetime64[us, UTC]")
    users = ["1"] * good + [None] * without_user
    return pd.DataFrame(
        {
            "row_key": [f"row {row}" for row in range(number)],
            "join_time": times,
            "leave_time": times,
            "user_id": pd.Series(users, dtype="str"),
        }
    )


def test_the_first_broken_rule_in_order_is_the_reason() -> None:
    moment = pd.Timestamp("2026-11-20T10:00:00Z")
    rows = pd.DataFrame(
        {
            "row_key": ["all wrong", "leaves early", "no user", "good"],
            "join_time": pd.Series([pd.NaT, moment, moment, moment], dtype="datetime64[us, UTC]"),
            "leave_time": pd.Series(
                [pd.NaT, moment - pd.Timedelta(seconds=1), moment, moment],
                dtype="datetime64[us, UTC]",
            ),
            "user_id": [None, "1", None, "2"],
        }
    )

    verdict = validate(rows, "participants", PARTICIPANTS.rules)

    assert first_reasons(PARTICIPANTS, verdict) == {
        "all wrong": "join_time is missing or not a time",
        "leaves early": "leaves before it joins",
        "no user": "user_id is missing",
    }


def test_a_rule_that_holds_fails_no_row() -> None:
    verdict = validate(
        pd.DataFrame({"row_key": ["a"], "x": [1]}),
        "tiny",
        [Rule("ExpectColumnValuesToNotBeNull", {"column": "x"}, "x is missing")],
    )

    assert verdict.success
    assert verdict.failed == {"x is missing": []}


@pytest.mark.parametrize(
    ("good", "without_user", "breach"),
    [
        (10, 0, None),
        (0, 4, None),  # few enough to be odd rows, even if they are all
        (0, 5, "5 of 5 rows are unreadable"),
        (20, 5, None),  # a fifth, and not more
        (19, 5, "5 of 24 rows are unreadable"),
    ],
)
def test_a_contract_is_broken_by_many_rows_and_a_large_share(
    good: int, without_user: int, breach: str | None
) -> None:
    judgement = judge(PARTICIPANTS, Landed(participants(good, without_user), {*PARTICIPANTS.keys}))

    assert judgement.breach == breach
    assert set(judgement.reasons.values()) == ({"user_id is missing"} if without_user else set())
    assert len(judgement.row_keys) == good + without_user


@pytest.mark.parametrize(
    ("good", "without_user", "breach"),
    [
        (1, 0, "no row of 1 has the key status"),
        (0, 4, None),  # nothing can be told from a few rows that are all unreadable
        (0, 5, "no row of 5 has the key status"),
    ],
)
def test_a_contract_is_broken_by_a_key_that_no_row_has(
    good: int, without_user: int, breach: str | None
) -> None:
    keys = {*PARTICIPANTS.keys} - {"status"}

    assert judge(PARTICIPANTS, Landed(participants(good, without_user), keys)).breach == breach


def test_no_row_is_nothing_to_judge() -> None:
    assert judge(WEBINARS, Landed(pd.DataFrame({"row_key": []}), set())) == Judgement()
