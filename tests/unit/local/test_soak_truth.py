"""What the soak works out of what the sandboxes hold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from local.soak.account import ACCOUNT_ID, build_story
from local.soak.sandboxes import Sandboxes
from local.soak.truth import work_out


def test_an_average_between_two_hundredths_is_rounded_up() -> None:
    story = build_story(seed=1, days=30)
    sandboxes = Sandboxes(story)
    try:
        store = sandboxes.zoom.stores[ACCOUNT_ID]
        truth = work_out(store, story.first_day + timedelta(days=33))
    finally:
        sandboxes.close()

    # Of eight webinars 25, 170/3, 115/3, 20, 20, 145/3, 115/3 and 115/3 percent: 35.625.
    average, _, attended = truth.contacts["p491@people1.example.com"]
    assert (average, attended) == (Decimal("35.63"), 8)
