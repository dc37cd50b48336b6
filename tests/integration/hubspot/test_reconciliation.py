"""The reconciliation finds what was changed by hand in HubSpot, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import ForeignEvent, Portal
from tests.builders import (
    ACCOUNT,
    START,
    TOKEN,
    World,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    fill_marts,
    hubspot,
    participation_of,
    push_everything,
)
from webinar_sync.hubspot.mark import CARRIER
from webinar_sync.hubspot.push.plan import plan
from webinar_sync.hubspot.reconcile.reconciliation import TooManyDifferencesError, reconcile

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

PEOPLE = {"ann": "attended", "ben": "attended", "cleo": "cancelled", "dan": "no_show"}


@pytest.fixture
def world(world: World, warehouse: Warehouse) -> World:
    """Push a webinar with four people; the check may not fail but where a test wants it to."""
    return filled(world, warehouse)


def filled(world: World, warehouse: Warehouse) -> World:
    """Push a webinar with four people, one of whom joined late and left early."""
    execute(warehouse, "update settings.sync set difference_threshold_percent = 100")
    add_event(warehouse, WEBINAR)
    for name, state in PEOPLE.items():
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, state, joined=7, left=41)
    report = world.push()
    assert report.success, report.message
    return world


def ids(world: World, name: str) -> tuple[int, int]:
    """Return HubSpot's ids of the event and of somebody."""
    return next(iter(hubspot(world).events.events)), contact_id_of(world, name)


def open_differences(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return kind, expected and actual value, and cause of what is not cleared."""
    return query(
        warehouse,
        "select kind, expected, actual, likely_cause from hubspot.differences"
        " where cleared_at is null order by kind, contact_id",
    )


def move_leaving(warehouse: Warehouse, *names: str) -> None:
    """Let it look as if HubSpot had been sent that people, or Ben, left nine minutes later."""
    for name in names or ("ben",):
        for table in ("marts.participations", "hubspot.sent_participations"):
            execute(
                warehouse,
                f"update {table} set left_at = left_at + interval '9 minutes',"
                f" {'attended_sent_at = joined_at,' if 'sent' in table else ''}"
                " run_id = 'test' where email = :email",
                email=address(name),
            )


def complete_an_hour_ago(warehouse: Warehouse) -> None:
    """Let it look as if HubSpot had been sent the events' end an hour earlier."""
    execute(
        warehouse, "update hubspot.sent_events set completed_at = completed_at - interval '1 hour'"
    )


def test_nothing_differs_right_after_the_push_despite_hubspots_delay(
    world: World, warehouse: Warehouse
) -> None:
    counts = reconcile(world.hubspot_run())

    assert counts["differences"] == 0
    assert counts["participations_compared"] == 4
    assert open_differences(warehouse) == []


def test_a_participation_removed_by_hand_is_found_and_cleared_once_it_is_back(
    world: World, warehouse: Warehouse
) -> None:
    event, ann = ids(world, "ann")
    hubspot(world).set_participation(event, ann, "EMPTY")

    run = world.hubspot_run()
    run.begin("reconcile_hubspot", "manual")
    reconcile(run)
    ((kind, expected, actual, cause),) = open_differences(warehouse)
    assert (kind, expected, actual) == ("missing", "ATTENDED", None)
    assert query(
        warehouse, "select message from sync.runs where run_id = :run_id", run_id=run.run_id
    ) == [("1 differences, within the threshold: see hubspot.differences",)]
    assert "removed it by hand" in cause

    hubspot(world).lose_last_participation_state(event, ann)
    reconcile(world.hubspot_run())
    assert open_differences(warehouse) == []
    assert query(warehouse, "select count(*) from hubspot.differences") == [(1,)]


def test_what_is_compared_no_more_does_not_stay_open(world: World, warehouse: Warehouse) -> None:
    event, _ = ids(world, "ann")
    stranger = hubspot(world).contacts.add("stranger@people.example", world.clock.now())
    hubspot(world).set_participation(event, stranger, "ATTENDED")
    reconcile(world.hubspot_run())
    assert len(open_differences(warehouse)) == 1

    long_ago = "now() - interval '31 days'"
    execute(warehouse, f"update hubspot.sent_participations set sent_at = {long_ago}")
    execute(
        warehouse,
        f"update hubspot.sent_events set starts_at = {long_ago}, completed_starts_at = {long_ago}",
    )
    reconcile(world.hubspot_run())
    assert len(open_differences(warehouse)) == 1  # somebody saw it, perhaps by hand, of more days

    execute(warehouse, f"update hubspot.differences set last_seen_at = {long_ago}")
    reconcile(world.hubspot_run())
    assert open_differences(warehouse) == []


def test_a_participation_added_by_hand_is_found(world: World, warehouse: Warehouse) -> None:
    event, _ = ids(world, "ann")
    stranger = hubspot(world).contacts.add("stranger@people.example", world.clock.now())
    hubspot(world).set_participation(event, stranger, "ATTENDED")

    reconcile(world.hubspot_run())

    ((kind, expected, actual, _),) = open_differences(warehouse)
    assert (kind, expected, actual) == ("extra", None, "ATTENDED")


def test_a_state_changed_by_hand_is_found(world: World, warehouse: Warehouse) -> None:
    event, dan = ids(world, "dan")
    hubspot(world).set_participation(event, dan, "ATTENDED")

    reconcile(world.hubspot_run())

    ((kind, expected, actual, _),) = open_differences(warehouse)
    assert (kind, expected, actual) == ("state", "NO_SHOW", "ATTENDED")


def test_a_merged_contact_is_not_taken_for_a_removed_one(
    world: World, warehouse: Warehouse
) -> None:
    _, ann = ids(world, "ann")
    other = hubspot(world).contacts.add("ann.private@people.example", world.clock.now())
    hubspot(world).contacts.merge(other, ann)

    reconcile(world.hubspot_run())

    ((kind, expected, actual, cause),) = open_differences(warehouse)
    assert (kind, expected, actual) == ("merged", str(ann), str(other))
    assert "merged" in cause


def test_two_pushed_contacts_merged_into_one_leave_that_one(
    world: World, warehouse: Warehouse
) -> None:
    _, ann = ids(world, "ann")
    _, ben = ids(world, "ben")
    hubspot(world).contacts.merge(ben, ann)

    reconcile(world.hubspot_run())

    assert [(kind, actual) for kind, _, actual, _ in open_differences(warehouse)] == [
        ("merged", str(ben))
    ]


def test_times_that_hubspot_keeps_otherwise_are_found(world: World, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "update hubspot.sent_participations set left_at = left_at + interval '9 minutes'"
        " where email = :email",
        email=address("ben"),
    )
    execute(
        warehouse,
        "update hubspot.sent_participations set cancelled_at = cancelled_at - interval '1 day'"
        " where email = :email",
        email=address("cleo"),
    )

    reconcile(world.hubspot_run())

    assert [
        (kind, expected, actual) for kind, expected, actual, _ in open_differences(warehouse)
    ] == [
        ("duration", str(43 * 60), str(34 * 60)),
        ("time", "2026-11-11T09:00:00+00:00", "2026-11-12T09:00:00+00:00"),
    ]


def test_an_attendance_that_was_corrected_after_it_was_forgotten_is_sent_once_more(
    world: World, warehouse: Warehouse
) -> None:
    """Whoever forgot what was sent sends the same time again, which HubSpot ignores."""
    execute(warehouse, "select hubspot.forget_contents()")
    hubspot(world).describe_property(CARRIER, "")
    add_participation(warehouse, WEBINAR, "ben", "attended", joined=7, left=50)
    for _ in range(2):  # what cannot be taken back waits for the second: the mark was gone
        assert world.push().success
    assert participation_of(world, "ben")["seconds"] == 34 * 60

    assert reconcile(world.hubspot_run())["differences"] == 1
    assert plan(warehouse) == []  # it may be computing still
    complete_an_hour_ago(warehouse)
    assert reconcile(world.hubspot_run())["differences"] == 1
    push_everything(world, warehouse)
    assert participation_of(world, "ben")["seconds"] == 43 * 60


def test_an_attendance_that_was_corrected_before_it_was_forgotten_is_sent_once_more(
    world: World, warehouse: Warehouse
) -> None:
    """HubSpot shows the moment of the first correction, which nobody remembers."""
    for left in (45, 50):
        add_participation(warehouse, WEBINAR, "ben", "attended", joined=7, left=left)
        if left == 45:
            push_everything(world, warehouse)
            execute(warehouse, "select hubspot.forget_contents()")
            hubspot(world).describe_property(CARRIER, "")
    for _ in range(2):
        assert world.push().success
    complete_an_hour_ago(warehouse)
    reconcile(world.hubspot_run())
    push_everything(world, warehouse)
    assert participation_of(world, "ben")["seconds"] == 43 * 60


@pytest.mark.parametrize(
    ("obstacle", "sent_again"),
    [
        ("analyze", 1),
        ("update settings.sync set sync_webinars = false", 0),
        ("insert into hubspot.braked values ('participation', 'withdraw', 'brake', 4, 0, 9)", 0),
        ("update marts.marketing_events set settled_at = null", 0),
    ],
    ids=["none", "excluded", "brake", "not settled"],
)
def test_no_attendance_is_sent_again_whose_event_could_not_be_completed_again(
    world: World, warehouse: Warehouse, obstacle: str, sent_again: int
) -> None:
    """HubSpot would forget the duration until then."""
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)"
        " values (:account, :webinar, now(), 'test')",
        account=ACCOUNT,
        webinar=WEBINAR,
    )
    move_leaving(warehouse)
    complete_an_hour_ago(warehouse)
    execute(warehouse, obstacle)
    assert reconcile(world.hubspot_run())["differences"] == 1
    again = "select count(*) from hubspot.sent_participations where attend_again_at is not null"
    assert query(warehouse, again) == [(sent_again,)]


def test_where_many_durations_differ_no_attendance_is_sent_again(
    world: World, warehouse: Warehouse
) -> None:
    names = ("eve", "fay", "gil")
    for name in names:
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "attended", joined=7, left=41)
    push_everything(world, warehouse)
    move_leaving(warehouse, *names)
    complete_an_hour_ago(warehouse)
    assert reconcile(world.hubspot_run())["differences"] == len(names)
    assert plan(warehouse) == []


def test_a_duration_that_hubspot_does_not_change_is_not_sent_a_third_time(
    world: World, warehouse: Warehouse
) -> None:
    event, ben = ids(world, "ben")
    move_leaving(warehouse)
    complete_an_hour_ago(warehouse)
    reconcile(world.hubspot_run())
    push_everything(world, warehouse)

    complete_an_hour_ago(warehouse)
    hubspot(world).lose_last_participation_state(event, ben)
    assert reconcile(world.hubspot_run())["differences"] == 1
    assert plan(warehouse) == []


def test_an_attendance_that_zoom_took_back_is_reported(world: World, warehouse: Warehouse) -> None:
    add_participation(warehouse, WEBINAR, "ben", "no_show")

    assert world.push().success
    reconcile(world.hubspot_run())

    ((kind, expected, actual, cause),) = open_differences(warehouse)
    assert (kind, expected, actual) == ("state", "NO_SHOW", "ATTENDED")
    assert "no way to take one back" in cause


def test_an_event_that_only_the_listing_lacks_is_not_taken_for_deleted(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot()
    fill_marts(warehouse)
    push_everything(world, warehouse)
    ((object_id,),) = query(warehouse, "select object_id from hubspot.sent_events")
    hubspot(world).faults.add("unanswered_rows", "2026-03?", text=str(object_id))
    hubspot(world).faults.add("unanswered_rows", "marketing-events/2026-03", text=str(object_id))

    assert reconcile(world.hubspot_run())["differences"] == 0
    assert query(warehouse, "select object_id from hubspot.sent_events") == [(object_id,)]


def test_a_deleted_event_is_found_and_made_again_by_the_next_push(
    world: World, warehouse: Warehouse
) -> None:
    before = hubspot(world).snapshot()["events"]
    event, _ = ids(world, "ann")
    hubspot(world).events.delete(event)

    reconcile(world.hubspot_run())
    assert [kind for kind, *_ in open_differences(warehouse)] == ["event_missing"]

    assert world.push().success
    assert hubspot(world).snapshot()["events"] == before
    reconcile(world.hubspot_run())
    assert open_differences(warehouse) == []


def test_an_event_of_hubspots_own_zoom_app_is_warned_of_once(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    own = ForeignEvent(
        7, "Zoom", ACCOUNT, str(WEBINAR), f"Webinar {WEBINAR}", "host@corp.example", START
    )
    execute(warehouse, "update settings.sync set beside_native_app = true")
    world.connect_hubspot(Portal(TOKEN, events=(own,)))
    filled(world, warehouse)

    for _ in range(2):
        reconcile(world.hubspot_run())

    assert [kind for kind, *_ in open_differences(warehouse)] == ["native_event"]
    assert query(
        warehouse,
        "select object_key, cleared_at from sync.errors where code = 'native_app'",
    ) == [("events", None)]


def test_the_check_fails_only_beyond_the_threshold(world: World, warehouse: Warehouse) -> None:
    event, ann = ids(world, "ann")
    hubspot(world).set_participation(event, ann, "EMPTY")

    execute(warehouse, "update settings.sync set difference_threshold_percent = 25")
    reconcile(world.hubspot_run())

    execute(warehouse, "update settings.sync set difference_threshold_percent = 24.99")
    with pytest.raises(TooManyDifferencesError, match="1 of 4 participations differ"):
        reconcile(world.hubspot_run())
    assert query(
        warehouse, "select count(*) from sync.errors where code = 'too_many_differences'"
    ) == [(1,)]
