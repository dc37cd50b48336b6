"""Refused rows: each costs itself alone, is deferred, and is reported without its values."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.faults import QUOTED_ADDRESS
from sandbox.hubspot.model import Contact, Portal
from tests.builders import (
    ACCOUNT,
    TOKEN,
    add_contact,
    add_crowd,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    fill_marts,
    hubspot,
    open_issues,
    planned_actions,
    remove_from_marts,
    states_by_name,
)
from webinar_sync.hubspot.push.plan import has_work, plan
from webinar_sync.hubspot.push.steps import push_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


CREATE, UPDATE = "contacts/batch/create", "contacts/batch/update"
COUNT = "select count(*) from "


def test_one_bad_row_of_a_hundred_contacts_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 100)
    hubspot(world).faults.add("refuse_rows", CREATE, text="crowd42@")

    report = world.push()

    assert report.success
    assert "1 contacts_refused" in report.message
    assert len(hubspot(world).snapshot()["contacts"]) == 99
    assert len(states_by_name(world)) == 99
    ((kind, key, code, message),) = open_issues(warehouse)
    assert (kind, key, code) == ("hubspot contact", "42", "refused")
    assert message == (
        "HubSpot refused the contact 42 (marts.contacts.contact_id): VALIDATION_ERROR, "
        "VALIDATION_RULE_FAILED."
    )
    assert Counter(world.hubspot_requests())[f"POST /crm/objects/{{version}}/{CREATE}"] == 1

    assert planned_actions(warehouse) == [
        ("contacts", "deferred"),
        ("marketing events", "gate"),
        ("participations", "deferred"),
    ]
    assert not has_work(plan(warehouse))
    assert has_work(plan(warehouse, with_refused=True))
    world.push()
    assert not any(CREATE in template for template in world.hubspot_requests())

    hubspot(world).faults.clear()
    assert world.push(with_refused=True).success
    assert states_by_name(world)["crowd42"] == "ATTENDED"
    assert open_issues(warehouse) == []
    assert query(warehouse, COUNT + "hubspot.refusals") == [(0,)]


def test_a_refused_row_that_changes_is_sent_at_once(world: World, warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann", last="Forbidden")
    hubspot(world).faults.add("refuse_rows", CREATE, text="Forbidden")
    world.push()
    assert len(open_issues(warehouse)) == 1

    add_contact(warehouse, "ann", last="Allowed")
    assert world.push().success

    assert hubspot(world).snapshot()["contacts"][address("ann")]["lastname"] == "Allowed"
    assert open_issues(warehouse) == []


def test_a_refused_row_is_sent_again_after_longer_and_longer(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    hubspot(world).faults.add("refuse_rows", CREATE, text="ann@")
    waits = []
    for _ in range(7):
        assert world.push().success
        ((hours,),) = query(
            warehouse,
            "select round(extract(epoch from next_attempt_at - now()) / 3600)"
            " from hubspot.refusals",
        )
        waits.append(int(hours))
        execute(warehouse, "update hubspot.refusals set next_attempt_at = now()")

    assert waits == [1, 2, 4, 8, 16, 24, 24]


def test_one_bad_row_among_updates_costs_itself_alone(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    known = tuple(Contact(f"crowd{number}@people.example") for number in range(1, 101))
    world.connect_hubspot(Portal(TOKEN, contacts=known))
    add_crowd(warehouse, WEBINAR, 100)
    bad = hubspot(world).contacts.by_email("crowd7@people.example")
    assert bad is not None
    hubspot(world).faults.add("refuse_rows", UPDATE, text=f"'{bad.contact_id}'")

    world.push()

    assert [key for _, key, _, _ in open_issues(warehouse)] == ["7"]
    assert query(warehouse, COUNT + "hubspot.sent_contacts") == [(99,)]


def test_one_bad_row_of_a_hundred_participations_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 100)
    run = world.hubspot_run()
    for step in ("refresh_mirror", "push_contacts", "push_events"):
        push_step(run, step)
    bad = contact_id_of(world, "crowd9")
    hubspot(world).faults.add("refuse_rows", "/attend/create", text=str(bad))

    world.push()

    states = Counter(states_by_name(world).values())
    assert states == {"ATTENDED": 99, "REGISTERED": 1}
    ((kind, key, code, message),) = open_issues(warehouse)
    assert (kind, code) == ("hubspot participation", "refused")
    assert key == f"{ACCOUNT} {WEBINAR}-2026-11-18 9 attend"
    assert f"somebody attended in webinar {WEBINAR}-2026-11-18 (HubSpot contact {bad})" in message

    hubspot(world).faults.clear()
    world.push(with_refused=True)
    assert Counter(states_by_name(world).values()) == {"ATTENDED": 100}
    assert open_issues(warehouse) == []


def test_a_refused_registration_is_not_sent_after_its_cancellation_was_taken(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    add_event(warehouse, WEBINAR, status="scheduled")
    add_participation(warehouse, WEBINAR, "ann", "cancelled")
    hubspot(world).faults.add("quote_address_400", "/register/create")
    world.push()
    assert states_by_name(world) == {"ann": "CANCELLED"}

    hubspot(world).faults.clear()
    report = world.push(with_refused=True)

    assert report.success, report.message
    assert states_by_name(world) == {"ann": "CANCELLED"}
    assert query(warehouse, COUNT + "hubspot.refusals") == [(0,)]
    assert planned_actions(warehouse) == []


def test_a_batch_refused_as_a_whole_is_halved_until_the_bad_row_is_alone(
    world: World, warehouse: Warehouse
) -> None:
    for number in range(8):
        add_event(warehouse, WEBINAR + number, topic=f"Topic {number}")
    hubspot(world).faults.add("refuse_rows", "events/upsert", text="Topic 5")

    report = world.push()

    assert report.success
    names = {event["eventName"] for event in hubspot(world).snapshot()["events"].values()}
    assert names == {f"Topic {number}" for number in range(8) if number != 5}
    # 8; 4 and 4; 2 and 2 of the second; 1 and 1 of its first.
    upserts = [template for template in world.hubspot_requests() if "events/upsert" in template]
    assert len(upserts) == 1 + 2 + 2 + 2
    ((_, key, _, message),) = open_issues(warehouse)
    assert key == f"{ACCOUNT} {WEBINAR + 5}-2026-11-18 create"
    assert "another app" not in message
    assert query(warehouse, "select attempts from hubspot.refusals") == [(1,)]
    world.hubspot_requests()
    world.push()  # neither made nor completed until its time has come
    assert world.hubspot_requests() == []


@pytest.mark.parametrize("path", ["contacts/batch/update", "marketing-events/2026-03/batch/update"])
def test_a_batch_answered_with_404_is_halved_until_the_row_is_alone(
    make_world: Callable[..., World], warehouse: Warehouse, path: str
) -> None:
    world = make_world()
    names = [f"p{number}" for number in range(4)]
    world.connect_hubspot(Portal(TOKEN, contacts=tuple(Contact(address(name)) for name in names)))
    for place, name in enumerate(names):
        add_contact(warehouse, name)
        add_event(warehouse, WEBINAR + place)
        add_participation(warehouse, WEBINAR + place, name, "no_show")
    assert world.push().success
    for place, name in enumerate(names):
        add_contact(warehouse, name, registrations=2)
        add_event(warehouse, WEBINAR + place, topic="Renamed")
    hubspot(world).faults.add("status", path, status=404, times=1)

    assert world.push().success

    assert plan(warehouse) == []
    assert query(warehouse, "select * from hubspot.refusals") == []


def test_a_row_that_the_response_does_not_name_is_not_acknowledged(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 3)
    run = world.hubspot_run()
    for step in ("refresh_mirror", "push_contacts", "push_events"):
        push_step(run, step)
    unanswered = str(contact_id_of(world, "crowd2"))
    hubspot(world).faults.add("unanswered_rows", "/attend/create", text=unanswered)

    world.push()

    assert ["NOT_ANSWERED" in message for *_, message in open_issues(warehouse)] == [True]
    assert query(warehouse, COUNT + "hubspot.sent_participations where joined_at is not null") == [
        (2,)
    ]


def test_a_refusal_of_somebody_who_is_gone_since_is_cleared(
    world: World, warehouse: Warehouse
) -> None:
    fill_marts(warehouse)
    hubspot(world).faults.add("refuse_rows", "batch/create", text=address("ann"))
    world.push()
    open_keys = "select object_key from sync.errors where cleared_at is null"
    assert len(query(warehouse, open_keys)) == 1

    remove_from_marts(warehouse, "ann")
    world.push()

    assert query(warehouse, open_keys) == []
    assert query(warehouse, "select count(*) from hubspot.refusals") == [(0,)]


def test_nobody_leaks_from_refusals(
    world: World, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    add_crowd(warehouse, WEBINAR, 3)
    link = "https://zoom.example/w/840?tk=Q7_ZK9.DQY-AB_C.x"
    add_contact(warehouse, "ann", first="ANNE_MARIE", last="Quillfeather", url=link)
    hubspot(world).faults.add("refuse_rows", CREATE, text="Quillfeather")
    world.push()
    hubspot(world).faults.clear()
    hubspot(world).faults.add("quote_address_400", "batch/read")
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")
    world.push()
    hubspot(world).faults.add("quote_address_400", "events/upsert")
    add_event(warehouse, WEBINAR, topic="Renamed")
    world.push()

    logged = [logging.Formatter().format(record) for record in caplog.records]
    for table in ("sync.errors", "sync.runs", "sync.run_steps", "hubspot.refusals"):
        rows = query(warehouse, f"select to_jsonb(t)::text from {table} as t")
        logged += [row for (row,) in rows]
    text = "\n".join(logged)
    assert "refused" in text
    names = ("people.example", QUOTED_ADDRESS, "Quillfeather", "ANNE_MARIE", "Q7_ZK9", "AB_C")
    for secret in (*names, TOKEN):
        assert secret not in text, secret
