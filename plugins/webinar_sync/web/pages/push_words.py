"""What the page HubSpot calls what a push does, and the ways in which a push is started."""

from __future__ import annotations

from dataclasses import dataclass, fields

from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.web.pages.languages import N_


@dataclass(frozen=True)
class Way:
    """A way in which a push is started: a field of the form of `push_hubspot`, or none.

    - is_final: it does what cannot be taken back, so that the page asks first
    """

    name: str
    title: str
    hint: str
    is_final: bool = False

    @property
    def conf(self) -> dict[str, bool]:
        """What the form is filled in with."""
        return {} if self.name == NOW else {self.name: True}

    @property
    def wishes(self) -> Wishes:
        """What of it the plan knows."""
        known = {field.name for field in fields(Wishes)}
        return Wishes(**{name: value for name, value in self.conf.items() if name in known})


NOW = "now"
WAYS = {
    way.name: way
    for way in (
        Way(NOW, N_("Push now"), N_("What every push does, and the next one would do by itself.")),
        Way(
            "dry_run",
            N_("Dry run"),
            N_("Nothing is sent; the log of begin_push shows the plan."),
        ),
        Way(
            "with_refused",
            N_("Send again what was refused"),
            N_("Now, and not only when its next try is due."),
        ),
        Way(
            "with_history",
            N_("Send history"),
            N_("Also what ended before the day set for it: HubSpot makes no-shows of it."),
            is_final=True,
        ),
        Way(
            "beyond_brake",
            N_("Remove what the brake holds"),
            N_("Delete, cancel and withdraw what waits because it is more than a tenth. Once."),
            is_final=True,
        ),
        Way(
            "with_incomplete",
            N_("Send incomplete webinars"),
            N_("Also webinars of which something could not be read in Zoom for a week."),
            is_final=True,
        ),
        Way(
            "take_over",
            N_("Take the HubSpot account over"),
            N_("Another warehouse wrote to it: from now on this one does."),
            is_final=True,
        ),
    )
}
KINDS = {
    "contacts": N_("Contacts"),
    "marketing events": N_("Marketing events"),
    "participations": N_("Participations"),
    "custom events": N_("Custom events"),
    "answers": N_("Answers of registration forms"),
    "lists": N_("Lists"),
    "list members": N_("Members of lists"),
    "contact": N_("Contact"),
    "marketing_event": N_("Marketing event"),
    "participation": N_("Participation"),
    "custom_event": N_("Custom event"),
    "list": N_("List"),
    "list_member": N_("Member of a list"),
}
ACTIONS = {
    "create": (N_("made"), N_("HubSpot does not have it yet")),
    "update": (N_("changed"), N_("it differs from what HubSpot acknowledged")),
    "register": (N_("told as registered"), N_("HubSpot was not told of the registration")),
    "attend": (N_("told as attended"), N_("HubSpot was not told of the attendance")),
    "cancel": (N_("cancelled"), N_("it was cancelled in Zoom, or left the tables")),
    "complete": (N_("completed"), N_("it is over and final: HubSpot makes no-shows of the rest")),
    "delete": (N_("deleted"), N_("the tables do not have it any more")),
    "withdraw": (N_("withdrawn"), N_("the tables do not have it any more")),
    "send": (N_("sent"), N_("HubSpot was not sent it yet")),
    "add": (N_("added"), N_("the person entered the segment")),
    "remove": (N_("removed"), N_("the person left the segment")),
    "held_back": (N_("not sent"), N_("a user, a deleted contact, a second address, or left out")),
    "deferred": (N_("later"), N_("HubSpot refused it lately")),
    "beside_native": (N_("not made"), N_("HubSpot's own Zoom app has one")),
    "wait_for_contact": (N_("after its contact"), N_("HubSpot does not have the contact yet")),
    "wait_for_event": (N_("after its event"), N_("the marketing event waits")),
    "acknowledge": (N_("nothing to write"), N_("HubSpot has it already")),
    "nothing": (N_("nothing to write"), N_("it is cancelled there already")),
    "forget": (N_("nothing to write"), N_("it is gone on both sides")),
    "gate": (N_("waits"), N_("see below what the gate holds")),
    "history": (N_("not sent"), N_("it ended before the day since which things are sent")),
    "look_up": (N_("looked up"), N_("a contact that did nothing since is only updated, not made")),
    "read": (N_("read first"), N_("another warehouse may have changed the list")),
}
"""For each action of a plan: what is done, and why."""
DIFFERENCES = {
    "missing": N_("HubSpot lacks somebody"),
    "extra": N_("HubSpot has somebody more"),
    "merged": N_("contacts were merged"),
    "state": N_("another state"),
    "time": N_("another time"),
    "duration": N_("another duration"),
    "event_missing": N_("the event is gone"),
    "native_event": N_("two events"),
    "property": N_("a property was overwritten"),
}
