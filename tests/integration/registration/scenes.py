"""Two Zoom accounts with a webinar for each case, and what a test of the action needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import (
    Account,
    Occurrence,
    Panelist,
    Registrant,
    RegistrantState,
    User,
    Webinar,
)
from sandbox.zoom.store import status_of
from tests.worlds import World, query
from webinar_sync.registration.inbox import ActionCall, add_by_workflow
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

# The inbox goes by the warehouse's clock, which is this machine's: the sandbox's stands there.
NOW = datetime.now(UTC).replace(microsecond=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CREATED = NOW - 30 * DAY
HOST = "host@brand.example.com"
(
    OPEN, MANUAL, OVER, FULL, WITHOUT, PAID, EVENTS, FORM, SERIES, EACH, ANY_TIME, LIMITED,
    OTHER, UNKNOWN, ODD_FORM,
) = range(92000000001, 92000000016)  # fmt: skip


def registrant(name: str, status: str = "approved", **more: Any) -> Registrant:
    """Return somebody who is registered already."""
    return Registrant(
        id=f"r-{name}",
        email=f"{name}@people.example.com",
        first_name=name.title(),
        create_time=CREATED + DAY,
        states=(RegistrantState(since=CREATED + DAY, status=status),),  # type: ignore[arg-type]
        **more,
    )


def webinar(webinar_id: int, **more: Any) -> Webinar:
    """Return a single webinar that is in two days and takes everybody."""
    values: dict[str, Any] = {
        "id": webinar_id,
        "uuid": f"uuid-{webinar_id}==",
        "host_id": "h-1",
        "host_email": HOST,
        "topic": f"Webinar {webinar_id}",
        "type": 5,
        "created_at": CREATED,
        "start": NOW + 2 * DAY,
    }
    return Webinar(**{**values, **more})


def dates(*days: int) -> tuple[Occurrence, ...]:
    """Return dates of a series, by their distance in days."""
    return tuple(
        Occurrence(
            occurrence_id=str(round((NOW + day * DAY).timestamp() * 1000)), start=NOW + day * DAY
        )
        for day in days
    )


PRIMARY = Account(
    account_id="primary-account",
    client_id="primary-client",
    client_secret="primary-secret",
    users=(
        User(id="h-1", email=HOST, first_name="Host"),
        User(id="u-connected", email="connected@brand.example.com"),
    ),
    webinars=(
        webinar(
            OPEN,
            registrants=(registrant("known"), registrant("denied", "denied")),
            panelists=(Panelist(id="p-1", name="Pan", email="pan@people.example.com"),),
        ),
        webinar(MANUAL, approval_type=1, registrants=(registrant("waiting", "pending"),)),
        webinar(OVER, start=NOW - DAY),
        webinar(FULL, capacity=1, registrants=(registrant("known"),)),
        webinar(WITHOUT, approval_type=2),
        webinar(PAID, is_paid=True),
        webinar(EVENTS, is_events_webinar=True),
        webinar(
            FORM,
            questions=(("last_name", True), ("org", True), ("city", False)),
            custom_questions=(("Why?", True), ("How?", False)),
        ),
        webinar(SERIES, type=9, start=None, occurrences=dates(-7, 1, 8)),
        webinar(EACH, type=9, start=None, occurrences=dates(-7, 1, 8), registration_type=2),
        webinar(ANY_TIME, type=6, start=None),
        webinar(LIMITED, capacity=3),
        webinar(ODD_FORM, custom_questions=(("Why\x00\ud800?", True),)),
    ),
)
OTHER_BRAND = Account(
    account_id="other-account",
    client_id="other-client",
    client_secret="other-secret",
    users=(User(id="h-2", email="host@other.example.com"),),
    webinars=(webinar(OTHER, host_id="h-2", host_email="host@other.example.com"),),
)


@dataclass
class Scene:
    """The accounts, HubSpot, and the inbox."""

    world: World
    warehouse: Warehouse
    subscription: str = "professional"
    requests: int = 0
    runs: int = 0

    def ask(self, webinar: object, email: str = "", key: str = "", **more: Any) -> str:
        """Put a request into the inbox as a workflow does; return its key."""
        self.requests += 1
        key = key or f"ap-4711-{self.requests}-7-0"
        name = email.split("@")[0]
        values: dict[str, Any] = {
            "request_key": key,
            "webinar": str(webinar),
            "email": email,
            "first_name": name.title(),
            "last_name": "Person",
            "portal_id": 4711,
            "workflow_id": "77",
            "hubspot_contact_id": self.requests,
        }
        add_by_workflow(self.warehouse, ActionCall(**{**values, **more}))
        return key

    def enrol(self, names: list[str], webinar: object) -> list[str]:
        """Begin workflow executions for contacts, whose requests are in the inbox already."""
        hubspot = self.world.hubspot
        assert hubspot is not None
        records = []
        for name in names:
            contact = hubspot.contacts.by_email(address(name))
            contact_id = (
                contact.contact_id
                if contact
                else hubspot.contacts.add(address(name), NOW, firstname=name.title())
            )
            records.append(hubspot.contacts.records[contact_id])
        calls = hubspot.account.workflows.enrol(hubspot.account.portal, records, str(webinar))
        for name, call in zip(names, calls, strict=True):
            self.ask(webinar, address(name), call["callbackId"])
        return [call["callbackId"] for call in calls]

    def action(self, **changes: Any) -> Worker:
        """Return the action, as a task of the Dag has it."""
        self.runs += 1
        clients = [
            self.world.client(
                account, primary=account is PRIMARY, connected_user="u-connected", **changes
            )
            for account in self.world.accounts
        ]
        hubspot = self.world.hubspot_client() if self.world.hubspot else None
        run_id = f"run {self.runs}"
        return Worker(Run(self.warehouse, run_id), clients, hubspot, self.subscription)

    def process_inbox(self, **changes: Any) -> dict[str, int]:
        """Process the inbox."""
        return self.action(**changes).process_inbox()

    def outcome(self, key: str) -> tuple[Any, ...]:
        """Return what became of a request: code, status, message."""
        (row,) = query(
            self.warehouse,
            "select code, status, message from registration.requests where request_key = :key",
            key=key,
        )
        return row

    def registered(self, webinar_id: int, status: str = "approved") -> list[str]:
        """Return who Zoom has registered for a webinar, by the name of the address."""
        now = self.world.clock.now()
        store = self.world.app.stores[PRIMARY.account_id]
        assert store.webinar(webinar_id, now) is not None
        return sorted(
            person.email.split("@")[0]
            for person in store._books[webinar_id]._registrants
            if status_of(person, now) == status
        )


def address(name: str) -> str:
    """Return somebody's address."""
    return f"{name}@people.example.com"
