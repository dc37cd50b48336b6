"""After a sync of the awkward account and a push, HubSpot holds what its key says, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.awkward import PORTAL, TOKEN
from sandbox.zoom import awkward
from tests.answer_key import awkward as marts_key
from tests.answer_key import hubspot as key
from tests.builders import (
    World,
    execute,
    mark_webinars,
    prepare_awkward,
    query,
    sync_awkward,
)
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


@pytest.fixture(scope="module")
def world(cluster: Cluster, template: str) -> Iterator[World]:
    """Sync the awkward account with HubSpot connected from the start, and push."""
    cluster.create_database("hubspot_key", afresh=True, template=template)
    with Warehouse(cluster.url("hubspot_key")) as warehouse:
        prepare_awkward(warehouse)
        for table in ("contacts", "users"):  # HubSpot itself says who is known there
            execute(warehouse, f"delete from hubspot.{table}")
        world = World(warehouse, [awkward.ACCOUNT], now=awkward.RUNS[0])
        world.token = TOKEN
        world.connect_hubspot(PORTAL)
        sync_awkward(world)
        report = world.push()
        assert report.success, report.message
        yield world
        world.close()


def test_every_contact_and_property_is_as_the_key_says(world: World) -> None:
    assert world.hubspot is not None
    snapshot = world.hubspot.snapshot()

    assert snapshot["contacts"] == key.contacts()
    assert snapshot["archived"] == key.ARCHIVED


def test_every_event_and_participation_is_as_the_key_says(world: World) -> None:
    assert world.hubspot is not None
    events, expected = world.hubspot.snapshot()["events"], key.events()

    assert sorted(events) == sorted(expected)
    for name, event in expected.items():
        assert events[name] == event, name


@pytest.mark.parametrize("email", key.BY_HAND)
def test_the_people_worked_out_by_hand(world: World, email: str) -> None:
    assert world.hubspot is not None
    contact = world.hubspot.describe_contact(email)
    participations = {part["event"]: part for part in contact["marketing events"]}

    for name, expected in key.BY_HAND[email].items():
        if isinstance(expected, str):
            assert contact[name] == expected, name
            continue
        state, at, seconds = expected
        part = participations[name]
        assert (part["state"], part["seconds"]) == (state, seconds), name
        assert at in (None, part["at"]), name


@pytest.mark.parametrize(("email", "code"), key.ABSENT.items())
def test_who_is_left_out_is_in_no_event_and_the_ledger_says_why(
    world: World, email: str, code: str
) -> None:
    assert world.hubspot is not None
    snapshot = world.hubspot.snapshot()

    assert email not in snapshot["contacts"] or email in key.UNTOUCHED
    assert not any(email in event["people"] for event in snapshot["events"].values())
    explained = query(world.warehouse, "select code from sync.explain(:email)", email=email.upper())
    assert (code,) in explained


@pytest.mark.parametrize(("email", "event"), key.LATE.items())
def test_who_registered_late_is_a_contact_and_in_no_event(
    world: World, email: str, event: str
) -> None:
    assert world.hubspot is not None
    contact = world.hubspot.describe_contact(email)

    assert contact["webinar_sync_registrations_total"] == "1"
    assert event not in {part["event"] for part in contact["marketing events"]}


@pytest.mark.parametrize(("webinar", "code"), key.UNSYNCED.items())
def test_what_is_not_synced_has_no_event_and_the_ledger_says_why(
    world: World, webinar: int, code: str
) -> None:
    assert world.hubspot is not None

    assert not any(f" {webinar}-" in name for name in world.hubspot.snapshot()["events"])
    assert query(
        world.warehouse,
        "select code from sync.outcomes where webinar_id = :id and subject = 'webinar'",
        id=webinar,
    ) == [(code,)]


def test_the_ledger_says_the_same_with_hubspot_connected(world: World) -> None:
    columns = ", ".join(marts_key.OUTCOMES_COLUMNS)
    outcomes = query(world.warehouse, f"select {columns} from sync.outcomes")

    assert sorted(outcomes, key=repr) == sorted(marts_key.OUTCOMES, key=repr)


def test_a_second_push_and_an_idle_sync_send_no_request_to_hubspot(world: World) -> None:
    world.hubspot_requests()

    assert world.push().success
    world.sync()

    assert world.hubspot_requests() == []


def test_hubspot_has_what_it_was_sent_re_joiners_included(world: World) -> None:
    counts = reconcile(world.hubspot_run())

    sent = [part for part in marts_key.PARTICIPATIONS if "registered_late" not in part]
    assert counts["participations_compared"] == len(sent)
    assert counts["differences"] == 0
    assert query(world.warehouse, "select * from hubspot.differences") == []


def test_the_rules_follow_what_happens_in_hubspot(
    world: World,
) -> None:
    """Comes last: somebody is deleted, somebody is made, and a secondary address is matched."""
    hubspot, warehouse = world.hubspot, world.warehouse
    assert hubspot is not None
    bob = hubspot.contacts.by_email("bob@example.com")
    assert bob is not None
    hubspot.contacts.archive(bob.contact_id, world.clock.now())
    hubspot.contacts.add("victor@rival.example.org", world.clock.now())
    execute(warehouse, "update settings.sync set match_secondary_emails = true")
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity', archive_read_at = null")
    mark_webinars(warehouse, marts_key.W01, marts_key.W03)  # whose people are read from HubSpot

    world.sync()
    world.sync()
    assert world.push().success

    codes = dict(
        query(
            warehouse,
            "select subject_key, code from sync.outcomes where subject_key in"
            " ('r01-bob', 'r03-dom', 'r03-sec')",
        )
    )
    assert codes == {"r01-bob": "deleted_contact", "r03-dom": "synced", "r03-sec": "synced"}
    events = hubspot.snapshot()["events"]
    people = events[f"{marts_key.ACC} {marts_key.W03}-2026-11-14"]["people"]
    assert {"victor@rival.example.org", "new.address@example.net"} <= set(people)
    arithmetic = events[f"{marts_key.ACC} {marts_key.W01}-2026-11-10"]["people"]
    assert "bob@example.com" not in arithmetic
