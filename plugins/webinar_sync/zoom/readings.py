"""What was read of webinars and sessions, ready to be landed: storable texts, and their times.

The threads that read make these, so that whole answers are not held until they are landed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.zoom.rows import Rows, prepare_rows
from webinar_sync.zoom.settling import ReportReading

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.zoom.settling import ReportSource


@dataclass(frozen=True)
class DetailReading:
    """A webinar's detail.

    `event_uuid`: by which the report on events to come names it; None: it was not asked for by it.
    """

    webinar_id: int
    rows: Rows
    answered_at: datetime
    event_uuid: str | None = None

    @classmethod
    def of(
        cls,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
        event_uuid: str | None = None,
    ) -> DetailReading:
        """Make it of an answer."""
        return cls(webinar_id, prepare_rows([detail]), answered_at, event_uuid)


@dataclass(frozen=True)
class PanelistsReading:
    """A webinar's panelists."""

    webinar_id: int
    rows: Rows
    answered_at: datetime

    @classmethod
    def of(
        cls, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> PanelistsReading:
        """Make it of a listing."""
        return cls(webinar_id, prepare_rows(panelists), answered_at)


@dataclass(frozen=True)
class RegistrantsReading:
    """A webinar's registrations of all statuses.

    `occurrence_ids`: the dates that were listed; `[""]`: the webinar as a whole. `approved_until`:
    when those who are approved no more were approved still; None: when all were listed last.
    """

    webinar_id: int
    rows: Rows
    occurrence_ids: list[str]
    approval_type: int | None
    answered_at: datetime
    approved_until: datetime | None = None


@dataclass(frozen=True)
class ParticipantsReading:
    """The report of a session.

    - session: its row of `zoom/select_due_sessions`
    - report: what it says about itself
    """

    session: dict[str, Any] = field(repr=False)
    rows: Rows
    report: ReportReading

    @classmethod
    def of(
        cls,
        session: dict[str, Any],
        participants: list[dict[str, Any]],
        source: ReportSource,
        answered_at: datetime,
    ) -> ParticipantsReading:
        """Make it of a listing."""
        report = ReportReading.from_rows(participants, source, answered_at)
        return cls(session, prepare_rows(participants), report)


Reading = DetailReading | PanelistsReading | RegistrantsReading | ParticipantsReading
