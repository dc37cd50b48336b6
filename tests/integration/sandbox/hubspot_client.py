"""A small HubSpot account over real HTTP, and a client of it that sends what a test says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests

from sandbox.hubspot.model import Contact, ForeignEvent, Portal

if TYPE_CHECKING:
    from sandbox.hubspot.server import HubspotSandbox

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANN, SECOND, GONE = "ann@people.example", "second@people.example", "gone@people.example"
PORTAL = Portal(
    "pat-1",
    requests_per_10s=3,
    requests_per_day=5,
    contacts=(Contact(ANN, (SECOND,)), Contact(GONE, is_archived=True)),
    events=(ForeignEvent(7, "Zoom", "zoom", "123", "Other", "Zoom", NOW),),
)
C = "/crm/objects/2026-03/contacts"
E = "/marketing/marketing-events/2026-03"
START, END = "2026-11-20T10:00:00.000Z", "2026-11-20T11:00:00.000Z"
AT = 1_790_000_000_000


@dataclass
class Hubspot:
    """The account, and a client of it that sends what a test says."""

    sandbox: HubspotSandbox
    url: str
    token: str = PORTAL.token

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method, self.url + path, json=body, params=query, headers=headers, timeout=60
        )

    def post(self, path: str, body: Any = None, **query: Any) -> requests.Response:
        return self.send("POST", path, body, **query)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.send("GET", path, **query)

    def read(self, *addresses: str, archived: bool = False) -> requests.Response:
        """Read contacts by address."""
        body = {
            "idProperty": "email",
            "inputs": [{"id": address} for address in addresses],
            "properties": ["email", "hs_additional_emails", "firstname"],
        }
        return self.post(f"{C}/batch/read", body, archived=str(archived).lower())

    def make_event(self, external: str = "1-single") -> int:
        """Make an event, and return HubSpot's id for it."""
        body = {
            "eventName": "Event",
            "eventOrganizer": "Somebody",
            "externalAccountId": "zoom",
            "externalEventId": external,
            "customProperties": [],
            "startDateTime": START,
        }
        response = self.post(f"{E}/events/upsert", {"inputs": [body]})
        assert response.status_code == 200, response.text
        return int(response.json()["results"][0]["objectId"])

    def record(
        self, event: int, verb: str, vid: int, at: int = AT, **properties: Any
    ) -> requests.Response:
        """Send what a contact did."""
        row = {"vid": vid, "interactionDateTime": at, "properties": properties}
        return self.post(f"{E}/{event}/attendance/{verb}/create", {"inputs": [row]})

    def states(self, event: int) -> list[str]:
        """Return the states of the participations in an event."""
        rows = self.get(f"{E}/participations/{event}/breakdown").json()["results"]
        return [row["properties"]["attendanceState"] for row in rows]
