"""What Zoom's webhooks tell: what happened, in which webinar, and when by Zoom's clock.

An event is stored before it is answered. It wakes a run that reads the webinars concerned
(`zoom.webhook_reading`): of an event itself only that is used which no reading tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput
from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.rows import without_secrets
from webinar_sync.zoom.times import YEARS, read_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.warehouse.engine import Warehouse

STARTED, ENDED = "webinar.started", "webinar.ended"
JOINED, LEFT = "webinar.participant_joined", "webinar.participant_left"
WEBINAR_EVENTS = ("webinar.created", "webinar.updated", "webinar.deleted")
REGISTRATION_EVENTS = (
    "webinar.registration_created",
    "webinar.registration_approved",
    "webinar.registration_cancelled",
    "webinar.registration_denied",
)
RECORDING_EVENTS = ("recording.completed", "recording.transcript_completed")
EVENTS = frozenset(
    {STARTED, ENDED, JOINED, LEFT, *WEBINAR_EVENTS, *REGISTRATION_EVENTS, *RECORDING_EVENTS}
)
"""What is stored. Zoom sends what the app is subscribed to; the rest is answered and ignored."""

READINGS_AFTER_END = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 10, 20, 40))
"""When the report of a session that ended is asked for, until a reading has its people.

Zoom says nowhere how long it takes to make one; after that, hourly runs ask."""
CLOCKS_DIFFER_BY = timedelta(days=1)
"""What happens later than this from now did not happen."""
_LONGEST = 200
"""Characters of an id."""
_OF_A_PERSON = frozenset(
    {
        *("id", "email", "status", "create_time", "user_id", "participant_uuid", "registrant_id"),
        *("participant_user_id", "join_time", "leave_time"),
    }
)
"""What is kept of a registrant or participant: neither names, nor phones, nor answers in forms."""
_NAMES_PEOPLE = frozenset({"participant_audio_files", "participant_video_files"})
"""Of a recording: files that are called by who speaks."""
_LINK = re.compile(r"(?i)(https?://)(?:[^\s/?#@\"'<>]*@)?([^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?")
_SECRET = re.compile(r"(?i)[?&#](?:pwd|tk|zak|passcode|(?:\w+_)?token)=[^\s&\"'<>]*")
"""What lets somebody in, in a link without its scheme."""


@dataclass(frozen=True)
class WebhookEvent:
    """One event, as a row of zoom.webhook_events.

    - subject_key: what of the webinar it is about
    - due_at: when its webinar is to be read; None: there is nothing to read
    - email: whom it is about; "": nobody, or it does not say
    - started_at, ended_at, is_practice: of a session that started or ended
    """

    account_id: str
    webinar_id: int
    event: str
    subject_key: str
    occurred_at: datetime
    session_uuid: str | None
    due_at: datetime | None
    email: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_practice: bool | None = None


def read_event(body: object, now: datetime) -> WebhookEvent | None:
    """Read the body of a request; None: it is an event that nothing follows from.

    :param body: a JSON value that the warehouse can store
    :param now: by the clock of who received it
    :raises InvalidInput: if it is no event as Zoom describes them
    """
    envelope = _object(body, "body")
    event = _text(envelope.get("event"), "event")
    payload = _object(envelope.get("payload"), "payload")
    account_id = _text(payload.get("account_id"), "account_id")
    if event not in EVENTS:
        return None
    about = _object(payload.get("object"), "object")
    webinar_id = whole_number(about.get("id"))
    if webinar_id is None or webinar_id <= 0:
        raise InvalidInput("id is no webinar's")
    if event in RECORDING_EVENTS and about.get("type") not in (None, *WebinarType):
        return None  # a meeting's
    # Of an update without event_ts the payload has the time.
    occurred_at = _moment(envelope.get("event_ts", payload.get("time_stamp")), now)
    session_uuid = _optional_text(about.get("uuid"), "uuid")
    person = _person(event, about)
    ended_at = _end(event, about, occurred_at)
    return WebhookEvent(
        account_id=account_id,
        webinar_id=webinar_id,
        event=event,
        subject_key=_subject_key(event, session_uuid, person),
        occurred_at=occurred_at,
        session_uuid=session_uuid or None,
        due_at=_first_reading(event, occurred_at, ended_at),
        email=_optional_text(person.get("email"), "email"),
        payload=_storable(about),
        started_at=read_time(about.get("start_time")) if event in (STARTED, ENDED) else None,
        ended_at=ended_at,
        is_practice=about.get("practice_session") is True if event == ENDED else None,
    )


def store_event(warehouse: Warehouse, event: WebhookEvent) -> None:
    """Put an event into the inbox, once.

    Nothing of somebody who asked to be forgotten, nor of who is in webinars that are not synced.

    :raises WarehouseError: if it cannot be stored now
    """
    row = {**asdict(event), "payload": json.dumps(event.payload, allow_nan=False)}
    warehouse.execute_alone("zoom/insert_webhook_event", **row)


def next_reading(ended_at: datetime, now: datetime) -> datetime | None:
    """Return when the report of a session that ended is asked for next; None: never again."""
    moments = (ended_at + wait for wait in READINGS_AFTER_END)
    return next((moment for moment in moments if moment > now), None)


def _first_reading(event: str, occurred_at: datetime, ended_at: datetime | None) -> datetime | None:
    if event in (JOINED, LEFT):
        return None
    return ended_at + READINGS_AFTER_END[0] if ended_at else occurred_at


def _end(event: str, about: Mapping[str, Any], occurred_at: datetime) -> datetime | None:
    """Return when a session ended: the body says it; what lies after the event is no end of it."""
    if event != ENDED:
        return None
    return min(read_time(about.get("end_time")) or occurred_at, occurred_at)


def _person(event: str, about: Mapping[str, Any]) -> Mapping[str, Any]:
    if event in REGISTRATION_EVENTS:
        return _object(about.get("registrant"), "registrant")
    if event in (JOINED, LEFT):
        return _object(about.get("participant"), "participant")
    return {}


def _subject_key(event: str, session_uuid: str, person: Mapping[str, Any]) -> str:
    if event in REGISTRATION_EVENTS:
        return _optional_text(person.get("id"), "registrant's id") or _digest(person)
    if event in (JOINED, LEFT):
        user_id = _optional_text(person.get("user_id"), "user_id") or _digest(person)
        return f"{session_uuid} {user_id}"
    return session_uuid if event not in WEBINAR_EVENTS else ""


def _digest(value: Mapping[str, Any]) -> str:
    return f"#{hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]}"


def _storable(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of the object of a body: no secrets, and of people what runs need."""
    kept: dict[str, Any] = _without_secrets_in_links(without_secrets(dict(about)))
    for key in ("registrant", "participant"):
        if isinstance(person := kept.get(key), dict):
            kept[key] = {name: person[name] for name in person if name in _OF_A_PERSON}
    return {key: value for key, value in kept.items() if key not in _NAMES_PEOPLE}


def _without_secrets_in_links(value: Any) -> Any:
    """Return a JSON value whose links have no query and no user: they may let somebody in."""
    if isinstance(value, dict):
        return {key: _without_secrets_in_links(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_secrets_in_links(element) for element in value]
    if isinstance(value, str):
        return _SECRET.sub("", _LINK.sub(r"\1\2", value))
    return value


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput(f"{name} is no object")
    return value


def _text(value: object, name: str) -> str:
    text = _optional_text(value, name)
    if not text:
        raise InvalidInput(f"{name} is missing")
    return text


def _optional_text(value: object, name: str) -> str:
    """Return a text; "" for none. Ids that Zoom writes as numbers are texts, too."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise InvalidInput(f"{name} is no text of up to {_LONGEST} characters")
    return value.strip()


def _moment(value: object, now: datetime) -> datetime:
    """Read milliseconds since 1970."""
    milliseconds = whole_number(value)
    if milliseconds is None:
        raise InvalidInput("event_ts is missing")
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise InvalidInput("event_ts is no time") from None
    if moment.year not in YEARS or moment > now + CLOCKS_DIFFER_BY:
        raise InvalidInput("event_ts is no time in the past")
    return moment
