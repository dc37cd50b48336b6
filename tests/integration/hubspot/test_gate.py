"""The gate: nothing that cannot be taken back is told HubSpot before its time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import Contact, Portal
from tests.builders import (
    ACCOUNT,
    END,
    START,
    TOKEN,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.builders.erased import insert_unfinished_erasure
from tests.builders.marts import KEY
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    hubspot,
    open_issues,
    participation_of,
    states_by_name,
)
from webinar_sync.errors import Busy
from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.hubspot.push.plan import has_work, make_plan, plan
from webinar_sync.hubspot.push.steps import begin_push, push_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

TO_COME: dict[str, Any] = {
    "status": "scheduled",
    "started_at": None,
    "ended_at": None,
    "settled_at": None,
}
LATER = "update hubspot.held set since = since - interval '49 hours'"


def fill(warehouse: Warehouse, **states: str) -> None:
    """Put people into the only event, by their names."""
    for name, state in states.items():
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, state)


def registered(world: World, warehouse: Warehouse) -> None:
    """Push an event that is still to come, with two people registered."""
    add_event(warehouse, WEBINAR, **TO_COME)
    fill(warehouse, ann="registered", bob="registered")
    assert world.push().success


def is_completed(world: World) -> bool:
    """Tell whether HubSpot has the only event as completed."""
    (event,) = hubspot(world).snapshot()["events"].values()
    return bool(event.get("eventCompleted"))


# Completing: every attendance is taken.


@pytest.mark.parametrize(
    ("verb", "state"), [("attend", "attended"), ("cancel", "cancelled")], ids=["attend", "cancel"]
)
def test_an_event_is_not_completed_while_somebody_is_refused(
    world: World, warehouse: Warehouse, verb: str, state: str
) -> None:
    """One passing refusal, and HubSpot would make a no-show of somebody who came or cancelled."""
    registered(world, warehouse)
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann=state, bob="attended")
    ann = str(contact_id_of(world, "ann"))
    hubspot(world).faults.add("refuse_rows", f"/{verb}/create", times=1, text=ann)

    assert world.push().success
    assert states_by_name(world) == {"ann": "REGISTERED", "bob": "ATTENDED"}
    assert not is_completed(world)
    (line,) = make_plan(warehouse).waits
    assert line.startswith(
        "1 event waits to be completed: an attendance or a cancellation was refused, next try 20"
    )
    assert not has_work(plan(warehouse))

    assert world.push(with_refused=True).success
    assert states_by_name(world) == {"ann": state.upper(), "bob": "ATTENDED"}
    assert is_completed(world)
    assert query(warehouse, "select code from sync.errors where cleared_at is null") == []


def test_an_event_waits_for_a_contact_that_is_refused(world: World, warehouse: Warehouse) -> None:
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended", bob="no_show")
    hubspot(world).faults.add("refuse_rows", "contacts/batch", text=address("ann"))

    assert world.push().success
    assert states_by_name(world) == {"bob": "REGISTERED"}
    assert query(warehouse, "select reason, answer from hubspot.gate") == [
        ("to_be_sent", "not_yet")
    ]
    assert world.push().success
    assert query(warehouse, "select reason, answer from hubspot.gate") == [
        ("attendance", "not_yet")
    ]


def test_an_attendance_that_is_pending_is_not_taken_yet(world: World, warehouse: Warehouse) -> None:
    registered(world, warehouse)
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended", bob="attended")
    hubspot(world).faults.add("pending", "/attend/create", times=1)

    report = world.push()
    assert report.success
    assert report.counts["participations_pending"] == 2
    assert states_by_name(world) == {"ann": "REGISTERED", "bob": "REGISTERED"}
    assert open_issues(warehouse) == []

    assert world.push().success
    assert states_by_name(world) == {"ann": "ATTENDED", "bob": "ATTENDED"}


def test_after_48_hours_it_is_completed_and_an_error_says_who_is_missing(
    world: World, warehouse: Warehouse
) -> None:
    registered(world, warehouse)
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended", bob="attended")
    hubspot(world).faults.add(
        "refuse_rows", "/attend/create", text=str(contact_id_of(world, "ann"))
    )
    world.push()
    execute(warehouse, LATER)
    world.push()

    assert is_completed(world)
    ((number,),) = query(
        warehouse, "select contact_id from marts.contacts where email = :ann", ann=address("ann")
    )
    ((message,),) = query(
        warehouse,
        "select message from sync.errors where code = 'missing_people' and cleared_at is null",
    )
    assert f"contacts {number} (" in message

    hubspot(world).faults.clear()
    world.push(with_refused=True)
    assert participation_of(world)["seconds"] == 3600  # it was completed once more
    assert open_issues(warehouse) == []


def test_48_hours_are_counted_from_when_it_could_be_completed(
    world: World, warehouse: Warehouse
) -> None:
    """A contact that was refused for weeks holds up a new event for 48 hours, too."""
    add_event(warehouse, WEBINAR, **TO_COME)
    fill(warehouse, ann="registered")
    hubspot(world).faults.add("refuse_rows", "contacts/batch", text=address("ann"))
    world.push()
    execute(warehouse, LATER)
    execute(warehouse, "update hubspot.refusals set next_attempt_at = now()")
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended")
    world.push()
    world.push()

    assert not is_completed(world)


def test_an_event_is_completed_again_after_a_late_attendance(
    world: World, warehouse: Warehouse
) -> None:
    """HubSpot computes how long people stayed when an event is completed, and no sooner."""
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended")
    world.push()
    fill(warehouse, ben="attended")
    assert world.push().success

    assert participation_of(world, "ben")["seconds"] == 3600
    world.hubspot_requests()
    assert world.push().success
    assert world.hubspot_requests() == []


def test_who_came_after_all_is_no_no_show_on_the_way(world: World, warehouse: Warehouse) -> None:
    """In an event that is completed, whoever is sent as registered is a no-show at once."""
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="attended")
    world.push()
    fill(warehouse, ben="attended", cleo="cancelled", dan="no_show")
    assert world.push().success

    (event,) = hubspot(world).events.events
    sent = {
        name: [
            part.state
            for part in hubspot(world).participation_states(event)[contact_id_of(world, name)]
        ]
        for name in ("ben", "cleo", "dan")
    }
    assert sent == {"ben": ["ATTENDED"], "cleo": ["CANCELLED"], "dan": ["REGISTERED"]}


def test_who_registered_late_and_was_told_too_early_is_no_no_show(
    world: World, warehouse: Warehouse
) -> None:
    registered(world, warehouse)
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="registered_late", bob="no_show")
    assert world.push().success

    assert states_by_name(world) == {"ann": "CANCELLED", "bob": "NO_SHOW"}
    assert plan(warehouse) == []


def test_who_registered_while_it_went_on_too_long_is_told_once_it_is_certain(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR, scheduled_end_at=END - timedelta(minutes=30), settled_at=None)
    add_contact(warehouse, "ann")
    late = END - timedelta(minutes=10)
    add_participation(warehouse, WEBINAR, "ann", "registered", registered=late)
    world.push()
    assert states_by_name(world) == {}

    add_event(warehouse, WEBINAR, scheduled_end_at=END - timedelta(minutes=30))
    add_participation(warehouse, WEBINAR, "ann", "no_show", registered=late)
    world.push()
    assert states_by_name(world) == {"ann": "NO_SHOW"}


@pytest.mark.parametrize(
    ("changes", "state"),
    [({"scheduled_end_at": START + timedelta(days=30_000)}, "no_show"), ({}, "registered")],
    ids=["the scheduled end is to come", "somebody may still come"],
)
def test_an_event_is_not_completed_before_its_time(
    world: World, warehouse: Warehouse, changes: dict[str, Any], state: str
) -> None:
    """It ended early and is settled, and the scheduled end, or that of a restart, is to come."""
    add_event(warehouse, WEBINAR, **changes)
    fill(warehouse, ann=state)
    world.push()

    assert states_by_name(world) == {"ann": "REGISTERED"}
    assert query(warehouse, "select count(*) from hubspot.gate") == [(1,)]
    world.push()
    assert query(warehouse, "select action, reason from hubspot.gate") == [("complete", "not_over")]


def test_a_withdrawal_that_the_brake_holds_holds_the_event(
    world: World, warehouse: Warehouse
) -> None:
    """Who was left out since is still registered in HubSpot."""
    add_event(warehouse, WEBINAR, **TO_COME)
    fill(warehouse, **dict.fromkeys("abcdef", "registered"))
    world.push()
    add_event(warehouse, WEBINAR)
    fill(warehouse, a="attended", b="no_show")
    execute(warehouse, "delete from marts.participations where state = 'registered'")
    world.push()
    execute(warehouse, LATER)
    world.push()
    assert not is_completed(world)

    world.push(Wishes(beyond_brake=True))
    assert is_completed(world)
    assert states_by_name(world) == {
        "a": "ATTENDED",
        "b": "NO_SHOW",
        **dict.fromkeys("cdef", "CANCELLED"),
    }


# Cancelling.


def add_session(warehouse: Warehouse, occurrence: str | None) -> None:
    """Add a session that began before the webinar was deleted."""
    execute(
        warehouse,
        "insert into zoom.sessions (account_id, session_uuid, webinar_id, started_at, ended_at,"
        " host_email, occurrence_key, run_id) values (:account, 's', :webinar, :start, :start,"
        " 'host@corp.example', :key, 'test')",
        account=ACCOUNT,
        webinar=WEBINAR,
        start=START,
        key=occurrence,
    )


@pytest.mark.parametrize("occurrence", [KEY, None])
def test_an_event_with_a_session_is_cancelled_a_day_after_its_scheduled_end(
    world: World, warehouse: Warehouse, occurrence: str | None
) -> None:
    end = START + timedelta(days=30_000)
    add_event(warehouse, WEBINAR, **{**TO_COME, "status": "cancelled"}, scheduled_end_at=end)
    add_session(warehouse, occurrence)
    world.push()
    (event,) = hubspot(world).snapshot()["events"].values()
    assert "eventCancelled" not in event

    add_event(warehouse, WEBINAR, **{**TO_COME, "status": "cancelled"}, scheduled_end_at=END)
    world.push()
    (event,) = hubspot(world).snapshot()["events"].values()
    assert event["eventCancelled"] is True


# Settings that change under way.


def test_a_webinar_switched_off_under_way_is_not_completed(
    world: World, warehouse: Warehouse
) -> None:
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)"
        " values (:account, :webinar, now(), 'test')",
        account=ACCOUNT,
        webinar=WEBINAR,
    )
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="no_show")
    run = world.hubspot_run()
    begin_push(run, "push", "test")
    for step in ("refresh_mirror", "push_contacts", "push_events", "push_participations"):
        push_step(run, step)
    execute(warehouse, "update settings.sync set sync_webinars = false")
    push_step(run, "end_events")

    assert states_by_name(world) == {"ann": "REGISTERED"}


def test_who_asks_to_be_forgotten_under_way_is_not_created(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    add_contact(warehouse, "bob")
    run = world.hubspot_run()
    begin_push(run, "push", "test")
    push_step(run, "refresh_mirror")
    insert_unfinished_erasure(warehouse, address("ann"), is_loaded=False)
    with pytest.raises(Busy, match="erased"):
        push_step(run, "push_contacts")

    assert hubspot(world).snapshot()["contacts"] == {}


def test_push_since_moved_under_way_is_obeyed(world: World, warehouse: Warehouse) -> None:
    add_event(warehouse, WEBINAR)
    fill(warehouse, ann="no_show")
    run = world.hubspot_run()
    begin_push(run, "push", "test")
    for step in ("refresh_mirror", "push_contacts", "push_events", "push_participations"):
        push_step(run, step)
    execute(warehouse, "update settings.sync set push_since = '2026-11-19'")
    push_step(run, "end_events")

    assert states_by_name(world) == {"ann": "REGISTERED"}


# Webinars of which something could not be read.


def load_incomplete(warehouse: Warehouse, *, days: int) -> None:
    """Let the load have done without something for so many days."""
    execute(
        warehouse,
        "insert into sync.loaded_webinars"
        " values (:account, :webinar, false, 0, 0, 0, 0, 0, 0, 'test')",
        account=ACCOUNT,
        webinar=WEBINAR,
    )
    execute(
        warehouse,
        "insert into sync.errors (object_kind, object_key, code, message, remedy, first_seen_at,"
        " run_id) values ('webinar', :key, 'incomplete', '', '', now() - make_interval(days =>"
        " :days), 't')",
        key=f"{ACCOUNT} {WEBINAR}",
        days=days,
    )


@pytest.mark.parametrize("days", [6, 8])
def test_an_incomplete_webinar_waits_until_a_week_later_a_form_says_so(
    world: World, warehouse: Warehouse, days: int
) -> None:
    """Its panelists may be among those who came: they are neither created nor told."""
    load_incomplete(warehouse, days=days)
    add_event(warehouse, WEBINAR, settled_at=None)
    fill(warehouse, ann="attended", bob="registered")
    world.push()
    world.push()
    snapshot = hubspot(world).snapshot()
    assert (snapshot["contacts"], snapshot["events"]) == ({}, {})
    assert [line.split(":")[0] for line in make_plan(warehouse).waits] == [
        "2 contacts wait to be created",
        "1 event waits to be created",
    ]
    assert not has_work(plan(warehouse))

    world.push(Wishes(with_incomplete=True))
    expected = {"ann": "ATTENDED", "bob": "NO_SHOW"} if days > 7 else None
    events = hubspot(world).snapshot()["events"]
    assert (states_by_name(world) if events else None) == expected


# History.


@pytest.fixture
def young(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Serve a HubSpot account that is connected today, with one contact."""
    world = make_world()
    known = Contact(address("bob"))
    world.connect_hubspot(Portal(TOKEN, contacts=(known,)), push_since=None)
    old = START - timedelta(days=3 * 365)
    times = {"scheduled_at": old, "started_at": old, "ended_at": old + timedelta(hours=1)}
    add_event(warehouse, WEBINAR, **times)
    fill(warehouse, ann="no_show", bob="attended")
    execute(warehouse, "update marts.contacts set last_activity_at = :old", old=old)
    return world


def test_the_first_push_completes_nothing_that_ended_before(
    young: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR + 1, scheduled_at=START + timedelta(days=30_000), **TO_COME)
    add_contact(warehouse, "cleo")
    add_participation(warehouse, WEBINAR + 1, "cleo", "registered")
    execute(warehouse, "update marts.contacts set last_activity_at = '2023-01-01'")

    assert young.push().success
    snapshot = hubspot(young).snapshot()
    assert [event["eventName"] for event in snapshot["events"].values()] == [
        f"Webinar {WEBINAR + 1}"
    ]
    # Bob was there and is updated; ann, who did nothing since, is not created.
    assert sorted(snapshot["contacts"]) == [address("bob"), address("cleo")]
    assert snapshot["contacts"][address("bob")]["webinar_sync_registrations_total"] == "1"

    ((day,),) = query(warehouse, "select (now() at time zone 'UTC')::date")
    assert make_plan(warehouse).waits == [
        f"history: 1 event that ended before {day} (push_since) and 1 contact without activity "
        "since are not sent; a run with with_history would complete 1 event, and make 1 no-show"
    ]
    assert not has_work(plan(warehouse))
    young.hubspot_requests()
    assert young.push().success
    assert young.hubspot_requests() == []


def test_history_is_sent_by_a_run_that_asks_for_it_and_kept_up_to_date(
    young: World, warehouse: Warehouse
) -> None:
    young.push()
    changes = make_plan(warehouse, wishes=Wishes(with_history=True)).changes
    planned = {(change.kind, change.action) for change in changes}
    assert {("marketing events", "complete"), ("contacts", "create")} <= planned
    assert query(warehouse, "select count(*) from hubspot.history_events") == [(0,)]

    assert young.push(Wishes(with_history=True)).success
    assert states_by_name(young) == {"ann": "NO_SHOW", "bob": "ATTENDED"}

    add_participation(warehouse, WEBINAR, "bob", "attended", left=30)
    assert young.push().success
    assert participation_of(young, "bob")["seconds"] == 1800
    assert plan(warehouse) == []


def test_a_push_of_history_that_died_is_finished_by_the_next(
    young: World, warehouse: Warehouse
) -> None:
    run = young.hubspot_run()
    begin_push(run, "push", "test", Wishes(with_history=True))
    for step in ("refresh_mirror", "push_contacts"):
        push_step(run, step)

    assert young.push().success
    assert states_by_name(young) == {"ann": "NO_SHOW", "bob": "ATTENDED"}
