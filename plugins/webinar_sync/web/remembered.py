"""Remembers for a while what a look-up returned, or that it failed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

RETRY_SECONDS = 20.0
"""How long a failure is remembered: requests of strangers look nothing up more often than that."""

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value that is looked up when it is needed. Threads may share it; one looks up at a time.

    :param read: looks it up
    :param max_age_seconds: how long it is remembered
    :param clock: seconds since whenever
    """

    def __init__(
        self,
        read: Callable[[], Value],
        max_age_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._max_age_seconds = max_age_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._value: tuple[float, Value] | None = None
        self._failure: tuple[float, Exception] | None = None

    def get(self, max_age_seconds: float | None = None) -> Value:
        """Return the value.

        :param max_age_seconds: look it up again if it is older than this; None: as long as it is
            remembered
        :raises Exception: as the last look-up did, for `RETRY_SECONDS`
        """
        oldest = self._max_age_seconds if max_age_seconds is None else max_age_seconds
        with self._lock:
            now = self._clock()
            if self._value is not None and now - self._value[0] <= oldest:
                return self._value[1]
            if self._failure is not None and now - self._failure[0] <= RETRY_SECONDS:
                raise self._failure[1].with_traceback(None)
            try:
                value = self._read()
            except Exception as error:
                self._value, self._failure = None, (now, error)
                raise
            self._value, self._failure = (now, value), None
            return value
