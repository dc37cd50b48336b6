"""What the page HubSpot calls what a push does, and the ways in which a push is started."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webinar_sync.hubspot.gate.state import NOTHING, Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a text for translation; the template translates it."""
    return text


@dataclass(frozen=True)
class Way:
    """A way in which a push is started.

    - conf: what the form of `push_hubspot` is filled in with
    - wishes: what of it the plan knows
    - is_final: it does what cannot be taken back, so that the page asks first
    """

    name: str
    title: str
    hint: str
    conf: Mapping[str, bool] = field(default_factory=dict)
    wishes: Wishes = NOTHING
    is_final: bool = False


WAYS = {
    way.name: way
    for way in (
        Way("now", _("Push now"), _("What every push does, and the next one would do by itself.")),
        Way(
            "dry_run",
            _("Dry run"),
            _("Nothing is sent; the log of begin_push shows the plan."),
            {"dry_run": True},
        ),
        Way(
            "with_refused",
            _("Send again what was refused"),
            _("Now, and not only when its next try is due."),
            {"with_refused": True},
        ),
        Way(
            "with_history",
            _("Send history"),
            _("Also what ended before the day set for it: HubSpot makes no-shows of it."),
            {"with_history": True},
            Wishes(with_history=True),
            is_final=True,
        ),
        Way(
            "beyond_brake",
            _("Remove what the brake holds"),
            _("Delete, cancel and withdraw what waits because it is more than a tenth. Once."),
            {"beyond_brake": True},
            Wishes(beyond_brake=True),
            is_final=True,
        ),
        Way(
            "with_incomplete",
            _("Send incomplete webinars"),
            _("Also webinars of which something could not be read in Zoom for a week."),
            {"with_incomplete": True},
            Wishes(with_incomplete=True),
            is_final=True,
        ),
        Way(
            "take_over",
            _("Take the HubSpot account over"),
            _("Another warehouse wrote to it: from now on this one does."),
            {"take_over": True},
            is_final=True,
        ),
    )
}
KINDS = {
    "contacts": _("Contacts"),
    "marketing events": _("Marketing events"),
    "participations": _("Participations"),
    "custom events": _("Custom events"),
    "answers": _("Answers of registration forms"),
    "lists": _("Lists"),
    "list members": _("Members of lists"),
    "contact": _("Contact"),
    "marketing_event": _("Marketing event"),
    "participation": _("Participation"),
    "custom_event": _("Custom event"),
    "list": _("List"),
    "list_member": _("Member of a list"),
}
ACTIONS = {
    "create": (_("made"), _("HubSpot does not have it yet")),
    "update": (_("changed"), _("it differs from what HubSpot acknowledged")),
    "register": (_("told as registered"), _("HubSpot was not told of the registration")),
    "attend": (_("told as attended"), _("HubSpot was not told of the attendance")),
    "cancel": (_("cancelled"), _("it was cancelled in Zoom, or left the tables")),
    "complete": (_("completed"), _("it is over and final: HubSpot makes no-shows of the rest")),
    "delete": (_("deleted"), _("the tables do not have it any more")),
    "withdraw": (_("withdrawn"), _("the tables do not have it any more")),
    "send": (_("sent"), _("HubSpot was not sent it yet")),
    "add": (_("added"), _("the person entered the segment")),
    "remove": (_("removed"), _("the person left the segment")),
    "held_back": (_("not sent"), _("a user, a deleted contact, a second address, or left out")),
    "deferred": (_("later"), _("HubSpot refused it lately")),
    "beside_native": (_("not made"), _("HubSpot's own Zoom app has one")),
    "wait_for_contact": (_("after its contact"), _("HubSpot does not have the contact yet")),
    "wait_for_event": (_("after its event"), _("the marketing event waits")),
    "acknowledge": (_("nothing to write"), _("HubSpot has it already")),
    "nothing": (_("nothing to write"), _("it is cancelled there already")),
    "forget": (_("nothing to write"), _("it is gone on both sides")),
    "gate": (_("waits"), _("see below what the gate holds")),
    "history": (_("not sent"), _("it ended before the day since which things are sent")),
    "look_up": (_("looked up"), _("a contact that did nothing since is only updated, not made")),
    "read": (_("read first"), _("another warehouse may have changed the list")),
}
"""For each action of a plan: what is done, and why."""
DIFFERENCES = {
    "missing": _("HubSpot lacks somebody"),
    "extra": _("HubSpot has somebody more"),
    "merged": _("contacts were merged"),
    "state": _("another state"),
    "time": _("another time"),
    "duration": _("another duration"),
    "event_missing": _("the event is gone"),
    "native_event": _("two events"),
    "property": _("a property was overwritten"),
}
OBSTACLES = {
    "unknown_account": _("HubSpot does not say whose account it is: nothing is sent."),
    "another_warehouse": _(
        "Another warehouse writes to it: nothing is sent until it is taken over."
    ),
    "another_copy": _("Another copy of this warehouse writes to it: nothing is sent."),
    "mark_gone": _("This warehouse's mark was removed: what cannot be taken back waits."),
}
"""Why not everything may be sent, by `hubspot.portal.obstacle`."""
