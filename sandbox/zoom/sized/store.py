"""Finds things of a generated account; rows of its people are made page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.zoom.sized.account import crowd_of
from sandbox.zoom.sized.crowd import LazySequence
from sandbox.zoom.sized.rows import connection_rows, registrant_rows
from sandbox.zoom.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sandbox.zoom.model import Account, Session, Webinar
    from sandbox.zoom.sized.crowd import Crowd
    from sandbox.zoom.sized.size import Size
    from sandbox.zoom.store import ParticipantListing


class SizedStore(Store):
    """A generated account. Who registers while it is served is listed before the others."""

    def __init__(self, size: Size, account: Account) -> None:
        nobody = [replace(webinar, registrants=()) for webinar in account.webinars]
        super().__init__(replace(account, webinars=tuple(nobody)))
        self._size = size
        hosts = {user.id: user for user in account.users}
        self._crowds = {
            webinar.id: crowd_of(size, number, webinar, hosts[webinar.host_id])
            for number, webinar in enumerate(account.webinars)
        }

    def history_row(self, session: Session) -> bytes:
        # What it counts stands in the session, so nobody in it has to be made.
        return super().history_row(replace(session, connections=()))

    def participants(
        self, session: Session, listing: ParticipantListing, now: datetime
    ) -> Sequence[bytes]:
        crowd = self._crowds[session.webinar_id]
        return LazySequence(self._size.connections, connection_rows(crowd, session, listing))

    def registrants(
        self, webinar: Webinar, status: str, occurrence_id: str, now: datetime
    ) -> Sequence[bytes]:
        crowd = self._crowds[webinar.id]
        places, make = crowd.places(status), registrant_rows(crowd)
        generated = LazySequence(len(places), lambda index: make(places[index]))
        added = super().registrants(webinar, status, occurrence_id, now)
        return [*added, *generated] if added else generated

    def registrant(self, webinar: Webinar, registrant_id: str, now: datetime) -> bytes | None:
        crowd = self._crowds[webinar.id]
        place = _place_of(crowd, registrant_id)
        if place is None:
            return super().registrant(webinar, registrant_id, now)
        return registrant_rows(crowd)(place)


def _place_of(crowd: Crowd, registrant_id: str) -> int | None:
    """Return the place of a generated registrant, or None if there is none with this id."""
    person = registrant_id[9:17]
    if not person.isdigit():
        return None
    place = (int(person) - crowd.person(0)) % crowd.size.people
    is_known = place < crowd.size.registrants and crowd.registrant_id(place) == registrant_id
    return place if is_known else None
