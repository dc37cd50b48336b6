"""Short ways to write a time and a registration, for the tables of the awkward account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sandbox.zoom.model import Registrant, RegistrantState

if TYPE_CHECKING:
    from sandbox.zoom.model import RegistrantStatus


def at(text: str) -> datetime:
    """Return a time of 2026 in UTC: `11-16 04:00`, with seconds where needed."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def registration(
    registrant_id: str,
    email: str,
    first_name: str,
    last_name: str,
    created: str,
    *changes: tuple[str, RegistrantStatus],
    first: RegistrantStatus = "approved",
    dates: tuple[str, ...] = (),
    raw: dict[str, object] | None = None,
) -> Registrant:
    """Return a registration, with the status `first` from its creation and later `changes`."""
    states = ((created, first), *changes)
    return Registrant(
        id=registrant_id,
        email=email,
        first_name=first_name,
        last_name=last_name,
        create_time=at(created),
        states=tuple(RegistrantState(since=at(since), status=status) for since, status in states),
        occurrence_ids=dates,
        raw=raw or {},
    )
