"""Reads many resources beside each other, and tells what costs one of them from what ends all."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from webinar_sync.concurrency import JobQueue
from webinar_sync.zoom.errors import Refusal, ZoomResourceError, ZoomUnavailableError
from webinar_sync.zoom.pacing import REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from webinar_sync.zoom.config import ZoomConfig
    from webinar_sync.zoom.endpoints import Label

FEWEST_THREADS, MOST_THREADS = 2, 40
"""For each label: as many as keep the largest plan's reports busy when an answer takes a second."""
UNAVAILABLE = 3
"""So many resources that are not answered, and none that is: then Zoom itself is down."""
FEWEST_IN_A_ROW = 16
"""Where others are answered, it takes so many in a row, or as many as there are threads: who waits
longest comes last."""
ROWS_HELD = 200_000
"""No other report is asked for while those under way have so many rows: some 250 MB."""

Resource = TypeVar("Resource")
Read = TypeVar("Read")


class _HasSubject(Protocol):
    @property
    def subject(self) -> str: ...


Judged = TypeVar("Judged", bound=_HasSubject)


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
    outcomes: Outcomes[Read] = Outcomes(threads)
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


class Outcomes(Generic[Read]):
    """Tells what costs one resource from what ends the rest: `problem`, once there is one.

    Whether others are answered is told from those of the same subject: a job's, details or people.

    :param patience: so many in a row that are not answered, where others are, are such a problem;
        at least `FEWEST_IN_A_ROW`
    """

    def __init__(self, patience: int) -> None:
        self._patience = max(FEWEST_IN_A_ROW, patience)
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
