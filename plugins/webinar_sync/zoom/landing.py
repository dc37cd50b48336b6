"""Writes what Zoom answered into the schema `zoom`: each complete reading in one transaction.

Rows go in as `zoom/rows.py` prepares them. A new kind of rows gets a method here.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.zoom.account_warehouse import AccountWarehouse
from webinar_sync.zoom.announced_starts import AnnouncedStart, merge_starts
from webinar_sync.zoom.rows import Rows, prepare_rows
from webinar_sync.zoom.staff import list_hosts, list_panelists

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.account_warehouse import AccountTransaction

GONE = Rows(["gone"], [])
"""What is read of a webinar that no longer exists."""
NOTHING = Rows([], [])


class Landing:
    """Writes one account's readings, in the name of one run."""

    def __init__(self, run: Run, account_id: str) -> None:
        self.warehouse = AccountWarehouse(run, account_id)
        self.counts: Counter[str] = Counter()
        """What turned out to be new or changed, by the names used in sync.runs."""

    def keep_users(self, users: list[dict[str, Any]], answered_at: datetime) -> None:
        """Keep the account's users."""
        rows = prepare_rows(users)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_users", rows=rows.array, answered_at=answered_at)
            transaction.record_reading("users", "all", rows, answered_at)

    def keep_host_listing(
        self, user_id: str, webinars: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep what only a host's listing has; a webinar listed again is no longer gone."""
        ids = [webinar["id"] for webinar in webinars if isinstance(webinar.get("id"), int)]
        rows = prepare_rows(webinars)
        with self.warehouse.transaction() as transaction:
            transaction.execute("zoom/insert_webinars", webinar_ids=ids, answered_at=answered_at)
            transaction.execute("zoom/merge_listed_webinars", user_id=user_id, webinar_ids=ids)
            transaction.execute("zoom/update_events_webinars", rows=rows.array)
            transaction.execute("zoom/reopen_webinars", webinar_ids=ids)
            transaction.record_reading("host", user_id, rows, answered_at)

    def keep_host_without_listing(self, user_id: str, answered_at: datetime) -> None:
        """Keep that a host was asked who has no listing: no webinar plan, or not there any more."""
        with self.warehouse.transaction() as transaction:
            transaction.record_reading("host", user_id, NOTHING, answered_at)

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
        rows = prepare_rows([detail])
        with self.warehouse.transaction() as transaction:
            if event_uuid:
                transaction.execute(
                    "zoom/insert_webinar_uuid", event_uuid=event_uuid, webinar_id=webinar_id
                )
            transaction.execute(
                "zoom/upsert_webinar",
                webinar_id=webinar_id,
                row=rows.texts[0],
                answered_at=answered_at,
            )
            storable_detail = json.loads(rows.texts[0])
            self._keep_starts(transaction, webinar_id, storable_detail, answered_at)
            staff = list_hosts(storable_detail)
            _merge_staff(transaction, webinar_id, "detail", staff, answered_at)
            _record_webinar(transaction, "webinar", webinar_id, rows, answered_at)
        self.counts["webinars_read"] += 1

    def _keep_starts(
        self,
        transaction: AccountTransaction,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
    ) -> None:
        rows = transaction.execute("zoom/select_announced_starts", webinar_id=webinar_id).mappings()
        known = [AnnouncedStart(**row) for row in rows]
        changes = merge_starts(known, detail, answered_at)
        transaction.execute(
            "zoom/upsert_announced_starts",
            webinar_id=webinar_id,
            rows=json.dumps([vars(start) for start in changes.upserts], default=_as_text),
        )
        self.counts["dates_moved"] += changes.moved
        self.counts["dates_deleted"] += changes.deleted

    def mark_webinar_gone(self, webinar_id: int, answered_at: datetime) -> None:
        """Record that a webinar no longer exists."""
        with self.warehouse.transaction() as transaction:
            gone = transaction.execute(
                "zoom/update_webinar_gone", webinar_id=webinar_id, answered_at=answered_at
            ).rowcount
            _record_webinar(transaction, "webinar", webinar_id, GONE, answered_at)
        self.counts["webinars_gone"] += gone

    def keep_session_report(
        self, webinar_id: int, report: dict[str, Any], answered_at: datetime
    ) -> None:
        """Keep of a session's report what is left of a webinar that expired unread."""
        rows = prepare_rows([report])
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/update_webinar_from_report", webinar_id=webinar_id, row=rows.texts[0]
            )
            _record_webinar(transaction, "webinar", webinar_id, rows, answered_at)

    def keep_panelists(
        self, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep a webinar's panelists."""
        rows = prepare_rows(panelists)
        with self.warehouse.transaction() as transaction:
            listed = list_panelists(json.loads(text) for text in rows.texts)
            _merge_staff(transaction, webinar_id, "panelists", listed, answered_at)
            _record_webinar(transaction, "panelists", webinar_id, rows, answered_at)

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
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                occurrence_ids=occurrence_ids,
                approval_type=approval_type,
                answered_at=answered_at,
                previous_answered_at=_find_last_listing(transaction, webinar_id),
            )
            _record_webinar(transaction, "registrants", webinar_id, rows, answered_at)
        self.counts["registrations_listed"] += len(rows.texts)

    def keep_new_registrants(
        self, webinar_id: int, registrants: list[dict[str, Any]], answered_at: datetime
    ) -> None:
        """Keep people who were just registered, as the next reading will list them."""
        rows = prepare_rows(registrants)
        with self.warehouse.transaction() as transaction:
            transaction.execute(
                "zoom/merge_registrants",
                webinar_id=webinar_id,
                rows=rows.array,
                cleaned=rows.cleaned,
                occurrence_ids=[],
                approval_type=None,
                answered_at=answered_at,
                previous_answered_at=_find_last_listing(transaction, webinar_id),
            )


def _find_last_listing(transaction: AccountTransaction, webinar_id: int) -> datetime | None:
    """Return when all registrants of a webinar were listed last; None: never."""
    readings = transaction.execute(
        "zoom/select_reading", kind="registrants", object_key=str(webinar_id)
    )
    reading = readings.mappings().first()
    return reading["answered_at"] if reading else None


def _record_webinar(
    transaction: AccountTransaction, kind: str, webinar_id: int, rows: Rows, answered_at: datetime
) -> None:
    """Record a reading of something that a webinar has once."""
    transaction.record_reading(kind, str(webinar_id), rows, answered_at, webinar_id=webinar_id)


_READING_KINDS = {"detail": "webinar", "panelists": "panelists"}
"""The kind of the readings of each source of staff."""


def _merge_staff(
    transaction: AccountTransaction,
    webinar_id: int,
    source: str,
    staff: list[dict[str, Any]],
    answered_at: datetime,
) -> None:
    """Keep who is listed as staff by a source; before its reading is recorded."""
    transaction.execute(
        "zoom/merge_staff",
        webinar_id=webinar_id,
        source=source,
        reading_kind=_READING_KINDS[source],
        rows=json.dumps(staff),
        answered_at=answered_at,
    )


def _as_text(moment: datetime) -> str:
    return moment.isoformat()
