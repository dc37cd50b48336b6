"""Reads what people answered to polls, and what they asked, in sessions whose report is final.

Only where the settings say so. Each is asked for once a session is settled, and once more with the
second reading of its report.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomNotFoundError
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import AnswersReading

if TYPE_CHECKING:
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.endpoints import ListEndpoint
    from webinar_sync.zoom.readings import AnswersKind

ENDPOINTS: dict[AnswersKind, ListEndpoint] = {
    "polls": zoom.POLLS,
    "questions": zoom.AUDIENCE_QUESTIONS,
}
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_LAST = 2
"""The rank among heavy requests: reports come first, by `participants.urgency`."""


class SessionAnswers:
    """Reads answers to polls and questions of one account's sessions."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        (self._settings,) = context.warehouse.rows("zoom/select_answer_settings")

    def jobs(self) -> list[Job]:
        """Return what is to be read now."""
        options = self._context.options
        asked = {kind for kind, is_on in self._settings.items() if is_on and options.use(kind)}
        if not asked:
            return []
        window, now = self._context.rules.window, self._context.client.now()
        rows = self._context.warehouse.rows(
            "zoom/select_due_answers",
            with_polls="polls" in asked,
            with_questions="questions" in asked,
            since=(window.since if window.is_exact else None) or now - ZOOM_KEEPS,
            until=window.until if window.is_exact else LATEST,
            webinar_ids=list(window.webinar_ids) or None,
            answered_at=now,
        )
        return [
            Job(
                "heavy",
                row["kind"],
                row["session_uuid"],
                partial(self._read, row),
                rank=(_LAST, row["ended_at"], row["session_uuid"]),
                is_optional=True,
            )
            for row in rows
        ]

    def _read(self, row: dict[str, Any]) -> AnswersReading:
        """Read what was answered or asked in a session."""
        kind, uuid = row["kind"], row["session_uuid"]
        endpoint = ENDPOINTS[kind]
        try:
            listing = self._context.client.list(endpoint, uuid=uuid)
        except ZoomNotFoundError:
            # Guess: its report is there, so what is not is answers.
            return AnswersReading.of(kind, row, [], self._context.client.now())
        for person in listing.rows:
            details = person.get("question_details")
            if not isinstance(details, list) or not all(isinstance(d, dict) for d in details):
                raise ZoomBadAnswerError(f"{endpoint.name}: a row has no list question_details")
        return AnswersReading.of(kind, row, listing.rows, listing.answered_at)
