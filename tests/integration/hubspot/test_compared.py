"""A push compares whom a mark names: each change marks its people, and a push forgets the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.campaign.hubspot.compared import UnmarkedError, check_everybody_is_compared
from tests.builders import ACCOUNT, add_contact, add_crowd, add_event, execute, query
from tests.integration.hubspot.state import WEBINAR, planned_actions
from webinar_sync.hubspot.push.compared import forget_compared
from webinar_sync.hubspot.push.steps import begin_push, push_step
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.queries import query_text

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

CROWD = 4


def marked(warehouse: Warehouse) -> set[str]:
    return {
        email.split("@")[0]
        for (email,) in query(warehouse, "select email from hubspot.people_to_compare")
    }


@pytest.fixture
def pushed(world: World, warehouse: Warehouse) -> Warehouse:
    """Return a warehouse of which HubSpot was told everything, and that knows it."""
    add_crowd(warehouse, WEBINAR, CROWD)
    world.push()
    forget_compared(Run(warehouse, "another run"))
    assert marked(warehouse) == set()
    return warehouse


def test_nobody_is_marked_before_hubspot_is_connected_and_then_everybody(
    warehouse: Warehouse,
) -> None:
    add_crowd(warehouse, WEBINAR, CROWD)
    assert marked(warehouse) == set()

    begin_push(Run(warehouse, "first"), "push", "function")

    assert marked(warehouse) == {f"crowd{number}" for number in range(1, CROWD + 1)}


EVERYBODY = {f"crowd{number}" for number in range(1, CROWD + 1)}
ONE = {"crowd1"}


@pytest.mark.parametrize(
    ("change", "people"),
    [
        ("update marts.contacts set registrations_total = 9 where email ~ '^crowd1@'", ONE),
        ("delete from marts.contacts where email ~ '^crowd1@'", ONE),
        ("truncate marts.contacts", EVERYBODY),
        ("update marts.participations set left_at = joined_at where email ~ '^crowd1@'", ONE),
        ("delete from marts.participations where email ~ '^crowd1@'", ONE),
        ("update hubspot.sent_contacts set is_stale = true where email ~ '^crowd1@'", ONE),
        ("delete from hubspot.sent_participations where email ~ '^crowd1@'", ONE),
        ("update hubspot.contacts set contact_id = 1 where email ~ '^crowd1@'", ONE),
        ("update hubspot.contacts set is_archived = true where email ~ '^crowd1@'", ONE),
        ("update marts.marketing_events set settled_at = null", EVERYBODY),
        ("update marts.marketing_events set scheduled_end_at = now()", EVERYBODY),
        ("update marts.marketing_events set topic = 'Another'", set()),
        ("delete from hubspot.sent_events", EVERYBODY),
        ("insert into hubspot.zoom_accounts values ('another', false, false, null, '')", EVERYBODY),
        ("update settings.sync set custom_events = true", EVERYBODY),
        ("update hubspot.addresses set read_at = now()", set()),
        ("update hubspot.contacts set read_at = now()", set()),
    ],
)
def test_a_change_marks_its_people_and_nobody_else(
    pushed: Warehouse, change: str, people: set[str]
) -> None:
    execute(pushed, change)

    assert marked(pushed) == people
    check_everybody_is_compared(pushed)


def test_who_is_marked_and_differs_in_nothing_is_forgotten(pushed: Warehouse) -> None:
    execute(pushed, "update marts.contacts set run_id = 'another'")
    assert marked(pushed) == EVERYBODY

    forget_compared(Run(pushed, "yet another run"))

    assert marked(pushed) == set()


def test_what_differs_stays_marked_once(pushed: Warehouse) -> None:
    for total in (7, 8):
        execute(
            pushed,
            "update marts.contacts set registrations_total = :total where email ~ '^crowd1@'",
            total=total,
        )

    forget_compared(Run(pushed, "yet another run"))

    assert query(pushed, "select count(*) from hubspot.people_to_compare") == [(1,)]
    assert planned_actions(pushed) == [("contacts", "update")]


def test_a_mark_that_is_set_while_others_are_forgotten_stays(pushed: Warehouse) -> None:
    """The change and its mark are committed after the moment at which all others were looked at."""
    run = Run(pushed, "yet another run")
    with pushed.transaction() as change:
        change.exec_driver_sql(
            "update marts.contacts set registrations_total = 9 where email ~ '^crowd1@'"
        )
        forget_compared(run)

    assert marked(pushed) == ONE
    assert planned_actions(pushed) == [("contacts", "update")]


def test_the_check_of_the_marks_finds_what_nobody_marked(pushed: Warehouse) -> None:
    execute(pushed, "update marts.contacts set registrations_total = 9 where email ~ '^crowd1@'")
    execute(pushed, "delete from hubspot.people_to_compare")

    with pytest.raises(UnmarkedError, match="nobody marked"):
        check_everybody_is_compared(pushed)


def test_in_so_many_nights_everybody_is_compared_whatever_the_marks_say(pushed: Warehouse) -> None:
    pushed.execute("hubspot/mark_some_people", nights=1)

    assert marked(pushed) == EVERYBODY


def test_another_portal_begins_with_everybody(pushed: Warehouse, world: World) -> None:
    execute(pushed, "select hubspot.forget_portal()")
    assert marked(pushed) == set()

    world.connect_hubspot()
    add_event(pushed, WEBINAR + 1)
    add_contact(pushed, "ann")
    report = world.push()

    assert report.success, report.message
    assert report.counts["contacts_created"] == CROWD + 1


COPIES = 10_000
FEW = 100
SMALL_READINGS = 10 * COPIES
"""Small tables are read as a whole, but once, and not for each of few."""
_COPY = """
insert into {table} overriding system value
select copied.*
from {table} as person
cross join generate_series(1, {copies}) as copy
cross join
    lateral jsonb_populate_record(
        person,
        jsonb_build_object(
            'contact_id', cast(to_jsonb(person) ->> 'contact_id' as bigint) + 1000000 + copy,
            'email', 'copy' || copy || '@crowd.example'
        )
    ) as copied
where person.email ~ '^crowd1@'
"""
_COPIED = (
    "marts.contacts",
    "marts.participations",
    "marts.timeline_events",
    "hubspot.addresses",
    "hubspot.contacts",
    "hubspot.sent_contacts",
    "hubspot.sent_participations",
)


def rows_touched(plan: dict[str, Any]) -> int:
    """Return how many rows the parts of a plan returned or looked at in vain, each time it ran."""
    own = plan["Actual Rows"] + sum(
        count for name, count in plan.items() if name.startswith("Rows Removed")
    )
    parts = sum(rows_touched(part) for part in plan.get("Plans", ()))
    return round(own * plan["Actual Loops"]) + parts


@pytest.fixture
def among_many(pushed: Warehouse) -> Warehouse:
    """Return a warehouse of many people, of whom few are marked and differ in nothing."""
    for table in _COPIED:
        execute(pushed, _COPY.format(table=table, copies=COPIES))
    execute(pushed, "delete from hubspot.people_to_compare")
    execute(pushed, "analyze")
    execute(
        pushed,
        "update marts.contacts set run_id = 'another' where email ~ '^copy' and contact_id in"
        f" (select contact_id from marts.contacts where email ~ '^copy' limit {FEW})",
    )
    assert len(marked(pushed)) == FEW
    return pushed


def rows_touched_by(warehouse: Warehouse, name: str, **parameters: Any) -> int:
    explain = "explain (analyze, format json) " + query_text(name)
    [(plans,)] = query(warehouse, explain, **parameters)
    return rows_touched(plans[0]["Plan"])


@pytest.mark.parametrize("custom_events", ["false", "true"])
def test_few_who_are_marked_cost_what_few_cost(among_many: Warehouse, custom_events: str) -> None:
    execute(among_many, "alter table settings.sync disable trigger user")
    execute(among_many, f"update settings.sync set custom_events = {custom_events}")
    execute(among_many, query_text("hubspot/analyze_marks"))

    assert rows_touched_by(among_many, "hubspot/delete_obsolete_marks") < SMALL_READINGS


MANY = 7_000
READINGS = 100
"""Each of some tables is read once and hashed; a reading for each person would be thousands."""
A_BATCH = 100


def test_a_batch_of_a_first_push_of_many_costs_what_a_batch_costs(
    warehouse: Warehouse, world: World
) -> None:
    add_crowd(warehouse, WEBINAR, MANY)
    run = world.hubspot_run()
    begin_push(run, "push", "function")
    for step in ("refresh_mirror", "push_contacts"):
        push_step(run, step)
    emails = [f"crowd{number}@people.example" for number in range(A_BATCH)]

    touched = rows_touched_by(warehouse, "hubspot/select_contacts_to_create", emails=emails)

    assert touched < 3 * MANY  # what was sent is read once, for a hash, and no mirror beside it


@pytest.mark.parametrize("connected", [(ACCOUNT,), (ACCOUNT, "another")])
def test_whom_a_first_push_of_many_withdraws_is_found_in_one_reading(
    warehouse: Warehouse, world: World, connected: tuple[str, ...]
) -> None:
    add_crowd(warehouse, WEBINAR, MANY)
    run = world.hubspot_run()
    record_zoom_accounts(run, dict.fromkeys((ACCOUNT, "another"), False))
    record_zoom_accounts(run, dict.fromkeys(connected, False))
    begin_push(run, "push", "function")
    for step in ("refresh_mirror", "push_contacts"):
        push_step(run, step)
    execute(warehouse, "delete from marts.contacts where email ~ '^crowd1'")

    for action in ("update", "withdraw"):
        touched = rows_touched_by(
            warehouse, "hubspot/select_contacts_to_send", action=action, with_refused=False
        )

        assert touched < READINGS * MANY, action
