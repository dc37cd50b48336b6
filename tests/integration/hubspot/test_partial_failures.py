"""What HubSpot refuses costs that alone, is told in words without values, and is mended."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.faults import QUOTED_ADDRESS
from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, Portal, Property
from tests.integration.hubspot.marts import (
    ACCOUNT,
    END,
    START,
    add_contact,
    add_crowd,
    add_event,
    add_part,
    address,
)
from tests.worlds import TOKEN, World, execute, query
from webinar_sync.hubspot.errors import (
    HubspotAuthError,
    HubspotBadAnswerError,
    HubspotDailyLimitError,
    HubspotError,
    HubspotMovingError,
    HubspotPortalError,
    HubspotScopeError,
    HubspotUnavailableError,
)
from webinar_sync.hubspot.portal import check_portal
from webinar_sync.hubspot.push.steps import has_work, plan, push_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.server import HubspotSandbox
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001
UPSERT, UPDATE = "contacts/batch/upsert", "contacts/batch/update"
COUNT = "select count(*) from "


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Serve a HubSpot account that knows nobody."""
    found = make_world()
    found.connect_hubspot()
    return found


def hubspot(world: World) -> HubspotSandbox:
    """Return the account as a HubSpot user has it before them."""
    assert world.hubspot is not None
    return world.hubspot


def errors(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return kind, key, code and message of what is open."""
    return query(
        warehouse,
        "select object_kind, object_key, code, message from sync.errors where cleared_at is null"
        " order by 1, 2",
    )


def people(world: World, event: int = 0) -> dict[str, str]:
    """Return everybody's state in an event, by first name of the address."""
    found = list(hubspot(world).snapshot()["events"].values())[event]["people"]
    return {email.split("@")[0]: one["state"] for email, one in found.items()}


def id_of(world: World, name: str) -> int:
    """Return HubSpot's id of somebody."""
    record = hubspot(world).contacts.by_email(address(name))
    assert record is not None
    return record.contact_id


# --- rows ----------------------------------------------------------------------------------------


def test_one_bad_row_of_a_hundred_contacts_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 100)
    hubspot(world).faults.add("refuse_rows", UPSERT, text="crowd42@")

    report = world.push()

    assert report.success
    assert "1 contacts_refused" in report.message
    assert len(hubspot(world).snapshot()["contacts"]) == 99
    assert len(people(world)) == 99
    ((kind, key, code, message),) = errors(warehouse)
    assert (kind, key, code) == ("hubspot contact", "42", "refused")
    assert message == (
        "HubSpot refused the contact 42 (marts.contacts.contact_id): VALIDATION_ERROR, "
        "VALIDATION_RULE_FAILED."
    )
    assert Counter(world.hubspot_requests())[f"POST /crm/objects/{{version}}/{UPSERT}"] == 1

    assert {(one.kind, one.action) for one in plan(warehouse)} == {
        ("contacts", "deferred"),
        ("participations", "deferred"),
    }
    assert not has_work(plan(warehouse))
    assert has_work(plan(warehouse, with_refused=True))
    world.push()
    assert not any(UPSERT in one for one in world.hubspot_requests())

    hubspot(world).faults.clear()
    assert world.push(with_refused=True).success
    assert people(world)["crowd42"] == "ATTENDED"
    assert errors(warehouse) == []
    assert query(warehouse, COUNT + "hubspot.refusals") == [(0,)]


def test_a_refused_row_that_changes_is_sent_at_once(world: World, warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann", last="Forbidden")
    hubspot(world).faults.add("refuse_rows", UPSERT, text="Forbidden")
    world.push()
    assert len(errors(warehouse)) == 1

    add_contact(warehouse, "ann", last="Allowed")
    assert world.push().success

    assert hubspot(world).snapshot()["contacts"][address("ann")]["lastname"] == "Allowed"
    assert errors(warehouse) == []


def test_a_refused_row_is_sent_again_after_longer_and_longer(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    hubspot(world).faults.add("refuse_rows", UPSERT, text="ann@")
    waits = []
    for _ in range(7):
        assert world.push().success
        ((hours,),) = query(
            warehouse,
            "select round(extract(epoch from next_attempt_at - now()) / 3600)"
            " from hubspot.refusals",
        )
        waits.append(int(hours))
        execute(warehouse, "update hubspot.refusals set next_attempt_at = now()")

    assert waits == [1, 2, 4, 8, 16, 24, 24]


def test_one_bad_row_among_updates_costs_itself_alone(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    known = tuple(Contact(f"crowd{one}@people.example") for one in range(1, 101))
    world.connect_hubspot(Portal(TOKEN, contacts=known))
    add_crowd(warehouse, WEBINAR, 100)
    bad = hubspot(world).contacts.by_email("crowd7@people.example")
    assert bad is not None
    hubspot(world).faults.add("refuse_rows", UPDATE, text=f"'{bad.contact_id}'")

    world.push()

    assert [one[1] for one in errors(warehouse)] == ["7"]
    assert query(warehouse, COUNT + "hubspot.sent_contacts") == [(99,)]


def test_one_bad_row_of_a_hundred_participations_costs_itself_alone(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 100)
    work = world.hubspot_run()
    for step in ("refresh_mirror", "push_contacts", "push_events"):
        push_step(work, step)
    bad = id_of(world, "crowd9")
    hubspot(world).faults.add("refuse_rows", "/attend/create", text=str(bad))

    world.push()

    states = Counter(people(world).values())
    assert states == {"ATTENDED": 99, "NO_SHOW": 1}
    ((kind, key, code, message),) = errors(warehouse)
    assert (kind, code) == ("hubspot participation", "refused")
    assert key == f"{ACCOUNT} {WEBINAR}-single 9 attend"
    assert f"somebody attended in webinar {WEBINAR}-single (HubSpot contact {bad})" in message

    hubspot(world).faults.clear()
    world.push(with_refused=True)
    assert Counter(people(world).values()) == {"ATTENDED": 100}
    assert errors(warehouse) == []


def test_a_batch_refused_as_a_whole_is_halved_until_the_bad_row_is_alone(
    world: World, warehouse: Warehouse
) -> None:
    for number in range(8):
        add_event(warehouse, WEBINAR + number, topic=f"Topic {number}")
    hubspot(world).faults.add("refuse_rows", "events/upsert", text="Topic 5")

    report = world.push()

    assert report.success
    names = {one["eventName"] for one in hubspot(world).snapshot()["events"].values()}
    assert names == {f"Topic {number}" for number in range(8) if number != 5}
    # 8; 4 and 4; 2 and 2 of the second; 1 and 1 of its first.
    upserts = [one for one in world.hubspot_requests() if "events/upsert" in one]
    assert len(upserts) == 1 + 2 + 2 + 2
    ((_, key, _, message),) = errors(warehouse)
    assert key == f"{ACCOUNT} {WEBINAR + 5}-single create"
    assert "another app" not in message
    assert query(warehouse, "select attempts from hubspot.refusals") == [(1,)]
    world.hubspot_requests()
    world.push()  # neither made nor completed until its time has come
    assert world.hubspot_requests() == []


def test_a_row_that_the_answer_does_not_name_is_not_acknowledged(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 3)
    work = world.hubspot_run()
    for step in ("refresh_mirror", "push_contacts", "push_events"):
        push_step(work, step)
    hubspot(world).faults.add("unanswered_rows", "/attend/create", text=str(id_of(world, "crowd2")))

    world.push()

    assert ["NOT_ANSWERED" in one[3] for one in errors(warehouse)] == [True]
    assert query(warehouse, COUNT + "hubspot.sent_participations where joined_at is not null") == [
        (2,)
    ]


# --- what people do in HubSpot -------------------------------------------------------------------


def test_a_contact_deleted_after_it_was_read_is_held_back(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    add_event(warehouse, WEBINAR)
    add_part(warehouse, WEBINAR, "ann", "no_show")
    world.push()
    hubspot(world).contacts.archive(id_of(world, "ann"), world.clock.now())

    add_contact(warehouse, "ann", registrations=2)
    add_part(warehouse, WEBINAR, "ann", "attended")
    report = world.push()  # finds out by two refused rows
    assert report.success
    assert len(errors(warehouse)) == 2

    world.push()  # has read it again
    assert [(one.kind, one.action) for one in plan(warehouse)] == [
        ("contacts", "held_back"),
        ("participations", "held_back"),
    ]
    assert hubspot(world).snapshot()["contacts"] == {}


@pytest.mark.parametrize("how", ["archived", "archive asked by id only", "gone for good"])
def test_a_contact_that_was_pushed_and_deleted_is_not_created_again(
    make_world: Callable[..., World], warehouse: Warehouse, how: str
) -> None:
    world = make_world()
    portal = Portal(TOKEN, finds_archived_by_email=how == "archived")
    sandbox = world.connect_hubspot(portal)
    add_contact(warehouse, "ann")
    add_contact(warehouse, "ben")
    assert world.push().success
    for name in ("ann", "ben"):
        if how == "gone for good":
            sandbox.contacts.forget(id_of(world, name))
        else:
            sandbox.contacts.archive(id_of(world, name), world.clock.now())
    sandbox.contacts.add(address("ben"), world.clock.now())  # came back as another contact

    for registrations in (2, 3):  # the archive forgets, and is then asked again
        execute(
            warehouse,
            "update hubspot.addresses set read_at = '-infinity', archive_read_at = null",
        )
        for name in ("ann", "ben"):
            add_contact(warehouse, name, registrations=registrations)
        assert world.push().success
        sandbox.contacts._archived.clear()

    assert [(one.kind, one.action) for one in plan(warehouse)] == [("contacts", "held_back")]
    found = sandbox.snapshot()["contacts"]
    assert list(found) == [address("ben")]
    assert found[address("ben")]["webinar_sync_registrations_total"] == "3"


def test_a_pushed_contact_whose_address_somebody_changed_is_not_taken_for_deleted(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    assert world.push().success
    record = hubspot(world).contacts.by_email(address("ann"))
    assert record is not None
    hubspot(world).contacts.rename(record.contact_id, "ann@elsewhere.example")

    execute(warehouse, "update hubspot.addresses set read_at = '-infinity', archive_read_at = null")
    add_contact(warehouse, "ann", registrations=2)
    assert world.push().success

    assert set(hubspot(world).snapshot()["contacts"]) == {
        "ann@elsewhere.example",
        address("ann"),
    }


def test_nobody_is_created_in_an_excluded_domain_whose_contact_lost_the_address(
    world: World, warehouse: Warehouse
) -> None:
    contact = hubspot(world).contacts.add(address("ann"), world.clock.now())
    execute(
        warehouse,
        "insert into settings.excluded_contact_domains values (:domain)",
        domain=address("ann").split("@")[1],
    )
    add_contact(warehouse, "ann")  # in marts because HubSpot had a contact
    hubspot(world).contacts.rename(contact, "ann@elsewhere.example")

    assert world.push().success

    assert [(one.kind, one.action) for one in plan(warehouse)] == [("contacts", "held_back")]
    assert list(hubspot(world).snapshot()["contacts"]) == ["ann@elsewhere.example"]


def test_a_name_that_somebody_wrote_since_the_load_is_not_written_over(
    world: World, warehouse: Warehouse
) -> None:
    """The load saw no contact; twenty minutes later, HubSpot has one."""
    add_contact(warehouse, "ann", first="Annie")
    push_step(world.hubspot_run(), "refresh_mirror")
    hubspot(world).contacts.add(address("ann"), world.clock.now(), firstname="Anna")
    execute(
        warehouse,
        "update hubspot.addresses set read_at = read_at - interval '20 min',"
        " archive_read_at = archive_read_at - interval '20 min'",
    )

    assert world.push().success

    ann = hubspot(world).snapshot()["contacts"][address("ann")]
    assert ann["firstname"] == "Anna"
    assert ann["webinar_sync_registrations_total"] == "1"


def test_a_merged_contact_is_held_back_as_a_secondary_address(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    world.push()
    other = hubspot(world).contacts.add("boss@people.example", world.clock.now())
    hubspot(world).contacts.merge(other, id_of(world, "ann"))
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")

    add_contact(warehouse, "ann", registrations=5)
    assert world.push().success

    assert [(one.kind, one.action) for one in plan(warehouse)] == [("contacts", "held_back")]
    boss = hubspot(world).snapshot()["contacts"]["boss@people.example"]
    assert "webinar_sync_registrations_total" not in boss


def test_an_event_deleted_in_hubspot_is_made_again_with_everybody(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    world.push()
    before = hubspot(world).snapshot()["events"]
    hubspot(world).events.delete(next(iter(hubspot(world).events.events)))

    add_part(warehouse, WEBINAR, "crowd3", "attended", left=50)
    assert world.push().success

    after = hubspot(world).snapshot()["events"]
    (name,) = before
    before[name]["people"][address("crowd3")] |= {"seconds": 50 * 60, "percentage": "0.8333"}
    assert after == before
    assert [one[2] for one in errors(warehouse)] == []
    assert query(warehouse, "select code, cleared_at is not null from sync.errors") == [
        ("lost", True)
    ]


def test_what_vanished_from_marts_is_withdrawn(world: World, warehouse: Warehouse) -> None:
    for number in (WEBINAR, WEBINAR + 1):
        add_event(warehouse, number)
        for name in ("ann", "ben"):
            add_contact(warehouse, name, percent=100, attendances=1)
            add_part(warehouse, number, name, "attended")
    world.push()

    execute(
        warehouse, "delete from marts.participations where email = :email", email=address("ben")
    )
    execute(warehouse, "delete from marts.contacts where email = :email", email=address("ben"))
    for table in ("participations", "marketing_events"):
        execute(warehouse, f"delete from marts.{table} where webinar_id = :id", id=WEBINAR + 1)
    assert world.push().success

    found = hubspot(world).snapshot()
    assert [one["eventName"] for one in found["events"].values()] == [f"Webinar {WEBINAR}"]
    assert people(world) == {"ann": "ATTENDED", "ben": "CANCELLED"}
    assert found["contacts"][address("ben")] == {
        "additional": [],
        "firstname": "First",
        "lastname": "Last",
    }
    assert query(warehouse, COUNT + "hubspot.sent_participations where not is_withdrawn") == [(1,)]
    assert plan(warehouse) == []


def test_a_cancelled_and_an_unsettled_webinar_are_not_completed(
    world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR, status="cancelled", started_at=None, ended_at=None)
    add_event(warehouse, WEBINAR + 1, settled_at=None)
    for number in (WEBINAR, WEBINAR + 1):
        add_part(warehouse, number, "ann", "registered")
    add_contact(warehouse, "ann")

    world.push()
    cancelled, unsettled = hubspot(world).snapshot()["events"].values()
    assert cancelled["eventCancelled"] is True
    assert "endDateTime" not in unsettled
    assert [people(world, 0), people(world, 1)] == [{"ann": "REGISTERED"}] * 2

    add_event(warehouse, WEBINAR + 1)
    add_part(warehouse, WEBINAR + 1, "ann", "no_show")
    world.push()
    assert people(world, 1) == {"ann": "NO_SHOW"}
    settled = list(hubspot(world).snapshot()["events"].values())[1]
    assert settled["endDateTime"] == END.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- the account as a whole ----------------------------------------------------------------------


def mirror_and_contacts(world: World) -> None:
    """Do the first steps of a push."""
    for step in ("refresh_mirror", "push_contacts"):
        push_step(world.hubspot_run(), step)


def stopped(
    world: World, warehouse: Warehouse, fault: str, path: str = "", **options: Any
) -> HubspotError:
    """Return what stops a step while a fault is on; afterwards a push does everything."""
    add_crowd(warehouse, WEBINAR, 5)
    hubspot(world).faults.add(fault, path, **options)
    with pytest.raises(HubspotError) as caught:
        mirror_and_contacts(world)
    report = world.push()
    assert not report.success
    hubspot(world).faults.clear()
    report = world.push()
    assert report.success, report.message
    assert Counter(people(world).values()) == {"ATTENDED": 5}
    assert errors(warehouse) == []
    return caught.value


def test_a_revoked_token_is_told(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "revoked_token")

    assert isinstance(error, HubspotAuthError)
    assert not isinstance(error, HubspotScopeError)
    assert "correlation id" in str(error)
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where code = 'auth'"
    )
    assert "HTTP 401" in message
    assert "hubspot_default" in remedy


def test_a_missing_scope_is_named(world: World, warehouse: Warehouse) -> None:
    scope = "crm.objects.contacts.write"
    error = stopped(world, warehouse, "missing_scope", UPSERT, scope=scope)

    assert isinstance(error, HubspotScopeError)
    assert error.scopes == [scope]
    assert query(warehouse, "select remedy from sync.errors where code = 'scope'") == [
        (f"Give the token the scopes {scope} in HubSpot.",)
    ]


def test_the_days_limit_ends_at_midnight_in_the_accounts_time_zone(
    world: World, warehouse: Warehouse
) -> None:
    error = stopped(world, warehouse, "daily_429", "batch/read")

    assert isinstance(error, HubspotDailyLimitError)
    # The sandbox's account is in US/Eastern, five hours behind UTC in November; it is noon UTC.
    assert error.until == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_a_move_to_another_data_centre_is_waited_for(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "moving_477", "batch/read", seconds=7200)

    assert isinstance(error, HubspotMovingError)
    assert error.until == world.clock.now() + timedelta(hours=2)


@pytest.mark.parametrize("fault", ["html_502", "cut"])
def test_hubspot_that_is_down_for_a_whole_run_is_sent_everything_by_the_next(
    world: World, warehouse: Warehouse, fault: str
) -> None:
    assert isinstance(stopped(world, warehouse, fault), HubspotUnavailableError)


def test_an_answer_that_is_no_json_is_told(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "not_json", "batch/read")

    assert isinstance(error, HubspotBadAnswerError)


@pytest.mark.parametrize("fault", ["ten_secondly_429", "secondly_429", "locked_423", "html_502"])
def test_what_passes_by_itself_is_sent_again(
    world: World, warehouse: Warehouse, fault: str
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    hubspot(world).faults.add(fault, times=3)

    report = world.push()

    assert report.success, report.message
    assert Counter(people(world).values()) == {"ATTENDED": 5}
    ((refused,),) = query(
        warehouse, "select sum(refused) from sync.api_requests where api = 'hubspot'"
    )
    assert refused == (3 if fault.endswith("429") else 0)


def test_what_was_done_though_its_answer_was_lost_is_not_doubled(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    for path in (UPSERT, "events/upsert", "/register/create", "/attend/create", "/complete"):
        hubspot(world).faults.add("drop_answer", path, times=1)

    assert world.push().success

    found = hubspot(world)
    assert len(found.contacts.records) == 5
    assert len(found.events.events) == 1
    assert [len(one) for one in next(iter(found.events.events.values())).parts.values()] == [2] * 5


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


def test_another_apps_token_doubles_no_event(
    make_world: Callable[..., World], world: World, warehouse: Warehouse
) -> None:
    add_event(warehouse, WEBINAR, settled_at=None)
    world.push()
    shared = hubspot(world)
    shared.use_app(2002, "pat-second-app")

    add_event(warehouse, WEBINAR, topic="Renamed")
    assert world.push(token="pat-second-app").success

    (event,) = shared.snapshot()["events"].values()
    assert event["eventName"] == "Renamed"
    assert "eventCompleted" not in event
    ((kind, _, code, message),) = errors(warehouse)
    assert (kind, code) == ("hubspot marketing_event", "refused")
    assert "another app's token" in message


def test_a_property_deleted_by_hand_is_set_up_again(world: World, warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann")
    add_contact(warehouse, "ben", attendances=7)
    world.push()
    del hubspot(world).contacts.properties["webinar_sync_attendances_total"]
    for record in hubspot(world).contacts.records.values():  # with it went its values
        record.properties.pop("webinar_sync_attendances_total", None)

    add_contact(warehouse, "ann", attendances=1)
    assert "made again" in world.push().message
    assert world.push().success
    found = hubspot(world).snapshot()["contacts"]
    assert found[address("ann")]["webinar_sync_attendances_total"] == "1"
    assert found[address("ben")]["webinar_sync_attendances_total"] == "7"
    assert errors(warehouse) == []


def test_native_properties_are_written_where_they_can_be(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    locked = "zoom_webinar_attendance_count"
    properties = tuple(
        Property(one.name, one.label, one.kind, one.group, is_read_only=one.name == locked)
        for one in NATIVE_PROPERTIES
    )
    world.connect_hubspot(Portal(TOKEN, properties=properties))
    add_contact(warehouse, "ann", percent=62.5, registrations=3, attendances=2, url="https://j")
    world.push()

    execute(warehouse, "update settings.sync set contact_properties = 'native'")
    add_contact(warehouse, "ben")
    assert world.push().success

    ann = hubspot(world).snapshot()["contacts"][address("ann")]
    assert ann["zoom_webinar_attendance_average_duration"] == "62.50"
    assert ann["zoom_webinar_joinlink"] == "https://j"
    assert ann["zoom_webinar_registration_count"] == "3"
    assert ann["webinar_sync_attendances_total"] == "2"
    assert locked not in ann
    ((_, _, code, message),) = errors(warehouse)
    assert code == "read_only"
    assert locked in message


def test_custom_events_are_sent_once_and_only_if_asked_for(
    world: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "ann")
    for number, settled in ((WEBINAR, END), (WEBINAR + 1, None)):
        add_event(warehouse, number, settled_at=settled)
        add_part(warehouse, number, "ann", "attended")
        for kind in ("registered", "attended", "cancelled"):
            execute(
                warehouse,
                "insert into marts.timeline_events values"
                " (:email, :account, :webinar, 'single', :kind, :at, 'Topic', null, null, 'test')",
                email=address("ann"),
                account=ACCOUNT,
                webinar=number,
                kind=kind,
                at=START,
            )
    execute(
        warehouse,
        "update marts.participations set attended_seconds = 3000, attendance_percent = 83.33",
    )
    world.push()
    assert hubspot(world).account.custom.occurrences == {}

    execute(warehouse, "update settings.sync set custom_events = true")
    hubspot(world).faults.add("drop_answer", "send/batch", times=1)
    assert world.push().success
    assert world.push().success

    found = sorted(
        (
            one["eventName"],
            one["properties"]["webinar_id"],
            one["properties"].get("attended_seconds"),
        )
        for one in hubspot(world).account.custom.occurrences.values()
    )
    assert found == [
        ("pe4711_webinar_sync_attended", str(WEBINAR), "3000"),
        ("pe4711_webinar_sync_registered", str(WEBINAR), None),
        ("pe4711_webinar_sync_registered", str(WEBINAR + 1), None),
    ]


def test_nobody_leaks_from_refusals(
    world: World, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    add_crowd(warehouse, WEBINAR, 3)
    link = "https://zoom.example/w/840?tk=Q7_ZK9.DQY-AB_C.x"
    add_contact(warehouse, "ann", first="ANNE_MARIE", last="Quillfeather", url=link)
    hubspot(world).faults.add("refuse_rows", UPSERT, text="Quillfeather")
    world.push()
    hubspot(world).faults.clear()
    hubspot(world).faults.add("quote_address_400", "batch/read")
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")
    world.push()
    hubspot(world).faults.add("quote_address_400", "events/upsert")
    add_event(warehouse, WEBINAR, topic="Renamed")
    world.push()

    said = [logging.Formatter().format(record) for record in caplog.records]
    for table in ("sync.errors", "sync.runs", "sync.run_accounts", "hubspot.refusals"):
        said += [one[0] for one in query(warehouse, f"select to_jsonb(t)::text from {table} as t")]
    text = "\n".join(said)
    assert "refused" in text
    names = ("people.example", QUOTED_ADDRESS, "Quillfeather", "ANNE_MARIE", "Q7_ZK9", "AB_C")
    for secret in (*names, TOKEN):
        assert secret not in text, secret
