"""Reads the people of an account's webinars: panelists, registrants, who took part and asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import Refusal, ZoomNotFoundError
from webinar_sync.zoom.hosts import Hosts
from webinar_sync.zoom.participants import Participants, report_job
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import PanelistsReading
from webinar_sync.zoom.registrants import Registrants
from webinar_sync.zoom.registration_sources import RegistrationSources
from webinar_sync.zoom.session_answers import SessionAnswers
from webinar_sync.zoom.side_by_side import SideBySide

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.reading_rules import KnownWebinar
    from webinar_sync.zoom.readings import RegistrantsReading

Count = Literal["under way", "unchanged", "read or refused"]
"""What became of a count of a webinar's registrants."""


class People:
    """Reads panelists, registrants and participants of what is known of an account.

    :param began_at: Zoom's clock when the extraction began
    :param doubt: is told of which webinar, and of what of it, Zoom answered that it does not exist
    """

    def __init__(
        self,
        context: ExtractionContext,
        began_at: datetime,
        doubt: Callable[[int, str, ZoomNotFoundError], None],
    ) -> None:
        self._context = context
        self._began_at = began_at
        self._doubt = doubt
        self._registrants = Registrants(context)
        self._participants = Participants(context)
        self._side_by_side = SideBySide(context, self._participants)
        self._answers = SessionAnswers(context)
        self._sources = RegistrationSources(context)
        self._asked_for: set[tuple[str, str]] = set()
        self._counts: dict[int, Count] = {}
        self._late: dict[int, Job] = {}

    def list_sessions(self) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now, the most urgent first."""
        return self._participants.due_sessions()

    def jobs_of(self, webinar_ids: Collection[int]) -> list[Job]:
        """Return what is to be read of some webinars' people, and was not asked for yet.

        Webinars of which it is not known whether they belong to Zoom Events are left out.
        """
        webinars = self._context.known_webinars(self._began_at, webinar_ids=webinar_ids)
        unknown = {webinar.webinar_id for webinar in webinars if webinar.needs_events_flag}
        sessions = self._participants.due_sessions(set(webinar_ids) - unknown)
        known = [webinar for webinar in webinars if webinar.webinar_id not in unknown]
        return self._new_jobs(known, sessions)

    def all_jobs(self) -> list[Job]:
        """Return all that is to be read of people, and was not asked for yet."""
        return self._new_jobs(self._webinars_with_flags(), self._participants.due_sessions())

    def late_jobs(self) -> list[Job]:
        """Return readings that turned out to be needed: of registrants, and of reports.

        Registrants of a session that is found late, though a count says that nobody registered
        since; reports of which the twin told too little.
        """
        ended = [webinar_id for webinar_id in self._late if self._counts[webinar_id] != "under way"]
        late = {webinar_id: self._late.pop(webinar_id) for webinar_id in ended}
        jobs = [job for webinar_id, job in late.items() if self._counts[webinar_id] == "unchanged"]
        return jobs + self._side_by_side.late_jobs()

    def answer_jobs(self) -> list[Job]:
        """Return what is to be read of polls, questions and sources, and was not asked for yet."""
        return self._not_asked_for([*self._answers.jobs(), *self._sources.jobs()])

    def _webinars_with_flags(self) -> list[KnownWebinar]:
        """Return the webinars, once it was asked which of them belong to Zoom Events."""
        webinars = self._context.known_webinars(self._began_at)
        unknown = [webinar.webinar_id for webinar in webinars if webinar.needs_events_flag]
        if not unknown:
            return webinars
        Hosts(self._context, self._began_at).learn_events_flags(unknown)
        return self._context.known_webinars(self._began_at)

    def _new_jobs(
        self, webinars: Collection[KnownWebinar], sessions: list[dict[str, Any]]
    ) -> list[Job]:
        due_ids = {session["webinar_id"] for session in sessions if session["state"] != "settled"}
        people = {session["webinar_id"]: session["people_counted"] or 1 for session in sessions}
        jobs = [
            job
            for webinar in webinars
            for job in self._webinar_jobs(
                webinar, webinar.webinar_id in due_ids, people.get(webinar.webinar_id, 1)
            )
        ]
        by_id = {webinar.webinar_id: webinar for webinar in webinars}
        for session in sessions:
            jobs += self._session_jobs(session, by_id.get(session["webinar_id"]))
        return self._not_asked_for(jobs)

    def _not_asked_for(self, jobs: Iterable[Job]) -> list[Job]:
        new = [job for job in jobs if job.object not in self._asked_for]
        self._asked_for.update(job.object for job in new)
        return new

    def _session_jobs(self, session: dict[str, Any], webinar: KnownWebinar | None) -> list[Job]:
        """Return the reading of a session's report; or that and its twin's: one is done."""
        if not self._side_by_side.may_share(session, webinar):
            return [report_job(session, self._participants)]
        return [self._side_by_side.report_job(session), self._side_by_side.twin_job(session)]

    def _webinar_jobs(
        self, webinar: KnownWebinar, has_due_session: bool, people: int
    ) -> Iterator[Job]:
        rules, webinar_id = self._context.rules, webinar.webinar_id
        key = self._context.issue_key(webinar_id)
        if rules.must_read_panelists(webinar):
            read = partial(self._read_panelists, webinar_id)
            refuse = partial(self._defer, webinar_id, "panelists")
            yield Job("medium", "panelists", key, read, on_refusal=refuse)
        refuse = partial(self._defer, webinar_id, "registrants")
        if rules.must_read_registrants(webinar):
            read_all = partial(self._registrants.read_all, webinar)
            job = Job("medium", "registrants", key, read_all, on_refusal=refuse, weight=people)
            if webinar_id in self._counts:  # never both at once
                self._late[webinar_id] = job
            else:
                yield job
        elif rules.must_count_registrants(
            webinar, has_due_session=has_due_session, now=self._began_at
        ):
            self._counts.setdefault(webinar_id, "under way")
            read_changed = partial(self._read_changed, webinar)
            end = partial(self._end_count, webinar_id)
            yield Job(
                "medium", "registrants", key, read_changed, on_refusal=refuse, on_end=end,
                weight=people,
            )  # fmt: skip

    def _defer(self, webinar_id: int, object_kind: str, refusal: Refusal) -> None:
        """Defer what was refused; whether a webinar that is missing is gone is judged later."""
        if isinstance(refusal, ZoomNotFoundError):
            self._doubt(webinar_id, object_kind, refusal)
        else:
            self._context.defer(object_kind, self._context.issue_key(webinar_id), refusal)

    def _read_changed(self, webinar: KnownWebinar) -> RegistrantsReading | None:
        reading = self._registrants.read_changed(webinar)
        if reading is None:
            self._counts[webinar.webinar_id] = "unchanged"
        return reading

    def _end_count(self, webinar_id: int) -> None:
        if self._counts[webinar_id] == "under way":
            self._counts[webinar_id] = "read or refused"

    def _read_panelists(self, webinar_id: int) -> PanelistsReading:
        listing = self._context.client.list(zoom.PANELISTS, webinar_id=webinar_id)
        return PanelistsReading.of(webinar_id, listing.rows, listing.answered_at)
