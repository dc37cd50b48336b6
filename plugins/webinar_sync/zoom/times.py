"""Reads moments and time zones as Zoom writes them; what makes no sense is None, or UTC. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
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
    return _read_moment(text) if isinstance(text, str) else None


def read_start(text: object, timezone: object) -> datetime | None:
    """Return a start in UTC; one without an offset is as a clock shows it in the webinar's zone.

    Zoom's documents promise UTC (`Z`); starts without an offset have been seen.

    :param timezone: the webinar's, by its IANA name; empty or unknown: UTC
    """
    if isinstance(text, str) and _LOCAL_TIME.fullmatch(text):
        return _read(text, zone_of(timezone))
    return read_time(text)


def a_month_after(day: date) -> date:
    """Return the last day of a month that begins on a day: Zoom's reports answer no more at once.

    At most 30 days, and in February fewer: what Zoom counts as a month is not documented.
    """
    next_month = day.replace(day=1) + timedelta(days=31)
    days_in_month = monthrange(next_month.year, next_month.month)[1]
    same_day = next_month.replace(day=min(day.day, days_in_month))
    return min(same_day, day + timedelta(days=30))


@lru_cache(2**16)  # a row's times are looked at several times
def _read_moment(text: str) -> datetime | None:
    return _read(text) if _MOMENT.fullmatch(text) else None


def _read(text: str, zone: tzinfo | None = None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = (moment.replace(tzinfo=zone) if zone else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None
