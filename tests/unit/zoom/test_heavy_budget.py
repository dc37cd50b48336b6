"""`zoom.heavy_budget`: which reports the day's heavy requests are spent on."""

from __future__ import annotations

import pytest

from webinar_sync.zoom.heavy_budget import HeavyBudget


@pytest.mark.parametrize(
    ("left", "reports"), [(0, 0), (1, 1), (5, 3), (10, 5), (96, 48), (100, 52), (30_000, 200)]
)
def test_reports_leave_the_hourly_runs_what_they_need(left: int, reports: int) -> None:
    budget = HeavyBudget(left)

    assert sum(budget.take(20) for _ in range(200)) == reports


def test_a_report_of_many_people_takes_more_than_one_request() -> None:
    budget = HeavyBudget(6)

    assert [budget.take(people) for people in (601, 301, None, 1)] == [True, False, False, False]


def test_nothing_is_known_to_be_scarce_until_zoom_says_so() -> None:
    budget = HeavyBudget(None)

    assert all(budget.take(1000) for _ in range(100))
    budget.exhaust()
    assert not budget.take(1)
