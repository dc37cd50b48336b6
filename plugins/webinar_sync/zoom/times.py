"""Reads moments and time zones as Zoom writes them; what makes no sense is None, or UTC. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

YEARS = range(2000, 2101)
"""What lies beyond is no moment of a webinar: Zoom was founded in 2011."""

_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?")
_MOMENT = re.compile(rf"{_LOCAL_TIME.pattern}(Z|[+-]\d\d:?\d\d)")


def zone_of(name: object) -> tzinfo:
    """Return a time zone by its IANA name; UTC for an empty or unknown one."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, "America"
        return UTC


def read_time(text: object) -> datetime | None:
    """Return a moment in UTC; None for a text without an offset, and for what is no moment."""
    return _read(text) if isinstance(text, str) and _MOMENT.fullmatch(text) else None


def read_start(text: object, timezone: object) -> datetime | None:
    """Return a start in UTC; one without an offset is as a clock shows it in the webinar's zone.

    Zoom's documents promise UTC (`Z`); starts without an offset have been seen.

    :param timezone: the webinar's, by its IANA name; empty or unknown: UTC
    """
    if isinstance(text, str) and _LOCAL_TIME.fullmatch(text):
        return _read(text, zone_of(timezone))
    return read_time(text)


def _read(text: str, zone: tzinfo | None = None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = (moment.replace(tzinfo=zone) if zone else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None
