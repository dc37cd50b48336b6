"""Reads the people of an account's webinars: panelists, registrants, and who took part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import Refusal
from webinar_sync.zoom.hosts import Hosts
from webinar_sync.zoom.participants import Participants
from webinar_sync.zoom.registrants import Registrants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.reading_rules import KnownWebinar


@dataclass(frozen=True)
class _Job:
    """One thing to read: requests run in threads, and return the function that lands the rows."""

    object_kind: str
    object_key: str
    read: Callable[[], Callable[[], None]]
    on_refusal: Callable[[Refusal], None] | None = None
    """What to do about a refusal; None: defer it."""


class People:
    """Reads panelists, registrants and participants of what is known of an account.

    :param began_at: Zoom's clock when the extraction began
    """

    def __init__(self, context: ExtractionContext, began_at: datetime) -> None:
        self._context = context
        self._began_at = began_at
        self._registrants = Registrants(context)
        self._participants = Participants(context)

    def read_people(self) -> None:
        """Land panelists, registrants and participants, all beside each other."""
        webinars = self._known_webinars()
        sessions = self._participants.due_sessions()
        due_ids = {session["webinar_id"] for session in sessions if session["state"] != "settled"}
        jobs = [
            job
            for webinar in webinars
            for job in self._webinar_jobs(webinar, webinar.webinar_id in due_ids)
        ]
        jobs += [
            _Job(
                "session",
                session["session_uuid"],
                partial(self._participants.read, session),
                partial(self._participants.defer, session),
            )
            for session in sessions
        ]
        for job, reading in self._context.read_each(jobs, lambda job: job.read()):
            if isinstance(reading, Refusal):
                refusal: Refusal | None = reading
            else:
                refusal = self._context.land(job.object_kind, reading)
            if refusal is None:
                continue
            if job.on_refusal:
                job.on_refusal(refusal)
            else:
                self._context.defer(job.object_kind, job.object_key, refusal)

    def _known_webinars(self) -> list[KnownWebinar]:
        """Return the webinars, once it was asked which of them belong to Zoom Events."""
        webinars = self._context.known_webinars(self._began_at)
        unknown = [webinar.webinar_id for webinar in webinars if webinar.needs_events_flag]
        if not unknown:
            return webinars
        Hosts(self._context, self._began_at).learn_events_flags(unknown)
        return self._context.known_webinars(self._began_at)

    def _webinar_jobs(self, webinar: KnownWebinar, has_due_session: bool) -> Iterator[_Job]:
        rules = self._context.rules
        key = self._context.issue_key(webinar.webinar_id)
        if rules.must_read_panelists(webinar):
            yield _Job("panelists", key, partial(self._read_panelists, webinar))
        if rules.must_read_registrants(webinar):
            yield _Job("registrants", key, partial(self._registrants.read_all, webinar))
        elif rules.must_count_registrants(
            webinar, has_due_session=has_due_session, now=self._began_at
        ):
            yield _Job("registrants", key, partial(self._registrants.read_changed, webinar))

    def _read_panelists(self, webinar: KnownWebinar) -> Callable[[], None]:
        webinar_id = webinar.webinar_id
        listing = self._context.client.list(zoom.PANELISTS, webinar_id=webinar_id)

        def land() -> None:
            self._context.landing.keep_panelists(webinar_id, listing.rows, listing.answered_at)
            self._context.close_issues("panelists", self._context.issue_key(webinar_id))

        return land
