"""The webinars that a workflow's editor lists to be picked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def webinar_options(
    warehouse: Warehouse, search: str, skipped: int, most: int
) -> list[dict[str, str]]:
    """Return webinars to come whose topic or id is like `search`, soonest first."""
    rows = warehouse.rows(
        "registration/select_options", search=search.strip(), skipped=skipped, most=most
    )
    return [
        {
            "label": str(row["topic"]),
            "description": _when(row),
            "value": str(row["webinar_id"]),
        }
        for row in rows
    ]


def _when(row: dict[str, object]) -> str:
    """Say when a webinar is, in its own time zone."""
    start, zone = row["scheduled_at"], str(row["timezone"])
    if start is None:
        return f"any time ({row['webinar_id']})"
    try:
        local = start.astimezone(ZoneInfo(zone))  # type: ignore[attr-defined]
    except (ValueError, OSError):
        local, zone = start, "UTC"
    return f"{local:%Y-%m-%d %H:%M} {zone} ({row['webinar_id']})"
