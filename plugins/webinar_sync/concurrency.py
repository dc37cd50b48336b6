"""Does many requests beside each other: of one kind, or of several with threads of their own."""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
    from types import TracebackType

THREADS = 16
"""At HubSpot's 19 requests a second, enough for answers that take 0.8 seconds."""
AHEAD = 2 * THREADS
"""So many items are held: those under way, and those that wait for a thread or to be used."""

Item = TypeVar("Item")
Result = TypeVar("Result")

SKIPPED: Any = object()
"""What a job of a `JobQueue` returns that need not be done: nobody hears of it."""


def each(
    items: Iterable[Item],
    function: Callable[[Item], Result],
    *,
    name: str,
    stop: threading.Event | None = None,
) -> Iterator[tuple[Item, Future[Result]]]:
    """Call a function for all items beside each other; yield each with its future as it ends.

    When the caller leaves the loop, no other call begins, and those under way are waited for.

    :param name: of the threads
    :param stop: once it is set, no other call begins, and only those under way are yielded
    """
    stopping = stop or threading.Event()

    def call(item: Item) -> Result:
        return cast("Result", SKIPPED) if stopping.is_set() else function(item)

    with ThreadPoolExecutor(THREADS, thread_name_prefix=name) as threads:
        under_way: dict[Future[Result], Item] = {}
        ended: SimpleQueue[Future[Result]] = SimpleQueue()
        try:
            for item in items:
                if stopping.is_set():
                    break
                future = threads.submit(call, item)
                under_way[future] = item
                future.add_done_callback(ended.put)
                if len(under_way) >= AHEAD:
                    yield from _take_next(under_way, ended)
            while under_way:
                yield from _take_next(under_way, ended)
        finally:
            stopping.set()


def _take_next(
    under_way: dict[Future[Result], Item], ended: SimpleQueue[Future[Result]]
) -> Iterator[tuple[Item, Future[Result]]]:
    """Wait for the call that ends next, and take it out; yield it unless it was skipped."""
    future = ended.get()
    item = under_way.pop(future)
    if not _is_skipped(future):
        yield item, future


class QueuedJob(Protocol):
    """What a `JobQueue` must know of a job."""

    @property
    def kind(self) -> Hashable:
        """Whose threads do it."""

    @property
    def rank(self) -> tuple[object, ...]:
        """The lowest of a kind is begun first."""

    @property
    def weight(self) -> int:
        """How much is held from its begin until its result was used."""


Job = TypeVar("Job", bound=QueuedJob)


class JobQueue(Generic[Job, Result]):
    """Does jobs of several kinds beside each other, each kind with threads of its own.

    Jobs may be added as long as it is used, by the thread that uses it. No more are begun than a
    kind has threads, twice, or than weigh as much as may be held, until their results were used:
    who uses results slowly slows down the threads.

    :param threads: how many, by kind
    :param heaviest: so much may be held; a heavier job is done alone
    :param name: of the threads
    """

    def __init__(
        self,
        function: Callable[[Job], Result],
        threads: Mapping[Any, int],
        *,
        heaviest: int,
        name: str,
    ) -> None:
        self._function = function
        self._threads = threads
        self._heaviest = heaviest
        self._pools = {
            kind: ThreadPoolExecutor(number, thread_name_prefix=f"{name} {kind}")
            for kind, number in threads.items()
        }
        self._waiting: dict[Hashable, list[tuple[tuple[object, ...], int, Job]]] = defaultdict(list)
        self._under_way: dict[Future[Result], Job] = {}
        self._ended: SimpleQueue[Future[Result]] = SimpleQueue()
        self._places = count()
        self._begun: dict[Hashable, int] = defaultdict(int)
        self._weight = 0
        self._stopping = threading.Event()

    def __enter__(self) -> JobQueue[Job, Result]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Begin no other job, and wait for those under way."""
        self._stopping.set()
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)

    def add(self, jobs: Iterable[Job]) -> None:
        """Queue jobs; of equal rank, those that were added first are begun first."""
        for job in jobs:
            heapq.heappush(self._waiting[job.kind], (job.rank, next(self._places), job))

    def __len__(self) -> int:
        """Return how many jobs are waiting or under way."""
        return sum(map(len, self._waiting.values())) + len(self._under_way)

    def stop(self) -> None:
        """Begin no other job; those under way are yielded."""
        self._stopping.set()
        self._waiting.clear()

    def take(self, *, most: int, heaviest: int) -> list[tuple[Job, Future[Result]]]:
        """Return some jobs that have ended, at least one; none: there is no job left.

        :param most: so many at once
        :param heaviest: no other one is taken once these weigh as much
        """
        self._begin()
        ended: list[tuple[Job, Future[Result]]] = []
        weight = 0
        while self._under_way and len(ended) < most and weight < heaviest:
            try:
                future = self._ended.get(block=not ended)
            except Empty:
                break
            job = self._under_way.pop(future)
            self._begun[job.kind] -= 1
            self._weight -= job.weight
            if not future.cancelled() and not _is_skipped(future):
                weight += job.weight
                ended.append((job, future))
            elif not ended:  # nothing of what it held is to be used
                self._begin()
        return ended

    def _begin(self) -> None:
        """Begin the jobs that may be."""
        for kind, waiting in self._waiting.items():
            while waiting and self._begun[kind] < 2 * self._threads[kind]:
                weight = waiting[0][2].weight
                if self._under_way and self._weight + weight > self._heaviest:
                    break
                *_, job = heapq.heappop(waiting)
                self._begun[kind] += 1
                self._weight += weight
                future = self._pools[kind].submit(self._call, job)
                self._under_way[future] = job
                future.add_done_callback(self._ended.put)

    def _call(self, job: Job) -> Result:
        return cast("Result", SKIPPED) if self._stopping.is_set() else self._function(job)


def _is_skipped(future: Future[Result]) -> bool:
    return future.exception() is None and future.result() is SKIPPED
