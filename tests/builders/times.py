"""Moments that tests speak of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    """Return a time of November 2026 in UTC: `18 10:00`."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def iso(moment: datetime | None) -> str | None:
    """Return a time as jsonb shows it."""
    return moment.isoformat() if moment else None


REGISTERED = at("10 08:00")
"""When people register, where a test does not say."""
CANCELLED = at("12 09:00")
START, END = at("18 10:00"), at("18 11:00")
"""When a webinar is held, where a test does not say."""
