"""Which HubSpot account may be written to, and which one a token belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal
from tests.builders import TOKEN, add_contact, address, query
from tests.integration.hubspot.state import hubspot
from webinar_sync.hubspot.errors import HubspotPortalError
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


def test_an_unknown_account_is_not_taken_for_another(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    without = Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"})
    sandbox = world.connect_hubspot(without)
    add_contact(warehouse, "ann")
    assert world.push().success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(None,)]

    sandbox.account.portal = Portal("pat-with-oauth")
    add_contact(warehouse, "ben")
    assert world.push(token="pat-with-oauth").success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(4711,)]

    sandbox.account.portal = Portal("pat-without", scopes=without.scopes)
    add_contact(warehouse, "cleo")
    report = world.push(token="pat-without")  # may be any account's
    assert not report.success
    assert "Only HubSpot account 4711 may be written to" in report.message
    assert address("cleo") not in sandbox.snapshot()["contacts"]


def test_an_account_that_the_connection_names_must_be_known(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    without = Portal(TOKEN, scopes=Portal(TOKEN).scopes - {"oauth"})
    sandbox = world.connect_hubspot(without)
    add_contact(warehouse, "ann")
    report = world.push(portal_id=4711)
    assert "give it the scope oauth" in report.message
    assert sandbox.snapshot()["contacts"] == {}

    sandbox.account.portal = Portal(TOKEN)
    assert world.push(portal_id=4711).success
    assert query(warehouse, "select portal_id from hubspot.portal") == [(4711,)]
