"""Times as HubSpot's API reads and writes them: ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.hubspot.errors import validation


def iso(moment: datetime) -> str:
    """Return a time as the API writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(value: object) -> datetime:
    """Read an ISO 8601 time.

    :raises HubspotError: 400
    """
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        raise validation(f"{value} is not a valid date time") from None
