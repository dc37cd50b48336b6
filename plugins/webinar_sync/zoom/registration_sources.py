"""Reads from which tracking source people registered, where the settings say so.

Zoom names it in no registrant: it lists a webinar's sources, and the registrants of each. Both are
asked for when a reading of registrants differs from the one before; again if they were refused, and
by the next extraction if this one is stopped before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomNotFoundError
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import SourcesReading

if TYPE_CHECKING:
    from webinar_sync.zoom.context import ExtractionContext


class RegistrationSources:
    """Reads the sources of one account's registrations."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        (settings,) = context.warehouse.rows("zoom/select_source_setting")
        self._is_on = settings["registration_sources"]

    def jobs(self) -> list[Job]:
        """Return what is to be read now."""
        if not self._is_on or not self._context.options.use("sources"):
            return []
        rows = self._context.warehouse.rows(
            "zoom/select_due_sources", answered_at=self._context.client.now()
        )
        return [
            Job(
                "medium",
                "sources",
                self._context.issue_key(row["webinar_id"]),
                partial(self._read, row["webinar_id"], row["digest"]),
                is_optional=True,
            )
            for row in rows
        ]

    def _read(self, webinar_id: int, digest: str) -> SourcesReading:
        client = self._context.client
        try:
            sources = client.list(zoom.TRACKING_SOURCES, webinar_id=webinar_id)
        except ZoomNotFoundError:
            return SourcesReading(webinar_id, digest, [], client.now())
        rows: list[dict[str, Any]] = []
        for source in sources.rows:
            name = str(source.get("source_name") or "").strip()
            if not name or not source.get("id"):
                raise ZoomBadAnswerError(f"{zoom.TRACKING_SOURCES.name}: a source has no name")
            if source.get("registration_count") == 0:
                continue
            listing = client.list(
                zoom.REGISTRANTS, query={"tracking_source_id": source["id"]}, webinar_id=webinar_id
            )
            rows += [
                {"registrant_id": str(row["id"]), "source": name}
                for row in listing.rows
                if row.get("id")
            ]
        return SourcesReading(webinar_id, digest, rows, sources.answered_at)
