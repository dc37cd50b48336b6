"""Downloads files of recordings with the account's token, which no other host than Zoom's gets.

Zoom answers where a file is, and may redirect. Each address is judged before anything is sent to
it; redirects are followed by hand, so that none is followed unseen.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
from tenacity import wait_exponential_jitter
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from webinar_sync.http.client import ApiClient
from webinar_sync.http.transport import Transport
from webinar_sync.zoom.auth import is_token_refused
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomBadAnswerError,
    ZoomForbiddenError,
    ZoomUnavailableError,
    error_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.zoom.auth import ServerToServerAuth
    from webinar_sync.zoom.config import ZoomConfig
    from webinar_sync.zoom.endpoints import Label
    from webinar_sync.zoom.pacing import Pace

NAME = "GET /rec/download"
"""What errors call a download: its address may let people in."""
LABEL: Label = "light"
"""Guess: downloads count against no rate limit (131); they are paced as light requests are."""
ZOOM_DOMAINS = ("zoom.us", "zoomgov.com")
"""Zoom's own, with their subdomains: all others see no token, and nothing is read from them."""
MOST_BYTES = 20 * 2**20
"""A transcript of ten hours has some two megabytes."""
MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_HOST = re.compile(r"[a-z0-9.-]{1,100}")
_WAIT = wait_exponential_jitter(initial=1, max=20, jitter=1)


class Downloads(ApiClient[tuple["Label", str]]):
    """Downloads one account's files. Safe to share by threads.

    :param sleep: replaced by tests
    """

    api = "Zoom"

    def __init__(
        self,
        config: ZoomConfig,
        auth: ServerToServerAuth,
        pacer: Pace,
        sleep: Callable[[float], None],
    ) -> None:
        super().__init__(Transport(ZoomUnavailableError, is_for_files=True), sleep)
        self._auth = auth
        self._pacer = pacer
        self._own_origin = _origin_of(config.base_url)

    def fetch(self, url: str) -> bytes:
        """Download a file.

        :raises ZoomBadAnswerError: if it is not at Zoom's, or larger than a transcript can be
        :raises ZoomError: another one of `webinar_sync.zoom.errors`
        """
        return self._retry(partial(self._fetch_once, url), on=ZoomUnavailableError, wait=_WAIT)

    def is_zooms(self, url: str) -> bool:
        """Tell whether an address is Zoom's: over HTTPS, or where the connection has its API."""
        origin = _origin_of(url)
        if origin is None:
            return False
        scheme, host, port = origin
        is_zooms_host = host in ZOOM_DOMAINS or host.endswith(
            tuple(f".{domain}" for domain in ZOOM_DOMAINS)
        )
        return origin == self._own_origin or (scheme == "https" and port == 443 and is_zooms_host)

    def _fetch_once(self, url: str) -> bytes:
        with self._waiting_for(f"Zoom's limit of {LABEL} requests a second"):
            self._pacer.wait(LABEL)
        for _ in range(MOST_REDIRECTS + 1):
            with self._send(url) as response:
                if response.status_code not in _REDIRECTS:
                    return _read_body(response)
                url = urljoin(url, response.headers.get("Location", ""))
        raise ZoomBadAnswerError(f"{NAME}: the redirects do not end")

    def _send(self, url: str) -> requests.Response:
        response = self._send_signed(url)
        if is_token_refused(response):
            self._auth.forget_token_of(response.request)
            response = self._send_signed(url)
        return response

    def _send_signed(self, url: str) -> requests.Response:
        """Send a request, signed once its address, as it is sent, was found to be Zoom's."""
        request = requests.Request("GET", url, auth=_unsigned)
        prepared = self._transport.prepare(NAME, request)
        if not self.is_zooms(prepared.url or ""):
            raise ZoomBadAnswerError(f"{NAME}: the file is {_describe_place(prepared.url)}")
        return self._send_counted((LABEL, "/rec/download"), NAME, self._auth(prepared))


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request as it is: requests would look for a password in ~/.netrc."""
    return request


def _origin_of(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None if it is odd in any way.

    requests and the standard library must agree on the host, as some texts are read in two ways.
    """
    if not url.isascii() or "\\" in url or any(letter <= " " for letter in url):
        return None
    try:
        parts, read_again = urlsplit(url), parse_url(url)
        host, port = parts.hostname, parts.port
    except (ValueError, LocationParseError):
        return None
    if not host or parts.username is not None or read_again.auth is not None:
        return None
    if parts.scheme not in ("http", "https") or (read_again.host or "").lower() != host:
        return None
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


def _describe_place(url: str | None) -> str:
    """Say where a file is, by its host alone."""
    origin = _origin_of(url or "")
    if origin is None or not _HOST.fullmatch(origin[1]):
        return "at an address that makes no sense"
    return f"at {origin[1]}, which is not Zoom's: nothing was sent there"


def _read_body(response: requests.Response) -> bytes:
    """Return a file, or raise what its answer stands for."""
    if response.status_code == 429:
        raise ZoomUnavailableError(f"{NAME}: too many requests")
    content = b""
    try:
        for chunk in response.iter_content(2**16):
            content += chunk
            if len(content) > MOST_BYTES:
                raise ZoomBadAnswerError(f"{NAME}: the file is larger than {MOST_BYTES} bytes")
    except requests.RequestException as error:
        kind = type(error).__name__
        raise ZoomUnavailableError(f"{NAME}: no whole answer ({kind})") from None
    if not response.ok:
        refusal = error_of(NAME, response.status_code, _json_of(content))
        if isinstance(refusal, ZoomAuthError):  # of this file: the listing of files tells of all
            raise ZoomForbiddenError(str(refusal))
        raise refusal
    return content


def _json_of(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
