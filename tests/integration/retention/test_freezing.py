"""What Zoom sent of people goes, and everything that people and HubSpot see stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import HOUR, at, execute, query, run_hourly
from tests.integration.retention.scene import (
    FROZEN,
    MORNING,
    OLD,
    QUIET,
    RECENT,
    check_conservation,
    frozen,
    keep,
    night,
    read_all_marts,
    rows_of_people,
)
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.load.freezing import freeze_old_webinars
from webinar_sync.runs.report import summary_lines
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from tests.builders import World


def test_what_was_computed_stays_and_hubspot_is_told_nothing(world: World) -> None:
    warehouse = world.warehouse
    world.connect_hubspot()
    night(world, MORNING)
    assert world.push().success
    assert frozen(warehouse) == set()
    before, summary = read_all_marts(warehouse), summary_lines(warehouse)
    assert rows_of_people(warehouse, *FROZEN) == 36
    world.hubspot_requests()

    keep(warehouse, 240)
    night(world, MORNING + HOUR)

    assert frozen(warehouse) == set(FROZEN)
    assert rows_of_people(warehouse, *FROZEN) == 0
    assert rows_of_people(warehouse, RECENT) > 0
    assert read_all_marts(warehouse) == before
    # Numbers of the whole, by code: as they were.
    assert [line for line in summary_lines(warehouse) if "frozen" not in line] == [
        line for line in summary if "frozen" not in line
    ]
    assert query(warehouse, "select * from sync.webinars_to_load where due_at is null") == []
    world.hubspot_requests()
    assert world.push().success
    assert [line for line in world.hubspot_requests() if not line.startswith("GET")] == []
    assert reconcile(world.hubspot_run())["differences"] == 0
    assert query(warehouse, "select state, counts from sync.run_steps where step = 'freeze'") == [
        ("done", {"webinars_frozen": 3, "rows_deleted": 36})
    ]


def test_another_night_changes_nothing_and_an_hour_costs_the_same(world: World) -> None:
    warehouse = world.warehouse
    night(world, MORNING)
    world.requests()
    assert run_hourly(world, MORNING + HOUR).success
    requests = world.requests()
    keep(warehouse, 240)
    night(world, MORNING + 2 * HOUR)
    numbers = query(warehouse, "select * from zoom.frozen_webinars order by webinar_id")
    before = read_all_marts(warehouse)

    night(world, MORNING + 3 * HOUR)
    world.requests()
    assert run_hourly(world, MORNING + 4 * HOUR).success

    assert world.requests() == requests
    assert query(warehouse, "select * from zoom.frozen_webinars order by webinar_id") == numbers
    assert read_all_marts(warehouse) == before
    assert query(warehouse, "select counts from sync.runs order by started_at desc limit 1")[0][0][
        "frozen_webinars"
    ] == len(FROZEN)


def test_what_ended_240_days_ago_is_frozen_and_not_a_day_earlier(world: World) -> None:
    """The old one ended on 17 November, and the series on the 19th, at eleven."""
    keep(world.warehouse, 240)
    night(world, at("17 11:01").replace(year=2027, month=7, day=15))
    assert frozen(world.warehouse) == {OLD}


@pytest.mark.parametrize("statement", ["delete from", "truncate"])
def test_rows_of_frozen_webinars_cannot_be_deleted_by_hand(world: World, statement: str) -> None:
    keep(world.warehouse, 240)
    night(world, MORNING)
    marts = read_all_marts(world.warehouse)
    for table in ("participations", "registrations", "marketing_events", "timeline_events"):
        with pytest.raises(WarehouseError, match="23001"):
            execute(world.warehouse, f"{statement} marts.{table}")
    assert read_all_marts(world.warehouse) == marts


def test_contacts_that_were_emptied_are_computed_from_what_is_frozen(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = read_all_marts(warehouse)
    execute(warehouse, "delete from marts.contacts")
    execute(warehouse, "update sync.row_counts set row_count = 0")

    night(world, MORNING + HOUR)

    assert read_all_marts(warehouse) == before


def test_everything_computed_anew_is_as_it_was(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = read_all_marts(warehouse)
    execute(warehouse, "insert into sync.changes (kind) values ('everything')")

    night(world, MORNING + HOUR)

    assert read_all_marts(warehouse) == before
    check_conservation(warehouse)


def test_what_waits_for_a_load_is_left_to_another_night(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    execute(
        warehouse,
        "update zoom.readings set must_repeat = true, checked_digest = null"
        " where kind = 'registrants' and webinar_id = :id",
        id=OLD,
    )
    execute(warehouse, "update zoom.accounts set history_read_until = :now", now=MORNING)
    counts = freeze_old_webinars(Run(warehouse, "by hand"))
    assert counts["webinars_frozen"] == len(FROZEN) - 1
    assert OLD not in frozen(warehouse)


RARE_ROWS = (
    "set local session_replication_role = replica",  # as if they had been loaded
    "insert into zoom.former_registrations (account_id, webinar_id, row_key, occurrence_id,"
    " created_at, listed_at, cancelled_at, run_id)"
    " select account_id, webinar_id, 'former', '', now(), now(), now(), 'x' from zoom.webinars",
    "insert into zoom.registrant_sources"
    " select account_id, webinar_id, 'r', 'a source', 'x' from zoom.webinars",
    "insert into zoom.webhook_cancellations"
    " select account_id, webinar_id, 'r', now() from zoom.webinars",
    "insert into sync.rejected_rows"
    " select 'participants', session_uuid, account_id, session_uuid, 'odd', '{}', 'x'"
    " from zoom.sessions",
    "insert into sync.rejected_rows"
    " select 'registrants', webinar_id, account_id, webinar_id, 'odd', '{}', 'x'"
    " from zoom.webinars",
)


def test_nothing_about_people_stays_of_what_is_frozen(world: World) -> None:
    warehouse = world.warehouse
    night(world, MORNING)
    with warehouse.transaction() as transaction:
        for statement in RARE_ROWS:
            transaction.exec_driver_sql(statement)
    before = rows_of_people(warehouse, *FROZEN)
    counted = "settings/count_freezable"
    assert warehouse.rows(counted, kept_days=240) == [
        {"webinars": 3, "row_count": 36 + 3 * len(FROZEN)}
    ]

    execute(warehouse, "update settings.sync set zoom_kept_days = 240")
    counts = freeze_old_webinars(Run(warehouse, "by hand"))

    assert counts == {"webinars_frozen": 3, "rows_deleted": before}
    assert before > 36 + 4 * len(FROZEN)
    assert rows_of_people(warehouse, *FROZEN) == 0


def test_who_is_counted_in_which_account_is_known_without_the_ledger(world: World) -> None:
    """By it a push knows of whom it sends nothing while an account is not connected."""
    known = "select distinct account_id, email from hubspot.account_people order by 2"
    night(world, MORNING)
    before = query(world.warehouse, known)
    keep(world.warehouse, 240)
    night(world, MORNING + HOUR)
    assert query(world.warehouse, known) == before


def test_what_was_undecided_when_it_was_frozen_stays_without_an_event(world: World) -> None:
    """As of a brand that was disconnected: once it is connected again, all of the past is known."""
    warehouse = world.warehouse
    execute(
        warehouse,
        "insert into zoom.sessions (account_id, session_uuid, webinar_id, started_at, ended_at,"
        " host_email, run_id) values ('brand', 'unplaced==', :id, '2026-11-19 20:00+00',"
        " '2026-11-19 21:00+00', 'host@corp.example', 'test')",
        id=QUIET,
    )
    execute(
        warehouse,
        "insert into zoom.announced_starts (account_id, webinar_id, occurrence_id, first_read_at,"
        " type, scheduled_at, duration_minutes, last_read_at, dropped_at, run_id) values"
        " ('brand', :id, '', '2026-11-19 12:00+00', 5, '2026-11-20 12:00+00', 60,"
        " '2026-11-19 12:00+00', '2026-11-19 13:00+00', 'test')",
        id=QUIET,
    )
    execute(warehouse, "delete from sync.webinars_to_load where reason <> 'time'")
    execute(warehouse, "update zoom.accounts set history_read_until = :now", now=MORNING)
    keep(warehouse, 240)
    before = read_all_marts(warehouse, (QUIET,))
    freeze_old_webinars(Run(warehouse, "by hand"))
    assert QUIET in frozen(warehouse)

    execute(warehouse, "insert into sync.changes (kind) values ('everything')")
    night(world, MORNING + HOUR)

    assert read_all_marts(warehouse, (QUIET,)) == before


def test_the_setting_off_again_brings_nothing_back_and_freezes_nothing_more(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = read_all_marts(warehouse, FROZEN)
    keep(warehouse, None)
    night(world, MORNING.replace(year=2028))
    assert frozen(warehouse) == set(FROZEN)
    assert rows_of_people(warehouse, *FROZEN) == 0
    assert rows_of_people(warehouse, RECENT) > 0
    assert read_all_marts(warehouse, FROZEN) == before


def test_explain_answers_as_far_as_marts_know(world: World) -> None:
    keep(world.warehouse, 240)
    night(world, MORNING)
    rows = query(
        world.warehouse,
        "select subject, webinar_id, code, why from sync.explain('ann@people.example')"
        " where webinar_id = :id order by subject",
        id=OLD,
    )
    assert [(subject, code) for subject, _, code, _ in rows] == [
        ("attendance", "synced"),
        ("registration", "synced"),
    ]
    assert all("no longer kept since" in why for *_, why in rows)
    ((words,),) = query(
        world.warehouse, "select what_changes_it from sync.explain('who@left.example')"
    )
    assert "frozen_webinars" in words
