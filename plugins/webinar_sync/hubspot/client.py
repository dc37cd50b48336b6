"""A thin client of HubSpot's REST API: versioned paths, pacing, retries, and errors in words.

Two layers of retry: here, a request is sent again a few times for what passes by itself (too
many requests in these ten seconds, 423, 5xx, a broken connection); what is left goes to the task,
whose retry policy decides by exception class. Everything that is written can be written twice
with the same effect, so a request whose answer was lost may be sent again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotDailyLimitError,
    HubspotMovingError,
    HubspotUnavailableError,
    correlation_of,
    error_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from webinar_sync.hubspot.config import HubspotConfig
    from webinar_sync.hubspot.endpoints import Endpoint
    from webinar_sync.hubspot.pacing import Pace

TIMEOUT_SECONDS = (10, 60)
"""To connect, and to wait for the next byte."""
ATTEMPTS = 5
LOCKED_SECONDS = 2.0
"""423: so long does a lock last at least (HubSpot: error handling)."""
LONGEST_MOVE = timedelta(hours=24)
"""477: a move to another data centre takes up to a day (HubSpot: error handling)."""
MAX_PAGES = 10_000

log = logging.getLogger(__name__)


class _AgainError(HubspotUnavailableError):
    """Worth sending again, after so many seconds times the number of the attempt."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True)
class Answer:
    """One answer: its status, and its JSON (no results where there is none)."""

    status: int
    body: dict[str, Any]


class HubspotClient:
    """Asks and tells one HubSpot account. Safe to share by threads.

    :param sleep: replaced by tests
    """

    def __init__(
        self,
        config: HubspotConfig,
        pacer: Pace,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.config = config
        self.time_zone = "UTC"
        """The account's: its day of requests ends at midnight there."""
        self._pacer = pacer
        self._sleep = sleep
        self._local = threading.local()
        self._lock = threading.Lock()
        self.sent: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def pause(self, seconds: float) -> None:
        """Wait, as for an answer that HubSpot gives only after a while."""
        self._sleep(seconds)

    def call(
        self,
        endpoint: Endpoint,
        body: object = None,
        *,
        query: Mapping[str, Any] | None = None,
        **path: object,
    ) -> Answer:
        """Send one request, and return its 2xx answer.

        :param path: values for the endpoint's path
        :raises HubspotError: one of `webinar_sync.hubspot.errors`
        """
        for attempt in Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception_type(_AgainError),
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                return self._call_once(endpoint, body, query or {}, path)
        raise AssertionError("unreachable")

    def pages(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: object
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages of a listing.

        :raises HubspotBadAnswerError: if the listing has no rows, or pages never end
        """
        asked: dict[str, Any] = {"limit": 100, **(query or {})}
        seen: set[str] = set()
        while True:
            body = self.call(endpoint, query=asked, **path).body
            yield from rows_of(endpoint, body)
            following = (body.get("paging") or {}).get("next") or {}
            after = str(following.get("after") or "")
            if not after:
                return
            if after in seen or len(seen) >= MAX_PAGES:
                raise HubspotBadAnswerError(f"{_where(endpoint)}: the pages do not end")
            seen.add(after)
            asked["after"] = after

    def _call_once(
        self,
        endpoint: Endpoint,
        body: object,
        query: Mapping[str, Any],
        path: Mapping[str, object],
    ) -> Answer:
        where = _where(endpoint)
        filled = {name: quote(str(value), safe="") for name, value in path.items()}
        url = self.config.base_url + endpoint.path_for(self.config.api_version).format(**filled)
        self._pacer.wait()
        with self._lock:
            self.sent[endpoint.kind] += 1
        answer = self._send(where, endpoint.method, url, body, query)
        self._learn(answer)
        content = _json_of(answer)
        if answer.status_code == 429:
            with self._lock:
                self.refused[endpoint.kind] += 1
            raise self._too_many(where, answer, content)
        if answer.status_code == 423:
            raise _AgainError(f"{where}: HTTP 423, locked", LOCKED_SECONDS)
        if answer.status_code == 477:
            until = _now_of(answer) + timedelta(seconds=_retry_after(answer) or 3600)
            raise HubspotMovingError(
                f"{where}: HubSpot is moving the account to another data centre (HTTP 477)",
                min(until, _now_of(answer) + LONGEST_MOVE),
            )
        if answer.status_code >= 500:
            raise _AgainError(f"{where}: HTTP {answer.status_code}{correlation_of(content)}", 0.2)
        if not answer.ok:
            raise error_of(where, answer.status_code, content)
        if answer.content.strip() and not isinstance(content, (dict, list)):
            raise HubspotBadAnswerError(f"{where}: the answer is not JSON")
        return Answer(
            answer.status_code, content if isinstance(content, dict) else {"results": content or []}
        )

    def _send(
        self, where: str, method: str, url: str, body: object, query: Mapping[str, Any]
    ) -> requests.Response:
        """Send, and name what broke without requests' own words: they hold the whole URL."""
        try:
            return self._session().request(
                method, url, json=body, params=query, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException as error:
            kind = type(error).__name__
        raise _AgainError(f"{where}: no whole answer ({kind})", 0.5)

    def _learn(self, answer: requests.Response) -> None:
        """Take in the limit that HubSpot's answers name, where it is of 10 seconds."""
        limit = answer.headers.get("X-HubSpot-RateLimit-Max", "")
        window = answer.headers.get("X-HubSpot-RateLimit-Interval-Milliseconds", "")
        if limit.isdigit() and window == "10000":
            self._pacer.learn(int(limit))

    def _too_many(
        self, where: str, answer: requests.Response, content: object
    ) -> _AgainError | HubspotDailyLimitError:
        """Tell the limits from each other by `policyName`; `Retry-After` is not promised."""
        policy = str(content.get("policyName") or "") if isinstance(content, dict) else ""
        if policy == "DAILY":
            midnight = (
                (_now_of(answer).astimezone(ZoneInfo(self.time_zone)) + timedelta(days=1))
                .replace(hour=0, minute=0, second=0, microsecond=0)
                .astimezone(UTC)
            )
            return HubspotDailyLimitError(
                f"{where}: the requests of the day are used up{correlation_of(content)}", midnight
            )
        seconds = _retry_after(answer) or (1.0 if policy == "SECONDLY" else 10.0)
        self._pacer.hold(seconds)
        return _AgainError(f"{where}: too many requests", 0.0)  # the pace waits

    def _session(self) -> requests.Session:
        """Return this thread's session: requests does not promise to share one among threads."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers["Accept"] = "application/json"
            session.headers["User-Agent"] = "webinar-sync"
            session.auth = self._sign  # a .netrc must not put another one in its place
            self._local.session = session
        return session

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.config.token}"
        return request


def rows_of(endpoint: Endpoint, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an answer.

    :raises HubspotBadAnswerError: if it has none
    """
    rows = body.get("results")
    if not isinstance(rows, list):
        raise HubspotBadAnswerError(f"{_where(endpoint)}: the answer has no list 'results'")
    return rows


def _where(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def _wait(state: RetryCallState) -> float:
    """Wait longer each time, as HubSpot's own Node client does: by what kind of refusal it was."""
    error = state.outcome.exception() if state.outcome else None
    return error.seconds * state.attempt_number if isinstance(error, _AgainError) else 0.0


def _retry_after(answer: requests.Response) -> float:
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isdigit() else 0.0


def _now_of(answer: requests.Response) -> datetime:
    """Return HubSpot's clock, else this machine's."""
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _json_of(answer: requests.Response) -> object:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None
