"""One way to do many requests beside each other."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

THREADS = 16
"""At HubSpot's 19 requests a second, enough for answers that take 0.8 seconds."""
AHEAD = 2 * THREADS
"""So many items are held: those under way, and those that wait for a thread or to be used."""

Item = TypeVar("Item")
Result = TypeVar("Result")

_SKIPPED = object()


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
        return cast("Result", _SKIPPED) if stopping.is_set() else function(item)

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
    if future.exception() is not None or future.result() is not _SKIPPED:
        yield item, future
