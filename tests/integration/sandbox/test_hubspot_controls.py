"""Tests of the sandbox's HubSpot: its clock, its pages, and the public way to look into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from sandbox.hubspot.errors import HubspotError
from tests.integration.sandbox.hubspot_client import ANN, GONE, C, Hubspot


def test_answers_of_the_sandbox_lie_in_its_own_time(free: Hubspot) -> None:
    free.sandbox.clock.advance(timedelta(days=1).total_seconds())

    assert free.read(ANN).headers["Date"] == "Sat, 21 Nov 2026 12:00:00 GMT"


def test_the_page_of_a_contact_shows_what_a_user_sees(free: Hubspot) -> None:
    event, ann = free.make_event(), int(free.read(ANN).json()["results"][0]["id"])
    free.record(event, "register", ann)

    page = requests.get(f"{free.url}/_sandbox/contacts/{ANN}.html", timeout=60)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "REGISTERED" in page.text
    assert ANN in requests.get(f"{free.url}/_sandbox/", timeout=60).text


def test_a_contact_as_a_user_sees_it(free: Hubspot) -> None:
    event, ann = free.make_event(), int(free.read(ANN).json()["results"][0]["id"])
    free.record(event, "register", ann)

    description = free.sandbox.describe_contact(ANN)

    assert [row["state"] for row in description["marketing events"]] == ["REGISTERED"]
    with pytest.raises(HubspotError):
        free.sandbox.describe_contact("nobody@people.example")


def test_participations_that_a_user_changes(free: Hubspot) -> None:
    event, ann = free.make_event(), int(free.read(ANN).json()["results"][0]["id"])
    free.record(event, "register", ann)
    free.sandbox.set_participation(event, ann, "EMPTY")
    free.sandbox.clock.advance(5)

    assert free.states(event) == []
    states = free.sandbox.participation_states(event)[ann]
    assert [state.state for state in states] == ["REGISTERED", "EMPTY"]
    assert free.sandbox.count_participation_states() == 2
    free.sandbox.lose_last_participation_state(event, ann)
    assert free.states(event) == ["REGISTERED"]


def test_the_archive(free: Hubspot) -> None:
    assert [record.email for record in free.sandbox.archived_contacts()] == [GONE]
    assert [record.email for record in free.sandbox.active_contacts()] == [ANN]
    assert len(free.read(GONE, archived=True).json()["results"]) == 1

    free.sandbox.forget_archived_addresses()

    assert free.read(GONE, archived=True).json()["results"] == []
    assert [record.email for record in free.sandbox.archived_contacts()] == [GONE]


def test_a_property_that_a_user_deletes(free: Hubspot) -> None:
    free.sandbox.delete_property("phone")

    response = free.post(C, {"properties": {"email": "new@people.example", "phone": "1"}})
    assert response.status_code == 400
    assert "PROPERTY_DOESNT_EXIST" in response.json()["message"]


def test_the_log_is_cleared(free: Hubspot) -> None:
    free.read(ANN)
    assert free.sandbox.log.templates() == ["POST /crm/objects/{version}/contacts/batch/read"]
    free.sandbox.log.clear()
    assert free.sandbox.log.templates() == []


def test_the_response_of_an_action(free: Hubspot) -> None:
    (record,) = free.sandbox.active_contacts()
    account = free.sandbox.account
    (call,) = account.workflows.enrol(account.portal, [record], "1")

    body = {"outputFields": {"hs_execution_state": "BLOCK"}}
    free.sandbox.receive_action_response(call["callbackId"], 200, body)

    (execution,) = free.sandbox.executions()
    assert (execution["state"], execution["statuses"]) == ("waiting", [200])


def test_who_asks_sends_the_calls_of_a_workflow_and_sees_how_often_each_was_answered(
    free: Hubspot,
) -> None:
    body = {"contacts": 5, "webinar": "94000000003"}
    calls = requests.post(f"{free.url}/_sandbox/enrol", json=body, timeout=60).json()
    rest = requests.post(f"{free.url}/_sandbox/enrol", json={**body, "skip": 1}, timeout=60).json()

    assert [call["object"]["properties"]["email"] for call in calls] == [ANN]
    assert rest == []

    def executions() -> list[tuple[str, int, int]]:
        listed = requests.get(f"{free.url}/_sandbox/executions", timeout=60).json()
        return [(row["state"], row["completions"], row["outcomes"]) for row in listed]

    def complete(status: str) -> None:
        outputs = {"outputFields": {"status": status}, "typedOutputs": {}}
        callback = f"callbacks/2026-03/{calls[0]['callbackId']}/complete"
        assert free.post(f"/automation/actions/{callback}", outputs).status_code < 300

    assert executions() == [("sent", 0, 0)]
    complete("registered")
    complete("registered")
    assert executions() == [("done", 2, 1)]
    complete("failed")
    assert executions() == [("done", 3, 2)]
