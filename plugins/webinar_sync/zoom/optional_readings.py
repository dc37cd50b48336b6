"""Reads what nothing else depends on: where Zoom refuses it as a whole, that costs it alone.

Recordings, polls, questions, sources and the twin of the report are options. Whatever concerns the
account shows in the readings that are none.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, TypeVar, cast

from webinar_sync.concurrency import SKIPPED
from webinar_sync.runs.issue_codes import OF_ZOOM_ACCOUNTS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomDailyLimitError,
    ZoomScopeError,
    ZoomSilentError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.issues import OPTION_REFUSED_CODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.zoom.errors import ZoomError

SCOPES = {
    "recordings": (zoom.RECORDING.scope,),
    "polls": (zoom.POLLS.scope,),
    "questions": (zoom.AUDIENCE_QUESTIONS.scope,),
    "sources": (zoom.TRACKING_SOURCES.scope, zoom.REGISTRANTS.scope),
    "twin": (zoom.PAST_PARTICIPANTS.scope,),
}
"""What is optional, by its kind in sync.errors, and the scopes that it needs."""
UNANSWERED = 3
"""After so many of a kind in a row that are not answered, no more of it is asked for."""

Read = TypeVar("Read")


class OptionalReadings:
    """Knows which options an extraction uses, and which of them it has stopped asking for.

    `refused`: why, by kind, where somebody should know.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: set[str] = set()
        self._answered: set[str] = set()
        self._stopped: set[str] = set()
        self._unanswered: Counter[str] = Counter()
        self.refused: dict[str, ZoomError] = {}

    def use(self, kind: str) -> bool:
        """Note that an option is on; return whether it may be asked for."""
        with self._lock:
            self._used.add(kind)
            return kind not in self._stopped

    def stop(self, kind: str, error: ZoomError) -> None:
        """Ask for no more of a kind; that the day's requests are used up is nobody's fault."""
        with self._lock:
            self._stopped.add(kind)
            if not isinstance(error, ZoomDailyLimitError):
                self.refused.setdefault(kind, error)

    def read(self, kind: str, read: Callable[[], Read]) -> Read:
        """Read one of a kind; `SKIPPED` once no more of it is asked for.

        :raises ZoomResourceError: if this one is refused, or is not answered while others may be
        """
        if not self.use(kind):
            return cast("Read", SKIPPED)
        try:
            reading = read()
        except (ZoomAuthError, ZoomDailyLimitError) as error:
            self.stop(kind, error)
            return cast("Read", SKIPPED)
        except ZoomUnavailableError as error:
            if self._count_unanswered(kind) < UNANSWERED:
                raise ZoomSilentError(str(error)) from None
            self.stop(kind, error)
            return cast("Read", SKIPPED)
        if reading is not SKIPPED:
            self.note_answer(kind)
        return reading

    def note_answer(self, kind: str) -> None:
        """Note that one of a kind was read."""
        with self._lock:
            self._unanswered[kind] = 0
            self._answered.add(kind)

    def mended(self) -> list[str]:
        """Return the kinds that are off, or were read and not refused."""
        with self._lock:
            return [
                kind
                for kind in SCOPES
                if kind not in self.refused and (kind in self._answered or kind not in self._used)
            ]

    def _count_unanswered(self, kind: str) -> int:
        with self._lock:
            self._unanswered[kind] += 1
            return self._unanswered[kind]


def describe_refusal(kind: str, error: ZoomError) -> tuple[str, str]:
    """Return what to say of a kind that was refused, and what to do about it."""
    remedy = OF_ZOOM_ACCOUNTS[OPTION_REFUSED_CODE].remedy
    if isinstance(error, ZoomScopeError):
        scopes = ", ".join(error.scopes or SCOPES[kind])
        remedy = (
            f"Add the scope {scopes} to the Server-to-Server OAuth app in Zoom's App Marketplace, "
            "and activate it again; or switch the option off."
        )
    return f"Zoom does not let the option {kind} be read; all else is read: {error}", remedy
