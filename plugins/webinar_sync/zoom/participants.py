"""Reads who took part in sessions: from the report or from its medium-labelled twin.

The twin serves where the day's heavy requests run out; it may lack registrant ids.
"""

from __future__ import annotations

from datetime import timedelta
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
from webinar_sync.zoom.row_rules import PARTICIPANTS, tally_rows
from webinar_sync.zoom.session_landing import SessionLanding

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.zoom.client import Listing
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.errors import Refusal
    from webinar_sync.zoom.settling import ReportSource, Settling

NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""
INCOMPLETE = "report_incomplete"


class Participants:
    """Reads the participant reports of one account's sessions."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        self._sessions = SessionLanding(context.landing)
        self._budget = HeavyBudget(context.client.heavy_left_today())

    def due_sessions(self) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now."""
        window = self._context.rules.window
        return self._context.warehouse.rows(
            "zoom/select_due_sessions",
            window_from=window.since if window.is_exact else None,
            window_to=window.until if window.is_exact else None,
            webinar_ids=list(window.webinar_ids) or None,
            is_nightly=self._context.rules.is_nightly,
            answered_at=self._context.client.now(),
        )

    def read(self, session: dict[str, Any]) -> Callable[[], None]:
        """Request a session's report in a thread, and return what lands it."""
        uuid = session["session_uuid"]
        source, listing = self._list(session)

        def land() -> None:
            settling = self._sessions.keep_participants(
                uuid, session["webinar_id"], listing.rows, listing.answered_at, source=source
            )
            self._context.close_issues("session", uuid)
            self._report_incomplete(session, settling)

        return land

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
        listing = self._context.client.list(zoom.PAST_PARTICIPANTS, uuid=uuid)
        # Odd rows of the twin cost their session, and count against no contract of the report.
        breach = tally_rows(PARTICIPANTS, listing.rows).breach
        if breach:
            raise ZoomBadAnswerError(f"{zoom.PAST_PARTICIPANTS.name}: {breach}")
        return "past_webinars", listing

    def _report_incomplete(self, session: dict[str, Any], settling: Settling) -> None:
        run, uuid = self._context.warehouse.run, session["session_uuid"]
        if not settling.is_incomplete:
            run.close_issues("session", uuid, [INCOMPLETE])
            return
        expected = session["people_counted"] or session["people_read"]
        run.open_issue(
            "session",
            uuid,
            INCOMPLETE,
            message="Zoom's report of the session has less than half of the people whom its "
            f"history counts ({expected})."
            if expected
            else "Zoom's report of the session has nobody in it, not even the host.",
        )

    def defer(self, session: dict[str, Any], error: Refusal) -> None:
        """Defer a session; or give it up, if Zoom no longer keeps its report."""
        now = self._context.client.now()
        is_lost = isinstance(error, ZoomTooOldError) or now > session["ended_at"] + ZOOM_KEEPS
        is_late = now > session["ended_at"] + NOT_READY_PATIENCE
        is_settled = session["state"] == "settled"
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
