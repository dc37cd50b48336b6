"""What must be in the end, worked out from what the sandboxes hold, and what is there.

The rules are written here once more, for a story that needs few of them: each webinar has one
session at its time, and nobody but its host is staff.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from local.soak.account import ACCOUNT_ID
from sandbox.zoom.model import RECURRING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from local.soak.installation import Installation
    from local.soak.sandboxes import Sandboxes
    from sandbox.hubspot.account import Account as HubspotAccount
    from sandbox.zoom.model import Connection, Registrant, Session, Webinar
    from sandbox.zoom.store import Store

EventKey = tuple[int, str]
"""A webinar and the key of its occurrence."""
Percent = Decimal
_SHOWN = 5


@dataclass
class Truth:
    """What is true of events, participations and contacts; connections and registrations: counts.

    `events`: status. `parts`: by event and address, state and attended seconds. `contacts`: by
    address, average percent, webinars registered for, webinars attended.
    """

    events: dict[EventKey, str] = field(default_factory=dict)
    parts: dict[tuple[EventKey, str], tuple[str, int | None]] = field(default_factory=dict)
    contacts: dict[str, tuple[Percent | None, int, int]] = field(default_factory=dict)
    connections: int = 0
    registrations: int = 0


def work_out(store: Store, now: datetime) -> Truth:
    """Return what is true of an account once everything in it has settled."""
    truth = Truth()
    percents: dict[str, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    registered: dict[str, set[int]] = defaultdict(set)
    for webinar in store.account.webinars:
        people = store.registrants_ever(webinar.id)
        truth.registrations += len(people)
        for person in people:
            registered[person.email].add(webinar.id)
        for key, session in _occurrences(store, webinar, now):
            if session is None:
                truth.events[key] = "cancelled"
                truth.parts |= {(key, person.email): ("registered", None) for person in people}
                continue
            truth.events[key] = "ended"
            truth.connections += len(session.connections)
            attended = _attended(session, people)
            for person in people:
                state = "cancelled" if person.states[-1].status == "denied" else "no_show"
                truth.parts[key, person.email] = (state, None)
            for address, seconds in attended.items():
                truth.parts[key, address] = ("attended", seconds)
                length = int((session.end - session.start).total_seconds())
                percents[address][webinar.id].append(Fraction(100 * seconds, length))
    for address in registered.keys() | percents.keys():
        means = [_mean(values) for values in percents[address].values()]
        average = rounded_mean(means) if means else None
        truth.contacts[address] = (average, len(registered[address]), len(means))
    return truth


def _occurrences(
    store: Store, webinar: Webinar, now: datetime
) -> Iterator[tuple[EventKey, Session | None]]:
    """Yield each occurrence with its session; None: it was deleted before."""
    sessions = {session.start: session for session in store.ended_sessions(webinar.id, now)}
    if webinar.type == RECURRING:
        for date in webinar.occurrences:
            yield (webinar.id, date.occurrence_id), sessions[date.start]
        return
    assert webinar.start is not None
    key = (webinar.id, f"{webinar.start:%Y-%m-%d}")
    yield key, None if webinar.deleted_at else sessions[webinar.start]


def _attended(session: Session, people: Sequence[Registrant]) -> dict[str, int]:
    """Return for how many seconds each address was there."""
    addresses = {person.id: person.email for person in people}
    by_address: dict[str, list[Connection]] = defaultdict(list)
    for connection in session.connections:
        address = addresses.get(connection.registrant_id or "", connection.user_email)
        if address:
            by_address[address].append(connection)
    return {
        address: _union([(max(c.join, session.start), min(c.leave, session.end)) for c in rows])
        for address, rows in by_address.items()
    }


def _union(spans: Iterable[tuple[datetime, datetime]]) -> int:
    total, until = 0.0, None
    for begins, ends in sorted(spans):
        begins = max(begins, until) if until else begins
        if ends > begins:
            total += (ends - begins).total_seconds()
        until = max(until, ends) if until else ends
    return round(total)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def rounded_mean(values: Sequence[Fraction]) -> Decimal:
    """Return a mean to two digits: exact before, as thirds in decimals are less than they are."""
    mean = _mean(values)
    return _rounded(Decimal(mean.numerator) / mean.denominator)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def check_end(installation: Installation, sandboxes: Sandboxes, enrolled: int) -> list[str]:
    """Return what is wrong with marts, the ledger, HubSpot, and the answers of the action.

    :param enrolled: how many contacts reached the action
    """
    store = sandboxes.zoom.stores[ACCOUNT_ID]
    truth = work_out(store, sandboxes.clock.now())
    return [
        *check_warehouse(installation, truth),
        *check_hubspot(sandboxes, truth),
        *check_answers(sandboxes, store, enrolled),
        *check_decisions(installation, enrolled),
    ]


def check_warehouse(installation: Installation, truth: Truth) -> list[str]:
    """Return what is wrong with marts and the ledger."""
    events = {
        (int(webinar), str(key)): str(status)
        for webinar, key, status in installation.query(
            "select webinar_id, occurrence_key, status from marts.marketing_events"
        )
    }
    parts = {
        ((int(webinar), str(key)), str(email)): (str(state), seconds)
        for webinar, key, email, state, seconds in installation.query(
            "select webinar_id, occurrence_key, email, state, attended_seconds"
            " from marts.participations"
        )
    }
    contacts = {
        str(email): (average, int(registrations), int(attendances))
        for email, average, registrations, attendances in installation.query(
            "select email, average_attendance_percent, registrations_total, attendances_total"
            " from marts.contacts"
        )
    }
    return [
        *_differences("marts.marketing_events", events, truth.events),
        *_differences("marts.participations", parts, truth.parts),
        *_differences("marts.contacts", contacts, truth.contacts),
        *_check_conservation(installation, truth),
    ]


def _check_conservation(installation: Installation, truth: Truth) -> Iterator[str]:
    (counts,) = installation.query(
        "select (select count(*) from zoom.connections),"
        " (select coalesce(sum(connections), 0) from sync.outcomes)"
        " + (select count(*) from sync.rejected_rows where source = 'participants'),"
        " (select count(*) from zoom.registrants),"
        " (select count(*) from sync.outcomes where subject = 'registration'),"
        " (select count(*) from sync.rejected_rows),"
        " (select count(*) from sync.webinars_waiting)"
    )
    landed, accounted, registrants, outcomes, rejected, waiting = map(int, counts)
    if not landed == accounted == truth.connections:
        yield f"connections: {truth.connections} at Zoom, {landed} landed, {accounted} accounted"
    if not registrants == outcomes == truth.registrations:
        yield (
            f"registrations: {truth.registrations} at Zoom, {registrants} landed,"
            f" {outcomes} in the ledger"
        )
    if rejected or waiting:
        yield f"{rejected} rows are rejected and {waiting} webinars wait, though nothing is odd"


def check_hubspot(sandboxes: Sandboxes, truth: Truth) -> list[str]:
    """Return what is wrong with what HubSpot was told."""
    account = sandboxes.hubspot.account
    now = sandboxes.clock.now()
    states = {"attended": "ATTENDED", "cancelled": "CANCELLED", "no_show": "NO_SHOW"}
    true_parts = {
        (_external(key), address): states.get(state, "REGISTERED")
        for (key, address), (state, _) in truth.parts.items()
    }
    true_events = {_external(key): status for key, status in truth.events.items()}
    addresses = {record.contact_id: record.email for record in account.contacts.active()}
    events, parts = {}, {}
    for event in account.events.events.values():
        is_over = {"ended": event.fields.get("eventCompleted")}
        is_over["cancelled"] = event.fields.get("eventCancelled")
        names = [name for name, is_so in is_over.items() if is_so]
        events[event.external_id] = " and ".join(names) or "open"
        for contact_id, part in account.events.participations_of(event, now).items():
            parts[event.external_id, addresses.get(contact_id, "nobody")] = part.state
    contacts = {
        record.email: _properties(record.properties)
        for record in account.contacts.active()
        if record.email in truth.contacts
    }
    return [
        *_differences("HubSpot's events", events, true_events),
        *_differences("HubSpot's participations", parts, true_parts),
        *_differences("HubSpot's contacts", contacts, truth.contacts),
        *_check_addresses(account),
    ]


def _external(key: EventKey) -> str:
    return f"{key[0]}-{key[1]}"


def _properties(values: Mapping[str, str]) -> tuple[Percent | None, int, int]:
    average = values.get("webinar_sync_average_attendance_percent")
    return (
        _rounded(Decimal(average)) if average else None,
        int(values.get("webinar_sync_registrations_total") or 0),
        int(values.get("webinar_sync_attendances_total") or 0),
    )


def _check_addresses(account: HubspotAccount) -> Iterator[str]:
    addresses = [record.email for record in account.contacts.active()]
    if len(addresses) != len(set(addresses)):
        yield "HubSpot has two contacts with one address"


def check_answers(sandboxes: Sandboxes, store: Store, enrolled: int) -> list[str]:
    """Return what is wrong with the answers that workflows got."""
    workflows = sandboxes.hubspot.account.workflows
    executions = list(workflows.executions.values())
    wrong = []
    if len(executions) != enrolled:
        wrong.append(f"{enrolled} contacts were enrolled, and {len(executions)} executions began")
    added = 0
    for execution in executions:
        name = f"contact {execution.contact_id}"
        if execution.state != "done" or not execution.outputs:
            wrong.append(f"registrations: {name} was never answered: {execution.state}")
            continue
        if any(output != execution.outputs[0] for output in execution.outputs):
            wrong.append(f"registrations: {name} got two different answers")
        added += bool(execution.outputs[0].get("joinUrl"))
    at_zoom = [
        (webinar.id, person.email)
        for webinar in store.account.webinars
        for person in store.registrants_ever(webinar.id)
        if not person.id.startswith(f"r{webinar.id}-")
    ]
    if len(at_zoom) != len(set(at_zoom)):
        wrong.append("registrations: Zoom has somebody twice")
    if len(at_zoom) != added:
        wrong.append(f"registrations: {added} were answered with a link, Zoom has {len(at_zoom)}")
    return wrong


def check_decisions(installation: Installation, enrolled: int) -> list[str]:
    """Return what is wrong with the inbox: each request is decided and answered."""
    ((stored, decided, answered),) = installation.query(
        "select count(*), count(code), count(answered_at) from registration.requests"
    )
    if stored == decided == answered == enrolled:
        return []
    return [
        f"registrations: of {enrolled} requests {stored} are stored, {decided} decided and"
        f" {answered} answered"
    ]


def _differences(name: str, actual: Mapping[Any, Any], true: Mapping[Any, Any]) -> list[str]:
    """Return a line for the first things that differ, and one that counts the rest."""
    keys = sorted(key for key in actual.keys() | true.keys() if actual.get(key) != true.get(key))
    lines = [
        f"{name}: {key} is {actual.get(key, 'not there')}, should be {true.get(key, 'not there')}"
        for key in keys[:_SHOWN]
    ]
    return lines + ([f"{name}: {len(keys) - _SHOWN} more differ"] if len(keys) > _SHOWN else [])
