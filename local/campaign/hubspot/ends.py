"""What a HubSpot user sees in the end, and how two ends differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from local.campaign.hubspot.facts import ATTENDED, parts_by_address
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sandbox.hubspot.account import Account

Row = dict[str, Any]
_ISSUES = """
select object_kind, code from sync.errors
where cleared_at is null and severity = 'error' and object_kind like 'hubspot%'
"""


@dataclass
class End:
    """Contacts by address; events by external id; participations by event and address.

    `customs`: how many custom events of each name, of which webinar, a contact has.
    """

    contacts: dict[str, Row] = field(default_factory=dict)
    events: dict[str, Row] = field(default_factory=dict)
    parts: dict[tuple[str, str], Row] = field(default_factory=dict)
    customs: dict[tuple[str, str], Row] = field(default_factory=dict)


def read_end(account: Account, now: datetime) -> End:
    """Return what there is; what a contact did that was merged into another is left out."""
    end = End()
    for record in account.contacts.active():
        end.contacts[record.email] = {**record.properties, "addresses": sorted(record.additional)}
    for event in account.events.events.values():
        end.events[event.external_id] = {"app": event.app_name, **event.fields}
        for address, part in parts_by_address(account, event, now).items():
            end.parts[event.external_id, address] = {
                "state": part.state,
                "at": part.occurred_at,
                "seconds": part.duration_seconds,
                "percentage": part.percentage,
            }
    end.customs = _count_customs(account)
    return end


def _count_customs(account: Account) -> dict[tuple[str, str], Row]:
    """Return how many custom events contacts have: what they say is as it was when they went."""
    counts: Counter[tuple[str, str]] = Counter()
    for custom in account.custom.occurrences.values():
        record = account.contacts.by_key(str(custom["objectId"]))
        if record is not None:
            webinar_id = custom["properties"]["webinar_id"]
            counts[f"{custom['eventName']} {webinar_id}", record.email] += 1
    return {key: {"count": count} for key, count in counts.items()}


def read_leftovers(url: str) -> list[str]:
    """Return what a warehouse would still send, and which errors about HubSpot are open."""
    with Warehouse(url) as warehouse:
        unsent = [f"{change.kind}: {change.action} {change.changes}" for change in plan(warehouse)]
        with warehouse.transaction() as connection:
            issues = [f"{kind}: {code}" for kind, code in connection.execute(text(_ISSUES))]
    return sorted(unsent + issues)


def compare_ends(actual: End, true: End) -> list[str]:
    """Return a line for each thing that differs."""
    return [
        *_compare("contact", actual.contacts, true.contacts),
        *_compare("event", actual.events, true.events),
        *_compare("participation", actual.parts, true.parts),
        *_compare("custom event", actual.customs, true.customs),
    ]


def _compare(kind: str, actual: Mapping[Any, Row], true: Mapping[Any, Row]) -> Iterator[str]:
    for key in sorted(true.keys() - actual.keys()):
        yield f"{kind}: lacks {key} {true[key]}"
    for key in sorted(actual.keys() - true.keys()):
        yield f"{kind}: has {key} {actual[key]}"
    for key in sorted(true.keys() & actual.keys()):
        unlike = {
            name: (actual[key].get(name), true[key].get(name))
            for name in sorted(true[key].keys() | actual[key].keys())
            if not _is_alike(true[key], name, actual[key].get(name), true[key].get(name))
        }
        if unlike:
            yield f"{kind}: {key} differs (is, should be): {unlike}"


def _is_alike(row: Row, name: str, actual: Any, true: Any) -> bool:
    if name == "at":
        # When somebody was first missed, or is told again after that, is when a push noticed.
        is_noticed = row["state"] == "CANCELLED" or bool(actual.microsecond or true.microsecond)
        # A correction goes by another of the attendance's two moments than what it corrects.
        is_corrected = (
            row["state"] == ATTENDED and abs((actual - true).total_seconds()) == row["seconds"]
        )
        return is_noticed or is_corrected or bool(actual == true)
    if name == "eventCancelled":
        return bool(actual) == bool(true)
    return bool(actual == true)
