"""Whom an erasure concerns, what stops it, and who is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sandbox.hubspot.model import Contact, Portal
from tests.builders import (
    HOUR,
    TOKEN,
    account,
    address,
    at,
    connection,
    query,
    registrant,
    session,
    webinar,
)
from tests.builders.erased import erased_address, erased_id, set_erasure_key
from tests.integration.erasure.acts import contact_id_of, erase, go_on
from tests.integration.erasure.dump import places_of
from webinar_sync.erasure.erasing import (
    begin_erasure,
    finish_erasure,
    read_unfinished,
    record_loaded,
    take_back,
)
from webinar_sync.erasure.person import HostError, UnknownContactError
from webinar_sync.errors import Busy, InvalidInput
from webinar_sync.hubspot.push.steps import begin_push, push_step
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.runs.run import Run
from webinar_sync.warehouse import locks
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.server import HubspotSandbox
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

HELD, COMING = 93000000001, 93000000002
ANN, OLD_ANN, BEN = address("ann"), address("old.ann"), address("ben")
OF_ANN = (ANN, OLD_ANN, "r-ann", "r-old.ann")
ACCOUNT = account(
    "account",
    [
        webinar(HELD, at("10 10:00"), registrant("ann"), registrant("ben"), registrant("old.ann")),
        webinar(COMING, at("28 10:00"), registrant("ann"), registrant("ben")),
    ],
    [
        session(
            "held==",
            HELD,
            at("10 10:00"),
            at("10 11:00"),
            connection("ann", at("10 10:00"), at("10 10:00") + HOUR / 2),
            connection("ben", at("10 10:00"), at("10 10:00") + HOUR),
        )
    ],
)
COUNTS = (
    "select webinar_id, registrations, erased_registrations, attendances, erased_attendances"
    " from marts.marketing_events order by 1"
)
WITH_ANN = [(HELD, 2, 0, 2, 0), (COMING, 2, 0, 0, 0)]  # her old address is a secondary one
WITHOUT = [(HELD, 1, 1, 1, 1), (COMING, 1, 1, 0, 0)]


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Sync and push the account; to HubSpot both addresses are of one contact."""
    world = make_world(ACCOUNT)
    world.connect_hubspot(Portal(TOKEN, contacts=(Contact(ANN, (OLD_ANN,)),)))
    set_erasure_key(warehouse)
    world.sync()
    assert world.push().success
    assert query(warehouse, COUNTS) == WITH_ANN
    return world


def hubspot(world: World) -> HubspotSandbox:
    assert world.hubspot is not None
    return world.hubspot


def begin(warehouse: Warehouse, email: str, *, in_hubspot: bool = False) -> int:
    return begin_erasure(
        Run(warehouse, "erasure"), contact_id_of(warehouse, email), in_hubspot=in_hubspot
    )


def test_all_addresses_of_a_contact_are_erased_and_counted_as_one_person(
    world: World, warehouse: Warehouse
) -> None:
    erase(world, contact_id_of(warehouse, ANN))

    assert places_of(warehouse, *OF_ANN) == {}
    assert query(warehouse, COUNTS) == WITHOUT
    assert query(
        warehouse, "select distinct email from zoom.registrants where email like '%erased.invalid'"
    ) == [(erased_address(ANN),)]
    assert query(warehouse, "select code from sync.explain(:address)", address=OLD_ANN) == [
        ("erased",)
    ]


def test_hubspot_keeps_the_contact_and_makes_no_no_show_of_it(
    world: World, warehouse: Warehouse
) -> None:
    erase(world, contact_id_of(warehouse, ANN))

    contact = hubspot(world).snapshot()["contacts"][ANN]
    assert not contact.get("webinar_sync_registrations_total")
    parts = hubspot(world).describe_contact(ANN)["marketing events"]
    assert {part["event"]: part["state"] for part in parts} == {
        f"Webinar {HELD}": "ATTENDED",
        f"Webinar {COMING}": "CANCELLED",
    }
    assert world.push().success
    reconcile(world.hubspot_run())
    assert places_of(warehouse, *OF_ANN) == {}
    assert query(warehouse, "select * from hubspot.differences where cleared_at is null") == []


def test_a_contact_that_is_somebody_elses_by_now_is_not_deleted(
    world: World, warehouse: Warehouse
) -> None:
    contacts = hubspot(world).contacts
    record = contacts.by_email(ANN)
    assert record is not None
    contacts.rename(record.contact_id, "carl@people.example")
    record.additional.clear()

    erase(world, contact_id_of(warehouse, ANN), in_hubspot=True)

    assert "carl@people.example" in hubspot(world).snapshot()["contacts"]
    assert places_of(warehouse, *OF_ANN) == {}


def test_hubspot_may_be_asked_for_until_an_erasure_is_done(
    world: World, warehouse: Warehouse
) -> None:
    begin(warehouse, ANN)
    begin(warehouse, ANN, in_hubspot=True)
    begin(warehouse, ANN)
    go_on(world)
    assert ANN not in hubspot(world).snapshot()["contacts"]

    erase(world, contact_id_of(warehouse, BEN))
    with pytest.raises(InvalidInput, match="by hand"):
        begin(warehouse, BEN, in_hubspot=True)


@pytest.mark.parametrize("steps", [0, 1])
def test_an_erasure_that_was_killed_is_finished_by_the_next_run(
    world: World, warehouse: Warehouse, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(warehouse, ANN)
    begin(warehouse, ANN)  # the same task again
    with pytest.raises(Busy, match="erased"):  # a push would send what marts still have
        push_contacts(world)
    if steps:
        (erasure,) = read_unfinished(warehouse)
        with monkeypatch.context() as patch:
            patch.setattr("webinar_sync.erasure.erasing._replace", _die)
            with pytest.raises(KeyboardInterrupt):
                finish_erasure(Run(warehouse, "killed"), erasure)
    world.sync()  # any other run may come between

    go_on(world)

    assert places_of(warehouse, *OF_ANN) == {}
    assert query(warehouse, COUNTS) == WITHOUT


def test_marts_do_without_a_person_whose_webinars_cannot_be_computed(
    world: World, warehouse: Warehouse
) -> None:
    begin(warehouse, ANN)

    # No load computed any of them before.
    record_loaded(Run(warehouse, "erasure"), read_unfinished(warehouse))

    of_ann = [
        name
        for names in places_of(warehouse, ANN, OLD_ANN).values()
        for name in names
        if name.startswith("marts.")
    ]
    assert of_ann == []
    assert query(warehouse, "select email from marts.contacts") == [(BEN,)]
    push_contacts(world)
    go_on(world)
    assert places_of(warehouse, *OF_ANN) == {}


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def push_contacts(world: World) -> None:
    run = world.hubspot_run()
    begin_push(run, "push", "test")
    push_step(run, "push_contacts")


def test_what_was_read_before_and_lands_after_is_stripped(
    world: World, warehouse: Warehouse
) -> None:
    erase(world, contact_id_of(warehouse, ANN))
    rows = [
        {
            "id": "a-new-registration",
            "email": f" {ANN.upper()} ",
            "first_name": "Ann",
            "status": "approved",
            "create_time": "2026-11-20T12:00:00Z",
        }
    ]

    Landing(Run(warehouse, "late"), "account").keep_registrants(
        HELD, rows, occurrence_ids=[""], approval_type=0, answered_at=at("20 13:00")
    )

    assert places_of(warehouse, *OF_ANN, "a-new-registration") == {}
    new_id = erased_id("a-new-registration")
    assert query(
        warehouse,
        "select email, payload ->> 'status' from zoom.registrants where registrant_id = :id",
        id=new_id,
    ) == [(erased_address(ANN), "approved")]


def test_who_came_by_a_registration_that_lands_after_the_report_is_stripped_from_it(
    world: World, warehouse: Warehouse
) -> None:
    erase(world, contact_id_of(warehouse, ANN))
    with warehouse.transaction() as transaction:
        came = transaction.execute(
            text(
                "update zoom.connections set registrant_id = :id,"
                " payload = payload || jsonb_build_object('registrant_id', cast(:id as text),"
                " 'name', 'Ann Later') where registrant_id = 'r-ben' returning session_uuid"
            ),
            {"id": "a-new-registration"},
        ).scalar_one()
    row = {"id": "a-new-registration", "email": ANN, "status": "approved",
           "create_time": "2026-11-09T12:00:00Z"}  # fmt: skip

    Landing(Run(warehouse, "late"), "account").keep_registrants(
        HELD, [row], occurrence_ids=[""], approval_type=0, answered_at=at("20 13:00")
    )

    assert places_of(warehouse, *OF_ANN, "a-new-registration", "Ann Later") == {}
    assert query(
        warehouse,
        "select count(*) from zoom.connections where session_uuid = :uuid and registrant_id = :id",
        uuid=came,
        id=erased_id("a-new-registration"),
    ) == [(1,)]


def test_who_is_cancelled_while_being_erased_lands_stripped(
    world: World, warehouse: Warehouse
) -> None:
    erase(world, contact_id_of(warehouse, ANN))
    row = {"id": "r-ann", "email": ANN, "first_name": "Ann", "status": "approved"}

    Landing(Run(warehouse, "late"), "account").keep_cancelled_registrants(
        COMING, [row], at("20 13:00")
    )

    assert places_of(warehouse, *OF_ANN) == {}


def test_an_erasure_waits_for_what_lands_at_the_moment(warehouse: Warehouse) -> None:
    with warehouse.transaction() as landing, warehouse.transaction() as erasing:
        landing.execute(text("select settings.has_erasures()"))
        is_free = erasing.execute(
            text("select pg_try_advisory_xact_lock(hashtextextended('erasure', 0))")
        ).scalar_one()
    assert not is_free


def test_an_erasure_waits_for_a_push(world: World, warehouse: Warehouse) -> None:
    with warehouse.session_lock(locks.PUSH), pytest.raises(Busy, match="push"):
        begin(warehouse, ANN)
    assert query(warehouse, "select * from settings.erased_people") == []


def test_who_hosts_and_who_is_nobody_are_refused(world: World, warehouse: Warehouse) -> None:
    with pytest.raises(HostError, match="hosts 2 webinars"):
        begin(warehouse, "host@corp.example")
    with pytest.raises(UnknownContactError, match="contact-id"):
        begin(warehouse, "nobody@people.example")
    assert query(warehouse, "select * from settings.erasures") == []


def test_who_asks_for_it_is_taken_back(world: World, warehouse: Warehouse) -> None:
    contact_id = contact_id_of(warehouse, ANN)
    begin(warehouse, ANN)
    with pytest.raises(InvalidInput, match="under way"):
        take_back(Run(warehouse, "back"), contact_id)
    go_on(world)

    take_back(Run(warehouse, "back"), contact_id)
    world.clock.advance(3600)
    report = world.sync()

    assert report.success, report.message
    assert query(warehouse, COUNTS) == WITH_ANN
    assert query(warehouse, "select * from settings.erased_people") == []
    with pytest.raises(InvalidInput, match="Nobody was erased"):
        take_back(Run(warehouse, "back"), contact_id)
