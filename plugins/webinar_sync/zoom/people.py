"""Reads the people of an account's webinars: panelists, registrants, and who took part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.context import Refusal
from webinar_sync.zoom.errors import (
    ZoomNotFoundError,
    ZoomRegistrantGoneError,
    ZoomTooOldError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.reading_rules import KnownWebinar

NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""


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

    def read_people(self) -> None:
        """Land panelists, registrants and participants, all beside each other."""
        sessions = self._due_sessions()
        due_ids = {session["webinar_id"] for session in sessions}
        jobs = [
            job
            for webinar in self._context.known_webinars(self._began_at)
            for job in self._webinar_jobs(webinar, webinar.webinar_id in due_ids)
        ]
        jobs += [
            _Job(
                "session",
                session["session_uuid"],
                partial(self._read_participants, session),
                partial(self._defer_session, session),
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

    def _due_sessions(self) -> list[dict[str, Any]]:
        """Return the sessions whose report is to be read now."""
        window = self._context.rules.window
        return self._context.warehouse.rows(
            "zoom/select_due_sessions",
            window_from=window.since if window.is_exact else None,
            window_to=window.until if window.is_exact else None,
            webinar_ids=list(window.webinar_ids) or None,
            answered_at=self._context.client.now(),
        )

    def _webinar_jobs(self, webinar: KnownWebinar, has_due_session: bool) -> Iterator[_Job]:
        rules = self._context.rules
        key = self._context.issue_key(webinar.webinar_id)
        if rules.must_read_panelists(webinar):
            yield _Job("panelists", key, partial(self._read_panelists, webinar))
        if rules.must_read_registrants(webinar):
            yield _Job("registrants", key, partial(self._read_registrants, webinar))
        elif rules.must_count_registrants(
            webinar, has_due_session=has_due_session, now=self._began_at
        ):
            yield _Job("registrants", key, partial(self._read_changed_registrants, webinar))

    def _read_panelists(self, webinar: KnownWebinar) -> Callable[[], None]:
        webinar_id = webinar.webinar_id
        listing = self._context.client.list(zoom.PANELISTS, webinar_id=webinar_id)

        def land() -> None:
            self._context.landing.keep_panelists(webinar_id, listing.rows, listing.answered_at)
            self._context.close_issues("panelists", self._context.issue_key(webinar_id))

        return land

    def _read_changed_registrants(self, webinar: KnownWebinar) -> Callable[[], None]:
        """Read all registrants only if their total, by a request for a single row, changed."""
        query: dict[str, Any] = {"page_size": 1}
        if webinar.listed_occurrence_ids != [""]:
            last_id = webinar.listed_occurrence_ids[-1]
            query["occurrence_id"] = webinar.next_occurrence_id or last_id
        answer = self._context.client.get(
            zoom.REGISTRANTS, query=query, webinar_id=webinar.webinar_id
        )
        (known,) = self._context.warehouse.rows(
            "zoom/select_approved_count",
            webinar_id=webinar.webinar_id,
            occurrence_id=query.get("occurrence_id", ""),
        )
        if answer.body.get("total_records") == known["approved"]:
            return lambda: None
        return self._read_registrants(webinar)

    def _read_registrants(self, webinar: KnownWebinar) -> Callable[[], None]:
        """List the registrants of all statuses, and confirm each that is missing."""
        webinar_id = webinar.webinar_id
        rows, answered_at = self._list_registrants(webinar)
        rows += self._confirm_missing(webinar, rows)

        def land() -> None:
            self._context.landing.keep_registrants(
                webinar_id,
                rows,
                occurrence_ids=webinar.listed_occurrence_ids,
                approval_type=webinar.approval_type,
                answered_at=answered_at,
            )
            self._context.close_issues("registrants", self._context.issue_key(webinar_id))

        return land

    def _list_registrants(self, webinar: KnownWebinar) -> tuple[list[dict[str, Any]], datetime]:
        """Return the registrants of all dates and statuses, and Zoom's clock at the first page."""
        rows: list[dict[str, Any]] = []
        answer_times: list[datetime] = []
        for occurrence_id in webinar.listed_occurrence_ids:
            for status in zoom.REGISTRANT_STATUSES:
                query = {"status": status}
                if occurrence_id:
                    query["occurrence_id"] = occurrence_id
                listing = self._context.client.list(
                    zoom.REGISTRANTS, query=query, webinar_id=webinar.webinar_id
                )
                answer_times.append(listing.answered_at)
                rows += [with_listing(row, status, occurrence_id) for row in listing.rows]
        return rows, answer_times[0]

    def _confirm_missing(
        self, webinar: KnownWebinar, rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Request each registrant that was listed before and is not now; return who still exists.

        Someone may have moved from one status to another while these were read in turn.
        """
        listed = {(row.get("id"), row.get("_occurrence_id", "")) for row in rows}
        still_there: list[dict[str, Any]] = []
        for known in self._context.warehouse.rows(
            "zoom/select_listed_registrants",
            webinar_id=webinar.webinar_id,
            occurrence_ids=webinar.listed_occurrence_ids,
        ):
            registrant_id, occurrence_id = known["registrant_id"], known["occurrence_id"]
            if (registrant_id, occurrence_id) in listed:
                continue
            try:
                answer = self._context.client.get(
                    zoom.REGISTRANT,
                    query={"occurrence_id": occurrence_id} if occurrence_id else None,
                    webinar_id=webinar.webinar_id,
                    registrant_id=registrant_id,
                )
            except ZoomRegistrantGoneError:
                continue
            row = {**answer.body, "id": registrant_id}
            still_there.append(with_occurrence_id(row, occurrence_id))
        return still_there

    def _read_participants(self, session: dict[str, Any]) -> Callable[[], None]:
        uuid = session["session_uuid"]
        listing = self._context.client.list(
            zoom.PARTICIPANTS, query={"include_fields": "registrant_id"}, uuid=uuid
        )

        def land() -> None:
            self._context.landing.keep_participants(
                uuid, session["webinar_id"], listing.rows, listing.answered_at
            )
            self._context.close_issues("session", uuid)

        return land

    def _defer_session(self, session: dict[str, Any], error: Refusal) -> None:
        """Defer a session; or give it up, if Zoom no longer keeps its report."""
        if session["state"] == "settled":  # read again by hand: what was read whole stays
            self._context.counts["resources_refused"] += 1
            return
        now = self._context.client.now()
        is_lost = isinstance(error, ZoomTooOldError) or now > session["ended_at"] + ZOOM_KEEPS
        is_late = now > session["ended_at"] + NOT_READY_PATIENCE
        self._context.warehouse.execute(
            "zoom/update_session_failed",
            session_uuid=session["session_uuid"],
            state="gone" if is_lost else "failed",
            answered_at=now,
        )
        self._context.counts["sessions_gone" if is_lost else "sessions_deferred"] += 1
        if is_lost or is_late or not isinstance(error, ZoomNotFoundError):
            self._context.open_issue("session", session["session_uuid"], error)


def with_listing(row: Any, status: str, occurrence_id: str) -> dict[str, Any]:
    """Put beside a registrant's row what was asked for: a row need not name its status or date."""
    if isinstance(row, dict) and "status" not in row:
        row = {**row, "status": status}
    return with_occurrence_id(row, occurrence_id)


def with_occurrence_id(row: Any, occurrence_id: str) -> dict[str, Any]:
    """Put the date that was listed beside a registrant's row, which does not name it."""
    if not isinstance(row, dict):
        row = {"_not_an_object": row}
    return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row
