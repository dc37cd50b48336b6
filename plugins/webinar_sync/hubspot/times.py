"""Times as HubSpot writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime


def format_time(moment: datetime) -> str:
    """Return a time in UTC as text, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(value: object) -> datetime:
    """Read a time: milliseconds (int64) in HubSpot's specification, a text in its guide.

    :raises ValueError: if it is neither
    """
    if isinstance(value, int) or str(value).isdigit():
        return datetime.fromtimestamp(int(str(value)) / 1000, UTC)
    return datetime.fromisoformat(str(value))
