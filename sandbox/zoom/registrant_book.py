"""A webinar's registrants: their statuses at a moment, and their rows, kept rendered."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from sandbox.zoom.answers import to_json
from sandbox.zoom.views.registrants import registrant_row

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.zoom.model import Registrant, Webinar


class RegistrantBook:
    """A webinar's registrants. Between two changes its answers stay the same."""

    def __init__(self, webinar: Webinar, *, newest_first: bool = True) -> None:
        self._webinar = webinar
        self._newest_first = newest_first
        self._by_id = {registrant.id: registrant for registrant in webinar.registrants}
        self._rendered: dict[tuple[int, str], bytes] = {}
        self._index()

    def _index(self) -> None:
        # Guess: the newest first, as on Zoom's pages; so someone new shifts the rest.
        self._registrants = sorted(
            self._by_id.values(),
            key=lambda r: (r.create_time, r.id),
            reverse=self._newest_first,
        )
        self._by_email: dict[str, list[Registrant]] = {}
        for registrant in self._registrants:
            self._by_email.setdefault(registrant.email.strip().lower(), []).append(registrant)
        changes = {registrant.create_time for registrant in self._registrants}
        changes |= {state.since for r in self._registrants for state in r.states}
        self._changes = sorted(changes)
        self._listings: dict[tuple[int, str, str], list[bytes]] = {}

    def all(self) -> list[Registrant]:
        """Return all registrants in whatever status, the newest first."""
        return list(self._registrants)

    def put(self, registrant: Registrant) -> None:
        """Add a registrant, or put one in the place of the one with the same id."""
        self._by_id[registrant.id] = registrant
        self._index()

    def remove(self, registrant_id: str) -> None:
        """Remove a registrant as if there had never been one."""
        del self._by_id[registrant_id]
        self._index()

    def by_id(self, registrant_id: str, now: datetime) -> Registrant | None:
        """Return a registrant, in whatever status."""
        registrant = self._by_id.get(registrant_id)
        return registrant if registrant and status_of(registrant, now) else None

    def by_email(self, email: str, now: datetime) -> Registrant | None:
        """Return the newest registrant with an address, in whatever status."""
        registrants = self._by_email.get(email.strip().lower(), ())
        return next((r for r in registrants if status_of(r, now)), None)

    def rows(self, status: str, occurrence_id: str, now: datetime) -> list[bytes]:
        """Return the rows of the registrants in a status, for a date or (empty) for any."""
        key = (bisect_right(self._changes, now), status, occurrence_id)
        if key not in self._listings:
            self._listings[key] = [
                self._render(r, status)
                for r in self._registrants
                if status_for(r, occurrence_id, now) == status and _is_for(r, occurrence_id)
            ]
        return self._listings[key]

    def row(self, registrant_id: str, now: datetime) -> bytes | None:
        """Return one registrant's row, in whatever status."""
        registrant = self._by_id.get(registrant_id)
        status = status_of(registrant, now) if registrant else None
        return self._render(registrant, status) if registrant and status else None

    def _render(self, registrant: Registrant, status: str) -> bytes:
        key = (id(registrant), status)
        if key not in self._rendered:
            self._rendered[key] = to_json(registrant_row(registrant, status, self._webinar))
        return self._rendered[key]


def status_of(registrant: Registrant, now: datetime) -> str | None:
    """Return a registrant's status; None before the registration and after a removal."""
    since = [state for state in registrant.states if state.since <= now]
    if not since or registrant.create_time > now or since[-1].status == "removed":
        return None
    return since[-1].status


def status_for(registrant: Registrant, occurrence_id: str, now: datetime) -> str | None:
    """Return a registrant's status for a date, or (empty) as a whole."""
    status = status_of(registrant, now)
    return "denied" if status and occurrence_id in registrant.denied_dates else status


def _is_for(registrant: Registrant, occurrence_id: str) -> bool:
    ids = registrant.occurrence_ids
    return not occurrence_id or not ids or occurrence_id in ids
