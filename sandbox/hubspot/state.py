"""What the sandbox's HubSpot holds, and the public way to look into it and to change it.

Tests in the same process use the parts (`account`, `contacts`, `events`, `clock`, `faults`,
`limits`, `log`) and the methods below; other processes use the paths below /_sandbox/
(`sandbox.hubspot.controls`).
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.account import Account
from sandbox.hubspot.contacts import require_contact
from sandbox.hubspot.faults import Faults
from sandbox.hubspot.requests_log import RequestLog
from sandbox.hubspot.user_view import describe_contact, take_snapshot
from sandbox.hubspot.workflows import deliver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.clock import SandboxClock
    from sandbox.hubspot.contacts import ContactRecord, Contacts
    from sandbox.hubspot.limits import Limits
    from sandbox.hubspot.marketing_events import Events
    from sandbox.hubspot.model import Portal
    from sandbox.hubspot.participations import Participation


class HubspotState:
    """The account, and the requests so far. A lock keeps requests and looks apart."""

    def __init__(
        self, portal: Portal, clock: SandboxClock, *, enforce_limits: bool, delay_seconds: float
    ) -> None:
        self.account = Account(portal, clock.now(), delay_seconds)
        self.clock = clock
        self.enforce_limits = enforce_limits
        self.faults = Faults()
        self.log = RequestLog()
        self._lock = threading.RLock()

    @property
    def contacts(self) -> Contacts:
        """The account's contacts."""
        return self.account.contacts

    @property
    def events(self) -> Events:
        """The account's marketing events."""
        return self.account.events

    @property
    def limits(self) -> Limits:
        """How much of the limits is used."""
        return self.account.limits

    def use_app(self, app_id: int, token: str) -> None:
        """Accept only another app's token from now on: it does not see the first one's events."""
        self.account.portal = replace(self.account.portal, app_id=app_id, token=token)
        self.events.app = (app_id, self.account.portal.app_name)

    # What is there.

    def snapshot(self) -> dict[str, Any]:
        """Return everything that a HubSpot user would now see, to be compared with another."""
        with self._lock:
            return take_snapshot(self.account, self.clock.now())

    def describe_contact(self, key: str) -> dict[str, Any]:
        """Return what a HubSpot user sees of one contact, by address or id.

        :raises HubspotError: 404
        """
        with self._lock:
            return describe_contact(self.account, key, self.clock.now())

    def active_contacts(self) -> list[ContactRecord]:
        """Return the contacts that are not archived."""
        with self._lock:
            return self.contacts.active()

    def archived_contacts(self) -> list[ContactRecord]:
        """Return the contacts in the archive."""
        with self._lock:
            return self.contacts.archived()

    def participation_states(self, event_id: int) -> dict[int, list[Participation]]:
        """Return, by contact id, the states written to an event, the oldest first."""
        with self._lock:
            participations = self.events.events[event_id].participations
            return {contact_id: list(states) for contact_id, states in participations.items()}

    def count_participation_states(self) -> int:
        """Return how many states were written to all events: repetitions do not count."""
        with self._lock:
            return sum(
                len(states)
                for event in self.events.events.values()
                for states in event.participations.values()
            )

    def custom_events(self) -> list[dict[str, Any]]:
        """Return the custom events that were accepted."""
        with self._lock:
            return list(self.account.custom.occurrences.values())

    def executions(self) -> list[dict[str, Any]]:
        """Return the state and outputs of each execution of the workflow's action."""
        with self._lock:
            return self.account.workflows.describe(self.clock.now())

    # What a HubSpot user, or time, does.

    def set_participation(self, event_id: int, contact_id: int, state: str) -> None:
        """Put a contact into an event by hand, or, with EMPTY, take it out."""
        with self._lock:
            self.events.set_participation(event_id, contact_id, state, self.clock.now())

    def lose_last_participation_state(self, event_id: int, contact_id: int) -> None:
        """Lose the state of a contact that was written to an event last."""
        with self._lock:
            self.events.events[event_id].participations[contact_id].pop()

    def forget_archived_addresses(self) -> None:
        """Let the archive answer to no address that it holds now, as after its 90 days."""
        with self._lock:
            self.contacts.forget_archived_addresses()

    def delete_property(self, name: str) -> None:
        """Delete a contact property."""
        with self._lock:
            del self.account.properties.definitions[name]

    def describe_property(self, name: str, description: str) -> None:
        """Give a contact property another description."""
        with self._lock:
            self.account.properties.update(name, {"description": description})

    def description_of(self, name: str) -> str:
        """Return a contact property's description."""
        with self._lock:
            return self.account.properties.by_name(name).description

    # What a workflow does.

    def enrol(self, action_url: str, contact_ids: Sequence[int], webinar: str) -> list[str]:
        """Let contacts reach the action in a workflow; return the ids of their callbacks."""
        calls = self.begin_executions(contact_ids, webinar)
        secret = self.account.portal.client_secret
        deliver(calls, action_url, secret, self.receive_action_response)
        return [call["callbackId"] for call in calls]

    def begin_executions(self, contact_ids: Sequence[int], webinar: str) -> list[dict[str, Any]]:
        """Let contacts reach the action; return the bodies to call it with, which nobody sends."""
        with self._lock:
            records = [
                require_contact(self.contacts.by_id(contact_id)) for contact_id in contact_ids
            ]
            return self.account.workflows.enrol(self.account.portal, records, webinar)

    def receive_action_response(self, callback_id: str, status: int, body: Any) -> None:
        """Take the action's response to the call about one contact."""
        with self._lock:
            self.account.workflows.record_response(callback_id, status, body, self.clock.now())
