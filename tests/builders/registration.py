"""Two Zoom accounts with a webinar for each case, and what a test of the action needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import Occurrence, Panelist, Registrant, User, Webinar
from tests.builders.times import DAY
from tests.builders.world import World, query
from tests.builders.zoom import account, address, registrant, webinar
from webinar_sync.registration.inbox import ActionCall, add_by_workflow
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

# The inbox goes by the warehouse's clock, which is this machine's: the sandbox's stands there.
NOW = datetime.now(UTC).replace(microsecond=0)
CREATED = NOW - 30 * DAY
MIDNIGHT = (NOW + DAY).replace(hour=0, minute=0, second=0)


def is_put_off_to_midnight(not_before: datetime) -> bool:
    """Tell whether a request waits for midnight; where that has passed meanwhile, it is due."""
    return not_before == MIDNIGHT or datetime.now(UTC) >= not_before > MIDNIGHT


HOST = User(id="h-1", email="host@brand.example.com", first_name="Host")
(
    OPEN, MANUAL, OVER, FULL, WITHOUT, PAID, EVENTS, FORM, SERIES, EACH, ANY_TIME, LIMITED,
    OTHER, UNKNOWN, ODD_FORM, LAST_NAME, LAST_NAME_MANUAL, LARGE, TODAY,
) = range(92000000001, 92000000020)  # fmt: skip


def open_webinar(webinar_id: int, *people: Registrant, **changes: Any) -> Webinar:
    """Return a single webinar that is in two days and takes everybody."""
    values: dict[str, Any] = {
        "start": NOW + 2 * DAY,
        "created_at": CREATED,
        "host_id": HOST.id,
        "host_email": HOST.email,
    }
    values |= changes
    return webinar(webinar_id, values.pop("start"), *people, **values)


def registered(name: str, status: str = "approved") -> Registrant:
    """Return somebody who is registered already."""
    return registrant(name, first=status, registered_at=CREATED + DAY)


def dates(*days: int) -> tuple[Occurrence, ...]:
    """Return dates of a series, by their distance in days."""
    return tuple(
        Occurrence(
            occurrence_id=str(round((NOW + day * DAY).timestamp() * 1000)), start=NOW + day * DAY
        )
        for day in days
    )


PRIMARY = account(
    "primary-account",
    [
        open_webinar(
            OPEN,
            registered("known"),
            registered("denied", "denied"),
            panelists=(Panelist(id="p-1", name="Pan", email=address("pan")),),
        ),
        open_webinar(MANUAL, registered("waiting", "pending"), approval_type=1),
        open_webinar(OVER, start=NOW - DAY),
        open_webinar(FULL, registered("known"), capacity=1),
        open_webinar(WITHOUT, approval_type=2),
        open_webinar(PAID, is_paid=True),
        open_webinar(EVENTS, is_events_webinar=True),
        open_webinar(
            FORM,
            questions=(("last_name", True), ("org", True), ("city", False)),
            custom_questions=(("Why?", True), ("How?", False)),
        ),
        open_webinar(SERIES, type=9, start=None, occurrences=dates(-7, 1, 8)),
        open_webinar(EACH, type=9, start=None, occurrences=dates(-7, 1, 8), registration_type=2),
        open_webinar(ANY_TIME, type=6, start=None),
        open_webinar(LIMITED, capacity=3),
        open_webinar(ODD_FORM, custom_questions=(("Why\x00\ud800?", True),)),
        open_webinar(LAST_NAME, registered("known"), questions=(("last_name", True),)),
        open_webinar(LAST_NAME_MANUAL, approval_type=1, questions=(("last_name", True),)),
    ],
    users=(HOST, User(id="u-connected", email="connected@brand.example.com")),
)
OTHER_HOST = User(id="h-2", email="host@other.example.com")
OTHER_BRAND = account(
    "other-account",
    [open_webinar(OTHER, host_id=OTHER_HOST.id, host_email=OTHER_HOST.email)],
    users=(OTHER_HOST,),
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

    def ask_removal(self, webinar: object, email: str = "", **more: Any) -> str:
        """Put a request to remove a contact into the inbox as a workflow does; return its key."""
        return self.ask(webinar, email, action="remove", **more)

    def enrol(self, names: list[str], webinar: object, **more: Any) -> list[str]:
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
            self.ask(webinar, address(name), call["callbackId"], **more)
        return [call["callbackId"] for call in calls]

    def action(self, **changes: Any) -> Worker:
        """Return the action, as a task of the Dag has it."""
        self.runs += 1
        clients = [
            self.world.client(
                account,
                primary=account.account_id == PRIMARY.account_id,
                connected_user="u-connected",
                **changes,
            )
            for account in self.world.accounts
        ]
        hubspot = self.world.hubspot_client() if self.world.hubspot else None
        run_id = f"run {self.runs}"
        return Worker(Run(self.warehouse, run_id), clients, hubspot, self.subscription)

    def process_inbox(self, **changes: Any) -> dict[str, int]:
        """Empty the inbox."""
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
        registrants = self.world.app.registrants(PRIMARY.account_id, webinar_id, status)
        return sorted(registrant.email.split("@")[0] for registrant in registrants)
