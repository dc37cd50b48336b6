"""A thin client of Zoom's REST API v2: token, pacing, retries, pages, registering.

Two layers of retry: here, a request is sent again a few times for what passes by itself (too
many requests in this second, 5xx, a broken connection); what is left goes to the task, whose
retry policy decides by exception class. What is posted is never sent again without an answer.
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

import requests
from requests.auth import AuthBase
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from webinar_sync.zoom.endpoints import Endpoint, encode_uuid
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomError,
    ZoomOutcomeUnknownError,
    ZoomPageTokenError,
    ZoomRegistrantLimitError,
    ZoomUnavailableError,
    error_of,
)
from webinar_sync.zoom.pacing import Pacer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webinar_sync.zoom.config import ZoomConfig

TIMEOUT_SECONDS = (10, 60)
"""To connect, and to wait for the next byte."""
TOKEN_MARGIN_SECONDS = 60
ATTEMPTS = 5
MAX_PAGES = 10_000

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


class ServerToServerAuth(AuthBase):
    """Puts a token on each request, and gets a new one before the old one ends.

    Zoom's tokens live an hour and have no refresh token; several may be used at once.
    """

    def __init__(self, config: ZoomConfig, post: Callable[..., requests.Response]) -> None:
        self._config = config
        self._post = post
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request, as requests asks of an AuthBase."""
        request.headers["Authorization"] = f"Bearer {self.token()}"
        return request

    def token(self) -> str:
        """Return a token that is good for a minute at least."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """Drop a token that Zoom refused, unless another thread already has a newer one."""
        with self._lock:
            if token == self._token:
                self._good_until = 0.0

    def _fetch(self) -> None:
        answer = self._post(
            self._config.token_url,
            auth=(self._config.client_id, self._config.client_secret),
            data={
                "grant_type": "account_credentials",
                "account_id": self._config.account_id,
            },
        )
        body = _json_of(answer)
        token = body.get("access_token") if isinstance(body, dict) else None
        if answer.status_code != 200 or not token:
            raise ZoomAuthError(
                f"Zoom gives no token for the connection {self._config.conn_id} "
                f"(HTTP {answer.status_code}): check its account id, client id and secret, and "
                "that the app is activated."
            )
        assert isinstance(body, dict)
        self._token = str(token)
        lifetime = float(body.get("expires_in") or 3600)
        self._good_until = time.monotonic() + max(0.0, lifetime - TOKEN_MARGIN_SECONDS)


class ZoomClient:
    """Reads one account's resources, and registers people. Safe to share by threads.

    :param sleep: replaced by tests
    """

    def __init__(
        self,
        config: ZoomConfig,
        *,
        pacer: Pacer | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.config = config
        self._pacer = pacer or Pacer(config.plan, config.rate_share)
        self._sleep = sleep
        self._local = threading.local()
        self._auth = ServerToServerAuth(config, self._send_token_request)
        self._lock = threading.Lock()
        self._clock: tuple[datetime, float] | None = None
        self.sent: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()

    def now(self) -> datetime:
        """Return Zoom's time: the last answer's, and what has passed since."""
        if self._clock is None:
            self._auth.token()
        assert self._clock is not None
        answered_at, heard = self._clock
        return answered_at + timedelta(seconds=time.monotonic() - heard)

    def get(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> Answer:
        """Ask for one object, or one page.

        :param path: values for the endpoint's path; a `uuid` is encoded as Zoom wants it
        :raises ZoomError: one of `webinar_sync.zoom.errors`
        """
        for attempt in Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(initial=1, max=20, jitter=1),
            retry=retry_if_exception_type(ZoomUnavailableError),
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                return self._ask_once(endpoint, query or {}, path)
        raise AssertionError("unreachable")

    def post(
        self,
        endpoint: Endpoint,
        body: Mapping[str, Any],
        *,
        query: Mapping[str, Any] | None = None,
        **path: Any,
    ) -> Answer:
        """Send something, and only once: again at most where Zoom refused it for its pace.

        :raises ZoomOutcomeUnknownError: if no whole answer came, or 5xx: it may have been done
        :raises ZoomError: another one of `webinar_sync.zoom.errors`
        """
        for attempt in Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(initial=1, max=20, jitter=1),
            retry=retry_if_exception_type(_TooManyRequestsError),
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                try:
                    return self._ask_once(endpoint, query or {}, path, body)
                except _TooManyRequestsError:
                    raise
                except (ZoomUnavailableError, ZoomBadAnswerError) as error:
                    raise ZoomOutcomeUnknownError(str(error)) from None
        raise AssertionError("unreachable")

    def list(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> Listing:
        """Ask for all pages of a listing, and start again once if a page token expired.

        :raises ZoomBadAnswerError: if the listing's key is missing, or pages never end
        """
        try:
            return self._list_once(endpoint, query or {}, path)
        except ZoomPageTokenError:
            log.info("a page token of %s expired; starting the listing again", endpoint.path)
            return self._list_once(endpoint, query or {}, path)

    def _list_once(
        self, endpoint: Endpoint, query: Mapping[str, Any], path: Mapping[str, Any]
    ) -> Listing:
        assert endpoint.rows is not None
        rows: list[dict[str, Any]] = []
        seen_tokens: set[str] = set()
        first: datetime | None = None
        page_query = dict(query)
        if endpoint.page_size:
            page_query["page_size"] = endpoint.page_size
        while True:
            answer = self.get(endpoint, query=page_query, **path)
            first = first or answer.answered_at
            page = answer.body.get(endpoint.rows)
            if not isinstance(page, list):
                raise ZoomBadAnswerError(
                    f"GET {endpoint.path}: the answer has no list {endpoint.rows!r}"
                )
            rows += page
            token = str(answer.body.get("next_page_token") or "")
            if not token:
                return Listing(rows, first, len(seen_tokens) + 1)
            if token in seen_tokens or len(seen_tokens) >= MAX_PAGES:
                raise ZoomBadAnswerError(f"GET {endpoint.path}: the pages do not end")
            seen_tokens.add(token)
            page_query["next_page_token"] = token

    def _ask_once(
        self,
        endpoint: Endpoint,
        query: Mapping[str, Any],
        path: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        where = f"{endpoint.method} {endpoint.path}"
        filled = {
            name: encode_uuid(str(value)) if name == "uuid" else str(value)
            for name, value in path.items()
        }
        url = f"{self.config.base_url}/v2{endpoint.path.format(**filled)}"
        answer = self._send(endpoint, where, url, query, body)
        if answer.status_code in (400, 401) and self._is_token_refused(answer):
            refused = (answer.request.headers.get("Authorization") or "").removeprefix("Bearer ")
            self._auth.forget(str(refused))
            answer = self._send(endpoint, where, url, query, body)
        if answer.status_code == 429:
            with self._lock:
                self.refused[endpoint.label, endpoint.path] += 1
            raise self._too_many(where, endpoint, answer)
        content = _json_of(answer)
        if body is not None and not isinstance(content, dict):  # a page of what stands in between
            raise ZoomOutcomeUnknownError(f"{where}: HTTP {answer.status_code}, not the API's")
        if not answer.ok:
            raise error_of(where, answer.status_code, content)
        if not isinstance(content, dict):
            raise ZoomBadAnswerError(f"{where}: the answer is not a JSON object")
        return Answer(content, self._hear(answer))

    def _send(
        self,
        endpoint: Endpoint,
        where: str,
        url: str,
        query: Mapping[str, Any],
        body: Mapping[str, Any] | None,
    ) -> requests.Response:
        request = requests.Request(endpoint.method, url, params=query, json=body, auth=self._auth)
        session = self._session()
        prepared = session.prepare_request(request)
        # requests decodes what needs no escape; Zoom tells %2F from %252F, so the path stays as is.
        prepared.url = f"{url}?{prepared.url.split('?', 1)[1]}" if query else url  # type: ignore[union-attr]
        self._pacer.wait(endpoint.label)
        with self._lock:
            self.sent[endpoint.label, endpoint.path] += 1
        # What session.get would do: proxies and certificates that the environment names.
        surroundings = session.merge_environment_settings(prepared.url, {}, None, None, None)
        return self._checked(
            where, lambda: session.send(prepared, timeout=TIMEOUT_SECONDS, **surroundings)
        )

    def _send_token_request(self, url: str, **request: Any) -> requests.Response:
        answer = self._checked(
            "POST token", lambda: self._session().post(url, timeout=TIMEOUT_SECONDS, **request)
        )
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ZoomUnavailableError(f"POST token: HTTP {answer.status_code}")
        self._hear(answer)
        return answer

    def _checked(self, where: str, send: Callable[[], requests.Response]) -> requests.Response:
        """Send, and name what broke without requests' own words: they hold the whole URL."""
        try:
            return send()
        except requests.RequestException as error:
            kind = type(error).__name__
        raise ZoomUnavailableError(f"{where}: no whole answer ({kind})")

    def _hear(self, answer: requests.Response) -> datetime:
        """Return Zoom's clock from the answer, and remember it."""
        try:
            answered_at = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError):
            raise ZoomBadAnswerError("an answer has no readable Date header") from None
        with self._lock:
            self._clock = (answered_at, time.monotonic())
        return answered_at

    @staticmethod
    def _is_token_refused(answer: requests.Response) -> bool:
        """Zoom says 401, or 400 with code 124, for a token that ended before its time."""
        body = _json_of(answer)
        code = body.get("code") if isinstance(body, dict) else None
        return code == 124 or (answer.status_code == 401 and code not in (4711, 4700))

    def _too_many(self, where: str, endpoint: Endpoint, answer: requests.Response) -> ZoomError:
        """Tell this second's limit, the day's and a registrant's: by type header, else by text."""
        body = _json_of(answer)
        words = str(body.get("message", "")).lower() if isinstance(body, dict) else ""
        kind = answer.headers.get("X-RateLimit-Type", "").lower()
        if "daily" in kind or "daily" in words:
            midnight = (self._hear(answer) + timedelta(days=1)).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            if "registrant" in words:
                return ZoomRegistrantLimitError(f"{where}: three times a day", midnight)
            return ZoomDailyLimitError(
                f"{where}: the account's {endpoint.label} requests of the day are used up", midnight
            )
        return _TooManyRequestsError(f"{where}: too many {endpoint.label} requests this second")

    def _session(self) -> requests.Session:
        """Return this thread's session: requests does not promise to share one among threads."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers["Accept"] = "application/json"
            session.headers["User-Agent"] = "webinar-sync"
            self._local.session = session
        return session


def _json_of(answer: requests.Response) -> object:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None
