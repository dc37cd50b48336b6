"""A thin client of HubSpot's REST API: versioned paths, pacing, retries and pages.

A request is sent again for too many requests in these ten seconds, 423, 5xx and a broken
connection. Everything that is written can be written twice with the same effect, so a request
whose answer was lost may be sent again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import requests

from webinar_sync.http.client import ApiClient
from webinar_sync.http.pages import follow_pages
from webinar_sync.http.response import date_of, json_of, retry_after_seconds
from webinar_sync.http.transport import Transport
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

    from tenacity import RetryCallState

    from webinar_sync.hubspot.config import HubspotConfig
    from webinar_sync.hubspot.endpoints import Endpoint
    from webinar_sync.hubspot.pacing import Pace

BROKEN_SECONDS = 0.5
"""The first wait after a broken connection."""
OVERLOADED_SECONDS = 0.2
"""The first wait after a 5xx."""
LOCKED_SECONDS = 2.0
"""423: so long does a lock last at least (HubSpot: error handling)."""
LONGEST_MOVE = timedelta(hours=24)
"""477: a move to another data centre takes up to a day (HubSpot: error handling)."""
USUAL_MOVE_SECONDS = 3600
"""477 without `Retry-After`."""
PAGE_SIZE = 100


class _SendAgainError(HubspotUnavailableError):
    """Worth sending again, after so many seconds times the number of the attempt."""

    def __init__(self, message: str, seconds: float = BROKEN_SECONDS) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True)
class Answer:
    """One answer: its status, and its JSON (no results where there is none)."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Checks:
    """What is called once before the next request; what it raises stops that and each later one.

    Whoever passed the check before writing needs none before reading.
    """

    before_reading: Callable[[], None] | None = None
    before_writing: Callable[[], None] | None = None


class HubspotClient(ApiClient[str]):
    """Reads and writes one HubSpot account. Safe to share by threads.

    `sent` and `refused` count requests by their endpoint's `kind`.

    :param sleep: replaced by tests
    """

    api = "HubSpot"

    def __init__(
        self,
        config: HubspotConfig,
        pacer: Pace,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(Transport(_SendAgainError), sleep)
        self.config = config
        self.time_zone = "UTC"
        """The account's: its day of requests ends at midnight there."""
        self.checks = Checks()
        self._checking = threading.RLock()
        self._pacer = pacer

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
        self._check_first(is_reading=endpoint.is_reading)
        send = partial(self._call_once, endpoint, body, query or {}, path)
        return self._retry(send, on=_SendAgainError, wait=_wait_longer)

    def pages(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: object
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages of a listing.

        :raises HubspotBadAnswerError: if the listing has no rows, or pages never end
        """
        first_query: dict[str, Any] = {"limit": PAGE_SIZE, **(query or {})}

        def read_page(after: str) -> dict[str, Any]:
            page_query = {**first_query, "after": after} if after else first_query
            return self.call(endpoint, query=page_query, **path).body

        endless = HubspotBadAnswerError(f"{_name(endpoint)}: the pages do not end")
        for page in follow_pages(read_page, _next_page, endless):
            yield from rows_of(endpoint, page)

    def prepare_to_write(self) -> None:
        """Do now what must be checked before the next request that changes something."""
        self._check_first(is_reading=False)

    def _check_first(self, *, is_reading: bool) -> None:
        """Let the check that was asked for send its own requests first; other threads wait."""
        with self._checking:
            checks = self.checks
            check = checks.before_reading if is_reading else checks.before_writing
            if check is None:
                return
            self.checks = Checks(None, checks.before_writing) if is_reading else Checks()
            try:
                check()
            except BaseException:
                self.checks = checks
                raise

    def _call_once(
        self,
        endpoint: Endpoint,
        body: object,
        query: Mapping[str, Any],
        path: Mapping[str, object],
    ) -> Answer:
        response = self._send(endpoint, body, query, path)
        self._learn_limit(response)
        content = json_of(response)
        self._check_status(_name(endpoint), response, content)
        if response.content.strip() and not isinstance(content, (dict, list)):
            raise HubspotBadAnswerError(f"{_name(endpoint)}: the answer is not JSON")
        return Answer(
            response.status_code,
            content if isinstance(content, dict) else {"results": content or []},
        )

    def _send(
        self,
        endpoint: Endpoint,
        body: object,
        query: Mapping[str, Any],
        path: Mapping[str, object],
    ) -> requests.Response:
        values = {name: quote(str(value), safe="") for name, value in path.items()}
        url = self.config.base_url + endpoint.path_for(self.config.api_version).format(**values)
        request = requests.Request(
            endpoint.method,
            url,
            json=body,
            params=query,
            auth=self._sign,  # a .netrc must not put another one in its place
        )
        prepared = self._transport.prepare(_name(endpoint), request)
        with self._waiting_for("HubSpot's limit of requests in ten seconds"):
            self._pacer.wait()
        return self._send_counted(endpoint.kind, _name(endpoint), prepared)

    def _check_status(self, name: str, response: requests.Response, content: object) -> None:
        """Raise the error that a response stands for, unless it is 2xx."""
        status = response.status_code
        if status == 429:
            raise self._limit_error(name, response, content)
        if status == 423:
            raise _SendAgainError(f"{name}: HTTP 423, locked", LOCKED_SECONDS)
        if status == 477:
            seconds = retry_after_seconds(response) or USUAL_MOVE_SECONDS
            raise HubspotMovingError(
                f"{name}: HubSpot is moving the account to another data centre (HTTP 477)",
                _now_of(response) + min(timedelta(seconds=seconds), LONGEST_MOVE),
            )
        if status >= 500:
            raise _SendAgainError(
                f"{name}: HTTP {status}{correlation_of(content)}", OVERLOADED_SECONDS
            )
        if not response.ok:
            raise error_of(name, status, content)

    def _learn_limit(self, response: requests.Response) -> None:
        """Take in the limit that HubSpot's answers name, where it is of 10 seconds."""
        limit = response.headers.get("X-HubSpot-RateLimit-Max", "")
        window = response.headers.get("X-HubSpot-RateLimit-Interval-Milliseconds", "")
        if limit.isdigit() and window == "10000":
            self._pacer.learn(int(limit))

    def _limit_error(
        self, name: str, response: requests.Response, content: object
    ) -> _SendAgainError | HubspotDailyLimitError:
        """Tell the limits from each other by `policyName`; `Retry-After` is not promised."""
        policy = str(content.get("policyName") or "") if isinstance(content, dict) else ""
        if policy == "DAILY":
            midnight = (
                (_now_of(response).astimezone(ZoneInfo(self.time_zone)) + timedelta(days=1))
                .replace(hour=0, minute=0, second=0, microsecond=0)
                .astimezone(UTC)
            )
            return HubspotDailyLimitError(
                f"{name}: the requests of the day are used up{correlation_of(content)}", midnight
            )
        seconds = retry_after_seconds(response) or (1.0 if policy == "SECONDLY" else 10.0)
        self._pacer.hold(seconds)
        return _SendAgainError(f"{name}: too many requests", 0.0)  # the pace waits

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.config.token}"
        return request


def rows_of(endpoint: Endpoint, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an answer.

    :raises HubspotBadAnswerError: if it has none, or a row is no object
    """
    rows = body.get("results")
    if not isinstance(rows, list):
        raise HubspotBadAnswerError(f"{_name(endpoint)}: the answer has no list 'results'")
    if not all(isinstance(row, dict) for row in rows):
        raise HubspotBadAnswerError(f"{_name(endpoint)}: a row of the answer is no object")
    return rows


def _next_page(body: Mapping[str, Any]) -> str:
    """Return the cursor of the page after this one; empty: it is the last."""
    paging = body.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    return str(following.get("after") or "") if isinstance(following, dict) else ""


def _name(endpoint: Endpoint) -> str:
    """Return what errors call a request: method and path template, never values."""
    return f"{endpoint.method} {endpoint.path}"


def _wait_longer(state: RetryCallState) -> float:
    """Wait longer each time, as HubSpot's own Node client does: by what kind of refusal it was."""
    error = state.outcome.exception() if state.outcome else None
    return error.seconds * state.attempt_number if isinstance(error, _SendAgainError) else 0.0


def _now_of(response: requests.Response) -> datetime:
    """Return HubSpot's clock, else this machine's."""
    return date_of(response) or datetime.now(UTC)
