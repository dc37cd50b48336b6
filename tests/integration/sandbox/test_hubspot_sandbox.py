"""Asks the sandbox's HubSpot over real HTTP whether it behaves as HubSpot's documents say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Contact, ForeignEvent, Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

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
class Asked:
    """The account, and requests to it."""

    sandbox: HubspotSandbox
    url: str
    token: str = PORTAL.token

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method, self.url + path, json=body, params=query, headers=headers, timeout=10
        )

    def post(self, path: str, body: Any = None, **query: Any) -> requests.Response:
        return self.send("POST", path, body, **query)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.send("GET", path, **query)

    def read(self, *addresses: str, archived: bool = False) -> requests.Response:
        body = {
            "idProperty": "email",
            "inputs": [{"id": one} for one in addresses],
            "properties": ["email", "hs_additional_emails", "firstname"],
        }
        return self.post(f"{C}/batch/read", body, archived=str(archived).lower())

    def event(self, external: str = "1-single") -> int:
        """Make an event, and return HubSpot's id of it."""
        body = {
            "eventName": "Event",
            "eventOrganizer": "Somebody",
            "externalAccountId": "zoom",
            "externalEventId": external,
            "customProperties": [],
            "startDateTime": START,
        }
        answer = self.post(f"{E}/events/upsert", {"inputs": [body]})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["results"][0]["objectId"])

    def tell(self, event: int, verb: str, vid: int, at: int = AT, **more: Any) -> requests.Response:
        row = {"vid": vid, "interactionDateTime": at, "properties": more}
        return self.post(f"{E}/{event}/attendance/{verb}/create", {"inputs": [row]})

    def states(self, event: int) -> list[str]:
        rows = self.get(f"{E}/participations/{event}/breakdown").json()["results"]
        return [one["properties"]["attendanceState"] for one in rows]


@pytest.fixture
def limited() -> Iterator[Asked]:
    """Serve the account with its limits enforced."""
    app = create_hubspot_app(PORTAL, SandboxClock(NOW, ticking=False))
    with run_in_thread(app) as server:
        yield Asked(app, server.url)


@pytest.fixture
def free() -> Iterator[Asked]:
    """Serve the account without limits."""
    app = create_hubspot_app(PORTAL, SandboxClock(NOW, ticking=False), enforce_limits=False)
    with run_in_thread(app) as server:
        yield Asked(app, server.url)


def test_the_window_of_ten_seconds_rolls(limited: Asked) -> None:
    answers = [limited.read(ANN) for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].headers["X-HubSpot-RateLimit-Max"] == "3"
    assert answers[0].headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    assert answers[2].headers["X-HubSpot-RateLimit-Remaining"] == "0"
    body = answers[3].json()
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert body["correlationId"]

    limited.sandbox.clock.advance(9.9)
    assert limited.read(ANN).status_code == 429
    limited.sandbox.clock.advance(0.2)
    assert limited.read(ANN).status_code == 200


def test_the_day_ends_at_midnight_in_the_accounts_time_zone(limited: Asked) -> None:
    for _ in range(5):
        assert limited.read(ANN).status_code == 200
        limited.sandbox.clock.advance(10)
    assert limited.read(ANN).json()["policyName"] == "DAILY"

    limited.sandbox.clock.set(datetime(2026, 11, 21, 4, 59, tzinfo=UTC))  # 23:59 in New York
    assert limited.read(ANN).status_code == 429
    limited.sandbox.clock.set(datetime(2026, 11, 21, 5, 0, tzinfo=UTC))
    answer = limited.get("/account-info/2026-03/api-usage/daily/private-apps")
    (usage,) = answer.json()["results"]
    assert (usage["currentUsage"], usage["usageLimit"]) == (1, 5)
    assert usage["resetsAt"] == "2026-11-22T05:00:00.000Z"


def test_searches_have_a_limit_of_their_own_and_no_headers(limited: Asked) -> None:
    limited.sandbox.account.limits = type(limited.sandbox.limits)(
        replace(PORTAL, requests_per_10s=100, requests_per_day=100)
    )
    answers = [limited.post(f"{C}/search", {"limit": 1}) for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[5].json()["policyName"] == "SECONDLY"
    assert not any("RateLimit" in name for name in answers[0].headers)
    found = answers[0].json()
    assert (found["total"], len(found["results"])) == (1, 1)  # never archived ones

    limited.sandbox.clock.advance(1)
    wanted = {"propertyName": "email", "operator": "EQ", "value": "nobody@people.example"}
    body = {"limit": 10, "filterGroups": [{"filters": [wanted]}]}
    assert limited.post(f"{C}/search", body).json()["total"] == 0


def test_a_wrong_token_and_a_missing_scope_are_refused(free: Asked) -> None:
    assert Asked(free.sandbox, free.url, "wrong").read(ANN).status_code == 401

    without = PORTAL.scopes - {"crm.objects.contacts.read"}
    free.sandbox.account.portal = replace(PORTAL, scopes=without)
    answer = free.read(ANN)
    assert answer.status_code == 403
    assert answer.json()["context"] == {"missingScopes": ["crm.objects.contacts.read"]}


def test_a_secondary_address_is_answered_with_its_contact(free: Asked) -> None:
    answer = free.read(SECOND)

    (found,) = answer.json()["results"]
    assert answer.status_code == 200
    assert found["properties"]["email"] == ANN
    assert found["properties"]["hs_additional_emails"] == SECOND
    assert found["properties"]["firstname"] is None


def test_missing_addresses_are_errors_of_a_207_and_archived_ones_are_found_apart(
    free: Asked,
) -> None:
    answer = free.read(ANN, GONE)

    assert answer.status_code == 207
    assert len(answer.json()["results"]) == 1
    (error,) = answer.json()["errors"]
    assert (error["category"], error["context"]) == ("OBJECT_NOT_FOUND", {"ids": [GONE]})
    (archived,) = free.read(GONE, archived=True).json()["results"]
    assert archived["archived"] is True


def test_a_merged_contact_is_answered_with_the_one_it_was_merged_into(free: Asked) -> None:
    ann = int(free.read(ANN).json()["results"][0]["id"])
    other = free.sandbox.contacts.add("other@people.example", NOW)
    free.post(f"{C}/merge", {"primaryObjectId": str(other), "objectIdToMerge": str(ann)})

    (found,) = free.post(f"{C}/batch/read", {"inputs": [{"id": str(ann)}]}).json()["results"]
    assert found["id"] == str(other)


def test_doubles_in_a_batch_are_refused_as_a_whole(free: Asked) -> None:
    row = {"id": "new@people.example", "idProperty": "email", "properties": {}}

    answer = free.post(f"{C}/batch/upsert", {"inputs": [row, row]})

    assert answer.status_code == 400
    assert answer.json()["message"] == (
        "Duplicate IDs found in batch input: [new@people.example]. IDs must be unique"
    )
    assert "new@people.example" not in free.sandbox.snapshot()["contacts"]


@pytest.mark.parametrize("is_traced", [True, False])
def test_a_bad_row_costs_itself_alone_only_with_trace_ids(free: Asked, is_traced: bool) -> None:
    rows = [
        {"id": f"{name}@people.example", "idProperty": "email", "properties": properties}
        for name, properties in (("good", {"firstname": "G"}), ("bad", {"no_such_property": "x"}))
    ]
    if is_traced:
        rows = [{**one, "objectWriteTraceId": str(one["id"])[:3]} for one in rows]

    answer = free.post(f"{C}/batch/upsert", {"inputs": rows})

    if is_traced:
        assert answer.status_code == 207
        (found,) = answer.json()["results"]
        assert (found["new"], found["objectWriteTraceId"]) == (True, "goo")
        (error,) = answer.json()["errors"]
        assert error["context"]["objectWriteTraceId"] == ["bad"]
    else:
        assert answer.status_code == 400
        assert "does not exist" in answer.json()["message"]


def test_a_second_contact_with_an_address_is_a_conflict(free: Asked) -> None:
    answer = free.post(C, {"properties": {"email": ANN}})

    assert answer.status_code == 409
    assert answer.json()["category"] == "CONFLICT"
    assert answer.json()["message"].startswith("Contact already exists. Existing ID: ")


def test_external_ids_are_seen_by_their_own_app_alone(free: Asked) -> None:
    event = free.event()

    assert free.get(f"{E}/events/1-single", externalAccountId="zoom").status_code == 200
    assert free.get(f"{E}/events/1-single").status_code == 400
    assert free.get(f"{E}/events/123", externalAccountId="zoom").status_code == 404
    assert free.get(f"{E}/events/search", q="123").json()["results"] == []

    free.sandbox.use_app(2002, "pat-2")
    other = Asked(free.sandbox, free.url, "pat-2")
    assert other.get(f"{E}/events/1-single", externalAccountId="zoom").status_code == 404
    assert other.get(f"{E}/{event}").json()["appInfo"]["id"] == "1001"


def test_identifiers_of_all_apps_are_found_some_minutes_after_creation(free: Asked) -> None:
    free.sandbox.clock.advance(170)
    assert free.get(f"{E}/123/identifiers").json()["total"] == 0
    free.sandbox.clock.advance(20)
    (found,) = free.get(f"{E}/123/identifiers").json()["results"]
    assert found["appInfo"]["name"] == "Zoom"


@pytest.mark.parametrize("verb", ["REGISTERED", "registered", "join"])
def test_only_hubspots_verbs_are_known(free: Asked, verb: str) -> None:
    answer = free.tell(free.event(), verb, 1)

    assert answer.status_code == 400
    assert answer.json()["message"] == (
        f"Unknown state for '{verb}'. Correct are 'register', 'attend' or 'cancel'."
    )


def test_a_participation_shows_after_a_while_and_once_however_often_it_is_told(
    free: Asked,
) -> None:
    event, ann = free.event(), int(free.read(ANN).json()["results"][0]["id"])
    for _ in range(2):
        assert free.tell(event, "register", ann).status_code == 201

    assert free.states(event) == []
    free.sandbox.clock.advance(1.4)
    assert free.states(event) == ["REGISTERED"]
    assert len(free.sandbox.events.events[event].parts[ann]) == 1


def test_whoever_is_only_registered_is_a_no_show_once_an_event_is_complete(free: Asked) -> None:
    event, ann = free.event(), int(free.read(ANN).json()["results"][0]["id"])
    bob = free.sandbox.contacts.add("bob@people.example", NOW)
    free.tell(event, "register", ann)
    free.tell(event, "register", bob)
    free.tell(event, "attend", bob, joinedAt=START, leftAt="2026-11-20T10:45:00.000Z")
    free.sandbox.clock.advance(5)
    assert free.states(event) == ["REGISTERED", "ATTENDED"]

    path = f"{E}/events/1-single/complete"
    assert free.post(path, {"startDateTime": START}, externalAccountId="zoom").status_code == 400
    body = {"startDateTime": START, "endDateTime": END}
    assert free.post(path, body, externalAccountId="zoom").status_code == 200

    assert free.states(event) == ["NO_SHOW", "ATTENDED"]
    rows = free.get(f"{E}/participations/{event}/breakdown", state="ATTENDED").json()["results"]
    (properties,) = [one["properties"] for one in rows]
    assert properties["attendanceDurationSeconds"] == 45 * 60
    assert properties["attendancePercentage"] == "0.7500"


def test_attendance_by_address_creates_contacts_and_by_id_does_not(free: Asked) -> None:
    event = free.event()
    row = {"email": "new@people.example", "interactionDateTime": AT, "properties": {}}
    body = {"inputs": [{**row, "contactProperties": {"firstname": "New"}}]}
    answer = free.post(f"{E}/{event}/attendance/register/email-create", body)

    assert answer.status_code == 201
    assert free.sandbox.snapshot()["contacts"]["new@people.example"]["firstname"] == "New"
    before = len(free.sandbox.contacts.records)
    refused = free.tell(event, "register", 999_999)
    assert refused.json()["numErrors"] == 1
    assert len(free.sandbox.contacts.records) == before


def test_the_bookkeeping_page_shows_what_a_user_sees(free: Asked) -> None:
    event, ann = free.event(), int(free.read(ANN).json()["results"][0]["id"])
    free.tell(event, "register", ann)

    page = requests.get(f"{free.url}/_sandbox/contacts/{ANN}.html", timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "REGISTERED" in page.text
    assert ANN in requests.get(f"{free.url}/_sandbox/", timeout=10).text


def test_custom_events_are_taken_once_for_each_uuid(free: Asked) -> None:
    definition = {
        "label": "Attended",
        "name": "attended",
        "primaryObject": "CONTACT",
        "propertyDefinitions": [{"name": "webinar", "label": "Webinar", "type": "string"}],
    }
    made = free.post("/events/2026-03/event-definitions", definition).json()
    one = {"eventName": made["fullyQualifiedName"], "uuid": "u", "occurredAt": START}
    rows = [{**one, "properties": {"webinar": name}} for name in ("first", "second")]

    for version in ("/events/2026-03", "/events/custom/2026-09"):
        assert free.post(f"{version}/send/batch", {"inputs": rows}).status_code == 204
    assert [row["properties"] for row in free.sandbox.account.custom.occurrences.values()] == [
        {"webinar": "first"}
    ]
    too_many = {"inputs": [one] * 501}
    assert free.post("/events/2026-03/send/batch", too_many).status_code == 400


def test_answers_of_the_sandbox_lie_in_its_own_time(free: Asked) -> None:
    free.sandbox.clock.advance(timedelta(days=1).total_seconds())

    assert free.read(ANN).headers["Date"] == "Sat, 21 Nov 2026 12:00:00 GMT"
