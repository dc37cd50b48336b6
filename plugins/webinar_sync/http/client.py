"""The base of both API clients: it counts requests, and sends them again where that helps.

There are two layers of retry. Here, a request is sent again a few times for what passes by itself;
what is left goes to the task, whose retry policy decides by exception class.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests
    from tenacity.wait import WaitBaseT

    from webinar_sync.http.transport import Transport

ATTEMPTS = 5

Answered = TypeVar("Answered")
Kind = TypeVar("Kind")


class ApiClient(Generic[Kind]):
    """Sends the requests of one API. Safe to share by threads.

    `sent` and `refused` (by 429) are the numbers of requests, by what the API counts them as.

    :param sleep: replaced by tests
    """

    api: ClassVar[str] = "the API"
    """Whose API it is."""

    def __init__(self, transport: Transport, sleep: Callable[[float], None]) -> None:
        self._transport = transport
        self._sleep = sleep
        self._lock = threading.Lock()
        self.sent: Counter[Kind] = Counter()
        self.refused: Counter[Kind] = Counter()
        self._waits: Counter[str] = Counter()

    def waits_for(self) -> list[str]:
        """Return in words what requests wait for at this moment."""
        with self._lock:
            return sorted(text for text, requests in self._waits.items() if requests > 0)

    @contextmanager
    def _waiting_for(self, what: str) -> Iterator[None]:
        with self._lock:
            self._waits[what] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waits[what] -= 1

    def _wait_to_repeat(self, seconds: float) -> None:
        with self._waiting_for(f"another try, after {self.api} did not answer as it should"):
            self._sleep(seconds)

    def _send_counted(
        self, kind: Kind, name: str, prepared: requests.PreparedRequest
    ) -> requests.Response:
        """Send a request, and count it.

        :param name: what errors call the request: its method and path template
        """
        with self._lock:
            self.sent[kind] += 1
        with self._waiting_for(f"answers of {self.api}"):
            response = self._transport.send(name, prepared)
        if response.status_code == 429:
            with self._lock:
                self.refused[kind] += 1
        return response

    def _retry(
        self, send: Callable[[], Answered], *, on: type[Exception], wait: WaitBaseT
    ) -> Answered:
        """Call a function until it raises no error of the class `on`, five times at most."""
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait,
            retry=retry_if_exception_type(on),
            sleep=self._wait_to_repeat,
            reraise=True,
        )
        return retrying(send)
