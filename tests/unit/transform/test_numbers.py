"""The transform's numbers: seconds and percents, rounded as by hand."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from webinar_sync.transform.numbers import percent_of, round_percent, whole_seconds


def durations(*seconds: float | None) -> pd.Series:
    return pd.Series(pd.to_timedelta(list(seconds), unit="s")).astype("timedelta64[us]")


@pytest.mark.parametrize(
    ("seconds", "whole"),
    [(0.0, 0), (0.499999, 0), (0.5, 1), (1.5, 2), (2.5, 3), (59.499999, 59), (3600.5, 3601)],
)
def test_seconds_are_rounded_half_up(seconds: float, whole: int) -> None:
    assert whole_seconds(durations(seconds)).tolist() == [whole]


def test_no_duration_is_no_number() -> None:
    assert whole_seconds(durations(None, 1)).isna().tolist() == [True, False]
    assert percent_of(durations(None, 1), durations(10, 10)).isna().tolist() == [True, False]
    assert round_percent(pd.Series([None, 1.0])).isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 60, "0.00"),
        (60, 60, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (2469, 20_000, "12.35"),  # 12.345 exactly
        (1, 20_000, "0.01"),  # 0.005 exactly
        (1, 800, "0.13"),  # 0.125 exactly: half to even would make 0.12
        (3, 800, "0.38"),
        (1, 20_001, "0.00"),
        (19_999, 20_000, "100.00"),  # 99.995 exactly
        (19_998, 20_000, "99.99"),
        (61, 60, "100.00"),
    ],
)
def test_a_percent_of_durations_is_exact_and_half_up(part: int, whole: int, percent: str) -> None:
    percents = percent_of(durations(part), durations(whole))
    assert percents.tolist() == [Decimal(percent)]


def test_a_percent_is_of_unrounded_durations() -> None:
    # 0.4 s of 0.8 s, which in whole seconds would be 0 of 1.
    assert percent_of(durations(0.4), durations(0.8)).tolist() == [Decimal("50.00")]


@pytest.mark.parametrize(
    ("percent", "rounded"),
    [
        (12.345, "12.35"),  # in binary a little less than a half
        (1.005, "1.01"),
        (0.125, "0.13"),
        (0.135, "0.14"),
        (66.665, "66.67"),
        (12.3449, "12.34"),
        (33.333333333333336, "33.33"),
        (0.0, "0.00"),
        (100.0, "100.00"),
    ],
)
def test_a_mean_of_percents_is_rounded_half_up(percent: float, rounded: str) -> None:
    assert round_percent(pd.Series([percent])).tolist() == [Decimal(rounded)]


def test_rounding_nothing_gives_nothing() -> None:
    assert whole_seconds(durations()).empty
    assert percent_of(durations(), durations()).empty
    assert round_percent(pd.Series([], dtype="float64")).empty
