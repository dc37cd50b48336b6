"""Decides which occurrence each event is of that a warehouse made in HubSpot. Pure: no I/O.

An occurrence keeps the external id under which HubSpot knows it. By its key it is found at once.
Another warehouse may have given another key, because it first saw the occurrence with another
start: then the start decides, and where no start is the same, nothing but that the last event and
the last occurrence of a webinar are left, both of them still to come.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from webinar_sync.hubspot.listed_events import ListedEvent

SAME_START = timedelta(minutes=1)


@dataclass(frozen=True)
class KnownOccurrence:
    """An occurrence of the warehouse. `starts`: each start that was ever announced, and the real.

    `given_keys`: all that the warehouse ever gave to occurrences of the webinar.
    """

    account_id: str
    webinar_id: int
    key: str
    starts: tuple[datetime, ...]
    is_to_come: bool
    given_keys: frozenset[str]


def match_events(
    events: Iterable[ListedEvent],
    occurrences: Iterable[KnownOccurrence],
    *,
    known_ids: frozenset[int],
    now: datetime,
) -> list[tuple[ListedEvent, KnownOccurrence]]:
    """Return each event with its occurrence; events and occurrences without the other are left out.

    Of two events of one key, that which the warehouse knows is taken, else the older one.

    :param known_ids: HubSpot's ids of events that the warehouse made
    """
    events_by_webinar: dict[int, list[ListedEvent]] = defaultdict(list)
    for event in sorted(
        events, key=lambda event: (event.object_id not in known_ids, event.object_id)
    ):
        if event.webinar_id is not None:
            events_by_webinar[event.webinar_id].append(event)
    occurrences_by_webinar: dict[int, list[KnownOccurrence]] = defaultdict(list)
    for occurrence in occurrences:
        occurrences_by_webinar[occurrence.webinar_id].append(occurrence)
    return [
        pair
        for webinar_id, of_webinar in events_by_webinar.items()
        for pair in _match_webinar(of_webinar, occurrences_by_webinar[webinar_id], now)
    ]


def _match_webinar(
    events: Sequence[ListedEvent], occurrences: Sequence[KnownOccurrence], now: datetime
) -> list[tuple[ListedEvent, KnownOccurrence]]:
    if len({occurrence.account_id for occurrence in occurrences}) > 1:
        return []  # a webinar has one account, so this says nothing
    by_key: dict[str, ListedEvent] = {}
    for event in events:
        by_key.setdefault(event.key, event)
    pairs = [
        (by_key.pop(occurrence.key), occurrence)
        for occurrence in occurrences
        if occurrence.key in by_key
    ]
    matched = {occurrence.key for _, occurrence in pairs}
    left = [occurrence for occurrence in occurrences if occurrence.key not in matched]
    others = [
        event
        for event in by_key.values()
        if not any(event.key in occurrence.given_keys for occurrence in occurrences)
    ]
    for event in sorted(others, key=lambda event: event.object_id):
        same_start = [occurrence for occurrence in left if _has_start(occurrence, event.starts_at)]
        if len(same_start) == 1:
            pairs.append((event, same_start[0]))
            others.remove(event)
            left.remove(same_start[0])
    if len(others) == len(left) == 1 and left[0].is_to_come and _is_to_come(others[0], now):
        pairs.append((others[0], left[0]))
    return pairs


def _has_start(occurrence: KnownOccurrence, starts_at: datetime | None) -> bool:
    return starts_at is not None and any(
        abs(start - starts_at) <= SAME_START for start in occurrence.starts
    )


def _is_to_come(event: ListedEvent, now: datetime) -> bool:
    return (
        not event.is_completed
        and not event.is_cancelled
        and event.starts_at is not None
        and event.starts_at > now
    )
