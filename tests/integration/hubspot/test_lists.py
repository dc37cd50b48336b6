"""Saved segments kept as lists in HubSpot: made, filled and emptied by what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.builders import ACCOUNT, add_contact, add_synced, address, execute, query
from tests.builders.erased import insert_unfinished_erasure
from tests.builders.meter import KeepingMeter, series
from tests.integration.hubspot.state import (
    contact_id_of,
    hubspot,
    open_issues,
    planned_actions,
    remove_from_marts,
)
from webinar_sync.hubspot.erasure import erase_in_hubspot
from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.hubspot.push.plan import make_plan
from webinar_sync.hubspot.push.steps import push
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts
from webinar_sync.runs.run import Run
from webinar_sync.segments.refresh import refresh_segments

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

NAME = "webinar-sync: loyal"
LOYAL = "select email from marts.filter_attendances_total where attendances_total >= 2"


def keep(warehouse: Warehouse, *names: str, others: tuple[str, ...] = ()) -> None:
    """Keep a segment as a list: these people are in it, and others are not."""
    for name in (*names, *others):
        add_contact(warehouse, name, attendances=2 if name in names else 1)
    execute(
        warehouse,
        "insert into settings.segments (name, sql, is_kept_as_list) values ('loyal', :text, true)"
        " on conflict (name) do update set is_kept_as_list = true",
        text=LOYAL,
    )
    refresh(warehouse)


def refresh(warehouse: Warehouse) -> None:
    """Compute the segment, as a night does."""
    refresh_segments(Run(warehouse, "night"), limit_seconds=20)


def crowd(count: int, first: int = 0) -> list[str]:
    """Return names of people."""
    return [f"p{number:03}" for number in range(first, first + count)]


def listed(world: World, name: str = NAME) -> list[str]:
    """Return who is in a list in HubSpot, by the first part of the address."""
    return [email.split("@")[0] for email in hubspot(world).snapshot()["lists"][name]]


def list_requests(world: World) -> list[str]:
    """Return the templates of requests about lists since the last call."""
    return [request for request in world.hubspot_requests() if "/lists/" in request]


def test_a_segment_becomes_a_list_and_follows_it_by_what_differs(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", "bea", others=("zoe",))

    meter = KeepingMeter()
    assert push(replace(world.hubspot_run(), meter=meter)).success
    assert listed(world) == ["ann", "bea"]
    assert meter.counters[series("rows_sent", kind="list_members")] == 2
    (row,) = hubspot(world).account.lists.lists.values()
    assert row.processing_type == "MANUAL"
    assert planned_actions(warehouse) == []

    keep(warehouse, "ann", "zoe", others=("bea",))
    world.hubspot_requests()
    assert world.push().success
    assert listed(world) == ["ann", "zoe"]
    assert list_requests(world) == ["PUT /crm/lists/{version}/{list_id}/memberships/add-and-remove"]
    assert open_issues(warehouse) == []


def test_without_the_setting_there_is_no_list_and_no_request(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann")
    execute(warehouse, "update settings.segments set is_kept_as_list = false")

    assert world.push().success

    assert hubspot(world).snapshot()["lists"] == {}
    assert list_requests(world) == []


def test_a_list_that_is_to_be_kept_no_more_stays_as_it_is_in_hubspot(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", "bea", others=("zoe",))
    assert world.push().success
    execute(warehouse, "update settings.segments set is_kept_as_list = false")
    remove_from_marts(warehouse, "bea")

    assert world.push().success

    assert listed(world)[0] == "ann"
    # Kept again, it is the same list, and who was added by hand meanwhile stays in it.
    (row,) = hubspot(world).account.lists.lists.values()
    row.members[contact_id_of(world, "zoe")] = world.clock.now()
    keep(warehouse, "ann")
    assert world.push().success
    assert listed(world) == ["ann", "zoe"]
    assert len(hubspot(world).account.lists.lists) == 1


def test_only_contacts_that_hubspot_has_are_in_it_and_none_is_made(
    world: World, warehouse: Warehouse
) -> None:
    """Ann did nothing since push_since, so that she is not created; Bea is there."""
    execute(warehouse, "update settings.sync set push_since = '2090-01-01'")
    hubspot(world).contacts.add(address("bea"), world.clock.now())
    keep(warehouse, "ann", "bea")
    execute(warehouse, "update marts.contacts set last_activity_at = '2026-01-01'")

    assert world.push().success

    assert listed(world) == ["bea"]
    assert hubspot(world).contacts.by_email(address("ann")) is None


def test_who_vanishes_from_marts_leaves_the_list_before_the_next_refresh(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", "bea")
    assert world.push().success
    remove_from_marts(warehouse, "bea")

    assert world.push().success

    assert listed(world) == ["ann"]


def test_whose_zoom_account_is_not_connected_stays_in_the_list_though_marts_forgot_them(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", "bea", "cid")
    for name, account in (("ann", ACCOUNT), ("bea", ACCOUNT), ("cid", "gone")):
        add_synced(warehouse, name, account)
    record_zoom_accounts(world.hubspot_run(), {ACCOUNT: False, "gone": False})
    assert world.push().success

    record_zoom_accounts(world.hubspot_run(), {ACCOUNT: False})
    for name in ("bea", "cid"):
        remove_from_marts(warehouse, name)
        execute(warehouse, "delete from sync.outcomes where email = :email", email=address(name))
    assert world.push().success
    assert listed(world) == ["ann", "cid"]

    record_zoom_accounts(world.hubspot_run(), {ACCOUNT: False, "gone": False})
    assert world.push().success
    assert listed(world) == ["ann"]


def test_more_than_a_tenth_waits_for_a_form(world: World, warehouse: Warehouse) -> None:
    """Each list by itself: a workflow knows one list, whatever the others hold."""
    names = crowd(30)
    keep(warehouse, *names)
    assert world.push().success
    keep(warehouse, *names[:26], others=tuple(names[26:]))

    assert world.push().success
    assert len(listed(world)) == 30
    (issue,) = open_issues(warehouse)
    assert issue == (
        "hubspot brake",
        "list loyal withdraw",
        "brake",
        "4 of the 30 members of the list of the segment loyal that HubSpot holds are to be "
        "withdrawn, which is more than a tenth in one day: none of them is.",
    )
    assert (
        make_plan(warehouse)
        .waits[0]
        .startswith(
            "4 members of the list of the segment loyal wait to be withdrawn: more than a tenth"
        )
    )
    # Who enters enters all the same.
    keep(warehouse, *names[:26], "new")
    assert world.push().success
    assert len(listed(world)) == 31

    assert world.push(Wishes(beyond_brake=True)).success
    assert len(listed(world)) == 27
    assert open_issues(warehouse) == []


def test_who_is_being_erased_leaves_it_whatever_the_brake_says(
    world: World, warehouse: Warehouse
) -> None:
    names = crowd(5)
    keep(warehouse, *names)
    assert world.push().success
    for name in names[:3]:
        remove_from_marts(warehouse, name)
        insert_unfinished_erasure(warehouse, address(name), is_loaded=True)

    assert world.push().success

    assert listed(world) == names[3:]


def test_an_erasure_takes_the_person_out_of_the_lists(world: World, warehouse: Warehouse) -> None:
    keep(warehouse, "ann", "bea")
    assert world.push().success

    counts = erase_in_hubspot(
        world.hubspot_run(), [address("ann")], [contact_id_of(world, "ann")], for_good=False
    )

    assert counts["lists_left"] == 1
    assert listed(world) == ["bea"]


def test_a_list_that_somebody_deleted_is_made_again_and_said_so(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann")
    assert world.push().success
    hubspot(world).account.lists.lists.clear()
    keep(warehouse, "ann", "bea")

    world.push()
    ((kind, key, code, message),) = open_issues(warehouse)
    assert (kind, key, code) == ("hubspot list", "loyal", "list_lost")
    assert "Somebody deleted the list of the segment loyal" in message
    assert world.push().success
    assert listed(world) == ["ann", "bea"]


def test_a_name_that_another_kind_of_list_has_is_said_and_costs_nothing_else(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann")
    lists = hubspot(world).account.lists
    body = {"name": NAME.upper(), "objectTypeId": "0-1", "processingType": "DYNAMIC"}
    foreign = lists.create(body, world.clock.now())

    assert world.push().success

    assert [code for _, _, code, _ in open_issues(warehouse)] == ["list_name_taken"]
    assert foreign.members == {}
    assert hubspot(world).contacts.by_email(address("ann")) is not None
    world.hubspot_requests()
    assert world.push().success  # deferred
    assert list_requests(world) == []

    foreign.name = "Something else"
    assert world.push(with_refused=True).success
    assert listed(world) == ["ann"]
    assert open_issues(warehouse) == []


def test_a_lost_answer_makes_no_second_list_and_loses_nobody(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", "bea")
    hubspot(world).faults.add("drop_answer", "/crm/lists/2026-03", times=1)
    hubspot(world).faults.add("drop_answer", "add-and-remove", times=1)

    world.push()
    assert world.push().success

    assert len(hubspot(world).account.lists.lists) == 1
    assert listed(world) == ["ann", "bea"]
    assert open_issues(warehouse) == []


def test_a_contact_that_hubspot_has_no_more_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    for name in ("ann", "bea"):
        add_contact(warehouse, name)
    assert world.push().success
    gone = contact_id_of(world, "bea")
    keep(warehouse, "ann", "bea")
    hubspot(world).contacts.archive(gone, world.clock.now())

    world.push()

    assert listed(world) == ["ann"]
    assert query(
        warehouse, "select count(*) from hubspot.sent_list_members where contact_id = :id", id=gone
    ) == [(0,)]


def test_a_push_that_takes_over_reads_the_list_before_it_changes_it(
    world: World, warehouse: Warehouse
) -> None:
    """Another warehouse, or a copy of this one, may have added people since."""
    keep(warehouse, "ann", others=("zoe",))
    assert world.push().success
    (row,) = hubspot(world).account.lists.lists.values()
    row.members[contact_id_of(world, "zoe")] = world.clock.now()
    execute(warehouse, "update hubspot.sent_lists set is_stale = true")
    assert ("lists", "read") in planned_actions(warehouse)

    assert world.push().success

    assert listed(world) == ["ann"]


def test_without_the_mark_nobody_enters_or_leaves(world: World, warehouse: Warehouse) -> None:
    keep(warehouse, "ann", "cal", others=("bea",))
    assert world.push().success
    hubspot(world).describe_property("webinar_sync_registrations_total", "tidied up")
    keep(warehouse, "ann", "bea", others=("cal",))

    world.push()
    assert listed(world) == ["ann", "cal"]
    world.push()
    assert listed(world) == ["ann", "bea"]


def test_a_missing_scope_is_named(world: World, warehouse: Warehouse) -> None:
    keep(warehouse, "ann")
    hubspot(world).faults.add("missing_scope", "/crm/lists", scope="crm.lists.write")

    assert not world.push().success

    assert [code for _, _, code, _ in open_issues(warehouse)] == ["scope"]


def test_a_merged_contact_takes_nobody_out_of_the_list(world: World, warehouse: Warehouse) -> None:
    """HubSpot would take the id of the merged one for the contact that is left."""
    keep(warehouse, "ann", "bea")
    assert world.push().success
    kept_id, merged_id = contact_id_of(world, "ann"), contact_id_of(world, "bea")
    hubspot(world).contacts.merge(kept_id, merged_id)
    remove_from_marts(warehouse, "bea")
    execute(warehouse, "delete from hubspot.contacts where contact_id = :id", id=merged_id)
    world.hubspot_requests()

    assert world.push().success

    assert listed(world) == ["ann"]
    assert list_requests(world) == []


def test_a_list_that_somebody_renamed_and_filled_by_hand_keeps_name_and_people_and_is_followed(
    world: World, warehouse: Warehouse
) -> None:
    keep(warehouse, "ann", others=("zoe",))
    assert world.push().success
    (row,) = hubspot(world).account.lists.lists.values()
    row.name = "Friends of the house"
    row.members[contact_id_of(world, "zoe")] = world.clock.now()
    keep(warehouse, "ann", "bea", others=("zoe",))

    assert world.push().success

    assert hubspot(world).snapshot()["lists"] == {
        "Friends of the house": [address("ann"), address("bea"), address("zoe")]
    }
