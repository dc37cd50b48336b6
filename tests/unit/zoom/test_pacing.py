"""`zoom.pacing` and `zoom.rate_limits`: the pace, what lowers it, and what is left of a day."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from requests.structures import CaseInsensitiveDict

from webinar_sync.zoom.pacing import KEPT_FOR_REGISTRATION, REQUESTS_PER_SECOND, Pacer
from webinar_sync.zoom.rate_limits import RateLimit, RequestsLeft, read_rate_limit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def seconds_for(pacer: Pacer, requests: int) -> float:
    """Return how long a number of heavy requests takes, after a first one."""
    pacer.wait("heavy")
    began_at = time.monotonic()
    for _ in range(requests):
        pacer.wait("heavy")
    return time.monotonic() - began_at


def test_a_tenth_of_the_pace_is_kept_for_registrations() -> None:
    sync, registration = Pacer("business", 1.0), Pacer("business", 1.0, part=KEPT_FOR_REGISTRATION)

    assert KEPT_FOR_REGISTRATION == 0.1
    assert seconds_for(sync, 36) >= 0.9  # 36 of 40 requests a second
    assert seconds_for(registration, 4) >= 0.7  # the other four


def test_a_limit_of_another_plan_lowers_the_pace_of_all_labels() -> None:
    pacer = Pacer("business", 1.0)

    pacer.lower("heavy", 10)

    assert pacer.lowered == REQUESTS_PER_SECOND["pro"]
    assert seconds_for(pacer, 5) >= 0.4


@pytest.mark.parametrize(("limit", "lowered"), [(7, {"heavy": 7}), (40, {}), (100, {})])
def test_a_limit_of_no_plan_lowers_its_own_label_and_a_higher_one_none(
    limit: int, lowered: dict[str, int]
) -> None:
    pacer = Pacer("business", 1.0)

    pacer.lower("heavy", limit)

    assert pacer.lowered == lowered


def test_who_waits_while_the_pace_is_lowered_waits_by_the_lower_one() -> None:
    pacer = Pacer("business", 0.5)  # 18 heavy requests a second
    for _ in range(3):
        pacer.wait("heavy")
    moments: list[float] = []

    def wait_twice() -> None:
        for _ in range(2):
            pacer.wait("heavy")
            moments.append(time.monotonic())

    began_at = time.monotonic()
    waiting = threading.Thread(target=wait_twice)
    waiting.start()
    pacer.lower("heavy", 2)  # 0.9 a second
    waiting.join(timeout=10)

    assert moments[1] - began_at >= 1.0


@pytest.mark.parametrize(
    ("headers", "rate_limit"),
    [
        ({}, None),
        ({"X-RateLimit-Category": "Heavy"}, None),
        ({"x-ratelimit-type": "QPS", "x-ratelimit-limit": "1"}, ("heavy", "second", 1, None)),
        (
            {
                "X-RateLimit-Category": "Light",
                "X-RateLimit-Type": "Daily-limit",
                "X-RateLimit-Limit": "6000",
                "X-RateLimit-Remaining": "12",
            },
            ("light", "day", 6000, 12),
        ),
        ({"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": "many"}, None),
        ({"X-RateLimit-Type": "Hourly", "X-RateLimit-Limit": "1"}, None),
        (
            {
                "X-RateLimit-Category": "Resource-intensive",
                "X-RateLimit-Type": "QPS",
                "X-RateLimit-Limit": "1",
            },
            None,
        ),
    ],
)
def test_headers_tell_a_limit_or_nothing(
    headers: dict[str, str], rate_limit: tuple[str, str, int, int | None] | None
) -> None:
    expected = RateLimit(*rate_limit) if rate_limit else None  # type: ignore[arg-type]

    assert read_rate_limit(CaseInsensitiveDict(headers), "heavy") == expected


def test_what_is_left_of_a_day_counts_what_was_sent_since() -> None:
    left = RequestsLeft()
    assert left.count("heavy", NOON, sent=0) is None

    left.keep("heavy", 100, NOON, sent=7)
    assert left.count("heavy", NOON, sent=17) == 90
    assert left.count("light", NOON, sent=0) is None

    # An older answer that comes late, and another run that uses requests up.
    left.keep("heavy", 99, NOON, sent=17)
    assert left.count("heavy", NOON, sent=17) == 90
    left.keep("heavy", 50, NOON, sent=17)
    assert left.count("heavy", NOON, sent=70) == 0

    assert left.count("heavy", NOON + timedelta(hours=12), sent=70) is None
    left.keep("heavy", 1000, NOON + timedelta(hours=12), sent=70)
    assert left.count("heavy", NOON + timedelta(hours=12), sent=70) == 1000
