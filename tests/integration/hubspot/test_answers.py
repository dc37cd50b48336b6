"""Answers of registration forms reach the properties of contacts that a setting names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal, Property
from tests.builders import ACCOUNT, TOKEN, add_contact, add_synced, address, execute, query
from tests.builders.marts import KEY
from tests.builders.times import REGISTERED
from tests.integration.hubspot.state import (
    WEBINAR,
    contact_id_of,
    hubspot,
    open_issues,
    planned_actions,
)
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

PROPERTIES = (
    Property("job_role", "Role"),
    Property("size", "Size", "enumeration", options=(("small", "1 to 9"), ("large", "10 or more"))),
    Property("years", "Years", "number"),
    Property("since", "Since", "datetime"),
    Property("locked", "Locked", is_read_only=True),
)


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Serve a HubSpot account with properties, and put Ann into marts."""
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, properties=PROPERTIES))
    add_contact(warehouse, "ann")
    return world


def answer(
    warehouse: Warehouse, question: str, text: str, name: str = "ann", *, account: str = ACCOUNT
) -> None:
    """Let somebody answer a question, or answer it otherwise; in another account a day later."""
    execute(
        warehouse,
        "insert into marts.registration_answers values (:account, :webinar, :key, :email,"
        " :question, :answer, :registered_at, 'test')"
        " on conflict (account_id, webinar_id, occurrence_key, email, question)"
        " do update set answer = excluded.answer",
        account=account,
        webinar=WEBINAR,
        key=KEY,
        email=address(name),
        question=question,
        answer=text,
        registered_at=REGISTERED + timedelta(days=account != ACCOUNT),
    )


def map_question(
    warehouse: Warehouse, question: str, name: str, *, overwrites: bool = False
) -> None:
    """Map a question to a property, or otherwise than before."""
    execute(
        warehouse,
        "insert into settings.question_properties values (:question, :name, :overwrites)"
        " on conflict (question) do update"
        " set property = excluded.property, overwrites = excluded.overwrites",
        question=question,
        name=name,
        overwrites=overwrites,
    )


def value_of(world: World, field: str, name: str = "ann") -> str | None:
    """Return a property of a contact as HubSpot has it."""
    value: str | None = hubspot(world).snapshot()["contacts"][address(name)].get(field)
    return value


def write(world: World, field: str, value: str) -> None:
    """Write a property of Ann's, as somebody in HubSpot does."""
    hubspot(world).contacts.records[contact_id_of(world, "ann")].properties[field] = value


def requests_of_a_push(world: World) -> list[str]:
    """Push, see it succeed, and return its requests about contacts and properties."""
    hubspot(world).log.entries.clear()
    report = world.push()
    assert report.success, report.message
    return [
        entry.template
        for entry in hubspot(world).log.entries
        if "contacts" in entry.template and "search" not in entry.template
    ]


def test_answers_to_mapped_questions_are_written_once_and_others_never(
    world: World, warehouse: Warehouse
) -> None:
    answer(warehouse, "Your role?", "Chef")
    answer(warehouse, "I agree to receive e-mails", "Yes")
    world.push()
    assert value_of(world, "job_role") is None

    map_question(warehouse, "Your role?", "job_role")
    assert planned_actions(warehouse) == [("answers", "update")]
    assert world.push().success
    assert value_of(world, "job_role") == "Chef"
    assert planned_actions(warehouse) == []
    assert requests_of_a_push(world) == []

    answer(warehouse, "Your role?", "Cook")
    world.push()
    assert value_of(world, "job_role") == "Cook"


@pytest.mark.parametrize(
    ("name", "first", "as_hubspot_writes_it", "second"),
    [
        ("years", "7", "7.0", "8"),
        ("since", "2026-11-20T14:00:00Z", "2026-11-20T14:00:00Z", "2026-11-21T14:00:00.000Z"),
    ],
)
def test_what_hubspot_writes_in_another_way_is_still_ours(
    world: World,
    warehouse: Warehouse,
    name: str,
    first: str,
    as_hubspot_writes_it: str,
    second: str,
) -> None:
    answer(warehouse, "How long?", first)
    map_question(warehouse, "How long?", name)
    world.push()
    write(world, name, as_hubspot_writes_it)

    answer(warehouse, "How long?", second)
    world.push()

    assert value_of(world, name) == second


def test_what_somebody_wrote_stays_unless_the_setting_says_otherwise(
    world: World, warehouse: Warehouse
) -> None:
    answer(warehouse, "Your role?", "Chef")
    map_question(warehouse, "Your role?", "job_role")
    world.push()
    write(world, "job_role", "Owner")

    answer(warehouse, "Your role?", "Cook")
    world.push()
    assert value_of(world, "job_role") == "Owner"
    assert requests_of_a_push(world) == []

    map_question(warehouse, "Your role?", "job_role", overwrites=True)
    world.push()
    assert value_of(world, "job_role") == "Cook"


def test_what_a_property_does_not_take_is_not_written_and_holds_up_nothing(
    world: World, warehouse: Warehouse
) -> None:
    for question, name, text in (
        ("Size?", "size", " 10 OR MORE "),
        ("Years?", "years", "many"),
        ("Locked?", "locked", "x"),
        ("Gone?", "gone", "x"),
    ):
        answer(warehouse, question, text)
        map_question(warehouse, question, name)

    assert world.push().success

    assert [value_of(world, name) for name in ("size", "years", "locked", "gone")] == [
        "large",
        None,
        None,
        None,
    ]
    assert [issue[1:3] for issue in open_issues(warehouse)] == [
        ("gone", "question_property"),
        ("locked", "question_property"),
    ]
    assert requests_of_a_push(world) == []

    hubspot(world).account.properties.definitions["gone"] = Property("gone", "Not gone")
    map_question(warehouse, "Locked?", "job_role")
    execute(
        warehouse, "update hubspot.sent_answers set next_attempt_at = now() where state = 'waits'"
    )
    assert world.push().success
    assert (value_of(world, "gone"), value_of(world, "job_role")) == ("x", "x")
    assert open_issues(warehouse) == []


def test_of_two_answers_the_latest_counts_and_two_questions_may_share_a_property(
    world: World, warehouse: Warehouse
) -> None:
    answer(warehouse, "Your role?", "Chef")
    answer(warehouse, "Role?", "Cook")
    execute(
        warehouse,
        "update marts.registration_answers set answered_at = answered_at - interval '1 day'"
        " where question = 'Your role?'",
    )
    map_question(warehouse, "Your role?", "job_role")
    map_question(warehouse, "Role?", "job_role")

    world.push()

    assert value_of(world, "job_role") == "Cook"


def test_somebody_who_is_new_in_hubspot_gets_answers_with_the_same_push(
    world: World, warehouse: Warehouse
) -> None:
    world.push()
    map_question(warehouse, "Your role?", "job_role")
    world.push()
    add_contact(warehouse, "ben")
    answer(warehouse, "Your role?", "Chef", "ben")

    world.push()

    assert value_of(world, "job_role", "ben") == "Chef"


def test_what_a_killed_push_may_have_written_counts_as_ours(
    world: World, warehouse: Warehouse
) -> None:
    """Killed before HubSpot heard of the second answer, and after it heard of the third."""
    answer(warehouse, "Your role?", "Chef")
    map_question(warehouse, "Your role?", "job_role")
    world.push()
    unrecorded = "update hubspot.sent_answers set state = 'sending', answer = :answer,"
    unrecorded += " written = written || array[:answer]"
    execute(warehouse, unrecorded, answer="Cook")
    execute(warehouse, unrecorded, answer="Owner")
    write(world, "job_role", "Owner")

    answer(warehouse, "Your role?", "Baker")
    world.push()

    assert value_of(world, "job_role") == "Baker"


def test_a_value_is_recorded_before_it_is_written(world: World, warehouse: Warehouse) -> None:
    world.push()
    answer(warehouse, "Your role?", "Chef")
    map_question(warehouse, "Your role?", "job_role")
    hubspot(world).faults.add("cut", path_contains="batch/update")

    world.push()

    assert query(warehouse, "select state, written from hubspot.sent_answers") == [
        ("sending", ["Chef"])
    ]
    hubspot(world).faults.clear()
    assert world.push().success
    assert query(warehouse, "select state from hubspot.sent_answers") == [("written",)]


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_an_earlier_answer_of_another_account_does_not_come_back_while_one_is_not_connected(
    world: World, warehouse: Warehouse, is_forgotten: bool
) -> None:
    map_question(warehouse, "Your role?", "job_role", overwrites=True)
    for account, role in ((ACCOUNT, "Cook"), ("gone", "Chef")):
        add_synced(warehouse, "ann", account)
        answer(warehouse, "Your role?", role, account=account)
    record_zoom_accounts(world.hubspot_run(), {ACCOUNT: False, "gone": False})
    assert world.push().success
    assert value_of(world, "job_role") == "Chef"

    record_zoom_accounts(world.hubspot_run(), {ACCOUNT: False})
    if is_forgotten:
        for table in ("marts.registration_answers", "sync.outcomes"):
            execute(warehouse, f"delete from {table} where account_id = 'gone'")
    assert planned_actions(warehouse) == []
    assert world.push().success

    assert value_of(world, "job_role") == "Chef"
