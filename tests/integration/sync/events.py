"""What marts say of a webinar's events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import query

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse


def read_events(
    warehouse: Warehouse, webinar_id: int | None = None
) -> dict[str, tuple[str, datetime | None]]:
    """Return status and scheduled start of each event, by key; of one webinar, or of all."""
    rows = query(
        warehouse,
        "select occurrence_key, status, scheduled_at from marts.marketing_events"
        " where webinar_id = coalesce(:webinar_id, webinar_id)",
        webinar_id=webinar_id,
    )
    return {key: (status, scheduled_at) for key, status, scheduled_at in rows}
