"""Empties the inbox: decides each request, has Zoom register, and answers the workflows."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy, safe_text
from webinar_sync.hubspot.errors import HubspotAuthError, HubspotError
from webinar_sync.registration.callbacks import answer_workflows, keep_waiting
from webinar_sync.registration.inbox import (
    defer,
    due_requests,
    expire,
    keep_decisions,
    outcome_counts,
)
from webinar_sync.registration.lookup import NotPermittedError, find_webinar
from webinar_sync.registration.registrar import Registrar
from webinar_sync.registration.rules import Request, decide, decide_before_reading, refuse
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.errors import WarehouseNotReadyError, WarehouseUnavailableError
from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import ZoomClient

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """What the registration action works with.

    `hubspot`: None: no workflow can be answered. `subscription`: HubSpot's, by the connection.
    """

    run: Run
    clients: Sequence[ZoomClient]
    hubspot: HubspotClient | None
    subscription: str = ""

    def process_inbox(self) -> dict[str, int]:
        """Decide and answer everything that is due, what comes in meanwhile included.

        One webinar that cannot be dealt with holds up no other: its requests are put off.

        :raises Busy: if somebody else does it at the moment
        :raises ZoomAuthError: if somebody has to mend a connection, after everything else
        :raises HubspotAuthError: the same
        """
        with self.run.warehouse.session_lock(locks.REGISTRATION) as is_free:
            if not is_free:
                raise Busy("another run registers contacts at the moment")
            return _Drain(self).run()


class _Drain:
    """One emptying of the inbox, and what went wrong in it."""

    def __init__(self, action: Worker) -> None:
        self._action = action
        self._run = action.run
        self._warehouse = action.run.warehouse
        self._run_id = action.run.run_id
        self._counts: Counter[str] = Counter()
        self._wrong: Exception | None = None
        self._is_hubspot_down = action.hubspot is None

    def run(self) -> dict[str, int]:
        expire(self._warehouse, self._run_id)
        for webinar_id, group in self._groups():
            self._decide(webinar_id, group)
            self._answer()
        self._answer()
        if self._is_hubspot_down:
            self._counts += keep_waiting(self._warehouse, self._run_id)
        for row in outcome_counts(self._warehouse, self._run_id):
            self._counts[row["code"]] += row["requests"]
        if self._wrong is not None:
            raise self._wrong
        return dict(self._counts)

    def _groups(self) -> Iterator[tuple[int | None, list[Request]]]:
        """Yield what is due, by webinar: those that are not understood come first."""
        seen: list[str] = []
        while requests := due_requests(self._warehouse, seen):
            seen += [one.request_key for one in requests]
            ordered = sorted(requests, key=lambda one: one.webinar_id or 0)
            for webinar_id, group in groupby(ordered, lambda one: one.webinar_id):
                yield webinar_id, list(group)

    def _decide(self, webinar_id: int | None, group: list[Request]) -> None:
        """Decide the requests for one webinar; put off what cannot be decided now."""
        early = [decide_before_reading(one, self._action.subscription) for one in group]
        keep_decisions(self._warehouse, self._run_id, [one for one in early if one])
        waiting = [one for one, decision in zip(group, early, strict=True) if decision is None]
        if not waiting or webinar_id is None:
            return
        try:
            self._ask_zoom(webinar_id, waiting)
        except ZoomError as error:
            self._defer(waiting, error)
            if isinstance(error, ZoomAuthError):
                self._wrong = error
        except (WarehouseUnavailableError, WarehouseNotReadyError):
            raise
        except Exception as error:  # the others go on; it is raised at the end
            self._defer(waiting, error)
            self._wrong = error

    def _ask_zoom(self, webinar_id: int, requests: list[Request]) -> None:
        try:
            found = find_webinar(self._run, self._action.clients, webinar_id)
        except NotPermittedError:
            refused = [refuse(one, "NOT_PERMITTED") for one in requests]
            keep_decisions(self._warehouse, self._run_id, refused)
            return
        webinar = found.webinar if found else None
        decided = {one.request_key: decide(one, webinar) for one in requests}
        decisions = [one for one in decided.values() if one]
        if found is None:
            keep_decisions(self._warehouse, self._run_id, decisions)
            return
        registering = Registrar(self._run, found)
        registering.keep(decisions)
        registering.register([one for one in requests if decided[one.request_key] is None])

    def _defer(self, requests: list[Request], error: Exception) -> None:
        words = safe_text(error)
        log.warning("%d requests are put off: %s", len(requests), words)
        until = error.until if isinstance(error, ZoomDailyLimitError) else None
        defer(self._warehouse, self._run_id, requests, words, until)

    def _answer(self) -> None:
        """Answer workflows; once HubSpot does not answer, it is left alone until the next run."""
        if self._is_hubspot_down or self._action.hubspot is None:
            return
        try:
            self._counts += answer_workflows(self._warehouse, self._action.hubspot, self._run_id)
        except HubspotError as error:
            log.warning("workflows wait for answers: %s", error)
            self._is_hubspot_down = True
            if isinstance(error, HubspotAuthError):
                self._wrong = error


_ANSWERS = {
    "answered": "answers taken by HubSpot",
    "answers_deferred": "answers that HubSpot did not take, to be told again",
}


def summary_lines(warehouse: Warehouse, run_id: str, counts: dict[str, int]) -> list[str]:
    """Return what became of requests, in the words that the workflow heard; no values of people."""
    lines = [
        f"{row['requests']} × {row['code']}: {row['message']}"
        for row in outcome_counts(warehouse, run_id)
    ]
    lines = lines or ["nothing was to be decided"]
    lines += [f"{counts[name]} {words}" for name, words in _ANSWERS.items() if counts.get(name)]
    return lines
