"""Guesses about HubSpot's marketing events: their ends, their people, their listing, the app's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import GET_EVENT
from webinar_sync.hubspot.listed_events import NATIVE_APP, ListedEvent, parse_event
from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.zoom.times import read_time

if TYPE_CHECKING:
    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.hubspot_sample import HubspotSample
    from webinar_sync.probe.zoom_sample import ZoomSample

DAY = timedelta(days=1)
SAME_START = timedelta(minutes=1)
MAX_EVENTS = 3
"""Events that are asked for one by one."""
MAX_CONTACTS = 100


def check_open_events(sample: HubspotSample) -> Finding:
    """Test guess 25: an event without an end is not over, so nobody becomes a no-show of it."""
    now = _now(sample)
    registered = no_shows = events = 0
    for row in sample.events:
        event = parse_event(row)
        is_open = event.ends_at is None and not event.is_completed and not event.is_cancelled
        if is_open and event.starts_at is not None and event.starts_at < now - DAY:
            events += 1
            registered += row.get("registrants") or 0
            no_shows += row.get("noShows") or 0
    began = f"{number_of(events, 'event')} that began a day ago or earlier, without an end"
    if no_shows:
        return no(f"HubSpot counts {number_of(no_shows, 'no-show')} of {began}")
    if registered:
        return yes(f"HubSpot counts {registered} as registered and no no-show of {began}")
    return cannot_tell(f"HubSpot counts nobody of {began}")


def _now(sample: HubspotSample) -> datetime:
    """Return Zoom's time where an account is connected, else this machine's."""
    return sample.zoom[0].now if sample.zoom else datetime.now(UTC)


def check_merged_parts(sample: HubspotSample) -> Finding:
    """Test guess 39: participations name the contact that is left, and no archived one."""
    ids = list(dict.fromkeys(map(_contact_of, sample.parts)))[:MAX_CONTACTS]
    if not ids:
        return cannot_tell("no marketing event has participants")
    answer = sample.read_contacts(ids)
    answered = {str(row.get("id")) for row in answer.get("results") or []}
    gone = [contact_id for contact_id in ids if contact_id not in answered]
    parts = f"{number_of(len(ids), 'participant')} of marketing events"
    if gone:
        return no(f"of {parts}, {len(gone)} are contacts that were merged or deleted")
    kept = {str(row.get("id")) for row in sample.merged_contacts} & set(ids)
    if kept:
        return yes(f"{parts} are contacts that are there, {len(kept)} of them the rest of a merge")
    return cannot_tell(f"none of {parts} was merged or deleted")


def _contact_of(part: dict[str, Any]) -> str:
    associations = part.get("associations")
    contact = associations.get("contact") if isinstance(associations, dict) else None
    return str(contact.get("contactId")) if isinstance(contact, dict) else ""


def check_descriptions(sample: HubspotSample) -> Finding:
    """Test guess 84: the listing of marketing events repeats descriptions as they were sent."""
    described = [row for row in sample.events if row.get("eventDescription")]
    others = [row for row in sample.events if not row.get("eventDescription")]
    same = 0
    for row in [*described, *others][:MAX_EVENTS]:
        event = sample.reader.read(GET_EVENT, object_id=row.get("objectId"))
        if (event.get("eventDescription") or "") != (row.get("eventDescription") or ""):
            return no("an event, asked for by id, has a description that the listing has not")
        same += bool(event.get("eventDescription"))
    if not same:
        return cannot_tell(f"no event has a description, of {len(sample.events)} listed")
    ours = sum(parse_event(row).webinar_id is not None for row in described)
    return yes(
        f"{number_of(same, 'event')}, asked for by id, have the listing's description; {ours} of "
        f"{len(sample.events)} listed are this project's"
    )


def check_native_app(sample: HubspotSample) -> Finding:
    """Test guess 85: HubSpot's own app is called "Zoom", and names events as Zoom does."""
    names = {
        str((row.get("appInfo") or {}).get("name") or "")
        for row in sample.events
        if isinstance(row.get("appInfo"), dict)
    }
    native = [event for event in map(parse_event, sample.events) if event.is_native]
    similar = sorted(name for name in names if NATIVE_APP in name.lower())
    if not native and similar:
        return no(f"apps with such a name are called otherwise: {', '.join(similar)}")
    if not native:
        return cannot_tell(f"HubSpot's own Zoom app made no event of {len(sample.events)} listed")
    count = f"{number_of(len(native), 'event')} of the app Zoom"
    if not sample.zoom:
        return cannot_tell(f"there are {count}, and no Zoom account to compare them with")
    starts = {topic: moments for zoom in sample.zoom for topic, moments in _webinars(zoom).items()}
    known = [event for event in native if event.name in starts]
    alike = sum(_starts_alike(event, starts[event.name]) for event in known)
    if alike:
        return yes(f"of {count}, {alike} have the name and start of a webinar in Zoom")
    if known:
        return no(f"of {count}, {len(known)} have the name of a webinar, and none its start")
    recent = [event for event in native if event.starts_at and event.starts_at > _oldest(sample)]
    if recent:
        return no(f"of {count}, {len(recent)} are recent, and none has the name of a webinar")
    return cannot_tell(f"no webinar as old was read in Zoom; there are {count}")


def _starts_alike(event: ListedEvent, starts: set[datetime]) -> bool:
    return event.starts_at is not None and any(
        abs(start - event.starts_at) <= SAME_START for start in starts
    )


def _webinars(zoom: ZoomSample) -> dict[str, set[datetime]]:
    """Return the starts of webinars in Zoom by their names."""
    rows = [row for page in zoom.listings.values() for row in page.rows]
    rows += [row for detail in zoom.details.values() for row in (detail, *_dates(detail))]
    starts: dict[str, set[datetime]] = {}
    for row in rows:
        start = read_time(row.get("start_time"))
        if start and row.get("topic"):
            starts.setdefault(str(row["topic"]), set()).add(start)
    return starts


def _dates(detail: dict[str, Any]) -> list[dict[str, Any]]:
    dates = detail.get("occurrences")
    rows = dates if isinstance(dates, list) else []
    return [{**row, "topic": detail.get("topic")} for row in rows if isinstance(row, dict)]


def _oldest(sample: HubspotSample) -> datetime:
    """Return since when webinars in Zoom were read."""
    return min(zoom.now - 30 * DAY for zoom in sample.zoom)


GUESSES = (
    Guess(
        25,
        "an event without an end is not over, so nobody becomes a no-show of it",
        check_open_events,
        "People become no-shows while their attendance is on its way: switch push_hubspot off "
        "before webinars are held, and report it.",
    ),
    Guess(
        39,
        "participations of a merged contact are shown with the one that is left, of an archived "
        "one not at all",
        check_merged_parts,
        "The reconciliation counts differences that are none: report it.",
    ),
    Guess(
        84,
        "the listing of marketing events repeats descriptions as they were sent",
        check_descriptions,
        "A warehouse that takes the account over would make its events a second time: do not use "
        "take_over, and report it.",
    ),
    Guess(
        85,
        'HubSpot\'s own Zoom app is called "Zoom", and names its events as Zoom names the webinars',
        check_native_app,
        "Events would appear twice beside those of HubSpot's own app: switch that app's webinar "
        "sync off, and report it.",
    ),
)
