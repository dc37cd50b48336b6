"""A thin client of Zoom's REST API v2: pacing, retries, pages, changes of registrants.

A request is sent again for too many requests in one second, 5xx and a broken connection. What is
posted is never sent again without an answer.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import requests
from tenacity import wait_exponential_jitter

from webinar_sync.http.client import ApiClient
from webinar_sync.http.clock import ServerClock
from webinar_sync.http.pages import follow_pages
from webinar_sync.http.response import date_of, json_of
from webinar_sync.http.transport import Transport
from webinar_sync.zoom.answers import judge_rows
from webinar_sync.zoom.auth import ServerToServerAuth, is_token_refused
from webinar_sync.zoom.downloads import Downloads
from webinar_sync.zoom.endpoints import Endpoint, ListEndpoint, fill_path
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomError,
    ZoomOutcomeUnknownError,
    ZoomPageTokenError,
    ZoomRegistrantLimitError,
    ZoomUnavailableError,
    error_of,
    is_refusal,
)
from webinar_sync.zoom.pacing import REQUESTS_PER_SECOND, Pace, Pacer
from webinar_sync.zoom.rate_limits import RequestsLeft, read_rate_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webinar_sync.zoom.config import ZoomConfig
    from webinar_sync.zoom.endpoints import Label

WAIT = wait_exponential_jitter(initial=1, max=20, jitter=1)

log = logging.getLogger(__name__)


class _TooManyRequestsError(ZoomUnavailableError):
    """Too many requests in one second: passes by itself."""


@dataclass(frozen=True)
class Answer:
    """One answer: its JSON, and Zoom's clock when it was given."""

    body: dict[str, Any]
    answered_at: datetime


@dataclass(frozen=True)
class Listing:
    """All pages of a listing: its rows as sent, and Zoom's clock at the first page."""

    rows: list[dict[str, Any]]
    answered_at: datetime
    requests: int


class ZoomClient(ApiClient[tuple[str, str]]):
    """Reads one account's resources, and registers people. Safe to share by threads.

    `sent` and `refused` count requests by rate-limit label and path.

    :param sleep: replaced by tests
    """

    api = "Zoom"

    def __init__(
        self,
        config: ZoomConfig,
        *,
        pacer: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(Transport(ZoomUnavailableError), sleep)
        self.config = config
        self.pacer: Pace = pacer or Pacer(config.plan, config.rate_share)
        self.left = RequestsLeft()
        self.learnt_limits: dict[Label, int] = {}
        """Requests a second by label, where an answer named fewer than the plan has."""
        self.stated_limits: dict[tuple[Label, Literal["second", "day"]], int] = {}
        """Requests by label and period, as answers named the limits last."""
        self._clock = ServerClock(ZoomBadAnswerError)
        self._auth = ServerToServerAuth(config, self._transport, self._clock)
        self.downloads = Downloads(config, self._auth, self.pacer, sleep)

    def now(self) -> datetime:
        """Return Zoom's time: the last answer's, and what has passed since."""
        now = self._clock.now()
        if now is None:
            self._auth.token()  # the answer tells the time
            now = self._clock.now()
        if now is None:
            raise ZoomBadAnswerError("Zoom has not sent its time")
        return now

    def granted_scopes(self) -> frozenset[str]:
        """Return what the app may do, as Zoom says with a token; empty: it does not say."""
        self._auth.token()
        return self._auth.scopes

    def left_today(self, label: Label) -> int | None:
        """Return how many requests of a label are left today; None if Zoom did not say."""
        return self.left.count(label, self.now(), sent=self._sent_with(label))

    def heavy_left_today(self) -> int | None:
        """Return how many heavy requests are left today; None if Zoom did not say."""
        return self.left_today("heavy")

    def get(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> Answer:
        """Read one object, or one page.

        :param path: values for the endpoint's path; a `uuid` is encoded as Zoom wants it
        :raises ZoomError: one of `webinar_sync.zoom.errors`
        """
        send = partial(self._call_once, endpoint, query or {}, path)
        answer = self._retry(send, on=ZoomUnavailableError, wait=WAIT)
        if endpoint.judge:
            endpoint.judge(endpoint.name, answer.body, path)
        return answer

    def post(
        self,
        endpoint: Endpoint,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        **path: Any,
    ) -> Answer:
        """Send a change, and only once: again at most where Zoom refused it for its pace.

        :raises ZoomOutcomeUnknownError: if no whole answer came, or 5xx: it may have been done
        :raises ZoomError: another one of `webinar_sync.zoom.errors`
        """

        def send() -> Answer:
            try:
                return self._call_once(endpoint, query or {}, path, body)
            except _TooManyRequestsError:
                raise
            except (ZoomUnavailableError, ZoomBadAnswerError) as error:
                raise ZoomOutcomeUnknownError(str(error)) from None

        return self._retry(send, on=_TooManyRequestsError, wait=WAIT)

    def list(
        self, endpoint: ListEndpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> Listing:
        """Read all pages of a listing, and start again once if a page token expired.

        :raises ZoomBadAnswerError: if the listing's key is missing, pages never end, or the rows
            are not what the endpoint's rules say
        """
        try:
            return self._list_once(endpoint, query or {}, path)
        except ZoomPageTokenError:
            log.info("a page token of %s expired; starting the listing again", endpoint.path)
            return self._list_once(endpoint, query or {}, path)

    def _list_once(
        self, endpoint: ListEndpoint, query: Mapping[str, Any], path: Mapping[str, Any]
    ) -> Listing:
        first_query = dict(query)
        if endpoint.page_size:
            first_query["page_size"] = endpoint.page_size

        def read_page(token: str) -> Answer:
            page_query = {**first_query, "next_page_token": token} if token else first_query
            return self.get(endpoint, query=page_query, **path)

        pages: list[Answer] = []
        rows: list[dict[str, Any]] = []
        for page in follow_pages(
            read_page,
            lambda page: str(page.body.get("next_page_token") or ""),
            ZoomBadAnswerError(f"{endpoint.name}: the pages do not end"),
        ):
            pages.append(page)
            rows += _rows_of(endpoint, page)
        judge_rows(endpoint.name, rows, endpoint.rules)
        return Listing(rows, pages[0].answered_at, len(pages))

    def _call_once(
        self,
        endpoint: Endpoint,
        query: Mapping[str, Any],
        path: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        url = f"{self.config.base_url}/v2{fill_path(endpoint, path)}"
        response = self._send(endpoint, url, query, body)
        if is_token_refused(response):
            self._auth.forget_token_of(response.request)
            response = self._send(endpoint, url, query, body)
        is_done = response.status_code == 204 and endpoint.method != "GET"
        content = {} if is_done else json_of(response)
        if response.status_code == 429:
            raise self._limit_error(endpoint, response, content)
        is_page = not isinstance(content, dict)  # of what stands in between
        if endpoint.method != "GET" and is_page:
            raise ZoomOutcomeUnknownError(
                f"{endpoint.name}: HTTP {response.status_code}, not the API's"
            )
        if not response.ok or is_refusal(content):
            raise error_of(endpoint.name, response.status_code, content)
        if not isinstance(content, dict):
            raise ZoomBadAnswerError(f"{endpoint.name}: the answer is not a JSON object")
        return Answer(content, self._clock.read(response))

    def _send(
        self,
        endpoint: Endpoint,
        url: str,
        query: Mapping[str, Any],
        body: Mapping[str, Any] | None,
    ) -> requests.Response:
        request = requests.Request(endpoint.method, url, params=query, json=body, auth=self._auth)
        prepared = self._transport.prepare(endpoint.name, request)
        # requests decodes what needs no escape; to Zoom, %2F is not %252F, so the path stays.
        prepared.url = f"{url}?{prepared.url.split('?', 1)[1]}" if query else url  # type: ignore[union-attr]
        with self._waiting_for(f"Zoom's limit of {endpoint.label} requests a second"):
            self.pacer.wait(endpoint.label)
        response = self._send_counted((endpoint.label, endpoint.path), endpoint.name, prepared)
        if isinstance(self.pacer, Pacer):
            self.pacer.note_answer()
        self._learn_limit(endpoint.label, response)
        return response

    def _learn_limit(self, label: Label, response: requests.Response) -> None:
        """Keep to what an answer says of the limits."""
        rate_limit = read_rate_limit(response.headers, label)
        if rate_limit is None:
            return
        self.stated_limits[rate_limit.label, rate_limit.period] = rate_limit.limit
        if rate_limit.period == "second":
            if rate_limit.limit < REQUESTS_PER_SECOND[self.config.plan][rate_limit.label]:
                self.learnt_limits[rate_limit.label] = rate_limit.limit
                self.pacer.lower(rate_limit.label, rate_limit.limit)
            return
        answered_at = date_of(response)
        if rate_limit.left is not None and answered_at is not None:
            sent = self._sent_with(rate_limit.label)
            self.left.keep(rate_limit.label, rate_limit.left, answered_at, sent=sent)

    def _sent_with(self, label: Label) -> int:
        with self._lock:
            return sum(count for (sent, _), count in self.sent.items() if sent == label)

    def _limit_error(
        self, endpoint: Endpoint, response: requests.Response, content: object
    ) -> ZoomError:
        """Tell this second's limit, the day's and a registrant's: by type header, else by text."""
        text = str(content.get("message", "")).lower() if isinstance(content, dict) else ""
        limit = response.headers.get("X-RateLimit-Type", "").lower()
        if "daily" not in limit and "daily" not in text:
            return _TooManyRequestsError(
                f"{endpoint.name}: too many {endpoint.label} requests this second"
            )
        answered_at = self._clock.read(response)
        midnight = (answered_at + timedelta(days=1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        if "registrant" in text:
            return ZoomRegistrantLimitError(f"{endpoint.name}: a person's limit", midnight)
        self.left.keep(endpoint.label, 0, answered_at, sent=self._sent_with(endpoint.label))
        return ZoomDailyLimitError(
            f"{endpoint.name}: the account's {endpoint.label} requests of the day are used up",
            midnight,
        )


def _rows_of(endpoint: ListEndpoint, page: Answer) -> list[dict[str, Any]]:
    rows = page.body.get(endpoint.rows)
    if not isinstance(rows, list):
        raise ZoomBadAnswerError(f"{endpoint.name}: the answer has no list {endpoint.rows!r}")
    return rows
