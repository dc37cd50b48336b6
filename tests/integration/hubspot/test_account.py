"""Which HubSpot account may be written to, and which one a token belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.builders import TOKEN, add_contact, address, query
from tests.integration.hubspot.state import hubspot
from webinar_sync.hubspot.errors import HubspotPortalError
from webinar_sync.hubspot.mirror import ADDRESSES_TO_SEND, refresh_mirror
from webinar_sync.hubspot.portal import check_portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_another_accounts_token_is_refused_until_the_first_is_forgotten(
    make_world: Callable[..., World], world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    world.push()
    other = make_world()
    other.connect_hubspot(Portal("pat-other", portal_id=4712))

    report = other.push(token="pat-other")
    assert not report.success
    assert "4711" in report.message
    with pytest.raises(HubspotPortalError, match="portal_id 4713"):
        check_portal(other.hubspot_run(token="pat-other", portal_id=4713))
    assert hubspot(other).snapshot()["contacts"] == {}

    query(warehouse, "select hubspot.forget_portal()")
    assert other.push(token="pat-other").success
    assert list(hubspot(other).snapshot()["contacts"]) == [address("ann")]


def test_an_account_that_nobody_names_gets_nothing(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    without = Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"})
    sandbox = world.connect_hubspot(without)
    add_contact(warehouse, "ann")
    report = world.push()
    assert "Give it the scope oauth, or write the account's id as portal_id" in report.message
    assert sandbox.snapshot()["contacts"] == {}
    assert query(warehouse, "select portal_id from hubspot.portal") == []

    sandbox.account.portal = Portal("pat-with-oauth")
    assert world.push(token="pat-with-oauth").success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(4711,)]

    sandbox.account.portal = Portal("pat-without", scopes=without.scopes)
    add_contact(warehouse, "cleo")
    assert not world.push(token="pat-without").success  # may be any account's
    assert address("cleo") not in sandbox.snapshot()["contacts"]


def test_an_account_that_the_connection_names_is_believed_until_hubspot_says_another(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    sandbox = world.connect_hubspot(Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"}))
    add_contact(warehouse, "ann")
    assert world.push(portal_id=4711).success
    assert address("ann") in sandbox.snapshot()["contacts"]

    sandbox.account.portal = Portal("pat-other", portal_id=4712)
    add_contact(warehouse, "ben")
    report = world.push(token="pat-other", portal_id=4711)
    assert "belongs to HubSpot account 4712" in report.message
    assert address("ben") not in sandbox.snapshot()["contacts"]


def test_what_was_read_of_another_account_before_the_first_push_is_forgotten(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, contacts=(Contact(address("ann")),)))
    run = world.hubspot_run()
    check_portal(run)
    add_contact(warehouse, "ann")
    refresh_mirror(run, ADDRESSES_TO_SEND)
    assert query(warehouse, "select count(*) from hubspot.contacts") == [(1,)]

    stranger = Contact("stranger@other.example")
    world.connect_hubspot(Portal(TOKEN, portal_id=999, contacts=(stranger,)))
    assert world.push().success
    contacts = hubspot(world).snapshot()["contacts"]
    assert set(contacts) == {address("ann"), stranger.email}
    assert not any(name.startswith("webinar_sync") for name in contacts[stranger.email])
