"""Reads the registrants of webinars: whole, or just whether some changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.erased import find_erased, is_erased_id
from webinar_sync.zoom.errors import ZoomRegistrantGoneError
from webinar_sync.zoom.readings import RegistrantsReading
from webinar_sync.zoom.rows import prepare_rows

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.reading_rules import KnownWebinar


class Registrants:
    """Reads one account's registrants."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context

    def read_changed(self, webinar: KnownWebinar) -> RegistrantsReading | None:
        """Read all registrants only if those approved changed, by one page of each counted date.

        Those of whom rows were set aside are read by night in any case: the next answer may be
        good, and a count does not tell.
        """
        may_be_mended = self._context.rules.is_nightly and webinar.has_rejected_registrants
        if may_be_mended or any(
            self._has_changed(webinar, date) for date in webinar.counted_occurrence_ids
        ):
            return self.read_all(webinar)
        return None

    def _has_changed(self, webinar: KnownWebinar, occurrence_id: str) -> bool:
        query: dict[str, Any] = {"page_size": zoom.REGISTRANTS.page_size}
        if occurrence_id:
            query["occurrence_id"] = occurrence_id
        answer = self._context.client.get(
            zoom.REGISTRANTS, query=query, webinar_id=webinar.webinar_id
        )
        known = self._context.warehouse.rows(
            "zoom/select_approved", webinar_id=webinar.webinar_id, occurrence_id=occurrence_id
        )
        ids = {row["registrant_id"] for row in known}
        return not is_unchanged(self._with_erased_ids(answer.body, ids), ids)

    def _with_erased_ids(self, page: dict[str, Any], known: set[str]) -> dict[str, Any]:
        """Return a page with the ids by which people who asked to be forgotten are known here."""
        rows = page.get("registrants")
        if not any(map(is_erased_id, known)) or not isinstance(rows, list):
            return page
        registrants = [row for row in rows if isinstance(row, dict)]
        ids = {str(row["id"]) for row in registrants if row.get("id")}
        with self._context.warehouse.transaction() as transaction:
            erased = find_erased(transaction, "zoom_id", ids)
        return {
            **page,
            "registrants": [
                {**row, "id": erased.get(str(row.get("id")), row.get("id"))} for row in registrants
            ],
        }

    def read_all(self, webinar: KnownWebinar) -> RegistrantsReading:
        """List the registrants of all statuses, and confirm each that is missing."""
        rows, answered_at = self._list(webinar)
        rows += self._confirm_missing(webinar, rows)
        return RegistrantsReading(
            webinar.webinar_id,
            prepare_rows(rows),
            webinar.listed_occurrence_ids,
            webinar.approval_type,
            answered_at,
        )

    def _list(self, webinar: KnownWebinar) -> tuple[list[dict[str, Any]], datetime]:
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
            # Who was erased cannot be asked for: nobody knows the id any more.
            if (registrant_id, occurrence_id) in listed or is_erased_id(registrant_id):
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
            still_there.append(with_occurrence_id(answer.body, occurrence_id))
        return still_there


def is_unchanged(page: dict[str, Any], known: set[str]) -> bool:
    """Tell whether the first page of the approved registrants is as known.

    A page of up to 300 that has them all shows each of them. Beyond that the total counts, and
    that all of the page are known: whoever registered last is on it, if Zoom lists them first.

    :param known: the ids of those approved in the last whole reading
    """
    rows = page.get("registrants")
    total = page.get("total_records")
    if not isinstance(rows, list) or total != len(known):
        return False
    ids = {row.get("id") for row in rows if isinstance(row, dict)}
    return ids == known if len(rows) >= len(known) else ids <= known


def with_listing(row: dict[str, Any], status: str, occurrence_id: str) -> dict[str, Any]:
    """Put beside a registrant's row what was asked for: a row need not name its status or date."""
    return with_occurrence_id({"status": status, **row}, occurrence_id)


def with_occurrence_id(row: dict[str, Any], occurrence_id: str) -> dict[str, Any]:
    """Put the date that was listed beside a registrant's row, which does not name it."""
    return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row
