"""Zoom accounts that are not connected now, and the sandbox's: nothing of them is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal
from tests.builders import (
    ACCOUNT,
    TOKEN,
    add_contact,
    add_event,
    add_participation,
    add_synced,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import WEBINAR, hubspot, planned_actions
from webinar_sync.hubspot.portal import portal_lines
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

GONE = "zoom-account-gone"


def add_gone(warehouse: Warehouse) -> None:
    """Fill marts: ann and both in the account that stays, both and gone in the one that goes."""
    for webinar, names in ((WEBINAR, ("ann", "both")), (WEBINAR + 1, ("both", "gone"))):
        add_event(warehouse, webinar)
        for name in names:
            add_contact(warehouse, name)
            add_participation(warehouse, webinar, name, "attended")
    for table in ("marketing_events", "participations"):
        execute(
            warehouse,
            f"update marts.{table} set account_id = :gone where webinar_id = :webinar",
            gone=GONE,
            webinar=WEBINAR + 1,
        )


def connect(world: World, *accounts: str, are_sandbox: bool = False) -> None:
    """Let connections be of these Zoom accounts, as the next sync or push records it."""
    record_zoom_accounts(world.hubspot_run(), dict.fromkeys(accounts, are_sandbox))


def test_of_an_account_that_is_not_connected_nothing_is_sent(
    world: World, warehouse: Warehouse
) -> None:
    add_gone(warehouse)
    connect(world, ACCOUNT, GONE)
    connect(world, ACCOUNT)

    assert world.push().success

    snapshot = hubspot(world).snapshot()
    assert {name.split(" ")[0] for name in snapshot["events"]} == {ACCOUNT}
    assert set(snapshot["contacts"]) == {address("ann"), address("both")}
    assert portal_lines(warehouse) == [
        f"No connection is of the Zoom account {GONE} now: nothing of it is sent and nothing "
        "withdrawn."
    ]

    connect(world, ACCOUNT, GONE)
    assert world.push().success
    assert address("gone") in hubspot(world).snapshot()["contacts"]
    assert len(hubspot(world).snapshot()["events"]) == 2


def test_of_an_account_that_was_disconnected_nothing_is_withdrawn_or_changed(
    world: World, warehouse: Warehouse
) -> None:
    add_gone(warehouse)
    connect(world, ACCOUNT, GONE)
    assert world.push().success
    before = hubspot(world).snapshot()

    connect(world, ACCOUNT)
    add_contact(warehouse, "both", registrations=7)  # a total that is of both accounts
    add_contact(warehouse, "gone", registrations=7)
    execute(warehouse, "update hubspot.sent_contacts set is_stale = true where email like 'gone%'")
    execute(warehouse, "delete from marts.participations where account_id = :gone", gone=GONE)
    execute(warehouse, "delete from marts.marketing_events where account_id = :gone", gone=GONE)
    execute(warehouse, "delete from marts.contacts where email = :gone", gone=address("gone"))
    add_participation(warehouse, WEBINAR, "ann", "attended", left=30)

    assert planned_actions(warehouse) == [("participations", "attend")]
    assert world.push().success
    after = hubspot(world).snapshot()
    name = f"{GONE} {WEBINAR + 1}-2026-11-18"
    assert after["events"][name] == before["events"][name]
    assert after["contacts"][address("gone")] == before["contacts"][address("gone")]


def count_quiet(world: World) -> str:
    """Return how many registrations HubSpot has of somebody who took part in nothing."""
    contact = hubspot(world).snapshot()["contacts"][address("quiet")]
    return str(contact.get("webinar_sync_registrations_total", ""))


def add_quiet(warehouse: Warehouse, *accounts: str, registrations: int = 1) -> None:
    add_contact(warehouse, "quiet", registrations=registrations)
    execute(warehouse, "delete from sync.outcomes")
    for account in accounts:
        add_synced(warehouse, "quiet", account)


def remove_quiet(warehouse: Warehouse) -> None:
    execute(warehouse, "delete from marts.contacts")
    execute(warehouse, "delete from sync.outcomes")


@pytest.mark.parametrize(
    ("registered_in", "is_withdrawn"),
    [((ACCOUNT,), True), ((GONE,), False), ((ACCOUNT, GONE), False), ((), False)],
)
def test_who_took_part_in_nothing_is_withdrawn_if_only_connected_accounts_know_them(
    world: World, warehouse: Warehouse, registered_in: tuple[str, ...], is_withdrawn: bool
) -> None:
    add_quiet(warehouse, *registered_in)
    connect(world, ACCOUNT, GONE)
    assert world.push().success

    connect(world, ACCOUNT)
    remove_quiet(warehouse)
    assert world.push().success
    assert count_quiet(world) == ("" if is_withdrawn else "1")

    connect(world, ACCOUNT, GONE)
    assert world.push().success
    assert count_quiet(world) == ""


def test_what_an_account_gave_stays_while_it_is_not_connected_though_marts_forgot_it(
    world: World, warehouse: Warehouse
) -> None:
    add_quiet(warehouse, ACCOUNT, GONE, registrations=2)
    connect(world, ACCOUNT, GONE)
    assert world.push().success

    connect(world, ACCOUNT)
    add_quiet(warehouse, ACCOUNT, registrations=1)
    assert world.push().success
    assert count_quiet(world) == "2"

    execute(warehouse, "update hubspot.sent_contacts set is_stale = true")
    assert world.push().success
    assert count_quiet(world) == "2"

    remove_quiet(warehouse)
    assert world.push().success
    assert count_quiet(world) == "2"

    connect(world, ACCOUNT, GONE)
    assert world.push().success
    assert count_quiet(world) == ""


@pytest.mark.parametrize("others", [(), ("never connected again",)])
def test_an_account_counts_no_longer_once_nothing_of_it_is_in_the_values(
    world: World, warehouse: Warehouse, others: tuple[str, ...]
) -> None:
    connect(world, ACCOUNT, GONE, *others)
    connect(world, ACCOUNT, GONE)
    for accounts in ((ACCOUNT, GONE), (ACCOUNT,)):
        add_quiet(warehouse, *accounts, registrations=len(accounts))
        assert world.push().success

    connect(world, ACCOUNT)
    remove_quiet(warehouse)
    assert world.push().success

    assert count_quiet(world) == ""


def test_an_account_of_which_everything_was_taken_back_holds_nobody(
    world: World, warehouse: Warehouse
) -> None:
    add_gone(warehouse)
    connect(world, ACCOUNT, GONE)
    assert world.push().success

    # What "How to stop" asks for: its webinars are taken back, and then its connection.
    for table in ("participations", "marketing_events"):
        execute(warehouse, f"delete from marts.{table} where account_id = :gone", gone=GONE)
    execute(warehouse, "delete from marts.contacts where email = :gone", gone=address("gone"))
    add_contact(warehouse, "both", registrations=7)
    assert world.push().success
    connect(world, ACCOUNT)

    add_contact(warehouse, "both", registrations=8)
    assert world.push().success
    contacts = hubspot(world).snapshot()["contacts"]
    assert contacts[address("both")]["webinar_sync_registrations_total"] == "8"


def test_whose_account_was_unknown_is_updated_once_a_connected_one_knows_them(
    world: World, warehouse: Warehouse
) -> None:
    add_quiet(warehouse)
    connect(world, ACCOUNT, GONE)
    assert world.push().success
    connect(world, ACCOUNT)

    add_quiet(warehouse, ACCOUNT, registrations=3)
    assert world.push().success

    assert count_quiet(world) == "3"


def test_a_person_who_is_held_is_told_of_and_so_is_the_account(
    world: World, warehouse: Warehouse
) -> None:
    add_quiet(warehouse, GONE)
    connect(world, ACCOUNT, GONE)
    assert world.push().success
    connect(world, ACCOUNT)
    remove_quiet(warehouse)

    explained = query(
        warehouse,
        "select what_changes_it from sync.explain(:email) where subject = 'hubspot_contact'",
        email=address("quiet"),
    )

    assert "hubspot.withheld_accounts says of which" in explained[0][0]
    assert portal_lines(warehouse) == [
        f"No connection is of the Zoom account {GONE} now: nothing of it is sent and nothing "
        "withdrawn."
    ]


def test_shared_values_stay_as_last_sent(world: World, warehouse: Warehouse) -> None:
    add_gone(warehouse)
    connect(world, ACCOUNT, GONE)
    assert world.push().success

    connect(world, ACCOUNT)
    for name in ("ann", "both", "gone"):
        add_contact(warehouse, name, registrations=7)
    assert planned_actions(warehouse) == [("contacts", "update")]
    assert world.push().success

    contacts = hubspot(world).snapshot()["contacts"]
    totals = {
        email.split("@")[0]: contact["webinar_sync_registrations_total"]
        for email, contact in contacts.items()
    }
    assert totals == {"ann": "7", "both": "1", "gone": "1"}


def test_the_sandboxs_people_never_leave_for_another_account(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot()
    add_gone(warehouse)
    connect(world, ACCOUNT, are_sandbox=True)
    assert world.push().success
    query(warehouse, "select hubspot.forget_portal()")  # after the trial, production is connected

    world.connect_hubspot(Portal(TOKEN, portal_id=999))
    assert world.push().success
    snapshot = hubspot(world).snapshot()
    assert {name.split(" ")[0] for name in snapshot["events"]} == {GONE}
    assert address("ann") not in snapshot["contacts"]
    assert portal_lines(warehouse) == [
        f"The Zoom account {ACCOUNT} is the sandbox's: nothing of it is sent to this HubSpot "
        "account."
    ]

    # Nor to HubSpot itself, whatever was pushed before.
    execute(warehouse, "update hubspot.zoom_accounts set sandbox_portal_id = null")
    execute(warehouse, "update hubspot.portal set is_sandbox = false")
    assert query(warehouse, "select * from hubspot.withheld_accounts") == [(ACCOUNT, "sandbox")]
