"""Processes the inbox: decides each request, has Zoom do it, and completes the callbacks."""

from __future__ import annotations

import logging
import time
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy, safe_text
from webinar_sync.hubspot.errors import HubspotAuthError, HubspotError
from webinar_sync.registration.callbacks import complete_callbacks, defer_callbacks
from webinar_sync.registration.inbox import (
    count_outcomes,
    defer_requests,
    expire_requests,
    forget_old,
    read_due_requests,
    record_decisions,
)
from webinar_sync.registration.outcomes import ADD, REMOVE
from webinar_sync.registration.records import Records
from webinar_sync.registration.registrar import Registrar
from webinar_sync.registration.rules import Request, decide, decide_before_reading, refuse
from webinar_sync.registration.status_changes import StatusChanger
from webinar_sync.registration.webinar_lookup import NotPermittedError, find_webinar
from webinar_sync.warehouse import locks
from webinar_sync.warehouse.errors import WarehouseNotReadyError, WarehouseUnavailableError
from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomError
from webinar_sync.zoom.pacing import RECLAIM_SECONDS, Pacer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.client import ZoomClient

log = logging.getLogger(__name__)

TURN_SECONDS = 60.0
"""So long a run takes what comes in meanwhile; what is left wakes the next one at once. Until a run
has ended, nothing of it is in marts, and whoever updates Airflow waits for it."""


class Worker:
    """Processes the inbox once, in one run.

    :param hubspot: None: no callback can be completed
    :param subscription: HubSpot's, as the connection says
    :param turn_seconds: after so long nothing more is taken from the inbox
    """

    def __init__(
        self,
        run: Run,
        clients: Sequence[ZoomClient],
        hubspot: HubspotClient | None,
        subscription: str = "",
        *,
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        self._run = run
        self._turn_seconds = turn_seconds
        self._clients = clients
        self._hubspot = hubspot  # None once HubSpot does not answer: the next run tries again
        self._subscription = subscription
        self._counts: Counter[str] = Counter()
        self._error: Exception | None = None  # raised when everything else is done

    def process_inbox(self) -> dict[str, int]:
        """Decide all requests that are due, and complete their callbacks; return counts.

        Requests that come in meanwhile are processed, too, but for a minute at most: the others
        are the next run's. A webinar that cannot be dealt with holds up no other: its requests are
        deferred.

        :raises Busy: if another run processes the inbox at the moment
        :raises ZoomAuthError: if somebody has to mend a connection, after everything else
        :raises HubspotAuthError: the same
        """
        with self._run.warehouse.session_lock(locks.REGISTRATION) as is_free:
            if not is_free:
                raise Busy("another run registers contacts at the moment")
            self._reclaim_pace()
            expire_requests(self._run)
            for webinar_id, requests in self._due_by_webinar():
                self._decide(webinar_id, requests)
                self._complete_callbacks()
            self._complete_callbacks()
            if self._hubspot is None:
                self._counts += defer_callbacks(self._run)
            forget_old(self._run)
            for row in count_outcomes(self._run):
                self._counts[row["code"]] += row["requests"]
            if self._error is not None:
                raise self._error
            return dict(self._counts)

    def _reclaim_pace(self) -> None:
        """Let no request be sent to an account before its sync has seen that somebody registers."""
        for client in self._clients:
            is_syncing = self._run.warehouse.is_locked(locks.extraction(client.config.account_id))
            if is_syncing and isinstance(client.pacer, Pacer):
                client.pacer.hold(RECLAIM_SECONDS)

    def _due_by_webinar(self) -> Iterator[tuple[int | None, list[Request]]]:
        """Yield what is due, each request once; first those whose webinar id is not understood.

        Of a webinar removals come before additions, since they make room.
        """
        keys: list[str] = []
        until = time.monotonic() + self._turn_seconds
        while requests := read_due_requests(self._run, keys):
            keys += [request.request_key for request in requests]
            requests.sort(key=lambda request: (request.webinar_id or 0, request.action == ADD))
            for (webinar_id, _), group in groupby(
                requests, lambda request: (request.webinar_id, request.action)
            ):
                yield webinar_id, list(group)
            if time.monotonic() > until:
                return

    def _decide(self, webinar_id: int | None, requests: list[Request]) -> None:
        """Decide requests for one action and webinar; defer what cannot be decided now."""
        undecided = []
        decisions = []
        for request in requests:
            decision = decide_before_reading(request, self._subscription)
            if decision is None:
                undecided.append(request)
            else:
                decisions.append(decision)
        record_decisions(self._run, decisions)
        if not undecided or webinar_id is None:
            return
        try:
            self._carry_out(webinar_id, undecided)
        except ZoomError as error:
            self._defer(undecided, error)
            if isinstance(error, ZoomAuthError):
                self._error = error
        except (WarehouseUnavailableError, WarehouseNotReadyError):
            raise
        except Exception as error:  # other webinars are processed first
            self._defer(undecided, error)
            self._error = error

    def _carry_out(self, webinar_id: int, requests: list[Request]) -> None:
        """Read the webinar, decide requests for one action, and do what is accepted."""
        try:
            located = find_webinar(self._run, self._clients, webinar_id, requests)
        except NotPermittedError:
            refusals = [refuse(request, "NOT_PERMITTED") for request in requests]
            record_decisions(self._run, refusals)
            return
        webinar = located.webinar if located else None
        decided = {request.request_key: decide(request, webinar) for request in requests}
        decisions = [decision for decision in decided.values() if decision]
        if located is None:
            record_decisions(self._run, decisions)
            return
        Records(self._run, located).record(decisions)
        undecided = [request for request in requests if decided[request.request_key] is None]
        changer = StatusChanger(self._run, located)
        if requests[0].action == REMOVE:
            changer.cancel(undecided)
            return
        known = located.webinar.registrants
        changer.approve(request for request in undecided if request.address in known)
        Registrar(self._run, located).register(
            request for request in undecided if request.address not in known
        )

    def _defer(self, requests: list[Request], error: Exception) -> None:
        reason = safe_text(error)
        log.warning("%d requests are deferred: %s", len(requests), reason)
        until = error.until if isinstance(error, ZoomDailyLimitError) else None
        defer_requests(self._run, requests, reason, until)

    def _complete_callbacks(self) -> None:
        if self._hubspot is None:
            return
        try:
            self._counts += complete_callbacks(self._run, self._hubspot)
        except HubspotError as error:
            log.warning("callbacks wait for the next run: %s", error)
            self._hubspot = None
            if isinstance(error, HubspotAuthError):
                self._error = error
