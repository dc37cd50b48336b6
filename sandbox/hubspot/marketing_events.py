"""Marketing events, as HubSpot keeps them, and the participations that were sent to them.

Source: HubSpot's guide on marketing events,
developers.hubspot.com/docs/api-reference/legacy/marketing/marketing-events/guide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import not_found, validation
from sandbox.hubspot.participations import VERBS, Participation
from sandbox.hubspot.times import iso, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.hubspot.model import Portal
    from sandbox.hubspot.properties import Properties

_FIELDS = (
    "eventName",
    "eventOrganizer",
    "eventType",
    "eventDescription",
    "eventUrl",
    "eventCancelled",
    "eventCompleted",
    "startDateTime",
    "endDateTime",
)


@dataclass
class Event:
    """One marketing event, of one app."""

    object_id: int
    app_id: int
    app_name: str
    account: str
    external_id: str
    created_at: datetime
    updated_at: datetime
    fields: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    """Values of custom properties."""
    participations: dict[int, list[Participation]] = field(default_factory=dict)
    """By contact id: the states that were written, in their order."""
    received: set[tuple[int, str, int]] = field(default_factory=set)
    """Contact id, verb and time of every interaction so far."""

    @property
    def start(self) -> datetime | None:
        """When the event starts."""
        return self._time("startDateTime")

    @property
    def end(self) -> datetime | None:
        """When the event ends."""
        return self._time("endDateTime")

    def _time(self, name: str) -> datetime | None:
        value = self.fields.get(name)
        return parse_time(value) if value else None


class Events:
    """All marketing events of the account."""

    def __init__(self, portal: Portal, now: datetime, properties: Properties) -> None:
        self._properties = properties
        self._ends_open_events = portal.ends_open_events
        self.app = (portal.app_id, portal.app_name)
        """The app whose token is used: its id and name."""
        self.events: dict[int, Event] = {}
        self._by_external: dict[tuple[int, str, str], int] = {}
        self._last_id = 500_000
        for foreign in portal.events:
            event = self._add(
                foreign.app_id,
                foreign.app_name,
                foreign.external_account_id,
                foreign.external_event_id,
                now,
            )
            event.fields = {
                "eventName": foreign.name,
                "eventOrganizer": foreign.organizer,
                "startDateTime": iso(foreign.starts_at),
            }

    # Events.

    def by_id(self, object_id: str) -> Event:
        """Return an event by HubSpot's id, whichever app made it.

        :raises HubspotError: 404
        """
        event = self.events.get(int(object_id)) if object_id.isdigit() else None
        if event is None:
            raise not_found(f"No marketing event with id {object_id}")
        return event

    def by_external(self, external_id: str, query: Mapping[str, str]) -> Event:
        """Return an event by its external ids, of which an app sees only its own.

        :raises HubspotError: 400 without the account, 404
        """
        account = query.get("externalAccountId")
        if not account:
            raise validation("externalAccountId is required")
        object_id = self._by_external.get((self.app[0], account, external_id))
        if object_id is None:
            raise not_found(f"No marketing event with external id {external_id}")
        return self.events[object_id]

    def upsert(self, row: Mapping[str, Any], now: datetime) -> Event:
        """Create an event, or update it if this app made it before.

        :raises HubspotError: 400
        """
        required = ("eventName", "eventOrganizer", "externalAccountId", "externalEventId")
        lacking = [name for name in required if not row.get(name)]
        if "customProperties" not in row:
            lacking.append("customProperties")
        if lacking:
            raise validation(f"Some required fields were not set: [{', '.join(lacking)}]")
        account, external_id = str(row["externalAccountId"]), str(row["externalEventId"])
        object_id = self._by_external.get((self.app[0], account, external_id))
        event = (
            self._add(*self.app, account, external_id, now)
            if object_id is None
            else self.events[object_id]
        )
        self.write(event, row, now)
        return event

    def update(self, row: Mapping[str, Any], now: datetime) -> Event:
        """Update an event by HubSpot's id; completing is not among what this can do."""
        if "eventCompleted" in row:
            raise validation('Unrecognized field "eventCompleted"')
        event = self.by_id(str(row.get("objectId") or ""))
        self.write(event, row, now)
        return event

    def complete(self, event: Event, row: Mapping[str, Any], now: datetime) -> None:
        """Mark an event as completed, with its real times.

        Who is only registered is a no-show; who attended has a duration from now on, and no sooner.
        """
        lacking = [name for name in ("startDateTime", "endDateTime") if not row.get(name)]
        if lacking:
            raise validation(f"Some required fields were not set: [{', '.join(lacking)}]")
        self.write(event, {**row, "eventCompleted": True}, now)
        for states in event.participations.values():
            if states:
                states[-1] = states[-1].with_duration(event.start, event.end)

    def delete(self, object_id: int) -> None:
        """Delete an event, with all participations in it."""
        event = self.events.pop(object_id, None)
        if event is not None:
            del self._by_external[event.app_id, event.account, event.external_id]

    def _add(
        self, app_id: int, app_name: str, account: str, external_id: str, now: datetime
    ) -> Event:
        self._last_id += 1
        event = Event(self._last_id, app_id, app_name, account, external_id, now, now)
        self.events[event.object_id] = event
        self._by_external[app_id, account, external_id] = event.object_id
        return event

    def write(self, event: Event, row: Mapping[str, Any], now: datetime) -> None:
        """Change fields of an event; custom properties that do not exist are dropped in silence.

        :raises HubspotError: 400 if a time is none
        """
        values = {name: row[name] for name in _FIELDS if row.get(name) is not None}
        for name in ("startDateTime", "endDateTime"):
            if name in values:
                parse_time(values[name])
        event.fields |= values
        for custom in row.get("customProperties") or []:
            if custom.get("name") in self._properties.definitions:
                event.custom[custom["name"]] = str(custom.get("value") or "")
        event.updated_at = now

    # Participations.

    def record(
        self, event: Event, verb: str, contact_id: int, row: Mapping[str, Any], now: datetime
    ) -> None:
        """Record an interaction. The same contact, event and time again change nothing.

        :raises HubspotError: 400 if a time is none
        """
        at = row.get("interactionDateTime")
        if not isinstance(at, int) or isinstance(at, bool):
            raise validation("interactionDateTime must be a number of milliseconds")
        occurred_at = datetime.fromtimestamp(at / 1000, UTC)
        # Guess: a second `attend` of the same time changes nothing even if its other times differ.
        key = (contact_id, verb, at)
        if key in event.received:
            return
        event.received.add(key)
        properties = row.get("properties") or {}
        joined, left = properties.get("joinedAt"), properties.get("leftAt")
        # Guess: the state sent last holds, whatever was sent before.
        event.participations.setdefault(contact_id, []).append(
            Participation(
                now,
                VERBS[verb],
                occurred_at,
                parse_time(joined) if joined and verb == "attend" else None,
                parse_time(left) if left and verb == "attend" else None,
            )
        )

    def set_participation(self, object_id: int, contact_id: int, state: str, now: datetime) -> None:
        """Put a contact in by hand, as a HubSpot user does, or, with EMPTY, take it out."""
        states = self.events[object_id].participations.setdefault(contact_id, [])
        states.append(Participation(now, state, now))

    def participations_of(
        self, event: Event, now: datetime, delay_seconds: float = 0.0
    ) -> dict[int, Participation]:
        """Return the participations by contact id, as an answer that lags behind shows them."""
        seen_until = now - timedelta(seconds=delay_seconds)
        participations = {}
        for contact_id, states in event.participations.items():
            visible = [state for state in states if state.written_at <= seen_until]
            if visible and visible[-1].state != "EMPTY":
                participations[contact_id] = _with_no_show(
                    event, visible[-1], now, self._ends_open_events
                )
        return participations


def _with_no_show(
    event: Event, participation: Participation, now: datetime, ends_open_events: bool
) -> Participation:
    """Return the participation; NO_SHOW if somebody is only registered once the event is over."""
    end = event.end or (event.start if ends_open_events else None)
    is_over = bool(event.fields.get("eventCompleted")) or (end is not None and end < now)
    if participation.state == "REGISTERED" and is_over and not event.fields.get("eventCancelled"):
        return Participation(participation.written_at, "NO_SHOW", end or participation.occurred_at)
    return participation
