"""Marketing events and who takes part in them, as HubSpot keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.contacts import iso
from sandbox.hubspot.errors import HubspotError, not_found, validation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.hubspot.model import Portal

VERBS = {"register": "REGISTERED", "attend": "ATTENDED", "cancel": "CANCELLED"}
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


@dataclass(frozen=True)
class State:
    """What somebody's part in an event is, from a moment on; state EMPTY: none."""

    written_at: datetime
    state: str
    occurred_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None


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
    parts: dict[int, list[State]] = field(default_factory=dict)
    heard: set[tuple[int, str, int]] = field(default_factory=set)

    def moment(self, name: str) -> datetime | None:
        """Return one of its times."""
        given = self.fields.get(name)
        return parse_moment(given) if given else None


class Events:
    """All marketing events of the account."""

    def __init__(self, portal: Portal, now: datetime) -> None:
        self.app = (portal.app_id, portal.app_name)
        """The app whose token is used: its id and name."""
        self.events: dict[int, Event] = {}
        self._by_external: dict[tuple[int, str, str], int] = {}
        self._last_id = 500_000
        for one in portal.events:
            event = self._add(
                one.app_id, one.app_name, one.external_account_id, one.external_event_id, now
            )
            event.fields = {
                "eventName": one.name,
                "eventOrganizer": one.organizer,
                "startDateTime": iso(one.starts_at),
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
        """Return an event by its external ids: only those of the app that asks are seen.

        :raises HubspotError: 400 without the account, 404
        """
        account = query.get("externalAccountId")
        if not account:
            raise validation("externalAccountId is required")
        found = self._by_external.get((self.app[0], account, external_id))
        if found is None:
            raise not_found(f"No marketing event with external id {external_id}")
        return self.events[found]

    def upsert(self, given: Mapping[str, Any], now: datetime) -> Event:
        """Create an event, or update it if this app made it before.

        :raises HubspotError: 400
        """
        needed = ("eventName", "eventOrganizer", "externalAccountId", "externalEventId")
        lacking = [name for name in needed if not given.get(name)]
        if "customProperties" not in given:
            lacking.append("customProperties")
        if lacking:
            raise validation(f"Some required fields were not set: [{', '.join(lacking)}]")
        account, external_id = str(given["externalAccountId"]), str(given["externalEventId"])
        found = self._by_external.get((self.app[0], account, external_id))
        event = (
            self._add(*self.app, account, external_id, now) if found is None else self.events[found]
        )
        self.write(event, given, now)
        return event

    def update(self, given: Mapping[str, Any], now: datetime) -> Event:
        """Update an event by HubSpot's id; completing is not among what this can do."""
        if "eventCompleted" in given:
            raise validation('Unrecognized field "eventCompleted"')
        event = self.by_id(str(given.get("objectId") or ""))
        self.write(event, given, now)
        return event

    def complete(self, event: Event, given: Mapping[str, Any], now: datetime) -> None:
        """Mark an event as completed, with its real times: who is only registered is a no-show."""
        lacking = [name for name in ("startDateTime", "endDateTime") if not given.get(name)]
        if lacking:
            raise validation(f"Some required fields were not set: [{', '.join(lacking)}]")
        self.write(event, {**given, "eventCompleted": True}, now)

    def delete(self, object_id: int) -> None:
        """Delete an event, with everybody's part in it."""
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

    @staticmethod
    def write(event: Event, given: Mapping[str, Any], now: datetime) -> None:
        """Change fields of an event.

        :raises HubspotError: 400 if a time is none
        """
        values = {name: given[name] for name in _FIELDS if given.get(name) is not None}
        for name in ("startDateTime", "endDateTime"):
            if name in values:
                parse_moment(values[name])
        event.fields |= values
        event.updated_at = now

    # Parts.

    def tell(
        self, event: Event, verb: str, contact_id: int, given: Mapping[str, Any], now: datetime
    ) -> None:
        """Take in what somebody did. The same contact, event and time again change nothing."""
        at = given.get("interactionDateTime")
        if not isinstance(at, int) or isinstance(at, bool):
            raise validation("interactionDateTime must be a number of milliseconds")
        occurred_at = datetime.fromtimestamp(at / 1000, UTC)
        # Guess: a second `attend` of the same time is not heard even if it has other times in it.
        key = (contact_id, verb, at)
        if key in event.heard:
            return
        event.heard.add(key)
        properties = given.get("properties") or {}
        joined, left = properties.get("joinedAt"), properties.get("leftAt")
        # Guess: the last that is told holds, whatever was told before.
        event.parts.setdefault(contact_id, []).append(
            State(
                now,
                VERBS[verb],
                occurred_at,
                parse_moment(joined) if joined and verb == "attend" else None,
                parse_moment(left) if left and verb == "attend" else None,
            )
        )

    def set_part(self, object_id: int, contact_id: int, state: str, now: datetime) -> None:
        """Do what a HubSpot user does by hand: put somebody in, or, with EMPTY, take them out."""
        self.events[object_id].parts.setdefault(contact_id, []).append(State(now, state, now))

    def parts_of(self, event: Event, now: datetime, delay_seconds: float = 0.0) -> dict[int, State]:
        """Return everybody's part, as an answer tells it that lags behind by a delay."""
        seen = now - timedelta(seconds=delay_seconds)
        found = {}
        for contact_id, states in event.parts.items():
            visible = [one for one in states if one.written_at <= seen]
            if visible and visible[-1].state != "EMPTY":
                found[contact_id] = self._with_no_shows(event, visible[-1], now)
        return found

    @staticmethod
    def _with_no_shows(event: Event, part: State, now: datetime) -> State:
        end = event.moment("endDateTime")
        is_over = bool(event.fields.get("eventCompleted")) or (end is not None and end < now)
        if part.state == "REGISTERED" and is_over and not event.fields.get("eventCancelled"):
            return State(part.written_at, "NO_SHOW", end or part.occurred_at)
        return part


def parse_moment(given: object) -> datetime:
    """Read an ISO 8601 time.

    :raises HubspotError: 400
    """
    try:
        return datetime.fromisoformat(str(given)).astimezone(UTC)
    except ValueError:
        raise validation(f"{given} is not a valid date time") from None


def duration_of(part: State) -> int | None:
    """Return HubSpot's attended seconds: from joining to leaving."""
    if part.joined_at is None or part.left_at is None:
        return None
    return round((part.left_at - part.joined_at).total_seconds())


def percentage_of(event: Event, part: State) -> str | None:
    """Return HubSpot's attended percentage, against the event's own length."""
    seconds = duration_of(part)
    start, end = event.moment("startDateTime"), event.moment("endDateTime")
    if seconds is None or start is None or end is None or end <= start:
        return None
    return f"{min(1.0, seconds / (end - start).total_seconds()):.4f}"


def render_default(event: Event) -> dict[str, Any]:
    """Return an event as creating, completing and cancelling one tells it."""
    return {
        "objectId": str(event.object_id),
        "customProperties": [],
        "eventCancelled": False,
        "eventCompleted": False,
        **event.fields,
    }


def render_event(event: Event) -> dict[str, Any]:
    """Return an event as most answers tell it: they do not name its external ids.

    `id` is HubSpot's own, as objectId is (hubspot-sdk 0.1.0a9).
    """
    return {"id": str(event.object_id), **render_default(event), **_times(event)}


def render_event_v2(event: Event) -> dict[str, Any]:
    """Return an event as reading by HubSpot's id tells it."""
    return {
        **render_default(event),
        **_times(event),
        "externalAccountId": event.account,
        "externalEventId": event.external_id,
        "appInfo": {"id": str(event.app_id), "name": event.app_name},
    }


def _times(event: Event) -> dict[str, str]:
    return {"createdAt": iso(event.created_at), "updatedAt": iso(event.updated_at)}


def check_verb(verb: str) -> str:
    """Return a verb that HubSpot knows.

    :raises HubspotError: 400, in HubSpot's words
    """
    if verb not in VERBS:
        raise HubspotError(
            400,
            "VALIDATION_ERROR",
            f"Unknown state for '{verb}'. Correct are 'register', 'attend' or 'cancel'.",
        )
    return verb
