"""Reads and lands many resources beside each other, each rate-limit label with its own threads.

Requests run in threads; this thread lands what they have read, several readings in a transaction.
Who reads waits until what was read has landed, so that answers never pile up.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from webinar_sync.concurrency import JobQueue
from webinar_sync.warehouse.errors import WarehouseValueError
from webinar_sync.zoom.errors import (
    Refusal,
    ZoomBadAnswerError,
    ZoomError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.pacing import REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from webinar_sync.zoom.config import ZoomConfig
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.endpoints import Label
    from webinar_sync.zoom.readings import Reading

FEWEST_THREADS, MOST_THREADS = 2, 40
"""For each label: as many as keep the largest plan's reports busy when an answer takes a second."""
UNAVAILABLE = 3
"""So many resources that are not answered, and none that is: then Zoom itself is down. Where others
are answered, it takes as many in a row as there are threads: who waits longest comes last."""
ROWS_HELD = 200_000
"""No other report is asked for while those under way have so many rows: some 250 MB."""
READINGS_LANDED, ROWS_LANDED = 50, 20_000
"""So much lands in one transaction, if it is there."""

Resource = TypeVar("Resource")
Read = TypeVar("Read")


class _HasSubject(Protocol):
    @property
    def subject(self) -> str: ...


Judged = TypeVar("Judged", bound=_HasSubject)


@dataclass(frozen=True)
class Job:
    """One thing to read, and what becomes of it.

    - kind: the label of its requests
    - read: called in a thread; returns what is landed, None: nothing
    - on_refusal: what to do about a refusal; None: defer it
    - on_end: called once it is landed or refused
    - rank: the lowest of a label is read first
    - weight: about how many rows it has
    """

    kind: Label
    object_kind: str
    object_key: str
    read: Callable[[], Reading | None]
    on_refusal: Callable[[Refusal], None] | None = None
    on_end: Callable[[], None] | None = None
    rank: tuple[object, ...] = ()
    weight: int = 1

    @property
    def subject(self) -> str:
        """What it is about: one of two that Zoom may answer while it does not the other."""
        return "details" if self.object_kind == "webinar" else "people"


class Reader:
    """Reads and lands the jobs of one extraction."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context

    def read(self, jobs: Iterable[Job], more: Callable[[], Iterable[Job]]) -> None:
        """Read and land all jobs.

        Errors that are no single resource's end the rest; what is under way is landed before.

        :param more: returns jobs that what has landed makes possible; asked after each
            transaction, and at the end until it returns none
        """
        threads = threads_by_label(self._context.client.config)
        outcomes: _Outcomes[Reading | None] = _Outcomes(sum(threads.values()))
        queue: JobQueue[Job, Reading | None] = JobQueue(
            _read_job, threads, heaviest=ROWS_HELD, name="zoom"
        )
        with queue:
            queue.add(jobs)
            while True:
                ended = queue.take(most=READINGS_LANDED, heaviest=ROWS_LANDED)
                self._use(outcomes.judge_all(ended))
                if outcomes.problem is not None:
                    if not ended:
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
                    return

    def _use(self, ended: Iterable[tuple[Job, Reading | Refusal | None]]) -> None:
        """Land what was read, and say what was refused."""
        readings: list[tuple[Job, Reading]] = []
        refusals: list[tuple[Job, Refusal]] = []
        done: list[Job] = []
        for job, outcome in ended:
            done.append(job)
            if isinstance(outcome, Refusal):
                refusals.append((job, outcome))
            elif outcome is not None:
                readings.append((job, outcome))
        for job, refusal in [*refusals, *self._land(readings)]:
            if job.on_refusal:
                job.on_refusal(refusal)
            else:
                self._context.defer(job.object_kind, job.object_key, refusal)
        for job in done:
            if job.on_end:
                job.on_end()

    def _land(self, readings: list[tuple[Job, Reading]]) -> Iterator[tuple[Job, Refusal]]:
        """Land readings in one transaction; yield those of which the warehouse refuses a value.

        Of several it does not say which: each half is landed by itself then.
        """
        if not readings:
            return
        objects = [(job.object_kind, job.object_key) for job, _ in readings]
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


def read_each(
    resources: Iterable[Resource],
    read: Callable[[Resource], Read],
    *,
    threads: int,
) -> Iterator[tuple[Resource, Read | Refusal]]:
    """Read all resources beside each other; yield each with what was read, as they come.

    In place of it, a resource may have a refusal. Any other error ends the rest, and so do several
    resources in a row that are not answered at all; what is under way is yielded before.
    """
    outcomes: _Outcomes[Read] = _Outcomes(threads)
    queue: JobQueue[_Single[Resource], Read] = JobQueue(
        lambda job: read(job.resource), {_Single.kind: threads}, heaviest=ROWS_HELD, name="zoom"
    )
    with queue:
        queue.add(map(_Single, resources))
        while ended := queue.take(most=1, heaviest=1):
            for job, outcome in outcomes.judge_all(ended):
                yield job.resource, outcome
            if outcomes.problem is not None:
                queue.stop()
    if outcomes.problem is not None:
        raise outcomes.problem


def threads_by_label(config: ZoomConfig) -> dict[Label, int]:
    """Return how many threads keep each label busy while an answer takes about a second."""
    return {
        label: max(FEWEST_THREADS, min(MOST_THREADS, math.ceil(limit * config.rate_share)))
        for label, limit in REQUESTS_PER_SECOND[config.plan].items()
    }


@dataclass(frozen=True)
class _Single(Generic[Resource]):
    """A resource of a single kind."""

    resource: Resource
    kind = "resource"
    rank = ()
    weight = 1
    subject = "resource"


class _Outcomes(Generic[Read]):
    """Tells what costs one resource from what ends the rest: `problem`, once there is one.

    Whether others are answered is told from those of the same subject: a job's, details or people.

    :param patience: so many in a row that are not answered, where others are, are such a problem
    """

    def __init__(self, patience: int) -> None:
        self._patience = max(UNAVAILABLE, patience)
        self._answered: Counter[str] = Counter()
        self._unavailable: Counter[str] = Counter()
        self.problem: Exception | None = None

    def judge_all(
        self, ended: Iterable[tuple[Judged, Future[Read]]]
    ) -> list[tuple[Judged, Read | Refusal]]:
        """Return what was read or refused; what is neither becomes the problem."""
        outcomes: list[tuple[Judged, Read | Refusal]] = []
        for job, future in ended:
            try:
                outcome: Read | Refusal = future.result()
                self._count_answered(job.subject)
            except ZoomResourceError as error:
                outcome = error
                self._count_answered(job.subject)
            except ZoomUnavailableError as error:
                outcome = error
                self._count_unavailable(job.subject, error)
            except Exception as error:  # raised by who uses the outcomes, once these are out
                self.problem = self.problem or error
                continue
            outcomes.append((job, outcome))
        return outcomes

    def _count_answered(self, subject: str) -> None:
        self._answered[subject] += 1
        self._unavailable[subject] = 0

    def _count_unavailable(self, subject: str, error: ZoomUnavailableError) -> None:
        self._unavailable[subject] += 1
        patience = self._patience if self._answered[subject] else UNAVAILABLE
        if self._unavailable[subject] >= patience:
            self.problem = self.problem or error


def _read_job(job: Job) -> Reading | None:
    try:
        return job.read()
    except RecursionError:
        raise ZoomBadAnswerError(
            f"{job.object_kind}: a value cannot be stored: it nests too deep"
        ) from None
