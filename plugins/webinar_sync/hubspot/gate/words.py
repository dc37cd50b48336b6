"""What the gate says to people: in the push plan, and in errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

THINGS = {
    "marketing_event": ("event", "events"),
    "contact": ("contact", "contacts"),
    "participation": ("participation", "participations"),
}
"""What each kind of the gate is called: one of them, several of them."""
PAST_PARTICIPLES = {
    "create": "created",
    "complete": "completed",
    "cancel": "cancelled",
    "delete": "deleted",
    "withdraw": "withdrawn",
}
_LIST = "list "
MOST_NAMED = 100
"""So many contacts does a message name."""


def gate_lines(counts: Iterable[Mapping[str, Any]], history: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each group of what waits, and for history.

    :param counts: rows of `hubspot/select_gate_counts`
    :param history: of `hubspot/select_history`
    """
    lines = []
    for row in counts:
        number = int(row["things"])
        verb = "waits" if number == 1 else "wait"
        line = (
            f"{_amount(row['object_kind'], number)} {verb} to be "
            f"{PAST_PARTICIPLES[row['action']]}: {row['words']}"
        )
        lines.append(line + (f", next try {_moment(row['next_at'])}" if row["next_at"] else ""))
    if history["events"] or history["contacts"]:
        lines.append(
            f"history: {_amount('marketing_event', history['events'])} that ended before "
            f"{history['day']} (push_since) and {_amount('contact', history['contacts'])} without "
            "activity since are not sent; a run with with_history would complete "
            f"{_amount('marketing_event', history['completed'])}, and make "
            f"{_number(history['no_shows'], 'no-show', 'no-shows')}"
        )
    return lines


def brake_message(brake: Mapping[str, Any]) -> str:
    """Return what the brake holds, as an error says it.

    :param brake: a row of `hubspot/select_brakes`
    """
    done = PAST_PARTICIPLES[brake["action"]]
    _, things = _things(brake["object_kind"])
    lately = f" {brake['removed']} were {done} in the last 24 hours." if brake["removed"] else ""
    return (
        f"{brake['waiting']} of the {brake['held']} {things} that HubSpot holds are to be {done}, "
        f"which is more than a tenth in one day: none of them is.{lately}"
    )


def missing_people_message(event: str, contact_labels: Sequence[str]) -> str:
    """Return that an event was completed without some people, as an error says it.

    :param event: what it is called
    :param contact_labels: contact ids, of marts, or of HubSpot with the word before them
    """
    named = ", ".join(contact_labels[:MOST_NAMED])
    more = len(contact_labels) - MOST_NAMED
    return (
        f"HubSpot did not take what is known of some people for 48 hours, so that {event} was "
        "completed without them. HubSpot may show them as no-shows, or without a duration: "
        f"contacts {named}{f' and {more} more' if more > 0 else ''} (marts.contacts.contact_id)."
    )


def _amount(object_kind: str, number: int) -> str:
    return _number(number, *_things(object_kind))


def _things(object_kind: str) -> tuple[str, str]:
    """Return what a kind is called: one of them, several of them."""
    if object_kind.startswith(_LIST):
        of_list = f"of the list of the segment {object_kind.removeprefix(_LIST)}"
        return f"member {of_list}", f"members {of_list}"
    return THINGS[object_kind]


def _number(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
