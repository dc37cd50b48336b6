"""Callbacks: sent until HubSpot accepts them, and sent again for a request delivered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import MANUAL, OPEN, OTHER, PRIMARY, Scene, address, execute, query
from webinar_sync.hubspot.errors import HubspotAuthError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_a_request_delivered_again_stores_nothing_and_gets_the_same_outcome_again(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    for _ in range(3):
        scene.ask(OPEN, address("ann"), key)
        scene.process_inbox()

    assert query(warehouse, "select count(*) from registration.requests") == [(1,)]
    assert scene.world.hubspot is not None
    execution = scene.world.hubspot.account.workflows.executions[key]
    assert len(execution.outputs) == 4
    assert all(outputs == execution.outputs[0] for outputs in execution.outputs)
    assert execution.outputs[0]["errorCode"] == ""


def test_a_request_that_is_delivered_after_it_expired_gets_its_outcome_at_once(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    execute(warehouse, "update registration.requests set expires_at = now()")
    scene.process_inbox()
    assert scene.outcome(key)[0] == "EXPIRED"

    scene.ask(OPEN, address("ann"), key)
    scene.process_inbox()

    assert scene.world.hubspot is not None
    (output,) = scene.world.hubspot.account.workflows.executions[key].outputs
    assert output["errorCode"] == "EXPIRED"


def test_a_callback_that_hubspot_does_not_accept_is_sent_again_until_it_expires(
    scene: Scene, warehouse: Warehouse
) -> None:
    first, second = scene.enrol(["ann", "ben"], OPEN)
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("html_502", "/callbacks/")
    scene.process_inbox()
    assert scene.outcome(first)[0] == "REGISTERED"
    assert [row["completions"] for row in scene.world.hubspot.executions()] == [0, 0]

    execute(
        warehouse,
        "update registration.requests set next_answer_at = now(), expires_at = now()"
        " where request_key = :key",
        key=second,
    )
    scene.process_inbox()
    state = "select is_expired, answered_at is not null from registration.requests where"
    assert query(warehouse, f"{state} request_key = :key", key=second) == [(True, False)]

    scene.world.hubspot.faults.clear()
    execute(warehouse, "update registration.requests set next_answer_at = now()")
    scene.process_inbox()
    assert [row["completions"] for row in scene.world.hubspot.executions()] == [1, 0]
    assert query(warehouse, f"{state} request_key = :key", key=first) == [(False, True)]


def test_a_callback_that_hubspot_does_not_know_holds_up_no_other(
    scene: Scene, warehouse: Warehouse
) -> None:
    unknown = scene.ask(OPEN, address("zoe"))
    known = scene.enrol(["ann", "ben"], OPEN)

    scene.process_inbox()

    assert scene.world.hubspot is not None
    assert {row["state"] for row in scene.world.hubspot.executions()} == {"done"}
    answered = query(
        warehouse, "select request_key from registration.requests where answered_at is not null"
    )
    assert {key for (key,) in answered} == set(known)
    assert scene.outcome(unknown)[0] == "REGISTERED"


def test_a_request_whose_workflow_no_longer_waits_expires_and_registers_nobody(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    execute(warehouse, "update registration.requests set expires_at = now()")
    scene.world.requests()

    scene.process_inbox()

    assert scene.outcome(key)[:2] == ("EXPIRED", "failed")
    assert query(warehouse, "select is_expired from registration.requests") == [(True,)]
    assert scene.world.requests() == []
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_without_hubspot_callbacks_are_deferred(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    scene.world.hubspot = None

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_hubspot_that_is_down_gets_one_request_and_zoom_goes_on(
    scene: Scene, warehouse: Warehouse
) -> None:
    keys = [scene.ask(webinar, address("ann")) for webinar in (OPEN, MANUAL, OTHER)]
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("html_502", "/callbacks/")

    scene.process_inbox()

    assert all(scene.outcome(key)[0] for key in keys)
    sent = [entry for entry in scene.world.hubspot.log.entries if "callbacks" in entry.target]
    assert len(sent) == 5  # the attempts of one request
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_a_token_that_hubspot_refuses_fails_the_task_after_everybody_is_registered(
    scene: Scene,
) -> None:
    key = scene.ask(OPEN, address("ann"))
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("revoked_token", "/callbacks/")

    with pytest.raises(HubspotAuthError):
        scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"


def test_a_link_that_was_sent_stays_though_somebody_is_registered_anew(
    scene: Scene, warehouse: Warehouse
) -> None:
    (first,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    zoom = scene.world.app
    registrants = zoom.registrants(PRIMARY.account_id, OPEN, status=None)
    (ann,) = [registrant for registrant in registrants if registrant.email == address("ann")]
    zoom.remove_registrant(PRIMARY.account_id, OPEN, ann.id)
    (second,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    scene.ask(OPEN, address("ann"), first)
    scene.process_inbox()

    assert scene.world.hubspot is not None
    executions = scene.world.hubspot.account.workflows.executions
    first_link, *other_links = [outputs["joinUrl"] for outputs in executions[first].outputs]
    assert other_links == [first_link]
    assert executions[second].outputs[0]["joinUrl"] not in ("", first_link)
    assert query(warehouse, "select count(*) from registration.results") == [(2,)]


def test_a_delivery_that_comes_again_while_its_callback_is_completed_is_completed_again(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    ((asked_at,),) = query(warehouse, "select now() - interval '1 second'")
    scene.ask(OPEN, address("ann"), key)
    warehouse.execute(
        "registration/update_answered", request_keys=[key], asked_at=asked_at, run_id="test"
    )

    assert query(warehouse, "select action from registration.due") == [("answer",)]
