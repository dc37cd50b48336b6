"""Empties the inbox: decides each request, has Zoom register, and answers the workflows."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from webinar_sync.registration.answering import answer_workflows
from webinar_sync.registration.errors import InboxBusyError
from webinar_sync.registration.facts import find_webinar
from webinar_sync.registration.inbox import LOCK, due_requests, keep_decisions, put_off
from webinar_sync.registration.outcomes import OUTCOMES
from webinar_sync.registration.registering import Registering
from webinar_sync.registration.rules import Decision, Request, decide, decide_before_reading
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomDailyLimitError,
    ZoomError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import ZoomClient

_ANSWERS = {
    "answered": "answers taken by HubSpot",
    "answers_put_off": "answers that HubSpot did not take, to be told again",
}
UNAVAILABLE_RETRY = timedelta(minutes=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Action:
    """What the registration action works with.

    `hubspot`: None: no workflow can be answered. `subscription`: HubSpot's, by the connection.
    """

    warehouse: Warehouse
    clients: Sequence[ZoomClient]
    hubspot: HubspotClient | None
    run_id: str
    subscription: str = ""

    def drain(self) -> dict[str, int]:
        """Decide and answer everything that is due, what comes in meanwhile included.

        :raises InboxBusyError: if somebody else does it at the moment
        :raises ZoomAuthError: if somebody has to mend a connection; the requests wait
        """
        with self.warehouse.session_lock(LOCK) as is_free:
            if not is_free:
                raise InboxBusyError("another run registers contacts at the moment")
            counts: Counter[str] = Counter()
            seen: list[str] = []
            mending: ZoomAuthError | None = None
            while requests := due_requests(self.warehouse, seen):
                seen += [one.request_key for one in requests]
                for webinar_id, group in _by_webinar(requests):
                    try:
                        self._decide(webinar_id, group)
                    except ZoomAuthError as error:
                        self._put_off(group, UNAVAILABLE_RETRY, str(error))
                        mending = error
                    counts += self._answer()
            counts += self._answer()
            for row in self.warehouse.rows(
                "registration/select_outcome_counts", run_id=self.run_id
            ):
                counts[row["code"]] = row["requests"]
            if mending:
                raise mending
            return dict(counts)

    def _answer(self) -> Counter[str]:
        if self.hubspot is None:
            return Counter()
        return answer_workflows(self.warehouse, self.hubspot, self.run_id)

    def _decide(self, webinar_id: int | None, group: list[Request]) -> None:
        """Decide the requests for one webinar."""
        early = [decide_before_reading(one, self.subscription) for one in group]
        keep_decisions(self.warehouse, self.run_id, [one for one in early if one])
        open_ = [one for one, decision in zip(group, early, strict=True) if decision is None]
        if not open_ or webinar_id is None:
            return
        try:
            self._ask_zoom(webinar_id, open_)
        except ZoomAuthError:
            raise
        except ZoomDailyLimitError as error:
            log.warning("%s", error)
            put_off(self.warehouse, self.run_id, open_, error.resets_at, str(error))
        except ZoomError as error:
            log.warning("%d requests are put off: %s", len(open_), error)
            self._put_off(open_, UNAVAILABLE_RETRY, str(error))

    def _ask_zoom(self, webinar_id: int, requests: list[Request]) -> None:
        found = find_webinar(self.warehouse, self.clients, webinar_id, self.run_id)
        if found is None:
            keep_decisions(self.warehouse, self.run_id, _all(requests, None))
            return
        registering = Registering(self.warehouse, found, self.run_id)
        decided = {one.request_key: decide(one, found.webinar) for one in requests}
        registering.keep([one for one in decided.values() if one])
        registering.register([one for one in requests if decided[one.request_key] is None])

    def _put_off(self, requests: list[Request], wait: timedelta, reason: str) -> None:
        put_off(self.warehouse, self.run_id, requests, datetime.now(UTC) + wait, reason)


def _all(requests: list[Request], webinar: None) -> list[Decision]:
    return [one for one in (decide(request, webinar) for request in requests) if one]


def _by_webinar(requests: list[Request]) -> list[tuple[int | None, list[Request]]]:
    """Group requests by webinar: those that are not understood come first."""
    ordered = sorted(requests, key=lambda one: one.webinar_id or 0)
    return [(key, list(group)) for key, group in groupby(ordered, lambda one: one.webinar_id)]


def summary_lines(counts: dict[str, int]) -> list[str]:
    """Return what became of requests, in words, the most frequent first."""
    decided = sorted((-count, code) for code, count in counts.items() if code in OUTCOMES)
    lines = [f"{-count} × {code}: {OUTCOMES[code].sentence}" for count, code in decided]
    lines = lines or ["nothing was to be decided"]
    lines += [f"{counts[name]} {words}" for name, words in _ANSWERS.items() if counts.get(name)]
    return lines
