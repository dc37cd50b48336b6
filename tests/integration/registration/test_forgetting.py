"""What is kept of people, for how long, and that nothing is kept of who asked to be forgotten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.builders import MANUAL, OPEN, OTHER, SERIES, Scene, add_contact, address, execute, query
from tests.builders.erased import insert_erased
from webinar_sync.errors import InvalidInput
from webinar_sync.load.marts import load
from webinar_sync.registration.inbox import add_by_hand
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.queries import query as registration_query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

LINK = "select last_registered_url from marts.contacts where email = :email"


def grow_old(warehouse: Warehouse, days: int) -> None:
    """Let everything that was decided have happened so many days earlier."""
    for table, column in (("requests", "decided_at"), ("results", "registered_at")):
        execute(
            warehouse,
            f"update registration.{table} set {column} = {column} - make_interval(days => :days)",
            days=days,
        )


def erase(warehouse: Warehouse, name: str) -> None:
    """Have somebody forgotten."""
    insert_erased(warehouse, address(name))


def test_old_requests_and_results_are_forgotten_and_the_last_link_stays(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    scene.ask(OPEN, address("ann"))
    scene.ask(OTHER, address("refused"))
    scene.process_inbox()
    load(Run(warehouse, "after the inbox"))
    ((link,),) = query(warehouse, LINK, email=address("ann"))
    assert link
    grow_old(warehouse, 89)
    scene.process_inbox()
    assert query(warehouse, "select count(*) from registration.requests") == [(2,)]
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]
    grow_old(warehouse, 2)
    waiting = scene.ask("no webinar yet", address("ben"))
    execute(
        warehouse,
        "update registration.requests set not_before = now() + interval '1 hour'"
        " where request_key = :key",
        key=waiting,
    )
    due = query(warehouse, "select distinct action from registration.due")
    assert due == [("forget",)]  # wakes the Dag

    scene.process_inbox()

    assert query(warehouse, "select request_key from registration.requests") == [(waiting,)]
    assert query(warehouse, "select * from registration.results") == []
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]
    assert query(warehouse, "select count(*) from sync.loadable_webinars") == [(0,)]
    execute(warehouse, "insert into sync.changes (kind) values ('everything')")
    load(Run(warehouse, "everything"))
    assert query(warehouse, LINK, email=address("ann")) == [(link,)]


def test_a_later_link_takes_the_place_of_the_last(scene: Scene, warehouse: Warehouse) -> None:
    links = []
    for webinar in (OPEN, MANUAL, SERIES):  # who waits for approval in MANUAL has none
        scene.world.clock.advance(60)
        scene.ask(webinar, address("ann"))
        scene.process_inbox()
        links += query(warehouse, "select webinar_id, join_url from registration.last_links")

    assert [webinar_id for webinar_id, _ in links] == [OPEN, OPEN, SERIES]
    assert links[0] == links[1]
    assert links[2][1] not in ("", links[0][1])


def test_the_settings_say_how_long(scene: Scene, warehouse: Warehouse) -> None:
    scene.ask(OPEN, address("ann"))
    scene.process_inbox()
    grow_old(warehouse, 10)
    execute(warehouse, "update settings.sync set registrations_kept_days = 7")

    scene.process_inbox()

    assert query(warehouse, "select * from registration.requests") == []


def test_of_who_asked_to_be_forgotten_no_request_comes_in(
    scene: Scene, warehouse: Warehouse
) -> None:
    erase(warehouse, "gone")
    scene.ask(OPEN, f" {address('Gone')}")
    scene.process_inbox()

    assert query(warehouse, "select * from registration.requests") == []
    assert query(warehouse, "select * from registration.results") == []
    assert scene.registered(OPEN) == ["known"]


def test_who_asks_to_be_forgotten_is_at_once(scene: Scene, warehouse: Warehouse) -> None:
    (done,) = scene.enrol(["gone"], OPEN)
    scene.process_inbox()
    (waiting,) = scene.enrol(["gone"], MANUAL)
    other = scene.ask(MANUAL, address("ann"))

    erase(warehouse, "gone")

    assert query(
        warehouse,
        "select distinct email, first_name, last_name, hubspot_contact_id, registrant_id"
        " from registration.requests where request_key = any(:keys)",
        keys=[done, waiting],
    ) == [("", "", "", None, None)]
    assert query(warehouse, "select * from registration.results") == []
    assert query(warehouse, "select * from registration.last_links") == []
    scene.process_inbox()
    assert scene.outcome(waiting)[0] == "ERASED"
    assert scene.outcome(other)[0] == "PENDING"
    assert scene.world.hubspot is not None
    outputs = {row["callback_id"]: row["outputs"] for row in scene.world.hubspot.executions()}
    assert outputs[waiting]["hs_execution_state"] == "FAIL_CONTINUE"
    assert scene.registered(MANUAL, "pending") == ["ann", "waiting"]


def test_a_request_that_slipped_in_beside_the_erasure_is_refused_and_emptied(
    scene: Scene, warehouse: Warehouse
) -> None:
    erase(warehouse, "gone")
    key = scene.ask(OPEN, address("ann"))
    execute(warehouse, "update registration.requests set email = :email", email=address("gone"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ERASED"
    assert query(warehouse, "select email, first_name from registration.requests") == [("", "")]
    assert scene.registered(OPEN) == ["known"]


def test_by_hand_who_asked_to_be_forgotten_is_not_there(warehouse: Warehouse) -> None:
    add_contact(warehouse, "gone")
    ((contact_id,),) = query(warehouse, "select contact_id from marts.contacts")
    erase(warehouse, "gone")

    with pytest.raises(InvalidInput, match="contact_id"):
        add_by_hand(Run(warehouse, "run"), "add", str(OPEN), [contact_id])
    assert query(warehouse, "select * from registration.requests") == []


def test_a_decision_that_comes_after_the_erasure_keeps_no_id(
    scene: Scene, warehouse: Warehouse
) -> None:
    key = scene.ask(OPEN, address("ann"))
    erase(warehouse, "ann")
    decided = {"request_key": key, "code": "REGISTERED", "status": "registered", "message": "",
               "registrant_id": "r-ann"}  # fmt: skip

    execute(
        warehouse,
        registration_query("registration/update_decided").text,
        rows=json.dumps([decided]),
        run_id="late",
    )

    assert query(
        warehouse, "select is_erased, status, registrant_id from registration.requests"
    ) == [(True, "registered", None)]
