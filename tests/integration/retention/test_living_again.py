"""A frozen webinar that a host uses again: new occurrences beside the frozen ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import Occurrence
from tests.builders import HOUR, connection, query, read_contacts, registrant, session, webinar
from tests.integration.retention.scene import (
    DATES,
    FROZEN,
    MORNING,
    NAME,
    OLD,
    SERIES,
    frozen,
    keep,
    night,
    old_webinars,
    read_all_marts,
    rows_of_people,
    the_account,
)
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.zoom.account_warehouse import AccountWarehouse
from webinar_sync.zoom.session_landing import SessionLanding

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

AGAIN = datetime(2027, 8, 10, 10, tzinfo=UTC), datetime(2027, 8, 10, 11, tzinfo=UTC)
AFTER = tuple(datetime(2027, 8, day, 4, tzinfo=UTC) for day in (3, 11, 12))


def events_of(warehouse: Warehouse, webinar_id: int) -> dict[str, tuple[Any, ...]]:
    """Return status, registrations, attendances and no-shows of each occurrence."""
    return {
        key: tuple(numbers)
        for key, *numbers in query(
            warehouse,
            "select occurrence_key, status, registrations, attendances, no_shows"
            " from marts.marketing_events where webinar_id = :id order by 1",
            id=webinar_id,
        )
    }


def frozen_rows(warehouse: Warehouse, *keys: str) -> dict[str, list[Any]]:
    """Return the rows of marts of some occurrences."""
    return {
        table: [row for row in rows if row.get("occurrence_key") in keys]
        for table, rows in read_all_marts(warehouse, FROZEN).items()
    }


def use_again(world: World) -> None:
    """Let the host plan the old webinar for another day, with old and new registrations."""
    old = next(each for each in old_webinars() if each.id == OLD)
    again = replace(
        old,
        edits=((datetime(2027, 8, 2, tzinfo=UTC), {"start": AGAIN[0]}),),
        registrants=(
            *old.registrants,
            registrant("zoe", registered_at=datetime(2027, 8, 2, 9, tzinfo=UTC)),
        ),
    )
    held = session("again==", OLD, *AGAIN, connection("ann", *AGAIN), connection("zoe", *AGAIN))
    world.replace_accounts(the_account(again, sessions=(held,)))


def test_a_webinar_that_is_used_again_has_a_new_occurrence(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = frozen_rows(warehouse, "2026-11-17")
    assert read_contacts(warehouse)["ann"] == (81.39, 4, 3)
    use_again(world)

    for moment in AFTER:
        night(world, moment)

    assert frozen_rows(warehouse, "2026-11-17") == before
    assert events_of(warehouse, OLD) == {
        "2026-11-17": ("ended", 4, 3, 1),
        # ann and zoe came; ben and dee, who are still registered, did not; cy had cancelled, and
        # pam is a panelist.
        "2027-08-10": ("ended", 5, 2, 2),
    }
    # Of webinars: the old one counts once. (2/3 + 1) / 2, 31/40 and 1: the mean is 86.94.
    contacts = read_contacts(warehouse)
    assert contacts["ann"] == (86.94, 4, 3)
    assert contacts["zoe"] == (100.0, 1, 1)

    # And it is frozen again, whole, when that is long ago, too.
    marts = read_all_marts(warehouse, FROZEN)
    night(world, datetime(2028, 5, 1, 4, tzinfo=UTC))
    assert rows_of_people(warehouse, *FROZEN) == 0
    assert read_all_marts(warehouse, FROZEN) == marts
    contacts = read_contacts(warehouse)
    assert (contacts["ann"], contacts["zoe"]) == ((86.94, 4, 3), (100.0, 1, 1))


def test_a_series_that_goes_on_keeps_its_frozen_dates(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    old_keys = tuple(date.occurrence_id for date in DATES)
    before = frozen_rows(warehouse, *old_keys)
    new = Occurrence(occurrence_id="1818000000000", start=AGAIN[0])
    series = webinar(
        SERIES,
        None,
        "ann",
        "eve",
        registrant("gil", registered_at=datetime(2027, 8, 2, 9, tzinfo=UTC)),
        type=9,
        occurrences=(*DATES, new),
    )
    held = session("third date==", SERIES, *AGAIN, connection("gil", *AGAIN))
    world.replace_accounts(the_account(series, sessions=(held,)))

    for moment in AFTER:
        night(world, moment)

    assert frozen_rows(warehouse, *old_keys) == before
    events = events_of(warehouse, SERIES)
    assert set(events) == {*old_keys, "1818000000000"}
    assert events["1818000000000"] == ("ended", 3, 1, 2)
    contacts = read_contacts(warehouse)
    assert contacts["ann"] == (81.39, 4, 3)
    assert contacts["gil"] == (100.0, 1, 1)


def test_what_is_asked_for_by_hand_is_not_read_again_and_the_run_says_so(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = read_all_marts(warehouse)
    world.requests()

    report = world.sync(
        Window(datetime(2026, 11, 1, tzinfo=UTC), MORNING, True, webinar_ids=(OLD,))
    )

    assert report.success, report.message
    assert [line for line in world.requests() if "webinar" in line and "history" not in line] == [
        "/webinars/{ref}"
    ]
    assert "2 sessions frozen, so not read again" in report.message
    assert rows_of_people(warehouse, OLD) == 0
    assert read_all_marts(warehouse) == before


def test_a_session_that_the_history_lists_late_is_not_read(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    before = read_all_marts(warehouse)
    row = {
        "meeting_uuid": "late==",
        "meeting_id": OLD,
        "type": "Webinar",
        "start_time": "2026-11-17T12:00:00Z",
        "end_time": "2026-11-17T12:30:00Z",
        "host_email": "host@corp.example",
        "participants": 3,
    }
    known = {**row, "meeting_uuid": "old==", "end_time": "2026-11-17T11:30:00Z"}
    landing = SessionLanding(AccountWarehouse(Run(warehouse, "late"), NAME))
    landing.keep_history([row, known], None, known_until=MORNING, answered_at=MORNING)

    world.requests()
    night(world, MORNING + HOUR)

    assert query(warehouse, "select 1 from zoom.sessions where session_uuid = 'late=='") == []
    assert not any("participants" in line for line in world.requests())
    assert read_all_marts(warehouse) == before
    assert frozen(warehouse) == set(FROZEN)
