"""How far a step is, every ten seconds: a line in the log, and a row for the page Health.

A step that takes less than ten seconds writes neither. A thread that sleeps in between writes both,
so that a step also tells how it is doing while it waits for a lock or for an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import WebinarSyncError, safe_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from webinar_sync.warehouse.engine import Warehouse

EVERY_SECONDS = 10.0

log = logging.getLogger(__name__)


@dataclass
class Amounts:
    """What a step has done, and what is left, of one unit.

    - find_done: counts what is done, where nobody says it
    - find_left: counts what is left, where nobody says it; asked once, and only if it takes long
    """

    unit: str
    done: int = 0
    left: int | None = None
    find_done: Callable[[], int] | None = None
    find_left: Callable[[], int | None] | None = None

    def look(self) -> None:
        """Count what nobody says."""
        if self.find_left is not None:
            find_left, self.find_left = self.find_left, None
            self.left = find_left()
        if self.find_done is not None:
            self.done = self.find_done()

    def add(self, count: int) -> None:
        """Say that so many more are done."""
        self.done += count
        if self.left is not None:
            self.left = max(0, self.left - count)


@dataclass
class Progress:
    """How far the step of a run is that is under way.

    :param clock: in seconds; replaced by tests
    """

    clock: Callable[[], float] = time.monotonic
    amounts: Amounts | None = None
    _waits: list[str] = field(default_factory=list)
    _watched: list[Callable[[], Iterable[str]]] = field(default_factory=list)
    _last: tuple[Amounts | None, int, float] = (None, 0, 0.0)

    def begin(
        self,
        unit: str,
        *,
        left: int | None = None,
        find_done: Callable[[], int] | None = None,
        find_left: Callable[[], int | None] | None = None,
    ) -> None:
        """Count something from now on: nothing of it is done yet."""
        self.amounts = Amounts(unit, 0, left, find_done, find_left)
        self._last = (self.amounts, 0, self.clock())

    def add(self, count: int = 1) -> None:
        """Say that so many more are done."""
        if self.amounts is not None:
            self.amounts.add(count)

    def set_left(self, left: int) -> None:
        """Say how many are left."""
        if self.amounts is not None:
            self.amounts.left = left

    def watch(self, waits_for: Callable[[], Iterable[str]]) -> None:
        """Ask what a client waits for whenever progress is told."""
        self._watched.append(waits_for)

    @contextmanager
    def waiting_for(self, what: str) -> Iterator[None]:
        """Say in the block what is waited for, as `another load`."""
        self._waits.append(what)
        try:
            yield
        finally:
            self._waits.remove(what)

    def read(self) -> dict[str, Any] | None:
        """Return how far the step is, and `pace`, what it did in a second since the last time.

        None: nothing is counted yet.
        """
        amounts = self.amounts
        if amounts is None:
            return None
        amounts.look()
        now, (last_amounts, done, at) = self.clock(), self._last
        seconds = now - at if last_amounts is amounts else 0.0
        self._last = (amounts, amounts.done, now)
        waits = [*self._waits, *(text for watched in self._watched for text in watched())]
        return {
            "done": amounts.done,
            "left_over": amounts.left,
            "unit": amounts.unit,
            "waits_for": ", ".join(dict.fromkeys(waits)) or None,
            "pace": (amounts.done - done) / seconds if seconds > 0 else 0.0,
        }

    @contextmanager
    def following(
        self, warehouse: Warehouse, run_id: str, step: str, account_id: str = ""
    ) -> Iterator[None]:
        """Tell how far a step is, every ten seconds until the block ends."""
        before = self.amounts, self._watched
        self.amounts, self._watched = None, []
        ended = threading.Event()
        teller = _Teller(self, warehouse, run_id, step, account_id)
        thread = threading.Thread(
            target=teller.tell_until, args=(ended,), name="progress", daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            teller.forget()
            self.amounts, self._watched = before


@dataclass
class _Teller:
    """Writes how far one step is."""

    progress: Progress
    warehouse: Warehouse
    run_id: str
    step: str
    account_id: str
    has_row: bool = False

    def tell_until(self, ended: threading.Event) -> None:
        while not ended.wait(EVERY_SECONDS):
            try:
                self.tell()
            except Exception as error:  # the step itself says what is wrong
                log.debug("progress is not told: %s", safe_text(error))

    def tell(self) -> None:
        row = self.progress.read()
        if row is None:
            return
        log.info("%s", progress_line({"step": self.step, **row}))
        self.has_row = True
        self.warehouse.execute(
            "sync/upsert_progress",
            run_id=self.run_id,
            account_id=self.account_id,
            step=self.step,
            **{name: value for name, value in row.items() if name != "pace"},
        )

    def forget(self) -> None:
        if self.has_row:
            try:
                self.warehouse.execute(
                    "sync/delete_progress",
                    run_id=self.run_id,
                    account_id=self.account_id,
                    step=self.step,
                )
            except WebinarSyncError as error:  # the row is swept later
                log.debug("progress is not forgotten: %s", error)


def progress_line(row: Mapping[str, Any]) -> str:
    """Return how far a step is, in words.

    :param row: `step`, `done`, `left_over`, `unit`, `waits_for` and, if known, `pace`
    """
    amount = f"{row['done']:,} {row['unit']} done"
    if row["left_over"] is not None:
        amount += f", {row['left_over']:,} left"
    pace = row.get("pace")
    parts = [amount] if pace is None else [amount, f"{pace:,.1f} a second"]
    if row["waits_for"]:
        parts.append(f"waits for {row['waits_for']}")
    return f"{row['step']}: {', '.join(parts)}"
