"""Decides what of an account is read now, by the window and what the warehouse knows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType

if TYPE_CHECKING:
    from webinar_sync.runs.window import Window

SOON = timedelta(days=7)
"""Every hourly run looks whether webinars that start within this have other registrants."""
LATE_REGISTRATIONS = timedelta(days=30)
"""So long after the end the nightly run looks whether somebody registered late."""
ReadingState = Literal["missing", "waiting", "fresh", "old"]
"""Never read whole since the last session ended; refused, and deferred; landed in this extraction
(or in the killed one that it resumes); landed before."""


@dataclass(frozen=True)
class KnownWebinar:
    """What the warehouse knows of a webinar that decides which requests it needs.

    `detail`, `panelists` and `registrants` are the states of their last readings; rows of the last
    one of registrants may have been rejected. `is_frozen`: what Zoom sent of its people is no
    longer kept, and nothing new is known.
    """

    webinar_id: int
    type: int | None
    approval_type: int | None
    registration_type: int | None
    has_detail: bool
    is_gone: bool
    exclusion: str | None
    is_frozen: bool
    has_events_flag: bool
    is_to_come: bool
    next_start: datetime | None
    next_occurrence_id: str | None
    has_unsettled: bool
    ended_at: datetime | None
    is_in_window: bool
    detail: ReadingState
    panelists: ReadingState
    registrants: ReadingState
    has_rejected_registrants: bool
    occurrence_ids: list[str]

    @property
    def listed_occurrence_ids(self) -> list[str]:
        """Dates to list registrants by, where people register for single dates; else `[""]`.

        Also `[""]` where no date is listed any more. Who was known by date before keeps that.
        """
        is_by_date = self.type == WebinarType.RECURRING and self.registration_type in (
            RegistrationType.EACH_DATE,
            RegistrationType.CHOSEN_DATES,
        )
        return self.occurrence_ids if is_by_date and self.occurrence_ids else [""]

    @property
    def counted_occurrence_ids(self) -> list[str]:
        """Dates whose registrants are counted: the next; of a series that is over, each.

        People register late for any of them. `[""]`: the webinar as a whole.
        """
        if self.listed_occurrence_ids == [""] or not self.next_occurrence_id:
            return self.listed_occurrence_ids
        return [self.next_occurrence_id]

    @property
    def needs_events_flag(self) -> bool:
        """Whether its people would be read, and it may belong to Zoom Events."""
        return self.has_readable_people and not self.has_events_flag

    @property
    def has_readable_people(self) -> bool:
        """Whether panelists and registrants of it are read at all."""
        return self.has_detail and not (self.is_gone or self.exclusion or self.is_frozen)

    @property
    def has_registration(self) -> bool:
        """Whether there are registrants of it to read."""
        return self.has_readable_people and self.approval_type != ApprovalType.NO_REGISTRATION


@dataclass(frozen=True)
class ReadingRules:
    """What one extraction reads.

    `is_full`: the nightly run. `is_first`: the account was never read as a whole.
    `registrants_only`, `recordings_only`: of the webinars named, those of which nothing changed but
    registrations, or recordings.
    """

    window: Window
    is_full: bool
    is_first: bool
    registrants_only: frozenset[int] = frozenset()
    recordings_only: frozenset[int] = frozenset()

    @property
    def is_account_wide(self) -> bool:
        """Whether the run reads users, hosts and webinars to come, and all webinars known.

        A window of an account that was never read as a whole reads these first.
        """
        return not self.window.is_exact or (self.is_first and not self.window.webinar_ids)

    @property
    def is_nightly(self) -> bool:
        """Whether it is the scheduled run by night, which asks again for all that was refused.

        It waits for nothing: an undisturbed night heals whatever went wrong before.
        """
        return self.is_full and not self.window.is_exact

    @property
    def is_hourly(self) -> bool:
        """Whether it is the scheduled run by the hour, of an account that was read as a whole."""
        return not (self.is_full or self.is_first or self.window.is_exact)

    @property
    def reads_history(self) -> bool:
        """Whether it is a first sync or a backfill, which may have many reports to read."""
        return self.is_first or self.window.is_chosen

    @property
    def webinars_to_look_for(self) -> tuple[int, ...]:
        """Webinars that are read by their ids, known or not."""
        return () if self.window.is_backfill else self.window.webinar_ids

    def is_in_scope(self, webinar: KnownWebinar) -> bool:
        """Tell whether the run is about a webinar."""
        if self.is_account_wide:
            return True
        if self.window.webinar_ids:
            return self._is_named(webinar) and (webinar.is_in_window or not self.window.is_backfill)
        return webinar.is_in_window

    def must_read_detail(self, webinar: KnownWebinar, *, is_moved: bool) -> bool:
        """Tell whether to read a webinar's detail.

        :param is_moved: whether it is listed with a start that is not the known one
        """
        if webinar.is_gone and not self._is_named(webinar):
            return False
        if not webinar.has_detail:
            return webinar.detail != "waiting"
        if is_moved:
            return webinar.detail in ("missing", "old")
        if webinar.webinar_id in self.registrants_only | self.recordings_only:
            return webinar.detail == "missing"
        return webinar.exclusion is None and self._must_read(webinar, webinar.detail)

    def must_read_panelists(self, webinar: KnownWebinar) -> bool:
        """Tell whether to read a webinar's panelists."""
        if webinar.webinar_id in self.registrants_only | self.recordings_only:
            return webinar.has_readable_people and webinar.panelists == "missing"
        return webinar.has_readable_people and self._must_read(webinar, webinar.panelists)

    def must_read_registrants(self, webinar: KnownWebinar) -> bool:
        """Tell whether to read all registrants of a webinar."""
        if webinar.webinar_id in self.recordings_only:
            return webinar.has_registration and webinar.registrants == "missing"
        return webinar.has_registration and self._must_read(webinar, webinar.registrants)

    def must_count_registrants(
        self, webinar: KnownWebinar, *, has_due_session: bool, now: datetime
    ) -> bool:
        """Tell whether to read how many registrants there are, and all of them if that changed.

        :param has_due_session: whether the report of one of its sessions is read now
        """
        is_soon = webinar.next_start is not None and webinar.next_start <= now + SOON
        is_over = (
            self.is_nightly
            and webinar.ended_at is not None
            and webinar.ended_at > now - LATE_REGISTRATIONS
        )
        return (
            webinar.has_registration
            and not self.must_read_registrants(webinar)
            and webinar.registrants == "old"
            and (has_due_session or is_soon or is_over)
        )

    def _is_named(self, webinar: KnownWebinar) -> bool:
        return webinar.webinar_id in self.window.webinar_ids

    def _must_read(self, webinar: KnownWebinar, state: ReadingState) -> bool:
        """Tell whether to read something of a webinar, by the state of its last reading.

        What is missing is read. What is old is read again where somebody named the webinar, and by
        the nightly run for webinars to come and until all their sessions are settled.
        """
        if self._is_named(webinar):
            return state != "fresh"
        if state == "old":
            if self.window.is_exact:
                return webinar.has_unsettled
            return self.is_full and (webinar.is_to_come or webinar.has_unsettled)
        return state == "missing"
