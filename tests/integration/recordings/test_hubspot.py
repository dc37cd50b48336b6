"""Recordings in HubSpot: properties of the event, made first, and custom events, sent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import address, at, execute, query
from tests.integration.recordings.recorded import (
    FILM,
    NAME,
    NIGHT,
    NUMBER,
    TRANSCRIPT,
    recorded_account,
    recorded_session,
    switch_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.server import HubspotSandbox
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

LATER = at("20 13:00")
URL, SECONDS, WORDS = (
    f"webinar_sync_{name}" for name in ("recording_url", "recording_seconds", "transcript_url")
)
PROPERTIES = "/crm/properties/{version}/0-54"


def pushed_world(make_world: Callable[..., World]) -> tuple[World, HubspotSandbox]:
    """Sync and push the webinar; its recording comes in the afternoon, after it is completed."""
    film, words = (replace(file, listed_at=LATER) for file in (FILM, TRANSCRIPT))
    world = make_world(recorded_account(recorded_session(film, words)), now=NIGHT)
    hubspot = world.connect_hubspot()
    switch_on(world.warehouse)
    for _ in range(2):
        world.sync()
        assert world.push().success
    world.hubspot_requests()
    return world, hubspot


def go_on(world: World, moment: str) -> list[str]:
    """Sync and push at a moment; return the requests to HubSpot but those about the account."""
    world.clock.advance((at(moment) - world.clock.now()).total_seconds())
    assert world.sync().success
    world.hubspot_requests()
    assert world.push().success
    return [path for path in world.hubspot_requests() if "account-info" not in path]


def values(hubspot: HubspotSandbox) -> dict[str, str]:
    """Return the custom properties of the only event, less where Zoom is."""
    (event,) = hubspot.events.events.values()
    return {name: value.partition("/rec/")[2] or value for name, value in event.custom.items()}


def test_a_late_recording_updates_the_event_and_does_not_complete_it_again(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    (event,) = hubspot.events.events.values()
    assert event.fields["eventCompleted"]
    assert values(hubspot) == {}
    people = hubspot.count_participation_states()

    requests = go_on(world, "21 04:00")

    ((film, words),) = query(warehouse, "select play_url, transcript_url from marts.recordings")
    assert film != words
    assert values(hubspot) == {
        URL: film.partition("/rec/")[2],
        SECONDS: "3000",
        WORDS: words.partition("/rec/")[2],
    }
    assert [path for path in requests if PROPERTIES in path] == [
        f"GET {PROPERTIES}",
        f"POST {PROPERTIES}/groups",
        f"POST {PROPERTIES}/batch/create",
        f"GET {PROPERTIES}",
    ]
    assert not [path for path in requests if "complete" in path or "attendance" in path]
    assert hubspot.count_participation_states() == people
    assert go_on(world, "21 05:00") == []


def test_one_that_is_deleted_at_zoom_leaves_the_link_empty(
    make_world: Callable[..., World],
) -> None:
    world, hubspot = pushed_world(make_world)
    go_on(world, "21 04:00")
    gone = (replace(file, deleted_at=LATER) for file in (FILM, TRANSCRIPT))
    world.replace_accounts(recorded_account(recorded_session(*gone)))

    go_on(world, "23 04:00")
    assert values(hubspot)[URL] != ""
    go_on(world, "24 04:00")
    assert values(hubspot) == {URL: "", SECONDS: "", WORDS: ""}


def test_properties_that_cannot_be_made_hold_up_recordings_alone(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    hubspot.faults.add("status", "0-54", status=403)
    execute(warehouse, "update zoom.webinars set topic = 'Renamed'")

    go_on(world, "21 04:00")

    (event,) = hubspot.events.events.values()
    assert (event.fields["eventName"], event.custom) == ("Renamed", {})
    open_errors = "select code from sync.errors where cleared_at is null"
    assert query(warehouse, open_errors) == [("not_made",)]
    hubspot.faults.clear()
    go_on(world, "21 05:00")
    assert values(hubspot)[SECONDS] == "3000"
    assert query(warehouse, open_errors) == []


def test_properties_that_somebody_deleted_are_made_again_with_all_values(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    go_on(world, "21 04:00")
    (event,) = hubspot.events.events.values()
    before = dict(event.custom)
    hubspot.account.event_properties.definitions.clear()
    event.custom.clear()
    execute(warehouse, "update marts.recordings set length_seconds = 3001")
    world.push()
    world.push()

    assert event.custom == {**before, SECONDS: "3001"}


def test_the_three_events_say_what_hubspots_page_names_and_go_to_whom_they_concern(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    contacts = len(hubspot.active_contacts())
    execute(warehouse, "update settings.sync set custom_events = true")
    world.sync()
    world.push()
    sent = [event["eventName"].partition("sync_")[2] for event in hubspot.custom_events()]
    assert sorted(sent) == ["attended", "registered", "registered"]

    go_on(world, "21 04:00")
    world.clock.advance(timedelta(days=1).total_seconds())
    world.push()

    ids = {record.email: str(record.contact_id) for record in hubspot.active_contacts()}
    said: dict[str, list[dict[str, Any]]] = {}
    for event in hubspot.custom_events():
        said.setdefault(event["eventName"].partition("sync_")[2], []).append(event)
    webinar = {"webinar_id": str(NUMBER), "webinar_name": "Numbers"}
    (attended,) = said["attended"]
    assert attended["properties"] == {
        **webinar,
        "attended_seconds": "3600",
        "attendance_percent": "100.00",
    }
    assert [event["properties"] for event in said["registered"]] == [webinar, webinar]
    ((url,),) = query(warehouse, "select play_url from marts.recordings")
    for event in said["recording_available"]:
        assert event["properties"] == {
            **webinar,
            "recording_topic": "Numbers",
            "recording_started_at": "2026-11-18T10:05:00.000Z",
            "recording_url": url,
        }
    informed = {event["objectId"] for event in said["recording_available"]}
    assert informed == {ids[address("ann")], ids[address("ben")]}
    assert len(hubspot.active_contacts()) == contacts


AVAILABLE = "select 1 from hubspot.custom_events_to_send where kind = 'recording_available'"


def test_nobody_is_told_of_a_recording_that_is_history_or_cannot_be_watched(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    world.sync()
    world.clock.advance(timedelta(days=1).total_seconds())
    execute(warehouse, "update settings.sync set custom_events = true")
    world.sync()
    assert len(query(warehouse, AVAILABLE)) == 2  # ann and ben

    switched = "update settings.history set changed_at = :at where new_row ->> 'recordings' = 'all'"
    execute(warehouse, switched, at=at("22 04:00"))
    assert query(warehouse, AVAILABLE) == []
    execute(
        warehouse,
        "insert into hubspot.history_events (account_id, webinar_id, occurrence_key, run_id)"
        " select account_id, webinar_id, occurrence_key, 'asked' from marts.recordings",
    )
    assert len(query(warehouse, AVAILABLE)) == 2  # history was asked for
    execute(warehouse, "delete from hubspot.history_events")
    execute(warehouse, switched, at=at("18 10:00"))
    for change in ("play_url = null", "deleted_at = available_at"):
        execute(warehouse, f"update marts.recordings set {change}")
        assert query(warehouse, AVAILABLE) == []
        assert world.push().success
        execute(warehouse, "update marts.recordings set play_url = 'https://zoom.us/rec/play/a'")
    assert not [
        event for event in hubspot.custom_events() if "recording" in str(event["eventName"])
    ]


def test_a_recording_that_comes_back_out_of_zooms_trash_is_told_by_the_next_push(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world, hubspot = pushed_world(make_world)
    world.sync()
    world.clock.advance(timedelta(days=1).total_seconds())
    execute(warehouse, "update settings.sync set custom_events = true")
    world.sync()
    execute(warehouse, "update marts.recordings set deleted_at = available_at")
    assert world.push().success
    assert world.push().success  # the second forgets whom the first compared
    assert query(warehouse, "select * from hubspot.people_to_compare") == []

    execute(warehouse, "update marts.recordings set deleted_at = null")
    assert world.push().success

    events = [event for event in hubspot.custom_events() if "recording" in str(event["eventName"])]
    assert len(events) == 2  # ann and ben


SWITCHES = {
    "all hosts after some": ("sync", "update settings.sync set recordings = 'all'"),
    "its host": (
        "hosts",
        f"insert into settings.hosts values ('{NAME}', 'HOST', true, true)",
    ),
    "itself": (
        "webinars",
        f"insert into settings.webinars values ('{NAME}', {NUMBER}, null, true)",
    ),
    "no longer an excluded domain": (
        "excluded_host_domains",
        "delete from settings.excluded_host_domains",
    ),
}


@pytest.mark.parametrize(("table", "statement"), SWITCHES.values(), ids=SWITCHES.keys())
def test_what_could_be_watched_before_its_own_webinar_was_switched_on_is_history(
    make_world: Callable[..., World], warehouse: Warehouse, table: str, statement: str
) -> None:
    world, _ = pushed_world(make_world)
    if table == "excluded_host_domains":
        execute(
            warehouse,
            "insert into settings.excluded_host_domains values ('corp.example', 'recordings')",
        )
    else:
        execute(warehouse, "update settings.sync set recordings = 'some'")
    execute(warehouse, "update settings.sync set custom_events = true")
    # Somebody else's switch, which concerns this webinar in no way.
    execute(warehouse, "insert into settings.hosts values ('other', 'HOST', true, true)")
    last = "select max(change_id) from settings.history"
    ((before,),) = query(warehouse, last)
    execute(warehouse, statement)
    moved = "update settings.history set changed_at = :at where change_id {} :before"
    execute(warehouse, moved.format("<="), at=at("18 10:00"), before=before)
    world.clock.advance(timedelta(days=1).total_seconds())
    world.sync()

    for moment, people in (("20 12:00", 2), ("22 04:00", 0)):
        execute(warehouse, moved.format(">"), at=at(moment), before=before)
        assert len(query(warehouse, AVAILABLE)) == people, moment
