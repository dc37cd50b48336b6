"""Values that the tables of the awkward account's key share."""

from __future__ import annotations

from datetime import UTC, datetime


def t(text: str) -> datetime:
    """Return a time in UTC, as in `2026-11-16 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ACC = "awkward-account"
ANNA = "anna@brand.example.com"
R1, R2, R3 = t("2026-11-16 04:00"), t("2026-11-16 20:00"), t("2026-11-19 04:00")
