"""How templates write moments, numbers and lengths of time, by language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

EMPTY = "–"


class Formats:
    """The filters of a language. None is shown as a dash."""

    def __init__(self, language: str) -> None:
        self._language = language

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters by the names that templates use."""
        return {
            "moment": self.moment,
            "day": self.day,
            "ago": self.ago,
            "number": self.number,
            "percent": self.percent,
            "duration": self.duration,
        }

    def moment(self, value: datetime | None) -> Markup | str:
        """Return a moment in UTC, to the minute, as a `<time>`."""
        if value is None:
            return EMPTY
        utc = value.astimezone(UTC)
        text = format_datetime(utc, "d MMM y, HH:mm", locale=self._language)
        machine = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Markup('<time datetime="{}">{} UTC</time>').format(machine, escape(text))

    def day(self, value: date | None) -> str:
        """Return a day."""
        return EMPTY if value is None else format_date(value, "d MMM y", locale=self._language)

    def ago(self, value: datetime | None, now: datetime) -> str:
        """Return how long ago something was, or in how long it will be."""
        if value is None:
            return EMPTY
        return format_timedelta(value - now, add_direction=True, locale=self._language)

    def number(self, value: float | None) -> str:
        """Return a number."""
        return EMPTY if value is None else format_decimal(value, locale=self._language)

    def percent(self, value: Decimal | float | None) -> str:
        """Return a percentage of 0 to 100."""
        if value is None:
            return EMPTY
        return format_percent(float(value) / 100, "#,##0.#%", locale=self._language)

    def duration(self, seconds: float | None) -> str:
        """Return a length of time, such as `1:02:03`."""
        return EMPTY if seconds is None else str(timedelta(seconds=round(seconds)))
