"""The webinars that a workflow's editor lists to be picked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse


def list_webinar_options(
    warehouse: Warehouse, search: str, *, offset: int, limit: int
) -> list[dict[str, str]]:
    """Return webinars to come whose topic or id is like `search`, soonest first.

    Each has a label (its topic), a description (its time and id) and a value (its id).
    """
    rows = warehouse.rows(
        "registration/select_options", search=search.strip(), skipped=offset, most=limit
    )
    return [
        {
            "label": str(row["topic"]),
            "description": _describe(row["webinar_id"], row["scheduled_at"], row["timezone"]),
            "value": str(row["webinar_id"]),
        }
        for row in rows
    ]


def _describe(webinar_id: int, scheduled_at: datetime | None, time_zone: str) -> str:
    """Say when a webinar is, in its own time zone; in UTC if nobody knows that zone."""
    if scheduled_at is None:
        return f"any time ({webinar_id})"
    try:
        local = scheduled_at.astimezone(ZoneInfo(time_zone))
    except (ValueError, OSError):
        local, time_zone = scheduled_at, "UTC"
    return f"{local:%Y-%m-%d %H:%M} {time_zone} ({webinar_id})"
