"""`zoom.pacing` and `zoom.rate_limits`: the pace, what lowers it, and what is left of a day."""

from __future__ import annotations

import heapq
import itertools
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import get_args

import pytest
from requests.structures import CaseInsensitiveDict

from webinar_sync.zoom import pacing
from webinar_sync.zoom.endpoints import Label
from webinar_sync.zoom.pacing import (
    LATEST_SECONDS,
    LATEST_SECONDS_OF_A_SHARE,
    RECLAIM_SECONDS,
    REQUESTS_PER_SECOND,
    LabelPace,
    Pacer,
    Plan,
    SentRequest,
)
from webinar_sync.zoom.rate_limits import RateLimit, RequestsLeft, read_rate_limit

LOOK_SECONDS = 0.1
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def simulate_sending(
    label: Label,
    plan: Plan,
    share: float,
    *,
    latency: float,
    delay: float,
    stall: float = 0,
    work: tuple[float, ...] = (),
    seed: int = 7,
    seconds: float = 60,
) -> list[float]:
    """Return when requests arrive that are sent as soon as the pace allows, in order.

    :param latency: seconds from a request to its answer
    :param delay: seconds that each wake-up and each way takes longer, on the average
    :param stall: seconds that the other side stands still, each ten seconds
    :param work: seconds that it takes to answer, one of these each time
    """
    chance = random.Random(seed)
    limit = REQUESTS_PER_SECOND[plan][label]
    pace = LabelPace(LATEST_SECONDS if share == 1 else LATEST_SECONDS_OF_A_SHARE)
    arrivals: list[float] = []
    answers: list[tuple[float, int, SentRequest]] = []
    now = 1000.0
    while now < 1000 + seconds:
        while answers and answers[0][0] <= now:
            answered_at, _, sent = heapq.heappop(answers)
            pace.note_answer(sent, answered_at)
        wait_seconds = pace.seconds_to_wait(limit * share, now)
        if wait_seconds > 0:
            now += min(wait_seconds, LOOK_SECONDS) + chance.expovariate(1 / delay)
            continue
        sent = pace.take(limit * share, limit, now)
        arrived_at = now + latency / 2 + chance.expovariate(1 / delay)
        stalls_at = arrived_at // 10 * 10 + 5
        arrivals.append(
            max(arrived_at, stalls_at + stall) if arrived_at >= stalls_at else arrived_at
        )
        answered_at = arrivals[-1] + latency / 2 + chance.expovariate(1 / delay)
        answered_at += chance.choice(work) if work else 0
        heapq.heappush(answers, (answered_at, len(arrivals), sent))
    return sorted(arrivals)


@pytest.mark.parametrize("latency", [0.05, 0.3])
@pytest.mark.parametrize(("share", "least"), [(0.5, 0.95), (1.0, 0.9)])
@pytest.mark.parametrize("plan", get_args(Plan))
def test_a_rolling_second_holds_no_more_than_the_limit_and_the_share_is_used(
    plan: Plan, share: float, least: float, latency: float
) -> None:
    for label in get_args(Label):
        limit = REQUESTS_PER_SECOND[plan][label]
        for delay in (0.0005, 0.01):  # of an idle machine, and of a busy one
            arrivals = simulate_sending(label, plan, share, latency=latency, delay=delay)

            assert all(
                later - earlier >= 1 - 1e-9
                for earlier, later in zip(arrivals, arrivals[limit:], strict=False)
            )
            assert len(arrivals) / 60 >= least * limit * share


@pytest.mark.parametrize("delay", [0.0005, 0.004, 0.01])
def test_a_sync_that_knows_few_answers_sends_no_more_either(delay: float) -> None:
    """How fast an answer can be is not known yet: the first ones may all have been slow."""
    for seed in range(400):
        arrivals = simulate_sending(
            "heavy", "free", 1.0, latency=0.3, delay=delay, seed=seed, seconds=6
        )

        for earlier, later in itertools.pairwise(arrivals):
            assert later - earlier >= 1 - 1e-9


@pytest.mark.parametrize(("share", "least"), [(0.5, 0.95), (1.0, 0.9)])
def test_now_and_then_all_requests_may_be_late_and_never_too_many_arrive(
    share: float, least: float
) -> None:
    limit = round(REQUESTS_PER_SECOND["business"]["heavy"] * share)

    arrivals = simulate_sending("heavy", "business", share, latency=0.05, delay=0.0005, stall=0.17)

    for earlier, later in zip(arrivals, arrivals[limit:], strict=False):
        assert later - earlier >= 1 - 1e-9
    assert len(arrivals) / 60 >= least * limit


@pytest.mark.parametrize(("share", "least"), [(0.5, 0.95), (1.0, 0.9)])
def test_answers_that_take_as_long_as_they_like_leave_the_share_used(
    share: float, least: float
) -> None:
    arrivals = simulate_sending(
        "heavy", "business", share, latency=0.05, delay=0.0005, work=(0, 0.25, 0.85)
    )

    assert len(arrivals) / 60 >= least * REQUESTS_PER_SECOND["business"]["heavy"] * share


def test_requests_are_spaced_evenly_from_the_first() -> None:
    arrivals = simulate_sending("heavy", "business", 0.5, latency=0.05, delay=0.0001)

    assert len([arrival for arrival in arrivals if arrival < arrivals[0] + 0.5]) <= 12


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return the clock that pacers go by, which only their waiting moves."""
    clock = SimpleNamespace(now=1000.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(pacing, "time", SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep))
    return clock


def send(pacer: Pacer, label: Label, clock: SimpleNamespace, *, until: float) -> list[float]:
    """Return when requests are sent, each as soon as it may be, up to a moment."""
    moments: list[float] = []
    while clock.now < until:
        pacer.wait(label)
        moments.append(clock.now)
        pacer.note_answer()
    return moments


def test_a_tenth_of_the_pace_is_kept_for_registrations(clock: SimpleNamespace) -> None:
    sync, registration = Pacer("business", 1.0), Pacer("business", 1.0, is_registration=True)

    assert 355 <= len(send(sync, "heavy", clock, until=1010)) <= 361  # 36 of 40 a second
    assert 39 <= len(send(registration, "heavy", clock, until=1020)) <= 41  # the other four


@pytest.mark.parametrize(("plan", "kept"), [("business", 4), ("pro", 1), ("free", 1)])
def test_the_registrations_part_is_lent_while_nobody_is_registered(
    clock: SimpleNamespace, plan: Plan, kept: int
) -> None:
    limit = REQUESTS_PER_SECOND[plan]["heavy"]
    registering_from = 1010.0
    sync = Pacer(plan, 1.0)
    sync.lend(lambda: registering_from <= clock.now < 1020)

    moments = send(sync, "heavy", clock, until=1030)

    assert len([moment for moment in moments if moment < 1010]) >= 9.9 * limit
    # Whoever registers waits so long, and has his part from then on: his last request, too.
    first_at = registering_from + RECLAIM_SECONDS
    for moment in moments:
        if first_at - 1 <= moment < 1020:
            held = [other for other in moments if moment <= other < moment + 1]
            assert len(held) <= limit - kept
    assert len([moment for moment in moments if moment >= 1022]) >= 7.8 * limit
    assert RECLAIM_SECONDS < 2


def test_nothing_is_sent_while_a_pacer_is_held(clock: SimpleNamespace) -> None:
    pacer = Pacer("business", 1.0, is_registration=True)

    pacer.hold(RECLAIM_SECONDS)

    assert send(pacer, "light", clock, until=1002)[0] == pytest.approx(1000 + RECLAIM_SECONDS)


def test_a_limit_of_another_plan_lowers_the_pace_of_all_labels(clock: SimpleNamespace) -> None:
    pacer = Pacer("business", 1.0)

    pacer.lower("heavy", 10)

    assert pacer.lowered == REQUESTS_PER_SECOND["pro"]
    assert len(send(pacer, "heavy", clock, until=1010)) <= 92


@pytest.mark.parametrize(("limit", "lowered"), [(7, {"heavy": 7}), (40, {}), (100, {})])
def test_a_limit_of_no_plan_lowers_its_own_label_and_a_higher_one_none(
    limit: int, lowered: dict[str, int]
) -> None:
    pacer = Pacer("business", 1.0)

    pacer.lower("heavy", limit)

    assert pacer.lowered == lowered


def test_who_waits_while_the_pace_is_lowered_waits_by_the_lower_one(
    clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pacer = Pacer("business", 0.5)
    send(pacer, "heavy", clock, until=1001)  # 18 a second

    def lower_and_sleep(seconds: float) -> None:
        pacer.lower("heavy", 2)  # 0.9 a second
        clock.now += seconds

    monkeypatch.setattr(pacing.time, "sleep", lower_and_sleep)
    moments = send(pacer, "heavy", clock, until=1003)

    assert moments[1] - moments[0] >= 1.0


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
