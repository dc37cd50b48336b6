"""Sends a probe's requests to HubSpot: what changes nothing, each once, and not many."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import WebinarSyncError
from webinar_sync.hubspot.client import HubspotClient, rows_of
from webinar_sync.hubspot.endpoints import (
    DETAILS,
    GET_EVENT,
    LIST_EVENTS,
    LIST_PROPERTIES,
    OWNERS,
    PARTICIPATIONS,
    READ_CONTACTS,
    USERS,
    Endpoint,
)
from webinar_sync.hubspot.errors import HubspotError, HubspotUnavailableError
from webinar_sync.probe.findings import ProbeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webinar_sync.hubspot.config import HubspotConfig

LIST_CONTACTS = Endpoint("probe", "GET", "/crm/objects/{version}/contacts")
SEARCH_CONTACTS = Endpoint("probe", "POST", "/crm/objects/{version}/contacts/search")
TOKEN_INFO = Endpoint("probe", "POST", "/oauth/v2/private-apps/get/access-token-info")
"""What a token may do: the token stands in the body (HubSpot's page on private apps)."""
READING = frozenset(
    {
        *(DETAILS, GET_EVENT, LIST_CONTACTS, LIST_EVENTS, LIST_PROPERTIES, OWNERS, PARTICIPATIONS),
        *(READ_CONTACTS, SEARCH_CONTACTS, TOKEN_INFO, USERS),
    }
)
"""All that a probe may send. The three that post change nothing."""
LATER_VERSION = "2026-09"
"""Some guesses are told of this version of the API, too."""
MAX_REQUESTS = 60
MAX_FAILURES = 3
"""So many requests in a row without an answer, and no other is sent: each is tried five times."""
SPACING_SECONDS = 0.25
"""4 a second: of ten that the smallest subscription allows, and of five searches."""


class SlowPace:
    """A pace that needs no warehouse. `limit`: requests in 10 seconds, as answers name it."""

    def __init__(self, spacing_seconds: float = SPACING_SECONDS) -> None:
        self.limit: int | None = None
        self._spacing_seconds = spacing_seconds
        self._next_at = 0.0

    def wait(self) -> None:
        """Return when a request may be sent."""
        now = time.monotonic()
        time.sleep(max(0.0, self._next_at - now))
        self._next_at = max(now, self._next_at) + self._spacing_seconds

    def hold(self, seconds: float) -> None:
        """Send nothing for so long: HubSpot requires it."""
        self._next_at = max(self._next_at, time.monotonic() + seconds)

    def learn(self, requests_per_10s: int) -> None:
        """Remember the limit that answers name."""
        self.limit = requests_per_10s


class HubspotReader:
    """Reads one account. What was asked before is answered from memory, refusals too.

    `clients`: by version of the API; the first is the connection's.
    """

    def __init__(
        self,
        clients: Mapping[str, HubspotClient],
        pace: SlowPace,
        max_requests: int = MAX_REQUESTS,
    ) -> None:
        self.clients = clients
        self.pace = pace
        self._max_requests = max_requests
        self._failures = 0
        self._answers: dict[str, dict[str, Any] | WebinarSyncError] = {}

    @property
    def config(self) -> HubspotConfig:
        """What the connection says."""
        return next(iter(self.clients.values())).config

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(sum(client.sent.values()) for client in self.clients.values())

    def read(
        self,
        endpoint: Endpoint,
        body: object = None,
        *,
        query: Mapping[str, Any] | None = None,
        version: str = "",
        **path: object,
    ) -> dict[str, Any]:
        """Return an answer.

        :param version: of the API; empty: the connection's
        :raises HubspotError: one of `webinar_sync.hubspot.errors`
        :raises ProbeError: for what is not among `READING`, and beyond the most requests
        """
        version = version or self.config.api_version
        key = json.dumps([endpoint.method, endpoint.path, version, body, query, path])
        if key not in self._answers:
            try:
                if endpoint not in READING:
                    raise ProbeError(f"{endpoint.method} {endpoint.path}: a probe only reads")
                if self.requests >= self._max_requests:
                    raise ProbeError(f"{endpoint.path}: {self.requests} requests were sent")
                if self._failures >= MAX_FAILURES:
                    raise ProbeError(f"{endpoint.path}: not sent, as HubSpot does not answer")
                self._answers[key] = self._send(endpoint, body, query, version, path)
            except WebinarSyncError as error:
                self._answers[key] = error
        stored = self._answers[key]
        if isinstance(stored, WebinarSyncError):
            raise stored
        return stored

    def _send(
        self,
        endpoint: Endpoint,
        body: object,
        query: Mapping[str, Any] | None,
        version: str,
        path: Mapping[str, object],
    ) -> dict[str, Any]:
        try:
            answer = self.clients[version].call(endpoint, body, query=query, **path)
        except HubspotUnavailableError:
            self._failures += 1
            raise
        except HubspotError:
            self._failures = 0
            raise
        self._failures = 0
        return answer.body

    def read_rows(self, endpoint: Endpoint, body: object = None, **options: Any) -> list[Any]:
        """Return the rows of an answer's first page.

        :raises HubspotBadAnswerError: if it has none
        """
        return rows_of(endpoint, self.read(endpoint, body, **options))


def open_hubspot(
    config: HubspotConfig,
    pace: SlowPace | None = None,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> HubspotReader:
    """Return what reads an account, at a pace that suits each subscription.

    :param pace: replaced by tests, as `sleep` is
    """
    pace = pace or SlowPace()
    versions = dict.fromkeys((config.api_version, LATER_VERSION))
    clients = {
        version: HubspotClient(replace(config, api_version=version), pace, sleep=sleep)
        for version in versions
    }
    return HubspotReader(clients, pace)
