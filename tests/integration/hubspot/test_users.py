"""The users of the HubSpot account: no list that lacks colleagues makes contacts of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal, User
from tests.builders import TOKEN, add_contact, address, execute, query
from tests.integration.hubspot.state import hubspot, open_issues

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

STAFF = tuple(User(address(f"colleague{number}")) for number in range(10))


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Push a contact to an account with ten users."""
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, users=STAFF))
    add_contact(warehouse, "ann")
    assert world.push().success
    return world


def answer_users(world: World, users: tuple[User, ...]) -> None:
    """Let HubSpot list other users from now on."""
    account = hubspot(world).account
    account.portal = replace(account.portal, users=users)


def push_all_colleagues(world: World, warehouse: Warehouse) -> set[str]:
    """Push all colleagues as people of marts, after an hour; return who became a contact."""
    execute(warehouse, "update hubspot.users set read_at = read_at - interval '2 hours'")
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")
    for user in STAFF:
        add_contact(warehouse, user.email.split("@")[0])
    assert world.push().success
    return set(hubspot(world).snapshot()["contacts"]) - {address("ann")}


@pytest.mark.parametrize("listed", [0, 1, 7], ids=["nobody", "one", "seven of ten"])
def test_a_list_that_lacks_many_users_leaves_the_last_one(
    world: World, warehouse: Warehouse, listed: int
) -> None:
    answer_users(world, STAFF[:listed])

    assert push_all_colleagues(world, warehouse) == set()
    ((_, key, code, message),) = open_issues(warehouse)
    assert (key, code) == ("users", "users_missing")
    assert f"lacks {10 - listed} of 10" in message
    assert query(warehouse, "select severity from sync.errors") == [("notice",)]

    answer_users(world, STAFF)
    assert push_all_colleagues(world, warehouse) == set()
    assert open_issues(warehouse) == []


def test_a_few_who_left_are_users_no_more(world: World, warehouse: Warehouse) -> None:
    answer_users(world, STAFF[:8])

    assert push_all_colleagues(world, warehouse) == {STAFF[8].email, STAFF[9].email}


def test_many_who_are_missing_for_a_day_are_users_no_more(
    world: World, warehouse: Warehouse
) -> None:
    newcomer = User(address("newcomer"))
    answer_users(world, (*STAFF[:2], newcomer))
    assert push_all_colleagues(world, warehouse) == set()
    add_contact(warehouse, "newcomer")  # counts at once
    assert push_all_colleagues(world, warehouse) == set()

    execute(warehouse, "update hubspot.users set missing_since = missing_since - interval '1 day'")
    push_all_colleagues(world, warehouse)
    assert push_all_colleagues(world, warehouse) == {user.email for user in STAFF[2:]}
    assert open_issues(warehouse) == []


def test_without_any_list_of_users_nobody_is_created(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, users=()))
    add_contact(warehouse, "ann")

    for _ in range(2):
        report = world.push()
        assert not report.success
        assert "names no user of its account" in report.message
    assert hubspot(world).snapshot()["contacts"] == {}

    answer_users(world, STAFF)
    assert world.push().success
    assert list(hubspot(world).snapshot()["contacts"]) == [address("ann")]


@pytest.mark.parametrize("is_unknown", [True, False], ids=["not in this version", "not any more"])
def test_a_version_without_users_falls_back(
    make_world: Callable[..., World], warehouse: Warehouse, is_unknown: bool
) -> None:
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, users=STAFF))
    if not is_unknown:
        hubspot(world).faults.add("status", "/settings/users", status=404)
    for name in ("ann", "colleague3"):
        add_contact(warehouse, name)

    assert world.push(api_version="2026-09").success

    assert list(hubspot(world).snapshot()["contacts"]) == [address("ann")]
    kind = "/settings/users" if is_unknown else "/crm/owners"
    assert f"GET {kind}/{{version}}" in world.hubspot_requests()
