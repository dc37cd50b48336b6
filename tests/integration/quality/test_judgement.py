"""Judging rows against a contract with Great Expectations, whose import takes seconds."""

from __future__ import annotations

import pandas as pd
import pytest

from webinar_sync.quality.contracts import Contract
from webinar_sync.quality.judgement import (
    Judgement,
    Landed,
    OddAnswers,
    first_reasons,
    judge,
    split_readings,
)
from webinar_sync.quality.validation import Rule, validate
from webinar_sync.zoom import row_rules
from webinar_sync.zoom.row_rules import RowTally

PARTICIPANTS = Contract.of(row_rules.PARTICIPANTS)
WEBINARS = Contract.of(row_rules.WEBINARS)


def participants(good: int, without_user: int) -> pd.DataFrame:
    number = good + without_user
    times = pd.Series([pd.Timestamp("2026-11-20T10:00:00Z")] * number, dtype="datetime64[us, UTC]")
    users = ["1"] * good + [None] * without_user
    return pd.DataFrame(
        {
            "row_key": [f"row {row}" for row in range(number)],
            "object_key": [f"session {row % 2}" for row in range(number)],
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


def landed(good: int, without_user: int, *, without_key: str = "") -> Landed:
    """Return rows of two sessions."""
    keys = {*PARTICIPANTS.keys} - {without_key}
    return Landed(participants(good, without_user), {"session 0": keys, "session 1": keys})


@pytest.mark.parametrize(
    ("good", "without_user", "breach"),
    [
        (10, 0, None),
        (0, 4, None),  # few enough to be odd rows, even if they are all
        (0, 6, "6 of 6 rows are unreadable, in 2 of 2 that were read"),
        (16, 4, None),  # a fifth, and not more
        (18, 6, "6 of 24 rows are unreadable, in 2 of 2 that were read"),
    ],
)
def test_a_contract_is_broken_by_many_rows_and_a_large_share(
    good: int, without_user: int, breach: str | None
) -> None:
    judgement = judge(PARTICIPANTS, [landed(good, without_user)], OddAnswers((), 2))

    assert judgement.breach == breach
    assert set(judgement.reasons.values()) == ({"user_id is missing"} if without_user else set())
    assert judgement.rows == good + without_user


@pytest.mark.parametrize(
    ("rows", "breach"),
    [
        (4, None),
        (6, "6 of 6 rows are unreadable, for lack of the key user_email"),
    ],
)
def test_a_contract_is_broken_by_a_key_that_no_row_has(rows: int, breach: str | None) -> None:
    judgement = judge(PARTICIPANTS, [landed(rows, 0, without_key="user_email")], OddAnswers((), 2))

    assert (judgement.breach or "").startswith(breach or "")
    assert (judgement.breach is None) == (breach is None)


def test_what_was_set_aside_as_a_whole_counts_as_well() -> None:
    odd = RowTally(20, 0, ("user_email",))

    assert judge(PARTICIPANTS, [landed(10, 0)], OddAnswers((odd, odd), 2)).breach is None
    assert judge(PARTICIPANTS, [landed(10, 0)], OddAnswers((odd,) * 3, 2)).breach == (
        "60 of 70 rows are unreadable, for lack of the key user_email, in 3 of 5 that were read"
    )


def test_no_row_is_nothing_to_judge() -> None:
    nothing = Landed(pd.DataFrame({"row_key": []}), {})
    odd = RowTally(20, 20, ())

    assert judge(WEBINARS, [nothing], OddAnswers()) == Judgement()
    assert judge(PARTICIPANTS, [nothing], OddAnswers((odd,))).breach is None
    assert judge(PARTICIPANTS, [nothing], OddAnswers((odd, odd))).breach is not None


def test_what_landed_is_judged_over_all_portions() -> None:
    rows = participants(18, 6)
    keys = {"session 0": {*PARTICIPANTS.keys}, "session 1": {*PARTICIPANTS.keys}}
    portions = [
        Landed(rows[rows["object_key"] == name].reset_index(drop=True), {name: keys[name]})
        for name in keys
    ]

    judgement = judge(PARTICIPANTS, portions, OddAnswers((), 2))

    whole = judge(PARTICIPANTS, [Landed(rows, keys)], OddAnswers((), 2))
    assert judgement.breach == whole.breach is not None
    assert (judgement.rows, judgement.reasons) == (24, whole.reasons)
    assert len(judgement.results) == 2


@pytest.mark.parametrize(
    ("row_counts", "portions"),
    [
        ((), []),
        ((3, 2), [2]),
        ((3, 2, 1), [2, 1]),
        ((2, 9, 1, 1), [1, 1, 2]),  # a report may be larger than a portion
        ((9,), [1]),
        ((0, 5, 0), [3]),
    ],
)
def test_readings_are_taken_in_portions(
    row_counts: tuple[int, ...], portions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinar_sync.quality.judgement.MOST_ROWS", 5)
    readings = [{"object_key": str(n), "row_count": n_rows} for n, n_rows in enumerate(row_counts)]

    parts = list(split_readings(readings))

    assert [len(part) for part in parts] == portions
    assert [reading for part in parts for reading in part] == readings
