"""What a listing of all the account's marketing events says of each, whichever app made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import LIST_EVENTS
from webinar_sync.hubspot.errors import HubspotBadAnswerError
from webinar_sync.hubspot.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from webinar_sync.hubspot.client import HubspotClient

NATIVE_APP = "zoom"
"""The name of HubSpot's own Zoom app, in lower case."""
_OURS = re.compile(r"Zoom webinar (?P<webinar_id>\d{1,18}), occurrence (?P<key>\S{1,100})")
"""The description that `marketing_events.description` writes. Listings have no external ids in
HubSpot's specification, and only the app that made an event may search for them."""


@dataclass(frozen=True)
class ListedEvent:
    """A marketing event as a listing shows it.

    `webinar_id`, `key`: of an event that a warehouse made; None and empty for others.
    """

    object_id: int
    name: str
    organizer: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_completed: bool
    is_cancelled: bool
    is_native: bool
    webinar_id: int | None = None
    key: str = ""


def list_events(client: HubspotClient) -> list[ListedEvent]:
    """List all marketing events of the account.

    :raises HubspotBadAnswerError: if a row lacks its id
    """
    return [parse_event(row) for row in client.pages(LIST_EVENTS)]


def parse_event(row: Mapping[str, Any]) -> ListedEvent:
    """Read a row of the listing.

    :raises HubspotBadAnswerError: if it lacks its id
    """
    match = _OURS.fullmatch(str(row.get("eventDescription") or ""))
    app = row.get("appInfo")
    object_id = str(row.get("objectId") or "")
    if not object_id.isdigit():
        raise HubspotBadAnswerError("GET marketing events: a row has no objectId")
    return ListedEvent(
        object_id=int(object_id),
        name=str(row.get("eventName") or ""),
        organizer=str(row.get("eventOrganizer") or ""),
        starts_at=_time(row, "startDateTime"),
        ends_at=_time(row, "endDateTime"),
        is_completed=row.get("eventCompleted") is True,
        is_cancelled=row.get("eventCancelled") is True,
        is_native=isinstance(app, dict) and str(app.get("name")).lower() == NATIVE_APP,
        webinar_id=int(match["webinar_id"]) if match else None,
        key=match["key"] if match else "",
    )


def _time(row: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time; None for what is none: events of other apps may have anything there."""
    try:
        moment = parse_time(row.get(name))
    except (OverflowError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
