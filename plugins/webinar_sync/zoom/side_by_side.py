"""Reads participants from the report and from its medium-labelled twin at once. An option.

Each session is read from whichever is free first. What the twin told is kept only where the report
would say the same, as far as can be known; all else is read from the report (docs/decisions/0025).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from webinar_sync.concurrency import SKIPPED
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomDailyLimitError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.participants import report_job
from webinar_sync.zoom.readings import ParticipantsReading
from webinar_sync.zoom.settling import REPORTS_ARE_MADE_IN, is_nearly_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.participants import Participants
    from webinar_sync.zoom.reader import Job
    from webinar_sync.zoom.reading_rules import KnownWebinar
    from webinar_sync.zoom.readings import Reading
    from webinar_sync.zoom.settling import ReportReading

log = logging.getLogger(__name__)

TRIED = 10
"""After so many sessions of which the twin told too little, it is asked for no more if these are
most of them: as where speakers who are no users of the account are in each webinar."""


class SideBySide:
    """Shares out one extraction's sessions between the report and its twin."""

    def __init__(self, context: ExtractionContext, participants: Participants) -> None:
        self._context = context
        self._participants = participants
        self._is_on = context.client.config.both_endpoints and context.rules.reads_history
        self._lock = threading.Lock()
        self._claimed: set[str] = set()
        self._certain = self._lacking = 0
        self._left_to_report: list[dict[str, Any]] = []

    def may_share(self, session: dict[str, Any], webinar: KnownWebinar | None) -> bool:
        """Tell whether a session may be read from the twin: a single reading of it can be final.

        Only who registered has an id in it, so that webinars without registration are left out.
        """
        return (
            self._is_on
            and webinar is not None
            and webinar.has_registration
            and session["read_from"] is None
            and session["people_counted"] is not None
            and session["ended_at"] + REPORTS_ARE_MADE_IN <= self._context.client.now()
        )

    def report_job(self, session: dict[str, Any]) -> Job:
        """Return the reading of the report, unless the twin is read before."""
        job = report_job(session, self._participants)
        return replace(job, read=partial(self._read_report, session))

    def twin_job(self, session: dict[str, Any]) -> Job:
        """Return the reading of the twin, after all else of its label, unless the report is."""
        job = report_job(session, self._participants)
        read = partial(self._read_twin, session)
        return replace(job, kind="medium", read=read, rank=(1, *job.rank))

    def late_jobs(self) -> list[Job]:
        """Return readings of reports: of the sessions that the twin has told too little of."""
        with self._lock:
            sessions, self._left_to_report = self._left_to_report, []
        return [report_job(session, self._participants) for session in sessions]

    def _read_report(self, session: dict[str, Any]) -> Reading:
        if not self._claim(session):
            return cast("Reading", SKIPPED)
        return self._participants.read(session)

    def _read_twin(self, session: dict[str, Any]) -> Reading:
        if not self._claim(session, is_twin=True):
            return cast("Reading", SKIPPED)
        try:
            listing = self._participants.list_twin(session)
            self._context.options.note_answer("twin")
        except (ZoomDailyLimitError, ZoomAuthError) as error:
            self._context.options.stop("twin", error)
        except (ZoomResourceError, ZoomUnavailableError) as error:
            log.info("the report is asked for in place of its twin: %s", error)
        else:
            reading = ParticipantsReading.of(
                session, listing.rows, "past_webinars", listing.answered_at
            )
            if is_certain(session, reading.report, listing.rows):
                with self._lock:
                    self._certain += 1
                return reading
        with self._lock:
            self._lacking += 1
            self._left_to_report.append(session)
        return cast("Reading", SKIPPED)

    def _claim(self, session: dict[str, Any], *, is_twin: bool = False) -> bool:
        """Return whether a session is the caller's to read."""
        with self._lock:
            if session["session_uuid"] in self._claimed or (is_twin and not self._is_worth_it()):
                return False
            self._claimed.add(session["session_uuid"])
            return True

    def _is_worth_it(self) -> bool:
        is_lacking = self._lacking >= TRIED and self._lacking > self._certain
        return not is_lacking and self._context.options.use("twin")


def is_certain(
    session: dict[str, Any], report: ReportReading, rows: Sequence[Mapping[str, Any]]
) -> bool:
    """Tell whether the report would say of a session's people what its twin does.

    That is so if each row has an address or a registrant id, and some row an id (then the twin has
    ids where there are any), no row is odd, and nearly everybody is there whom the history counts.
    """
    return (
        report.is_identified
        and report.is_readable
        and any(row.get("registrant_id") for row in rows)
        and is_nearly_whole(report.people, session["people_counted"])
    )
