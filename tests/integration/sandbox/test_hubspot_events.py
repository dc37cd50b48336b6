"""Tests of the sandbox's HubSpot: marketing events, participations, and custom events."""

from __future__ import annotations

import pytest

from tests.integration.sandbox.hubspot_client import ANN, AT, END, NOW, START, E, Hubspot


def test_external_ids_are_seen_by_their_own_app_alone(free: Hubspot) -> None:
    event = free.make_event()

    assert free.get(f"{E}/events/1-single", externalAccountId="zoom").status_code == 200
    assert free.get(f"{E}/events/1-single").status_code == 400
    assert free.get(f"{E}/events/123", externalAccountId="zoom").status_code == 404
    assert free.get(f"{E}/events/search", q="123").json()["results"] == []

    free.sandbox.use_app(2002, "pat-2")
    other = Hubspot(free.sandbox, free.url, "pat-2")
    assert other.get(f"{E}/events/1-single", externalAccountId="zoom").status_code == 404
    assert other.get(f"{E}/{event}").json()["appInfo"]["id"] == "1001"


def test_identifiers_of_all_apps_are_found_some_minutes_after_creation(free: Hubspot) -> None:
    free.sandbox.clock.advance(170)
    assert free.get(f"{E}/123/identifiers").json()["total"] == 0
    free.sandbox.clock.advance(20)
    (event,) = free.get(f"{E}/123/identifiers").json()["results"]
    assert event["appInfo"]["name"] == "Zoom"


@pytest.mark.parametrize("verb", ["REGISTERED", "registered", "join"])
def test_only_hubspots_verbs_are_known(free: Hubspot, verb: str) -> None:
    response = free.record(free.make_event(), verb, 1)

    assert response.status_code == 400
    assert response.json()["message"] == (
        f"Unknown state for '{verb}'. Correct are 'register', 'attend' or 'cancel'."
    )


def test_a_participation_shows_after_a_while_and_once_however_often_it_is_sent(
    free: Hubspot,
) -> None:
    event, ann = free.make_event(), int(free.read(ANN).json()["results"][0]["id"])
    for _ in range(2):
        assert free.record(event, "register", ann).status_code == 200

    assert free.states(event) == []
    free.sandbox.clock.advance(1.4)
    assert free.states(event) == ["REGISTERED"]
    assert len(free.sandbox.participation_states(event)[ann]) == 1


def test_whoever_is_only_registered_is_a_no_show_once_an_event_is_complete(free: Hubspot) -> None:
    event, ann = free.make_event(), int(free.read(ANN).json()["results"][0]["id"])
    bob = free.sandbox.contacts.add("bob@people.example", NOW)
    free.record(event, "register", ann)
    free.record(event, "register", bob)
    free.record(event, "attend", bob, joinedAt=START, leftAt="2026-11-20T10:45:00.000Z")
    free.sandbox.clock.advance(5)
    assert free.states(event) == ["REGISTERED", "ATTENDED"]

    path = f"{E}/events/1-single/complete"
    assert free.post(path, {"startDateTime": START}, externalAccountId="zoom").status_code == 400
    body = {"startDateTime": START, "endDateTime": END}
    assert free.post(path, body, externalAccountId="zoom").status_code == 200

    assert free.states(event) == ["NO_SHOW", "ATTENDED"]
    rows = free.get(f"{E}/participations/{event}/breakdown", state="ATTENDED").json()["results"]
    (properties,) = [row["properties"] for row in rows]
    assert properties["attendanceDurationSeconds"] == 45 * 60
    assert properties["attendancePercentage"] == "0.7500"


def test_attendance_by_address_creates_contacts_and_by_id_does_not(free: Hubspot) -> None:
    event = free.make_event()
    row = {"email": "new@people.example", "interactionDateTime": AT, "properties": {}}
    body = {"inputs": [{**row, "contactProperties": {"firstname": "New"}}]}
    response = free.post(f"{E}/{event}/attendance/register/email-create", body)

    assert response.status_code == 200
    assert free.sandbox.snapshot()["contacts"]["new@people.example"]["firstname"] == "New"
    before = len(free.sandbox.contacts.records)
    refused = free.record(event, "register", 999_999)
    assert refused.json()["numErrors"] == 1
    assert len(free.sandbox.contacts.records) == before


def test_custom_events_are_accepted_once_for_each_uuid(free: Hubspot) -> None:
    definition = {
        "label": "Attended",
        "name": "attended",
        "primaryObject": "CONTACT",
        "propertyDefinitions": [{"name": "webinar", "label": "Webinar", "type": "string"}],
    }
    defined = free.post("/events/2026-03/event-definitions", definition).json()
    event = {"eventName": defined["fullyQualifiedName"], "uuid": "u", "occurredAt": START}
    rows = [{**event, "properties": {"webinar": name}} for name in ("first", "second")]

    for version in ("/events/2026-03", "/events/custom/2026-09"):
        assert free.post(f"{version}/send/batch", {"inputs": rows}).status_code == 204
    assert [row["properties"] for row in free.sandbox.custom_events()] == [{"webinar": "first"}]
    too_many = {"inputs": [event] * 501}
    assert free.post("/events/2026-03/send/batch", too_many).status_code == 400


def test_deleting_a_batch_names_the_events_that_do_not_exist(free: Hubspot) -> None:
    event = free.make_event()
    body = {"inputs": [{"objectId": str(event)}, {"objectId": "1"}]}

    response = free.post(f"{E}/batch/archive", body)

    assert response.status_code == 207
    (error,) = response.json()["errors"]
    assert (error["category"], error["context"]["id"]) == ("OBJECT_NOT_FOUND", ["1"])
    assert free.get(f"{E}/{event}").status_code == 404


def test_events_by_hubspots_id_have_no_external_ids(free: Hubspot) -> None:
    event = free.make_event()
    update = {"inputs": [{"objectId": str(event), "customProperties": []}]}
    rows = [
        free.get(f"{E}/{event}").json(),
        *free.get(E).json()["results"],
        *free.post(f"{E}/batch/update", update).json()["results"],
    ]

    assert len(rows) == 4
    assert not any(name.startswith("external") for row in rows for name in row)


def test_versions_and_statuses_are_those_of_the_specifications(free: Hubspot) -> None:
    """And a slash at the end of a path changes nothing."""
    assert free.get("/settings/users/2026-03").status_code == 200
    assert free.get("/settings/users/2026-03/").status_code == 200
    assert free.get("/settings/users/2026-09").status_code == 404
    for version, status in (("2026-03", 201), ("2026-09", 200)):
        definition = {"name": f"p{version[5:]}", "label": "P", "type": "string"}
        row = {**definition, "fieldType": "text", "groupName": "contactinformation"}
        path = f"/crm/properties/{version}/contacts/batch/create"
        assert free.post(path, {"inputs": [row]}).status_code == status
    body = {"label": "Attended", "name": "attended", "primaryObject": "CONTACT"}
    assert free.post("/events/2026-03/event-definitions", body).status_code == 201
