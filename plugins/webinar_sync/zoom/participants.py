"""Reads who took part in sessions: from the report or from its medium-labelled twin.

The twin serves where the day's heavy requests run out; it may lack registrant ids.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomNotFoundError,
    ZoomTooOldError,
)
from webinar_sync.zoom.heavy_budget import HeavyBudget
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import ParticipantsReading
from webinar_sync.zoom.row_rules import PARTICIPANTS, tally_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from webinar_sync.zoom.client import Listing
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.errors import Refusal
    from webinar_sync.zoom.settling import ReportSource

NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""


class Participants:
    """Reads the participant reports of one account's sessions."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        self._budget = HeavyBudget(context.client.heavy_left_today())

    def due_sessions(self, webinar_ids: Collection[int] | None = None) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now, the most urgent first.

        :param webinar_ids: of these webinars only; None: of all
        """
        window = self._context.rules.window
        if webinar_ids is None and window.is_by_webhook:
            webinar_ids = window.webinar_ids
        return self._context.warehouse.rows(
            "zoom/select_due_sessions",
            **window.chosen_parameters(),
            named_ids=None if webinar_ids is None else sorted(webinar_ids),
            is_nightly=self._context.rules.is_nightly,
            answered_at=self._context.client.now(),
        )

    def read(self, session: dict[str, Any]) -> ParticipantsReading:
        """Read a session's report."""
        source, listing = self._list(session)
        return ParticipantsReading.of(session, listing.rows, source, listing.answered_at)

    def _list(self, session: dict[str, Any]) -> tuple[ReportSource, Listing]:
        """List a session's participants, from the twin if there are no heavy requests left."""
        uuid = session["session_uuid"]
        if self._budget.take(session["people_counted"]):
            try:
                return "report", self._context.client.list(
                    zoom.PARTICIPANTS, query={"include_fields": "registrant_id"}, uuid=uuid
                )
            except ZoomDailyLimitError:
                self._budget.exhaust()
        return "past_webinars", self.list_twin(session)

    def list_twin(self, session: dict[str, Any]) -> Listing:
        """List a session's participants from the twin.

        :raises ZoomBadAnswerError: if its rows are odd: that costs the session, and counts against
            no contract of the report
        """
        listing = self._context.client.list(zoom.PAST_PARTICIPANTS, uuid=session["session_uuid"])
        breach = tally_rows(PARTICIPANTS, listing.rows).breach
        if breach:
            raise ZoomBadAnswerError(f"{zoom.PAST_PARTICIPANTS.name}: {breach}")
        return listing

    def defer(self, session: dict[str, Any], error: Refusal) -> None:
        """Defer a session; or give it up, if Zoom no longer keeps its report."""
        now = self._context.client.now()
        is_lost = isinstance(error, ZoomTooOldError) or now > session["ended_at"] + ZOOM_KEEPS
        is_late = now > session["ended_at"] + NOT_READY_PATIENCE
        is_settled = session["state"] == "settled"
        if (
            self._context.rules.window.is_by_webhook
            and isinstance(error, ZoomNotFoundError)
            and not (is_lost or is_late)
        ):
            return  # not made yet: the webhook asks again, and hourly runs do not wait for that
        self._context.warehouse.execute(
            "zoom/update_session_failed",
            session_uuid=session["session_uuid"],
            state="gone" if is_lost else "failed",
            answered_at=now,
        )
        if is_settled:  # what was read whole stays
            self._context.counts["resources_refused"] += 1
            return
        self._context.counts["sessions_gone" if is_lost else "sessions_deferred"] += 1
        if is_lost or is_late or not isinstance(error, ZoomNotFoundError):
            self._context.open_issue("session", session["session_uuid"], error)


def report_job(session: dict[str, Any], participants: Participants) -> Job:
    """Return the reading of a session's report."""
    return Job(
        "heavy",
        "session",
        session["session_uuid"],
        partial(participants.read, session),
        on_refusal=partial(participants.defer, session),
        rank=urgency(session),
        weight=session["people_counted"] or 1,
    )


def urgency(session: dict[str, Any]) -> tuple[object, ...]:
    """Return a session's rank: first what only the twin told, as heavy requests may run out."""
    return session["read_from"] != "past_webinars", session["ended_at"], session["session_uuid"]
