"""Signs requests to Zoom with the token of a Server-to-Server OAuth app."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

import requests
from requests.auth import AuthBase

from webinar_sync.http.response import json_of
from webinar_sync.zoom.errors import ZoomAuthError, ZoomUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.http.clock import ServerClock
    from webinar_sync.http.transport import Transport
    from webinar_sync.zoom.config import ZoomConfig

LIFETIME_SECONDS = 3600.0
TOKEN_MARGIN_SECONDS = 60
TOKEN_REQUEST = "POST token"


class ServerToServerAuth(AuthBase):
    """Puts a token on each request, and gets a new one before the old one ends.

    Zoom's tokens live an hour and have no refresh token; several may be used at once.
    """

    def __init__(self, config: ZoomConfig, transport: Transport, clock: ServerClock) -> None:
        self._config = config
        self._transport = transport
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self.scopes: frozenset[str] = frozenset()
        """What the app may do, as Zoom said with its token; empty: it did not say."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request, as requests wants it of an AuthBase."""
        request.headers["Authorization"] = f"Bearer {self.token()}"
        return request

    def token(self) -> str:
        """Return a token that is good for a minute at least.

        :raises ZoomAuthError: if Zoom refuses the app
        :raises ZoomUnavailableError: if Zoom does not answer now
        """
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def forget_token_of(self, request: requests.PreparedRequest) -> None:
        """Drop the token of a request that Zoom refused, unless there already is a newer one."""
        refused = str(request.headers.get("Authorization") or "").removeprefix("Bearer ")
        with self._lock:
            if refused == self._token:
                self._good_until = 0.0

    def _fetch(self) -> None:
        response = self._request_token()
        body = json_of(response)
        fields = body if isinstance(body, dict) else {}
        token = fields.get("access_token")
        if response.status_code == 200 and isinstance(token, str) and token:
            self._token = token
            self.scopes = frozenset(str(fields.get("scope") or "").split())
            lifetime_seconds = _lifetime_seconds(fields.get("expires_in"))
            self._good_until = time.monotonic() + max(0.0, lifetime_seconds - TOKEN_MARGIN_SECONDS)
            return
        status = f"HTTP {response.status_code}"
        if not is_zooms_refusal(fields):
            raise ZoomUnavailableError(f"{TOKEN_REQUEST}: {status}, and the answer is not Zoom's")
        raise ZoomAuthError(
            f"Zoom gives no token for the connection {self._config.conn_id} ({status}): check its "
            "account id, client id and secret, and that the app is activated."
        )

    def _request_token(self) -> requests.Response:
        request = requests.Request(
            "POST",
            self._config.token_url,
            auth=(self._config.client_id, self._config.client_secret),
            data={
                "grant_type": "account_credentials",
                "account_id": self._config.account_id,
            },
        )
        prepared = self._transport.prepare(TOKEN_REQUEST, request)
        response = self._transport.send(TOKEN_REQUEST, prepared)
        if response.status_code >= 500 or response.status_code == 429:
            raise ZoomUnavailableError(f"{TOKEN_REQUEST}: HTTP {response.status_code}")
        self._clock.read(response)
        return response


def is_zooms_refusal(fields: Mapping[str, object]) -> bool:
    """Tell whether the token endpoint itself refuses the app.

    Zoom's refusals are JSON with `error`, `reason` or `code`, as `{"reason": "…", "error":
    "invalid_client"}` (Zoom's page on OAuth errors). Anything else comes from what stands between.
    """
    return any(fields.get(name) for name in ("error", "reason", "code"))


def _lifetime_seconds(value: object) -> float:
    """Return for how long a token is good; an hour, as Zoom documents, where it does not say."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    seconds = float(value) if is_number else LIFETIME_SECONDS  # type: ignore[arg-type]
    return seconds if 0 < seconds < math.inf else LIFETIME_SECONDS


def is_token_refused(response: requests.Response) -> bool:
    """Tell whether Zoom refused a token that ended before its time: 401, or 400 with code 124.

    A missing scope is none of these (4711, 4700): a new token would lack it, too.
    """
    if response.status_code not in (400, 401):
        return False
    body = json_of(response)
    code = body.get("code") if isinstance(body, dict) else None
    return code == 124 or (response.status_code == 401 and code not in (4711, 4700))
