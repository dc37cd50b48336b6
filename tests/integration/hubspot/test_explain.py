"""`sync.explain`: what HubSpot was told of a person and when, what waits, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    START,
    World,
    add_contact,
    add_event,
    add_participation,
    address,
    at,
    execute,
    query,
)
from tests.builders.marts import KEY
from tests.integration.hubspot.state import hubspot

if TYPE_CHECKING:
    from tests.builders import Row

WEBINAR = 11


@pytest.fixture
def world(world: World) -> World:
    """Let one webinar be held, with ann who came and bob who did not."""
    add_event(world.warehouse, WEBINAR)
    for name, state in (("ann", "attended"), ("bob", "no_show")):
        add_contact(world.warehouse, name, percent=82.5 if name == "ann" else None, attendances=1)
        add_participation(world.warehouse, WEBINAR, name, state, left=30)
    # What is old is another matter.
    execute(world.warehouse, "update settings.sync set push_since = '2026-01-01'")
    return world


def explain(world: World, name: str) -> dict[tuple[str, str], Row]:
    """Return what is said about HubSpot, by subject and code; sentences of several rows joined."""
    rows = query(
        world.warehouse,
        "select subject, code, webinar_id, occurrence_key, happened_at, why, what_changes_it"
        " from sync.explain(:email) where subject like 'hubspot%'",
        email=f" {address(name).upper()}",
    )
    names = ("webinar", "key", "at", "why", "remedy")
    explained: dict[tuple[str, str], Row] = {}
    for subject, code, *values in rows:
        row = dict(zip(names, values, strict=True))
        assert len(row["why"]) > 20, row
        assert row["why"].endswith("."), row
        assert row["remedy"], row
        more = explained.setdefault((subject, code), {**row, "why": ""})
        more["why"] += row["why"]
    return explained


def test_before_the_first_push_nothing_is_said_of_hubspot(world: World) -> None:
    assert explain(world, "ann") == {}


def test_what_hubspot_was_sent_is_said_with_its_moment(world: World) -> None:
    ((before,),) = query(world.warehouse, "select now()")
    world.push()

    explained = explain(world, "ann")

    assert list(explained) and {code for _, code in explained} == {"sent"}  # noqa: PT018
    contact = explained["hubspot_contact", "sent"]["why"]
    assert "1 registrations, 1 attendances, average attendance 82.50 percent, no join link" in (
        contact
    )
    part = explained["hubspot_participation", "sent"]
    assert f"attended on {START:%Y-%m-%d %H:%M} UTC, until " in part["why"]
    assert (part["webinar"], part["key"]) == (WEBINAR, KEY)
    assert (
        "who had registered and not come is a no-show"
        in (explained["hubspot_event", "sent"]["why"])
    )
    assert all(row["at"] > before for row in explained.values())
    assert not any("@" in row["why"] for row in explained.values())
    assert "attended" not in explain(world, "bob")["hubspot_participation", "sent"]["why"]


def test_what_is_to_be_sent_waits_for_the_next_push(world: World) -> None:
    world.push()
    add_contact(world.warehouse, "ann", registrations=2)
    add_event(world.warehouse, 12, settled_at=None)
    add_participation(world.warehouse, 12, "ann", "attended")

    explained = explain(world, "ann")

    assert "the next push sends the present ones" in explained["hubspot_contact", "waits"]["why"]
    assert explained["hubspot_event", "waits"]["webinar"] == 12
    assert "The attendance is not in HubSpot" in explained["hubspot_participation", "waits"]["why"]


def test_a_refused_attendance_says_so_and_when_it_is_tried_again(world: World) -> None:
    """Everybody else in the event hears why it is not completed."""
    hubspot(world).faults.add("refuse_rows", "/attend/create", text="vid")
    world.push()

    ann, bob = explain(world, "ann"), explain(world, "bob")

    refused = ann["hubspot_participation", "refused"]
    assert "HubSpot refused" in refused["why"]
    assert "Next try: 20" in refused["why"]
    assert "with_refused" in refused["remedy"]
    event = bob["hubspot_event", "attendance"]
    assert event["why"].startswith("What happened to the event since waits (complete): an")
    assert ", next try 20" in event["why"]


def test_whoever_is_held_back_reads_for_what(world: World) -> None:
    execute(
        world.warehouse,
        "insert into hubspot.users (user_id, email, read_at, run_id)"
        " values ('1', :email, now(), 'test')",
        email=address("bob"),
    )
    hubspot(world).faults.add("status", "users", status=500)
    world.push()

    contact = explain(world, "bob")["hubspot_contact", "account_user"]

    assert contact["why"].startswith("The contact is not sent: ")
    assert contact["remedy"]


def test_what_ended_before_the_connection_says_that_it_is_history(world: World) -> None:
    execute(world.warehouse, "update settings.sync set push_since = null")
    execute(
        world.warehouse,
        "insert into hubspot.connected (connected_at, run_id) values (:moment, 'test')",
        moment=at("25 12:00"),
    )
    world.push()

    explained = explain(world, "ann")

    assert {code for _, code in explained} == {"history"}
    assert all("push_since" in row["why"] for row in explained.values())
