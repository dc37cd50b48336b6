"""Locks that a session holds: found out when they are lost; nothing waits for ever."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.builders import HOST, World, account, at, query, session, webinar
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.errors import LockLostError, WarehouseBusyError
from webinar_sync.zoom.people import People

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.postgres import Cluster
    from webinar_sync.warehouse.locks import SessionLock
    from webinar_sync.zoom.reader import Job

END_HOLDERS = (
    "select pg_terminate_backend(pid, 60000) from pg_locks where locktype = 'advisory'"
    " and database = (select oid from pg_database where datname = current_database())"
)


def check(warehouse: Warehouse, lock: SessionLock) -> None:
    """Check a lock at the end of a transaction, as those who write under it do."""
    with warehouse.transaction() as transaction:
        lock.check(transaction)


def test_a_lock_that_is_held_passes_and_one_that_was_lost_does_not(warehouse: Warehouse) -> None:
    with suppress(LockLostError), warehouse.session_lock("extract A") as lock:
        assert lock
        check(warehouse, lock)
        with warehouse.session_lock("extract A") as second, warehouse.session_lock("B") as other:
            assert not second
            assert other
        check(warehouse, lock)
        query(warehouse, END_HOLDERS)
        with pytest.raises(LockLostError, match="extract A"):
            check(warehouse, lock)


def test_a_lock_that_another_took_over_is_lost_all_the_same(
    warehouse: Warehouse, cluster: Cluster
) -> None:
    with suppress(LockLostError), warehouse.session_lock("extract A") as lock:
        query(warehouse, END_HOLDERS)
        with (
            Warehouse(cluster.url("test_warehouse")) as beside,
            beside.session_lock("extract A") as second,
        ):
            assert second
            with pytest.raises(LockLostError):
                check(warehouse, lock)


def lose_a_lock(warehouse: Warehouse, error: Exception | None = None) -> None:
    """Lose a lock in the middle of its block, which then ends, or fails."""
    with warehouse.session_lock("extract A"):
        query(warehouse, END_HOLDERS)
        if error is not None:
            raise error


def test_the_end_of_a_block_whose_lock_was_lost_says_so(warehouse: Warehouse) -> None:
    with pytest.raises(LockLostError):
        lose_a_lock(warehouse)


def test_an_error_under_a_lost_lock_stays_what_it_is(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="mine"):
        lose_a_lock(warehouse, ValueError("mine"))


def test_an_extraction_that_lost_its_lock_writes_nothing_more(
    warehouse: Warehouse, make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = at("18 10:00"), at("18 11:00")
    world = make_world(
        account(
            "lost", [webinar(91000000001, held[0], "ann")], [session("s==", 91000000001, *held)]
        ),
        now=at("20 04:00"),
    )
    list_people = People.all_jobs

    def list_people_without_lock(self: People) -> list[Job]:
        query(warehouse, END_HOLDERS)
        return list_people(self)

    with monkeypatch.context() as patch:
        patch.setattr(People, "all_jobs", list_people_without_lock)
        report = world.sync()

    assert not report.success
    assert "lock" in report.message
    assert "@" not in report.message
    assert query(warehouse, "select host_email from zoom.webinars") == [(HOST.email,)]
    assert query(warehouse, "select count(*) from zoom.registrants") == [(0,)]
    assert query(warehouse, "select count(*) from zoom.staff where source = 'panelists'") == [(0,)]
    assert query(warehouse, "select history_read_until from zoom.accounts") == [(None,)]

    assert world.sync().success
    assert query(warehouse, "select count(*) from zoom.registrants") == [(1,)]


def test_every_connection_has_time_limits(warehouse: Warehouse) -> None:
    settings = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    for name in settings:
        assert query(warehouse, f"show {name}") != [("0",)]
    with warehouse.arrow() as connection, connection.cursor() as cursor:
        for name in (*settings, "timezone"):
            cursor.execute(f"select current_setting('{name}')")
            assert cursor.fetchall() not in ([("0",)], [("GMT",)])


def test_no_connection_compiles_its_statements(warehouse: Warehouse) -> None:
    assert query(warehouse, "show jit") == [("off",)]
    with warehouse.arrow() as connection, connection.cursor() as cursor:
        cursor.execute("select current_setting('jit')")
        assert cursor.fetchall() == [("off",)]


def lock_users(warehouse: Warehouse) -> None:
    """Lock a table, and wait for it for a moment only."""
    with warehouse.transaction() as transaction:
        transaction.exec_driver_sql("set local lock_timeout to 50")
        transaction.exec_driver_sql("lock table zoom.users in exclusive mode")


def test_a_lock_that_others_hold_for_too_long_is_said_in_words(warehouse: Warehouse) -> None:
    with warehouse.transaction() as holder:
        holder.exec_driver_sql("lock table zoom.users in exclusive mode")
        with pytest.raises(WarehouseBusyError, match="held by others"):
            lock_users(warehouse)
