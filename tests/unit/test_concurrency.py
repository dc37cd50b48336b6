"""`concurrency`: each kind of jobs has its own threads, and nobody runs ahead of the results."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from itertools import chain
from typing import cast

import pytest

from webinar_sync.concurrency import SKIPPED, JobQueue


@dataclass(frozen=True)
class Numbered:
    """A job that is told from others by its number."""

    kind: str
    number: int = 0
    rank: tuple[object, ...] = ()
    weight: int = 1


def take_all(queue: JobQueue[Numbered, int]) -> list[int]:
    """Use all jobs of a queue, and return their results in order."""
    batches = iter(lambda: queue.take(most=10, heaviest=100), [])
    return [future.result() for _, future in chain.from_iterable(batches)]


def test_a_kind_whose_jobs_wait_holds_up_no_other() -> None:
    others_are_done = threading.Event()

    def do(job: Numbered) -> int:
        if job.kind == "slow":
            assert others_are_done.wait(30)
        elif job.number == 9:
            others_are_done.set()
        return job.number

    threads = {"slow": 2, "fast": 1}
    with JobQueue[Numbered, int](do, threads, heaviest=100, name="test") as queue:
        queue.add(Numbered("slow", number) for number in range(100, 110))
        queue.add(Numbered("fast", number) for number in range(10))

        assert sorted(take_all(queue)) == [*range(10), *range(100, 110)]


def test_the_lowest_rank_is_first_and_of_equal_ranks_who_was_added_first() -> None:
    done: list[int] = []

    with JobQueue[Numbered, None](
        lambda job: done.append(job.number), {"a": 1}, heaviest=100, name="test"
    ) as queue:
        queue.add([Numbered("a", 1, (2,)), Numbered("a", 2, (1,)), Numbered("a", 3, (1,))])
        while queue.take(most=10, heaviest=100):
            pass

    assert done == [2, 3, 1]


def test_nobody_hears_of_a_job_that_need_not_be_done() -> None:
    def do(job: Numbered) -> int:
        return job.number if job.number % 3 == 0 else cast("int", SKIPPED)

    with JobQueue[Numbered, int](do, {"a": 2}, heaviest=4, name="test") as queue:
        queue.add(Numbered("a", number, weight=3) for number in range(100))

        assert sorted(take_all(queue)) == list(range(0, 100, 3))


@pytest.mark.parametrize(("weight", "begun_at_most"), [(1, 4), (40, 2), (1000, 1)])
def test_no_more_is_begun_than_may_be_held_until_results_are_used(
    weight: int, begun_at_most: int
) -> None:
    begun: list[int] = []

    def do(job: Numbered) -> int:
        begun.append(job.number)
        return job.number

    with JobQueue[Numbered, int](do, {"a": 2}, heaviest=100, name="test") as queue:
        queue.add(Numbered("a", number, weight=weight) for number in range(8))
        used = 0
        while ended := queue.take(most=1, heaviest=1):
            assert len(begun) <= used + begun_at_most
            used += len(ended)

    assert used == 8


def test_what_is_taken_at_once_is_bounded() -> None:
    with JobQueue[Numbered, int](
        lambda job: job.number, {"a": 8}, heaviest=100, name="test"
    ) as queue:
        queue.add(Numbered("a", number, weight=5) for number in range(16))
        batches = list(iter(lambda: queue.take(most=3, heaviest=10), []))

    assert all(len(batch) <= 2 for batch in batches)
    assert sum(map(len, batches)) == 16


def test_after_a_stop_nothing_more_begins_and_what_is_under_way_comes_out() -> None:
    begun: list[int] = []
    may_end = threading.Event()

    def do(job: Numbered) -> int:
        begun.append(job.number)
        if job.number:
            assert may_end.wait(30)
        return job.number

    with JobQueue[Numbered, int](do, {"a": 2}, heaviest=100, name="test") as queue:
        queue.add(Numbered("a", number) for number in range(100))
        taken = queue.take(most=1, heaviest=1)
        queue.stop()
        may_end.set()
        results = [future.result() for _, future in taken] + take_all(queue)

    assert sorted(results) == sorted(begun)
    assert len(begun) <= 4
