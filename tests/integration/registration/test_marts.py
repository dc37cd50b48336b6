"""Who was registered is in the schema zoom and in marts at once, and later readings agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    LIMITED,
    MANUAL,
    NOW,
    OPEN,
    PRIMARY,
    Scene,
    address,
    execute,
    mark_webinars,
    query,
)
from webinar_sync.load.marts import load
from webinar_sync.runs.report import summary_lines
from webinar_sync.runs.run import Run
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_a_listing_that_was_read_before_does_not_cancel_who_was_just_registered(
    scene: Scene, warehouse: Warehouse
) -> None:
    """An extraction reads registrants, somebody is registered, and then the reading lands."""
    scene.world.sync()
    scene.world.clock.advance(60)
    scene.ask(OPEN, address("ann"))
    scene.process_inbox()

    landing = Landing(Run(warehouse, "late reading"), PRIMARY.account_id)
    listed_before = [
        {"id": "r-known", "email": address("known"), "status": "approved"},
        {"id": "r-denied", "email": address("denied"), "status": "denied"},
    ]
    landing.keep_registrants(
        OPEN, listed_before, occurrence_ids=[""], approval_type=0, answered_at=NOW
    )

    assert query(
        warehouse,
        "select is_listed, cancelled_at from zoom.registrants where email = :email",
        email=address("ann"),
    ) == [(True, None)]


def test_the_ledger_holds_for_those_who_wait_for_approval(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    scene.ask(MANUAL, address("ann"))
    scene.process_inbox()

    for _ in range(2):
        assert any("conservation: ok" in line for line in summary_lines(warehouse))
        load(Run(warehouse, "after the inbox"))
    assert query(
        warehouse,
        "select code from sync.outcomes where email = :email and subject = 'registration'",
        email=address("ann"),
    ) == [("not_approved",)]


def test_who_is_registered_is_in_marts_at_once_and_the_next_sync_finds_the_same(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()

    load(Run(warehouse, "after the inbox"))

    columns = "first_name, last_registered_url, registrations_total"
    select_contact = f"select {columns} from marts.contacts where email = :email"
    (contact,) = query(warehouse, select_contact, email=address("ann"))
    assert scene.world.hubspot is not None
    (execution,) = scene.world.hubspot.executions()
    assert execution["callback_id"] == key
    assert contact == ("Ann", execution["outputs"]["joinUrl"], 1)
    before = query(warehouse, "select registrant_id from marts.registrations order by 1")

    scene.world.sync()

    assert query(warehouse, "select registrant_id from marts.registrations order by 1") == before
    assert query(warehouse, select_contact, email=address("ann")) == [contact]
    assert query(warehouse, "select count(*) from sync.loadable_webinars") == [(0,)]


def test_a_link_of_somebody_known_reaches_marts_though_nothing_else_changed(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    scene.ask(OPEN, address("known"))
    scene.process_inbox()

    load(Run(warehouse, "after the inbox"))

    ((link,),) = query(
        warehouse,
        "select last_registered_url from marts.contacts where email = :email",
        email=address("known"),
    )
    assert link


@pytest.mark.parametrize("on_exclude", ["keep", "withdraw"])
def test_a_link_reaches_marts_though_the_webinar_is_switched_off(
    scene: Scene, warehouse: Warehouse, on_exclude: str
) -> None:
    execute(warehouse, "update settings.sync set on_exclude = :value", value=on_exclude)
    execute(
        warehouse,
        "insert into settings.webinars (account_id, webinar_id, is_synced)"
        " values (:account_id, :webinar_id, false)",
        account_id=PRIMARY.account_id,
        webinar_id=LIMITED,
    )
    scene.world.sync()
    (key,) = scene.enrol(["known"], LIMITED)
    scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"

    load(Run(warehouse, "after the inbox"))

    contact = query(
        warehouse,
        "select last_registered_url from marts.contacts where email = :email",
        email=address("known"),
    )
    assert contact == query(warehouse, "select join_url from registration.last_links")


def test_a_load_of_a_webinar_without_people_leaves_the_contacts_as_they_are(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    load(Run(warehouse, "after the inbox"))
    before = query(warehouse, "select * from marts.contacts order by email")

    mark_webinars(warehouse, LIMITED)
    counts = load(Run(warehouse, "nobody's webinar"))

    assert counts["webinars_computed"] == 1
    assert query(warehouse, "select * from marts.contacts order by email") == before
