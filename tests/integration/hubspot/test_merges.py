"""Contacts that people merge in HubSpot: noticed, loaded anew, and told again for who is left."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    END,
    START,
    World,
    account,
    address,
    at,
    connection,
    execute,
    query,
    registrant,
    session,
    webinar,
)
from tests.integration.hubspot.state import contact_id_of, hubspot, open_issues, states_by_name
from webinar_sync.hubspot.push.steps import STEPS, push_step
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster
    from sandbox.hubspot.account import Account

W = 91000000001
ANN_SECONDS, BEN_SECONDS, DORA_SECONDS = 3600, 1800, 1200
ACCOUNT = account(
    "a",
    [webinar(W, START, "ann", "ben", "cleo", "dora")],
    [
        session(
            "s==",
            W,
            START,
            END,
            connection("ann", START, END),
            connection("ben", START, at("18 10:30")),
            connection("dora", START, at("18 10:20")),
        )
    ],
)


@pytest.fixture(scope="module")
def pushed(cluster: Cluster, template: str) -> tuple[str, Account]:
    """Push a webinar that ann, ben and dora attended, and cleo did not; for all tests, to copy."""
    cluster.create_database("pushed_attendees", afresh=True, template=template)
    with Warehouse(cluster.url("pushed_attendees")) as warehouse:
        world = World(warehouse, [ACCOUNT], now=at("21 04:00"))
        account = world.connect_hubspot().account
        world.sync()
        assert world.push().success
        world.close()
    return "pushed_attendees", account


@pytest.fixture
def begins_with(request: pytest.FixtureRequest, template: str) -> str:
    """Begin with what was pushed, where a test wants it."""
    is_pushed = "pushed" in request.fixturenames
    return str(request.getfixturevalue("pushed")[0]) if is_pushed else template


@pytest.fixture
def world(make_world: Callable[..., World], pushed: tuple[str, Account]) -> World:
    """Serve both accounts as they are after the push."""
    world = make_world(ACCOUNT, now=at("21 04:00"), runs=2)
    world.connect_hubspot().account = deepcopy(pushed[1])
    return world


def live_through(world: World, *days: int) -> list[int]:
    """Sync, push and reconcile in each night; return how many differences each one found."""
    differences = []
    for day in days:
        world.clock.set(at(f"{day} 03:40"))
        world.sync()
        assert world.push().success
        differences.append(reconcile(world.hubspot_run())["differences"])
    return differences


def merge(world: World, kept: str, *merged: str) -> None:
    """Merge contacts into another one, one after the other."""
    for name in merged:
        contacts = hubspot(world).contacts
        contacts.merge(contact_id_of(world, kept), contact_id_of(world, name))


def merge_into_new(world: World, kept: str, merged: str) -> None:
    """Merge two contacts into a new one."""
    ids = contact_id_of(world, kept), contact_id_of(world, merged)
    hubspot(world).contacts.merge_into_new(*ids, world.clock.now())


def codes(warehouse: Warehouse, name: str) -> set[str]:
    """Return the ledger's codes of an address."""
    rows = query(
        warehouse, "select code from sync.outcomes where email = :email", email=address(name)
    )
    return {code for (code,) in rows}


def seconds(world: World, name: str) -> int | None:
    """Return how long HubSpot says that somebody attended the first event."""
    event = next(iter(hubspot(world).snapshot()["events"].values()))
    value: int | None = event["people"][address(name)]["seconds"]
    return value


@pytest.mark.parametrize("how", [merge, merge_into_new])
def test_two_attendees_merged_by_hand(
    world: World, warehouse: Warehouse, how: Callable[[World, str, str], None]
) -> None:
    how(world, "ann", "ben")
    assert seconds(world, "ann") == BEN_SECONDS or how is merge_into_new

    at_first, after = live_through(world, 22, 23)

    assert at_first > 0
    assert after == 0
    assert codes(warehouse, "ben") == {"secondary_email"}
    assert codes(warehouse, "ann") == {"synced"}
    assert seconds(world, "ann") == ANN_SECONDS
    assert states_by_name(world) == {"ann": "ATTENDED", "cleo": "NO_SHOW", "dora": "ATTENDED"}
    assert open_issues(warehouse) == []
    world.hubspot_requests()
    assert live_through(world, 24) == [0]
    assert not any("attend" in template for template in world.hubspot_requests())


def test_a_chain_of_merges_before_anybody_notices(world: World, warehouse: Warehouse) -> None:
    merge(world, "dora", "ben")
    merge(world, "ann", "dora")

    assert live_through(world, 22, 23)[-1] == 0
    assert codes(warehouse, "ben") | codes(warehouse, "dora") == {"secondary_email"}
    assert seconds(world, "ann") == ANN_SECONDS


def test_a_chain_of_merges_with_nights_between(world: World, warehouse: Warehouse) -> None:
    merge(world, "dora", "ben")
    live_through(world, 22, 23)
    assert seconds(world, "dora") == DORA_SECONDS
    boss = hubspot(world).contacts.add("boss@people.example", world.clock.now())
    hubspot(world).contacts.merge(boss, contact_id_of(world, "dora"))

    assert live_through(world, 24, 25)[-1] == 0
    assert codes(warehouse, "ben") | codes(warehouse, "dora") == {"secondary_email"}


@pytest.mark.parametrize("is_matched", [False, True])
def test_the_contact_that_is_left_never_took_part(
    world: World, warehouse: Warehouse, is_matched: bool
) -> None:
    execute(warehouse, "update settings.sync set match_secondary_emails = :on", on=is_matched)
    boss = hubspot(world).contacts.add("boss@people.example", world.clock.now())
    hubspot(world).contacts.merge(boss, contact_id_of(world, "ben"))

    assert live_through(world, 22, 23)[-1] == 0
    assert states_by_name(world)["boss"] == "ATTENDED"
    rows = query(warehouse, "select email from marts.contacts where email like 'boss%'")
    assert len(rows) == is_matched
    totals = hubspot(world).snapshot()["contacts"]["boss@people.example"]
    assert totals.get("webinar_sync_attendances_total") == ("1" if is_matched else None)


def test_an_attendee_merged_into_a_no_show_stays_an_attendee(
    world: World, warehouse: Warehouse
) -> None:
    """By the rules cleo did not come; HubSpot shows the attendance of who was merged into her."""
    merge(world, "cleo", "ben")

    assert live_through(world, 22, 23)[-1] == 0
    assert states_by_name(world)["cleo"] == "ATTENDED"
    assert codes(warehouse, "cleo") == {"synced"}


@pytest.mark.parametrize("step", ["refresh_mirror", "push_events"])
def test_contacts_merged_while_a_push_is_under_way(
    make_world: Callable[..., World], warehouse: Warehouse, step: str
) -> None:
    world = make_world(ACCOUNT, now=at("21 04:00"))
    portal = world.connect_hubspot()
    world.sync()
    for name in ("ann", "ben"):
        portal.contacts.add(address(name), world.clock.now())
    run = world.hubspot_run()
    for name in STEPS:
        push_step(run, name)
        if name == step:
            merge(world, "ann", "ben")

    assert live_through(world, 22, 23, 24)[-1] == 0
    assert codes(warehouse, "ben") == {"secondary_email"}
    assert seconds(world, "ann") == ANN_SECONDS
    contacts = portal.snapshot()["contacts"]
    assert set(contacts) == {address(name) for name in ("ann", "cleo", "dora")}
    assert contacts[address("ann")]["webinar_sync_average_attendance_percent"] == "100.00"


def test_a_new_registration_by_the_address_of_who_was_merged(
    world: World, warehouse: Warehouse
) -> None:
    merge(world, "ann", "ben")
    later = webinar(W + 1, at("28 10:00"), registrant("ben", registered_at=at("22 02:00")))
    world.replace_accounts(replace(ACCOUNT, webinars=(*ACCOUNT.webinars, later)))
    execute(warehouse, "update hubspot.addresses set read_at = read_at - interval '2 hours'")

    assert live_through(world, 22, 23)[-1] == 0
    assert codes(warehouse, "ben") == {"secondary_email"}
    assert seconds(world, "ann") == ANN_SECONDS
    assert address("ben") not in hubspot(world).snapshot()["contacts"]
