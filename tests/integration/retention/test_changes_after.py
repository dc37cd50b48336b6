"""Whatever changes after a webinar was frozen: its rows of marts, and HubSpot's event, stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import HOUR, address, execute, query
from tests.integration.retention.scene import (
    FROZEN,
    MORNING,
    OLD,
    check_conservation,
    frozen,
    keep,
    night,
    read_all_marts,
)
from webinar_sync.hubspot.reconcile.reconciliation import reconcile

if TYPE_CHECKING:
    from tests.builders import World

ANN, BEN = address("ann"), address("ben")
MIRRORED = (
    "insert into hubspot.contacts"
    " (contact_id, email, additional_emails, is_archived, read_at, run_id)"
)
CHANGES = {
    "a domain of people": [
        "insert into settings.excluded_contact_domains values ('partner.example')",
        "insert into settings.excluded_contact_domains values ('people.example')",
    ],
    "the webinar is off, and withdrawn": [
        "update settings.sync set on_exclude = 'withdraw'",
        f"insert into settings.webinars values ('brand', {OLD}, false)",
    ],
    "nothing is synced, and all is withdrawn": [
        "update settings.sync set on_exclude = 'withdraw', sync_webinars = false",
    ],
    "a domain of hosts, and withdrawn": [
        "update settings.sync set on_exclude = 'withdraw'",
        "insert into settings.excluded_host_domains values ('corp.example', 'webinars')",
        "insert into settings.excluded_host_domains values ('corp.example', 'recordings')",
    ],
    "a host is off": [
        "insert into settings.hosts (account_id, host_id, sync_new_webinars)"
        " values ('brand', 'HOST', false)",
        "update settings.sync set on_exclude = 'withdraw'",
    ],
    "no recordings": ["update settings.sync set recordings = 'none', on_exclude = 'withdraw'"],
    "no answers": ["update settings.sync set polls = false, questions = false"],
    "other answers": [
        "update settings.sync set registration_answers = true, registration_sources = true"
    ],
    "a secondary address": [
        "update settings.sync set match_secondary_emails = true",
        f"{MIRRORED} values (77, '{ANN}', array['{BEN}'], false, now() + interval '1 day', 'test')",
    ],
    "a colleague": [
        "insert into hubspot.users (user_id, email, read_at, run_id)"
        f" values ('7', '{ANN}', now(), 'test')"
    ],
    "a deleted contact": [
        f"{MIRRORED} values (77, '{ANN}', '{{}}', true, now() + interval '1 day', 'test')"
    ],
    "a user who was connected": [
        "update zoom.users set email = 'hanna@new.example' where user_id = 'HOST'"
    ],
    "a webhook about it": [
        "insert into zoom.webhook_cancellations values"
        f" ('brand', {OLD}, 'r-ann', '2026-11-16 10:00+00')",
        "insert into zoom.webhook_sessions (account_id, session_uuid, webinar_id, is_practice)"
        f" values ('brand', 'old==', {OLD}, true)",
    ],
    "another title": [f"update zoom.webinars set topic = 'New' where webinar_id = {OLD}"],
}


def test_the_cut_off_of_properties_counts_what_is_frozen(world: World) -> None:
    """Of ann: three webinars registered for before December, and two of them attended."""
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    properties = (
        "select average_attendance_percent, registrations_total, attendances_total"
        " from marts.contacts where email = 'ann@people.example'"
    )
    # (40/60 + (33/60 + 1) / 2 + 1) / 3; registered for four webinars, and attended three.
    assert [tuple(map(float, row)) for row in query(warehouse, properties)] == [(81.39, 4, 3)]

    execute(warehouse, "update settings.sync set property_cutoff = '2026-11-19'")
    night(world, MORNING + HOUR)

    # Registered before that day for all; of the series only its first date was before it.
    assert [tuple(map(float, row)) for row in query(warehouse, properties)] == [(60.83, 4, 2)]


def _frozen_events(world: World) -> dict[str, Any]:
    assert world.hubspot is not None
    events = world.hubspot.snapshot()["events"]
    return {
        key: event
        for key, event in events.items()
        if any(f" {number}-" in key for number in FROZEN)
    }


@pytest.mark.parametrize("name", CHANGES)
def test_marts_and_hubspots_events_of_what_is_frozen_stay(world: World, name: str) -> None:
    warehouse = world.warehouse
    world.connect_hubspot()
    keep(warehouse, 240)
    night(world, MORNING)
    assert world.push().success
    before = _frozen_events(world), read_all_marts(warehouse, FROZEN)
    assert len(before[0]) == 4

    for statement in CHANGES[name]:
        execute(warehouse, statement)
    night(world, MORNING + HOUR)
    assert world.push().success

    assert (_frozen_events(world), read_all_marts(warehouse, FROZEN)) == before
    assert frozen(warehouse) == set(FROZEN)


def test_after_a_merge_in_hubspot_who_is_left_is_told_again_what_marts_have(world: World) -> None:
    """HubSpot shows the state of whoever was merged last; no load moves ben's rows to ann."""
    warehouse = world.warehouse
    hubspot = world.connect_hubspot()
    execute(warehouse, "update settings.sync set match_secondary_emails = true")
    keep(warehouse, 240)
    night(world, MORNING)
    assert world.push().success
    events, marts = _frozen_events(world), read_all_marts(warehouse, FROZEN)
    contacts = [hubspot.contacts.by_email(email) for email in (ANN, BEN)]
    hubspot.contacts.merge(*(contact.contact_id for contact in contacts if contact))

    for hours in (1, 30):
        reconcile(world.hubspot_run())
        night(world, MORNING + hours * HOUR)
        assert world.push().success

    assert read_all_marts(warehouse, FROZEN) == marts
    after = _frozen_events(world)
    for key, event in events.items():
        if ANN in event["people"]:
            for values in (after[key]["people"][ANN], event["people"][ANN]):
                del values["at"]  # a correction is a millisecond later
            assert after[key]["people"][ANN] == event["people"][ANN]
    assert reconcile(world.hubspot_run())["differences"] == 0
    check_conservation(warehouse)
