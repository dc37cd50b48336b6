"""Writes what Zoom answered into the schema `zoom`: whole readings, several in one transaction.

Rows go in as `zoom/rows.py` prepares them. How webinars and reports of sessions land stands in
`webinar_landing.py` and `session_landing.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from webinar_sync.zoom.account_warehouse import AccountWarehouse, Landed
from webinar_sync.zoom.answers import webinar_id_of
from webinar_sync.zoom.erased import without_erased, without_erased_users
from webinar_sync.zoom.readings import (
    AnswersReading,
    DetailReading,
    PanelistsReading,
    ParticipantsReading,
    Reading,
    RecordingReading,
    RegistrantsReading,
    SourcesReading,
)
from webinar_sync.zoom.recording_landing import land_recordings
from webinar_sync.zoom.rows import Rows, prepare_rows
from webinar_sync.zoom.session_landing import land_answers, land_reports
from webinar_sync.zoom.webinar_landing import (
    land_details,
    land_panelists,
    land_registrants,
    land_sources,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.account_warehouse import AccountTransaction

GONE = Rows([b"gone"], [])
"""What is read of a webinar that no longer exists."""
NOTHING = Rows([], [])

Kind = TypeVar("Kind")


class Landing:
    """Writes one account's readings, in the name of one run."""

    def __init__(self, run: Run, account_id: str) -> None:
        self.warehouse = AccountWarehouse(run, account_id)
        self.progress = run.progress
        self.counts = self.warehouse.counts

    def keep(self, readings: Sequence[Reading], *, closing: Sequence[tuple[str, str]] = ()) -> None:
        """Keep readings, each of another object, in one transaction.

        :param closing: objects, by kind and key, whose issues are closed with it
        """
        with self.warehouse.transaction() as transaction:
            readings = without_erased(transaction, readings)
            landed = [
                *land_details(transaction, _of_kind(readings, DetailReading)),
                *land_panelists(transaction, _of_kind(readings, PanelistsReading)),
                *land_registrants(transaction, _of_kind(readings, RegistrantsReading)),
                *land_reports(transaction, _of_kind(readings, ParticipantsReading)),
                *land_recordings(transaction, _of_kind(readings, RecordingReading)),
                *land_answers(transaction, _of_kind(readings, AnswersReading)),
                *land_sources(transaction, _of_kind(readings, SourcesReading)),
            ]
            if landed:
                transaction.record_readings(landed)
            if closing:
                transaction.close_issues(closing)

    def keep_users(self, users: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep the account's users."""
        with self.warehouse.transaction() as transaction:
            rows = without_erased_users(transaction, prepare_rows(users))
            transaction.execute("zoom/merge_users", rows=rows.array, answered_at=answered_at)
            transaction.record_readings([Landed("users", "all", rows, answered_at)])

    def keep_host_listing(
        self, user_id: str, webinars: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep what only a host's listing has; a webinar listed again is no longer gone."""
        ids = [number for row in webinars if (number := webinar_id_of(row)) is not None]
        rows = prepare_rows(webinars)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/insert_webinars", webinar_ids=ids, answered_at=answered_at)
            transaction.execute("zoom/merge_listed_webinars", user_id=user_id, webinar_ids=ids)
            transaction.execute("zoom/update_events_webinars", rows=rows.array)
            transaction.execute("zoom/reopen_webinars", webinar_ids=ids)
            transaction.record_readings([Landed("host", user_id, rows, answered_at)])

    def keep_host_without_listing(self, user_id: str, answered_at: datetime) -> None:
        """Keep that a host was asked who has no listing: no webinar plan, or not there any more."""
        with self.warehouse.transaction() as transaction:
            transaction.record_readings([Landed("host", user_id, NOTHING, answered_at)])

    def keep_webinar(
        self,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
        *,
        event_uuid: str | None = None,
    ) -> None:
        """Keep a webinar's detail and the dates of its series.

        :param event_uuid: by which the report on events to come names it
        """
        self.keep([DetailReading.of(webinar_id, detail, answered_at, event_uuid)])

    def mark_webinar_gone(self, webinar_id: int, answered_at: datetime) -> None:
        """Record that a webinar no longer exists."""
        with self.warehouse.transaction() as transaction:
            gone = transaction.execute(
                "zoom/update_webinar_gone", webinar_id=webinar_id, answered_at=answered_at
            ).rowcount
            _record_webinar(transaction, webinar_id, GONE, answered_at)
            transaction.counts["webinars_gone"] += gone

    def keep_session_report(
        self, webinar_id: int, report: dict[str, Any], answered_at: datetime
    ) -> None:
        """Keep of a session's report what is left of a webinar that expired unread."""
        rows = prepare_rows([report])
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/update_webinar_from_report", webinar_id=webinar_id, row=rows.texts[0].decode()
            )
            _record_webinar(transaction, webinar_id, rows, answered_at)

    def keep_registrants(
        self,
        webinar_id: int,
        registrants: list[dict[str, Any]],
        *,
        occurrence_ids: list[str],
        approval_type: int | None,
        answered_at: datetime,
    ) -> None:
        """Keep a webinar's registrations from one full listing of all statuses.

        :param occurrence_ids: the dates that were listed; `[""]`: the webinar as a whole
        """
        rows = prepare_rows(registrants)
        self.keep(
            [RegistrantsReading(webinar_id, rows, occurrence_ids, approval_type, answered_at)]
        )

    def keep_new_registrants(
        self, webinar_id: int, registrants: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep people who were just registered, as the next reading will list them."""
        reading = RegistrantsReading(webinar_id, prepare_rows(registrants), [], None, answered_at)
        with self.warehouse.transaction() as transaction:
            _land_people(transaction, [reading])

    def keep_cancelled_registrants(
        self, webinar_id: int, registrants: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep people whose registrations were just cancelled, as the next reading will list them.

        :param registrants: as they were listed right before
        """
        denied = [{**row, "status": "denied"} for row in registrants]
        before = RegistrantsReading(webinar_id, prepare_rows(registrants), [], None, answered_at)
        after = RegistrantsReading(
            webinar_id, prepare_rows(denied), [], None, answered_at, approved_until=answered_at
        )
        with self.warehouse.transaction() as transaction:
            _land_people(transaction, [before, after])


def _land_people(transaction: AccountTransaction, readings: Sequence[RegistrantsReading]) -> None:
    """Land registrations that no listing told, without people who asked to be forgotten."""
    land_registrants(
        transaction, _of_kind(without_erased(transaction, readings), RegistrantsReading)
    )


def _of_kind(readings: Sequence[Reading], kind: type[Kind]) -> list[Kind]:
    return [reading for reading in readings if isinstance(reading, kind)]


def _record_webinar(
    transaction: AccountTransaction, webinar_id: int, rows: Rows, answered_at: datetime
) -> None:
    transaction.record_readings([Landed.of_webinar("webinar", webinar_id, rows, answered_at)])
