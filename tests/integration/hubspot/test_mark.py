"""The mark in the HubSpot account: of two warehouses, the second sends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import ALL_SCOPES, Contact, Portal
from tests.builders import (
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
from tests.builders.world import ALWAYS
from tests.integration.hubspot.state import WEBINAR, hubspot, open_issues, states_by_name
from webinar_sync.hubspot.mark import CARRIER, Mark
from webinar_sync.hubspot.portal import portal_answer, portal_lines
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster
    from tests.builders import World

WITHOUT_OAUTH = ALL_SCOPES - {"oauth"}


@pytest.fixture
def other(cluster: Cluster, template: str) -> Iterator[Warehouse]:
    """Make another warehouse, which never heard of the first."""
    cluster.create_database("other_warehouse", afresh=True, template=template)
    with Warehouse(cluster.url("other_warehouse")) as other:
        execute(other, "update settings.sync set push_since = :day", day=ALWAYS)
        yield other


def mark_of(world: World) -> Mark:
    """Return the mark in the account."""
    mark = Mark.find(hubspot(world).description_of(CARRIER))
    assert mark is not None
    return mark


def fill(warehouse: Warehouse, registrations: int = 1) -> None:
    """Fill marts with an event that was held, and one attendee."""
    add_event(warehouse, WEBINAR)
    add_contact(warehouse, "ann", registrations=registrations)
    add_participation(warehouse, WEBINAR, "ann", "attended")


def registrations_of(world: World, name: str = "ann") -> str:
    """Return how many registrations HubSpot shows of somebody."""
    contact = hubspot(world).snapshot()["contacts"][address(name)]
    return str(contact["webinar_sync_registrations_total"])


def test_each_push_that_sends_something_raises_the_mark(world: World, warehouse: Warehouse) -> None:
    fill(warehouse)
    assert world.push().success
    first = mark_of(world)
    assert world.push().success
    assert mark_of(world) == first

    add_contact(warehouse, "ann", registrations=2)
    assert world.push().success
    second = mark_of(world)
    assert (first.pushes, second.pushes) == (1, 2)
    assert first.warehouse_id == second.warehouse_id
    assert first.token != second.token
    assert query(warehouse, "select pushes, obstacle from hubspot.portal") == [(2, None)]


def test_a_second_warehouse_sends_nothing_until_it_takes_over(
    world: World, warehouse: Warehouse, other: Warehouse
) -> None:
    fill(warehouse, registrations=5)
    assert world.push().success
    before = hubspot(world).snapshot()
    fill(other)
    add_event(other, WEBINAR + 1)
    add_contact(other, "bob")

    world.warehouse = other
    report = world.push()
    assert not report.success
    assert "Another warehouse has written to HubSpot account 4711" in report.message
    assert hubspot(world).snapshot() == before
    ((_, _, code, _),) = open_issues(other)
    assert code == "other_warehouse"
    assert not portal_answer(other).may_write
    assert portal_lines(other)[0].startswith("Another warehouse writes to the HubSpot account")

    assert world.push(take_over=True).success
    assert open_issues(other) == []
    assert portal_answer(other).may_take_irrevocable
    assert len(hubspot(world).snapshot()["events"]) == 2  # its own was adopted, none made twice
    assert registrations_of(world) == "1"

    world.warehouse = warehouse
    add_contact(warehouse, "ann", registrations=6)
    assert not world.push().success
    assert registrations_of(world) == "1"
    # What the other warehouse wrote to everybody is sent again, also where nothing changed here.
    assert world.push(take_over=True).success
    assert registrations_of(world) == "6"


@pytest.mark.parametrize("original_first", [True, False])
def test_of_a_restored_copy_and_its_original_the_second_sends_nothing(
    world: World, warehouse: Warehouse, original_first: bool
) -> None:
    """The copy is the same warehouse here, with what it remembered of the portal before."""
    fill(warehouse)
    assert world.push().success
    execute(warehouse, "create table staging.restored as select * from hubspot.portal")
    add_contact(warehouse, "ann", registrations=2)
    assert world.push().success

    add_contact(warehouse, "ann", registrations=3)
    if original_first:
        restore(warehouse, "restored")
    else:
        # The copy pushed as often as its original, which was killed before its mark arrived.
        hubspot(world).describe_property(CARRIER, str(replace(mark_of(world), token="c" * 16)))
    report = world.push()
    assert not report.success
    assert "Another copy of this warehouse" in report.message
    assert registrations_of(world) == "2"


def restore(warehouse: Warehouse, table: str) -> None:
    """Let the warehouse remember of HubSpot's account what it remembered before."""
    execute(warehouse, "delete from hubspot.portal")
    execute(warehouse, f"insert into hubspot.portal select * from staging.{table}")


def test_a_push_that_was_killed_before_its_mark_arrived_goes_on(
    world: World, warehouse: Warehouse
) -> None:
    fill(warehouse)
    assert world.push().success
    for _ in range(2):  # raised here, and not there
        hubspot(world).faults.add("status", f"/{CARRIER}", after=1, times=1, status=400)
        add_contact(warehouse, "ann", registrations=2)
        world.push()
        hubspot(world).faults.clear()
    assert query(warehouse, "select pushes from hubspot.portal") == [(3,)]
    assert mark_of(world).pushes == 1

    assert world.push().success
    assert registrations_of(world) == "2"
    assert query(warehouse, "select cardinality(mark_tokens) from hubspot.portal") == [(2,)]


def test_where_the_mark_was_removed_updates_go_on_and_the_rest_waits_a_push(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR, status="scheduled", settled_at=None, started_at=None)
    for name in ("ann", "bob"):
        add_contact(warehouse, name)
        add_participation(warehouse, WEBINAR, name, "registered")
    assert world.push().success
    hubspot(world).describe_property(CARRIER, "What a colleague wrote instead")
    add_event(warehouse, WEBINAR, topic="Renamed")
    add_contact(warehouse, "ann", registrations=2)
    add_contact(warehouse, "new")
    add_participation(warehouse, WEBINAR, "ann", "attended")
    add_participation(warehouse, WEBINAR, "bob", "no_show")

    assert world.push().success
    assert registrations_of(world) == "2"
    (event,) = hubspot(world).snapshot()["events"].values()
    assert event["eventName"] == "Renamed"
    assert states_by_name(world)["bob"] == "REGISTERED"
    assert address("new") not in hubspot(world).snapshot()["contacts"]
    answer = portal_answer(warehouse)
    assert (answer.may_write, answer.may_take_irrevocable) == (True, False)
    assert "somebody removed this warehouse's mark" in answer.words

    assert world.push().success
    assert states_by_name(world)["bob"] == "NO_SHOW"
    assert address("new") in hubspot(world).snapshot()["contacts"]
    assert portal_answer(warehouse).words == ""


def test_a_new_warehouse_takes_nothing_back_where_a_mark_was_removed(
    world: World, warehouse: Warehouse, other: Warehouse
) -> None:
    """Staging is given production's token on the day on which somebody tidies up properties."""
    fill(warehouse)
    assert world.push().success
    hubspot(world).describe_property(CARRIER, "Tidied up")
    add_event(other, WEBINAR + 1)
    add_contact(other, "bob")
    add_participation(other, WEBINAR + 1, "bob", "attended")

    world.warehouse = other
    assert world.push().success
    assert len(hubspot(world).snapshot()["events"]) == 1
    assert address("bob") not in hubspot(world).snapshot()["contacts"]

    # Production finds staging's mark before staging pushes again, and stops.
    world.warehouse = warehouse
    add_contact(warehouse, "ann", registrations=2)
    assert not world.push().success
    assert [code for _, _, code, _ in open_issues(warehouse)] == ["other_warehouse"]


def test_a_deleted_property_is_made_again_with_everybodys_values(
    world: World, warehouse: Warehouse
) -> None:
    fill(warehouse, registrations=3)
    add_contact(warehouse, "ben")
    assert world.push().success
    hubspot(world).delete_property(CARRIER)
    for record in hubspot(world).contacts.records.values():  # with it went its values
        record.properties.pop(CARRIER, None)

    add_contact(warehouse, "ben", attendances=1)
    assert world.push().success
    assert registrations_of(world) == "3"
    assert mark_of(world).pushes == 2


def test_an_odd_answer_is_no_missing_mark(world: World, warehouse: Warehouse) -> None:
    fill(warehouse)
    assert world.push().success
    before = mark_of(world)
    add_contact(warehouse, "ann", registrations=2)
    for status, body in ((404, "<html>Not found</html>"), (200, "{}"), (200, '{"name": "other"}')):
        hubspot(world).faults.add("answer", f"/{CARRIER}", status=status, body=body)
        assert not world.push().success
        hubspot(world).faults.clear()
        assert mark_of(world) == before
        assert portal_answer(warehouse).words == ""
    assert registrations_of(world) == "1"
    assert world.push().success


def test_a_passing_404_lets_nobody_pass_another_warehouses_mark(
    world: World, warehouse: Warehouse, other: Warehouse
) -> None:
    fill(warehouse)
    assert world.push().success
    before = hubspot(world).snapshot()
    fill(other, registrations=9)
    world.warehouse = other
    hubspot(world).faults.add("status", f"/{CARRIER}", times=1, status=404)
    for _ in range(2):
        assert not world.push().success
    assert hubspot(world).snapshot() == before


def test_an_account_swapped_under_the_same_token_gets_nothing(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, contacts=(Contact(address("ann")),)))
    fill(warehouse)
    assert world.push().success
    sandbox = hubspot(world)
    url = world.hubspot_client().config.base_url

    world.connect_hubspot(
        Portal(TOKEN, portal_id=999, contacts=(Contact("stranger@other.example"),))
    )
    execute(
        warehouse,
        "update hubspot.portal set connection_sha256 = :sha256",
        sha256=world.hubspot_client().config.connection_sha256,
    )
    add_contact(warehouse, "ann", registrations=5)
    report = world.push()

    assert sandbox is not hubspot(world)
    assert world.hubspot_client().config.base_url != url
    assert "belongs to 999" in report.message
    snapshot = hubspot(world).snapshot()
    assert snapshot["events"] == {}
    assert list(snapshot["contacts"]) == ["stranger@other.example"]
    assert not any(name.startswith("webinar_sync") for name in snapshot["contacts"].popitem()[1])


@pytest.mark.parametrize("take_over", [False, True])
def test_an_account_swapped_under_a_token_that_cannot_tell_gets_no_record_ids(
    make_world: Callable[..., World], warehouse: Warehouse, take_over: bool
) -> None:
    """What the connection says of both tokens is the same, and wrong of the second."""
    world = make_world()
    portal = Portal(TOKEN, scopes=WITHOUT_OAUTH, contacts=(Contact(address("ann")),))
    world.connect_hubspot(portal)
    fill(warehouse)
    assert world.push(portal_id=4711).success

    stranger = Contact("stranger@other.example")
    world.token = "pat-production"
    world.connect_hubspot(Portal("pat-production", scopes=WITHOUT_OAUTH, contacts=(stranger,)))
    add_contact(warehouse, "ann", registrations=5)
    execute(warehouse, "update hubspot.addresses set read_at = now()")  # as within the hour
    for _ in range(2):
        report = world.push(portal_id=4711, take_over=take_over)

    contacts = hubspot(world).snapshot()["contacts"]
    assert not any(name.startswith("webinar_sync") for name in contacts["stranger@other.example"])
    assert report.success == take_over, report.message
    assert (address("ann") in contacts) == take_over
    assert len(hubspot(world).snapshot()["events"]) == take_over


def test_a_token_that_is_refused_holds_a_push_up_and_the_new_one_goes_on(
    world: World, warehouse: Warehouse
) -> None:
    fill(warehouse)
    assert world.push().success
    portal = hubspot(world).account.portal
    hubspot(world).account.portal = replace(portal, token="pat-rotated")
    add_contact(warehouse, "ann", registrations=2)
    assert not world.push().success
    assert [code for _, _, code, _ in open_issues(warehouse)] == ["auth"]

    assert world.push(token="pat-rotated").success
    assert open_issues(warehouse) == []
    assert registrations_of(world) == "2"
    assert query(warehouse, "select obstacle from hubspot.portal") == [(None,)]


def test_another_token_that_cannot_tell_is_known_by_the_mark(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    sandbox = world.connect_hubspot()
    fill(warehouse)
    assert world.push(portal_id=4711).success

    sandbox.account.portal = Portal("pat-without", scopes=WITHOUT_OAUTH)
    add_contact(warehouse, "ann", registrations=2)
    assert world.push(token="pat-without", portal_id=4711).success
    assert registrations_of(world) == "2"

    hubspot(world).describe_property(CARRIER, "")
    add_contact(warehouse, "ann", registrations=3)
    report = world.push(token="pat-without", portal_id=4711)
    assert "it may be another account than before" in report.message
    assert registrations_of(world) == "2"

    # Whoever takes it over says that it is the same: what is history in it stays what it is.
    query_connected = "select connected_at from hubspot.connected"
    execute(warehouse, "update hubspot.connected set connected_at = '2026-11-01 00:00+00'")
    connected = query(warehouse, query_connected)
    execute(
        warehouse,
        "insert into hubspot.refusals (object_kind, object_key, digest, attempts, next_attempt_at,"
        " run_id) values ('contact', '7', 'x', 1, now() + interval '1 day', 'test')",
    )
    execute(
        warehouse,
        "insert into sync.errors (object_kind, object_key, code, severity, message, remedy, run_id)"
        " values ('hubspot contact', '7', 'refused', 'error', 'It was.', 'Wait.', 'test')",
    )
    assert world.push(token="pat-without", portal_id=4711, take_over=True).success
    assert registrations_of(world) == "3"
    assert [code for _, _, code, _ in open_issues(warehouse)] == ["mark_gone"]
    assert query(warehouse, query_connected) == connected


def test_whoever_takes_over_keeps_the_external_ids_that_hubspot_knows(
    world: World, warehouse: Warehouse, other: Warehouse
) -> None:
    """The other warehouse first read the webinar after its start was moved by two days."""
    moved = START + timedelta(days=2)
    add_event(
        warehouse, WEBINAR, status="scheduled", scheduled_at=moved, settled_at=None, started_at=None
    )
    add_contact(warehouse, "ann")
    add_participation(warehouse, WEBINAR, "ann", "registered")
    assert world.push().success
    (name,) = hubspot(world).snapshot()["events"]

    key = f"{moved:%Y-%m-%d}"
    add_event(
        other, WEBINAR, occurrence_key=key, scheduled_at=moved, started_at=moved,
        ended_at=END + timedelta(days=2), topic="Renamed",
    )  # fmt: skip
    world.warehouse = other
    assert world.push(take_over=True).success

    ((only, event),) = hubspot(world).snapshot()["events"].items()
    assert only == name
    assert event["eventName"] == "Renamed"
    assert query(other, "select occurrence_key, external_id from hubspot.sent_events") == [
        (key, name.split(" ")[1])
    ]
    assert states_by_name(world) == {"ann": "NO_SHOW"}  # completed under the id that HubSpot knows
    # No other occurrence is ever given the key under which HubSpot knows this one.
    assert ("2026-11-18",) in query(other, "select occurrence_key from zoom.occurrences")


@pytest.mark.parametrize("state", ["registered", "attended", "cancelled"])
@pytest.mark.parametrize("is_copy", [False, True])
def test_whoever_takes_over_is_heard_of_somebody_who_was_cancelled(
    world: World, warehouse: Warehouse, other: Warehouse, *, state: str, is_copy: bool
) -> None:
    """They stay so, or are back. HubSpot ignores the same contact, event and time."""
    add_event(warehouse, WEBINAR, settled_at=None)
    add_contact(warehouse, "ann")
    begins_as = "registered" if state == "cancelled" else state
    add_participation(warehouse, WEBINAR, "ann", begins_as)
    assert world.push().success
    remembered = ("hubspot.portal", "hubspot.sent_participations")
    for table in remembered:
        name = table.replace("hubspot.", "staging.")
        execute(warehouse, f"create table {name} as select * from {table}")
    if state == "cancelled":
        add_participation(warehouse, WEBINAR, "ann", state)
    else:
        execute(warehouse, "delete from marts.participations")
    assert world.push().success
    assert states_by_name(world) == {"ann": "CANCELLED"}
    world.clock.advance(60)  # HubSpot shows it a moment later

    if is_copy:
        for table in remembered:
            name = table.replace("hubspot.", "staging.")
            execute(warehouse, f"delete from {table}")
            execute(warehouse, f"insert into {table} select * from {name}")
    else:
        world.warehouse = other
        add_event(other, WEBINAR, settled_at=None)
        add_contact(other, "ann")
    add_participation(world.warehouse, WEBINAR, "ann", state)
    assert world.push(take_over=True).success

    assert states_by_name(world) == {"ann": state.upper()}
    world.hubspot_requests()
    assert world.push().success
    assert world.hubspot_requests() == []
    world.clock.advance(60)
    assert reconcile(world.hubspot_run())["differences"] == 0
