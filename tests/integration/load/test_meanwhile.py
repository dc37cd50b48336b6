"""Two at once: what is marked while a load is under way, portions, staging tables, dead loads."""

from __future__ import annotations

import itertools
import random
import threading
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import Engine, event

import webinar_sync.load.compute as computing
import webinar_sync.load.marts as loading
from tests.builders import address, at, execute, mark_webinars, query, read_marts, run_hourly
from tests.integration.load.hosts_and_people import ALL, COMING, FIRST, NAME, queued
from webinar_sync.load.staging import Staging
from webinar_sync.runs.report import summary_lines
from webinar_sync.runs.run import Run
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

REGISTERED_NOW = {
    "id": "r-new",
    "email": address("new"),
    "first_name": "New",
    "status": "approved",
    "create_time": "2026-11-20T04:30:00Z",
}
STAGED = "select tablename from pg_tables where schemaname = 'staging'"


def test_somebody_registered_while_a_load_is_under_way_is_loaded_by_the_next(
    hosts: World, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = loading.merge_staged

    def register_and_merge(*arguments: Any) -> Any:
        landing = Landing(Run(warehouse, "register"), NAME)
        landing.keep_new_registrants(COMING, [REGISTERED_NOW], at("20 04:30"))
        return merge(*arguments)

    mark_webinars(warehouse, COMING)
    with monkeypatch.context() as patch:
        patch.setattr(loading, "merge_staged", register_and_merge)
        loading.load(Run(warehouse, "meanwhile"))
    contact = "select registrations_total from marts.contacts where email = :email"
    assert query(warehouse, contact, email=address("new")) == []
    assert queued(warehouse) == {COMING}

    run_hourly(hosts, at("20 05:00"))

    assert query(warehouse, contact, email=address("new")) == [(1,)]
    assert queued(warehouse) == set()


def test_an_address_that_changes_while_its_people_are_written_is_not_forgotten(
    hosts: World, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger names nobody of a webinar that is loaded for the first time, until it is."""
    merge = loading.merge_staged

    def mirror_and_merge(*arguments: Any) -> Any:
        execute(
            warehouse,
            "insert into hubspot.contacts (contact_id, email, is_archived, read_at, run_id)"
            " values (1, :email, true, now(), 'mirror')",
            email=address("ann"),
        )
        return merge(*arguments)

    execute(warehouse, "truncate sync.outcomes, sync.loaded_webinars")
    mark_webinars(warehouse, FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(loading, "merge_staged", mirror_and_merge)
        loading.load(Run(warehouse, "meanwhile"))

    assert queued(warehouse) == {FIRST}


def test_portions_come_to_the_same(
    hosts: World, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = "select to_jsonb(c) - 'run_id' from marts.contacts as c order by c.email"
    whole = read_marts(warehouse), query(warehouse, contacts)
    execute(warehouse, "truncate marts.contacts, marts.marketing_events, marts.participations")
    monkeypatch.setattr("webinar_sync.load.queue.MOST_WEBINARS", 1)

    counts = loading.load(Run(warehouse, "in portions"))

    assert counts["webinars_computed"] == len(ALL)
    assert (read_marts(warehouse), query(warehouse, contacts)) == whole


def test_each_portion_is_committed_by_itself(
    hosts: World, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinar_sync.load.queue.MOST_ROWS", 1)
    mark_webinars(warehouse)
    left: list[int] = []
    compute = loading.compute_marts

    def fail_at_last(*arguments: Any) -> Any:
        left.append(len(queued_now(warehouse)))
        if len(left) == 3:
            raise ValueError("killed")
        return compute(*arguments)

    monkeypatch.setattr(loading, "compute_marts", fail_at_last)
    with pytest.raises(ValueError, match="killed"):
        loading.load(Run(warehouse, "killed"))

    # The one without connections goes with another.
    assert left[0] == 4
    assert left == sorted(set(left), reverse=True)
    assert len(queued_now(warehouse)) == left[-1]


class Killed(BaseException):
    """Ends a load where a kill would: what it had not committed is gone."""


def kill_at(statements: int) -> Callable[..., None]:
    """Return a listener that ends a load before so many statements."""
    numbers = itertools.count(1)

    def count(*_: object) -> None:
        if next(numbers) == statements:
            raise Killed

    return count


def test_a_load_that_is_killed_again_and_again_comes_to_the_same(
    hosts: World, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each commit the ledger accounts for everything; the next load goes on from there."""
    whole = read_marts(warehouse)
    execute(
        warehouse,
        "truncate marts.contacts, marts.marketing_events, marts.participations, sync.outcomes",
    )
    monkeypatch.setattr("webinar_sync.load.queue.MOST_WEBINARS", 1)
    moments = random.Random(14)
    queue_lengths = [len(ALL)]
    for kill in range(5):
        listener = kill_at(moments.randrange(20, 90))
        event.listen(Engine, "before_cursor_execute", listener)
        try:
            with pytest.raises(Killed):
                loading.load(Run(warehouse, f"killed {kill}"))
        finally:
            event.remove(Engine, "before_cursor_execute", listener)
        assert "conservation: ok" in summary_lines(warehouse)[-1]
        queue_lengths.append(len(queued_now(warehouse)))

    loading.load(Run(warehouse, "undisturbed"))

    assert read_marts(warehouse) == whole
    assert queued_now(warehouse) == []
    assert "conservation: ok" in summary_lines(warehouse)[-1]
    assert len(set(queue_lengths)) > 1, "each kill came before the first commit"
    counted = query(warehouse, "select row_count from sync.row_counts")
    assert counted == query(warehouse, "select count(*) from marts.contacts") != [(0,)]


def queued_now(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return the webinars in the queue, as they are committed."""
    return query(warehouse, "select distinct webinar_id from sync.loadable_webinars")


def test_a_load_sweeps_what_a_dead_one_left(hosts: World, warehouse: Warehouse) -> None:
    dead = Staging(warehouse, 4711)
    dead.stage({"emails": pd.DataFrame({"email": [address("ann")]})})
    assert query(warehouse, STAGED) == [("emails_4711",)]

    loading.load(Run(warehouse, "alive"))

    assert query(warehouse, STAGED) == []


def test_a_table_that_a_dying_load_still_holds_keeps_no_other_from_loading(
    hosts: World, warehouse: Warehouse
) -> None:
    dying = Staging(warehouse, 4711)
    dying.stage({"emails": pd.DataFrame({"email": [address("ann")]})})
    mark_webinars(warehouse, FIRST)
    with warehouse.transaction() as transaction:
        transaction.exec_driver_sql("lock table staging.emails_4711 in share mode")
        counts = loading.load(Run(warehouse, "alive"))

    assert counts["webinars_computed"] == 1
    assert query(warehouse, STAGED) == [("emails_4711",)]
    loading.load(Run(warehouse, "later"))
    assert query(warehouse, STAGED) == []


def test_two_loads_never_write_into_each_others_tables(warehouse: Warehouse) -> None:
    first, second = Staging(warehouse, 1), Staging(warehouse, 2)
    first.stage({"emails": pd.DataFrame({"email": ["first"]})})
    second.stage({"emails": pd.DataFrame({"email": ["second"]})})

    with warehouse.transaction() as transaction:
        assert first.table_name("emails") != second.table_name("emails")
        rows = transaction.exec_driver_sql("select email from staging.emails_1").fetchall()
    assert [tuple(row) for row in rows] == [("first",)]


def test_two_loads_at_once_follow_each_other(hosts: World, warehouse: Warehouse) -> None:
    whole = read_marts(warehouse)
    execute(warehouse, "truncate marts.contacts, marts.marketing_events, marts.participations")
    counts: list[int] = []

    def load_beside(number: int) -> None:
        counts.append(loading.load(Run(warehouse, f"beside {number}"))["webinars_computed"])

    threads = [threading.Thread(target=load_beside, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert sorted(counts) == [0, 0, len(ALL)]
    assert read_marts(warehouse) == whole


@pytest.mark.parametrize("marked", [ALL, {FIRST}])
@pytest.mark.parametrize("most_rows", [1, 3, 1_000])
def test_contacts_that_are_computed_range_by_range_are_the_same(
    hosts: World,
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    most_rows: int,
    marked: set[int],
) -> None:
    """Those of the first webinar did more in others, which are not computed with it."""
    before = read_marts(warehouse)
    assert query(warehouse, "select count(*) from marts.contacts")[0][0] > 3
    execute(
        warehouse,
        "delete from marts.contacts where email in"
        " (select email from marts.registrations where webinar_id = any(:webinar_ids))",
        webinar_ids=sorted(marked),
    )
    ranges: list[int] = []
    monkeypatch.setattr(computing, "MOST_TOUCHED_ROWS", most_rows)
    make_contacts = computing.make_contacts

    def count_and_make(registrations: pd.DataFrame, *others: Any) -> pd.DataFrame:
        contacts = make_contacts(registrations, *others)
        ranges.append(len(contacts))
        return contacts

    monkeypatch.setattr(computing, "make_contacts", count_and_make)
    mark_webinars(warehouse, *marked)

    loading.load(Run(warehouse, "in ranges"))

    assert read_marts(warehouse) == before
    assert (len(ranges) > 1) is (most_rows < 1_000)
    if most_rows == 1:
        assert max(ranges) == 1
