"""Reads and lands many resources beside each other, each rate-limit label with its own threads.

Requests run in threads; this thread lands what they have read, several readings in a transaction.
Who reads waits until what was read has landed, so that answers never pile up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.concurrency import JobQueue
from webinar_sync.warehouse.errors import WarehouseValueError
from webinar_sync.zoom.errors import Refusal, ZoomBadAnswerError, ZoomError
from webinar_sync.zoom.reading_threads import ROWS_HELD, Outcomes, threads_by_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.endpoints import Label
    from webinar_sync.zoom.readings import Reading

READINGS_LANDED, ROWS_LANDED = 50, 20_000
"""So much lands in one transaction, if it is there."""


@dataclass(frozen=True)
class Job:
    """One thing to read, and what becomes of it.

    - kind: the label of its requests
    - read: called in a thread; returns what is landed, None: it is as it was; `SKIPPED`: it is
        not read now, or by another job
    - on_refusal: what to do about a refusal; None: defer it
    - on_end: called once it is landed or refused
    - rank: the lowest of a label is read first
    - weight: about how many rows it has
    - is_optional: nothing else depends on it, as `optional_readings` says
    """

    kind: Label
    object_kind: str
    object_key: str
    read: Callable[[], Reading | None]
    on_refusal: Callable[[Refusal], None] | None = None
    on_end: Callable[[], None] | None = None
    rank: tuple[object, ...] = ()
    weight: int = 1
    is_optional: bool = False

    @property
    def object(self) -> tuple[str, str]:
        """Its kind and key in sync.errors."""
        return self.object_kind, self.object_key

    @property
    def subject(self) -> str:
        """What it is about: Zoom may answer for this while it does not for others."""
        if self.is_optional:
            return self.object_kind
        return "details" if self.object_kind == "webinar" else "people"


class Reader:
    """Reads and lands the jobs of one extraction."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        self._unchanged: dict[tuple[str, str], None] = {}

    def read(self, jobs: Iterable[Job], more: Callable[[], Iterable[Job]]) -> None:
        """Read and land all jobs.

        Errors that are no single resource's end the rest; what is under way is landed before.

        :param more: returns jobs that what has landed makes possible; asked after each
            transaction, and at the end until it returns none
        """
        threads = threads_by_label(self._context.client.config)
        outcomes: Outcomes[Reading | None] = Outcomes(sum(threads.values()))
        queue: JobQueue[Job, Reading | None] = JobQueue(
            self._read_job, threads, heaviest=ROWS_HELD, name="zoom"
        )
        progress = self._context.landing.progress
        progress.begin("readings")
        with queue:
            queue.add(jobs)
            while True:
                progress.set_left(len(queue))
                ended = queue.take(most=READINGS_LANDED, heaviest=ROWS_LANDED)
                with progress.waiting_for("the warehouse"):
                    self._use(outcomes.judge_all(ended))
                progress.add(len(ended))
                if outcomes.problem is not None:
                    if not ended:
                        self._keep_unchanged()
                        raise outcomes.problem
                    queue.stop()
                    continue
                try:
                    added = list(more())
                except ZoomError as error:
                    outcomes.problem = error
                    queue.stop()
                    continue
                queue.add(added)
                if not ended and not added:
                    self._keep_unchanged()
                    return

    def _use(self, ended: Iterable[tuple[Job, Reading | Refusal | None]]) -> None:
        """Land what was read, and say what was refused."""
        readings: list[tuple[Job, Reading]] = []
        refusals: list[tuple[Job, Refusal]] = []
        done: list[Job] = []
        for job, outcome in ended:
            done.append(job)
            self._unchanged.pop(job.object, None)  # what was answered last counts
            if isinstance(outcome, Refusal):
                refusals.append((job, outcome))
            elif outcome is not None:
                readings.append((job, outcome))
            else:
                self._unchanged[job.object] = None
        for job, refusal in [*refusals, *self._land(readings)]:
            if job.on_refusal:
                job.on_refusal(refusal)
            else:
                self._context.defer(job.object_kind, job.object_key, refusal)
        if len(self._unchanged) >= READINGS_LANDED:
            self._keep_unchanged()
        for job in done:
            if job.on_end:
                job.on_end()

    def _keep_unchanged(self) -> None:
        """Close the issues of what was read and is as it was: nothing of it is landed."""
        if self._unchanged:
            self._context.landing.keep([], closing=list(self._unchanged))
            self._context.count_read(kind for kind, _ in self._unchanged)
            self._unchanged.clear()

    def _land(self, readings: list[tuple[Job, Reading]]) -> Iterator[tuple[Job, Refusal]]:
        """Land readings in one transaction; yield those of which the warehouse refuses a value.

        Of several it does not say which: each half is landed by itself then.
        """
        if not readings:
            return
        objects = [job.object for job, _ in readings]
        try:
            self._context.landing.keep([reading for _, reading in readings], closing=objects)
        except WarehouseValueError as error:
            if len(readings) > 1:
                half = len(readings) // 2
                yield from self._land(readings[:half])
                yield from self._land(readings[half:])
                return
            (job, _), *_ = readings
            yield (
                job,
                ZoomBadAnswerError(f"{job.object_kind}: a value cannot be stored: {error}"),
            )
        else:
            self._context.count_read(kind for kind, _ in objects)

    def _read_job(self, job: Job) -> Reading | None:
        if job.is_optional:
            return self._context.options.read(job.object_kind, partial(_read, job))
        return _read(job)


def _read(job: Job) -> Reading | None:
    try:
        return job.read()
    except RecursionError:
        raise ZoomBadAnswerError(
            f"{job.object_kind}: a value cannot be stored: it nests too deep"
        ) from None
