"""Sends a probe's requests to Zoom: GET only, single pages, each once, and not many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import WebinarSyncError
from webinar_sync.probe.findings import ProbeError
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomError,
    ZoomUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from webinar_sync.zoom.config import ZoomConfig
    from webinar_sync.zoom.endpoints import Endpoint, Label, ListEndpoint
    from webinar_sync.zoom.pacing import Plan

MAX_REQUESTS = 100
"""No probe sends more to one account, whatever it holds."""
MAX_FAILURES = 3
"""So many requests in a row without an answer, and no other is sent: each is tried five times."""


@dataclass(frozen=True)
class Page:
    """The first page of a listing. `is_whole`: there is no other."""

    rows: list[dict[str, Any]]
    is_whole: bool


class ZoomReader:
    """Reads one account. What was asked before is answered from memory, refusals too.

    `connection_plan`: as the connection says; the client keeps to the smallest one.
    """

    def __init__(
        self, client: ZoomClient, connection_plan: Plan, max_requests: int = MAX_REQUESTS
    ) -> None:
        self.client = client
        self.connection_plan = connection_plan
        self._max_requests = max_requests
        self._answers: dict[object, dict[str, Any] | WebinarSyncError] = {}
        self._failures = 0
        self._used_up: dict[Label, ZoomDailyLimitError] = {}

    @property
    def requests(self) -> int:
        """How many requests were sent, the one for a token not counted."""
        return sum(self.client.sent.values())

    def now(self) -> datetime:
        """Return Zoom's time.

        :raises ZoomError: if Zoom gives no token
        """
        return self.client.now()

    def read(
        self, endpoint: Endpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> dict[str, Any]:
        """Return one object, or one page as it was sent.

        :raises ZoomError: one of `webinar_sync.zoom.errors`
        :raises ProbeError: for anything but GET, and beyond the largest number of requests
        """
        key = (endpoint.name, tuple(sorted((query or {}).items())), tuple(sorted(path.items())))
        if key not in self._answers:
            try:
                self._answers[key] = self._send(endpoint, query or {}, path)
            except WebinarSyncError as error:
                self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, WebinarSyncError):
            raise answer
        return answer

    def read_page(
        self, endpoint: ListEndpoint, *, query: Mapping[str, Any] | None = None, **path: Any
    ) -> Page:
        """Return the first page of a listing, of the largest size unless the query names one.

        :raises ZoomBadAnswerError: if it has no rows
        """
        size = {"page_size": endpoint.page_size} if endpoint.page_size else {}
        body = self.read(endpoint, query={**size, **(query or {})}, **path)
        rows = body.get(endpoint.rows)
        if not isinstance(rows, list):
            raise ZoomBadAnswerError(f"{endpoint.name}: the answer has no list {endpoint.rows!r}")
        is_whole = not body.get("next_page_token")
        return Page([row for row in rows if isinstance(row, dict)], is_whole)

    def _send(
        self, endpoint: Endpoint, query: Mapping[str, Any], path: Mapping[str, Any]
    ) -> dict[str, Any]:
        if endpoint.method != "GET":
            raise ProbeError(f"{endpoint.name}: a probe only reads")
        if endpoint.label in self._used_up:
            raise self._used_up[endpoint.label]
        if self.requests >= self._max_requests:
            raise ProbeError(f"{endpoint.name}: the probe has sent {self.requests} requests")
        if self._failures >= MAX_FAILURES:
            raise ProbeError(f"{endpoint.name}: not sent, as Zoom does not answer")
        try:
            body = self.client.get(endpoint, query=query, **path).body
        except ZoomUnavailableError:
            self._failures += 1
            raise
        except ZoomError as error:
            self._failures = 0
            if isinstance(error, ZoomDailyLimitError):
                self._used_up[endpoint.label] = error
            raise
        self._failures = 0
        return body


def open_zoom(config: ZoomConfig) -> ZoomReader:
    """Return what reads an account, at half the pace of Zoom's smallest plan: a sync may run."""
    return ZoomReader(ZoomClient(replace(config, plan="free", rate_share=0.5)), config.plan)
