"""The role of jobs in PostgreSQL: it suffices for a sync, a push and settings, and for no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from sandbox.zoom import awkward
from tests.builders import (
    NOW,
    OPEN,
    OTHER_BRAND,
    PRIMARY,
    Scene,
    World,
    account,
    add_contact,
    address,
    at,
    prepare_awkward,
    sync_awkward,
    webinar,
)
from tests.builders import execute as execute_as
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.dump import places_of
from tests.integration.warehouse.catalog import execute, url_of
from tests.integration.warehouse.logins import LOGINS, attempt
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.runs.run import Run
from webinar_sync.segments.refresh import refresh_segments
from webinar_sync.settings.apply import apply_file
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.roles import JOB, OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.postgres import Cluster


@pytest.fixture
def job_warehouse(cluster: Cluster, database: str) -> Iterator[Warehouse]:
    """Return the warehouse as a job sees it."""
    with Warehouse(url_of(cluster, database, LOGINS[JOB])) as warehouse:
        yield warehouse


def test_a_job_can_sync_push_and_reconcile(
    cluster: Cluster, database: str, job_warehouse: Warehouse
) -> None:
    with Warehouse(cluster.url(database)) as warehouse:
        prepare_awkward(warehouse)
    world = World(job_warehouse, [awkward.ACCOUNT], now=awkward.RUNS[0])
    try:
        world.connect_hubspot()
        sync_awkward(world)
        world.push()
        counts = reconcile(world.hubspot_run())
    finally:
        world.close()

    url = cluster.url(database)
    assert counts["differences"] == 0
    assert execute(url, "select distinct state from sync.run_accounts") == [("done",)]
    assert execute(url, "select count(*) from sync.errors where code = 'load_failed'") == [(0,)]
    for table in ("marts.participations", "marts.attendance_connections", "sync.outcomes",
                  "sync.rejected_rows", "hubspot.sent_participations"):  # fmt: skip
        assert execute(url, f"select count(*) > 0 from {table}") == [(True,)], table
    assert execute(url, "select count(*) from pg_tables where schemaname = 'staging'") == [(0,)]
    # PostgreSQL knows how many people are marked: 0 too, but not -1, which is "never counted".
    marks = "select reltuples from pg_class where oid = 'hubspot.people_to_compare'::regclass"
    assert execute(url, marks) != [(-1.0,)]


@pytest.mark.parametrize("role", [JOB, OWNER])
def test_a_member_computes_segments_as_a_reader(cluster: Cluster, database: str, role: str) -> None:
    with Warehouse(url_of(cluster, database, LOGINS[role])) as warehouse:
        save = "insert into settings.segments (name, sql) values (:name, :text)"
        for name, view in (("all", "marts.filter_zoom_registration"), ("odd", "settings.sync")):
            execute_as(warehouse, save, name=name, text=f"select email from {view}")
        add_contact(warehouse, "ann")

        counts = refresh_segments(Run(warehouse, "night"))

    assert (counts["segments"], counts["segments_broken"]) == (1, 1)
    assert execute(cluster.url(database), "select segment from marts.segments") == [("all",)]


def test_a_job_can_register_contacts(
    cluster: Cluster, database: str, job_warehouse: Warehouse
) -> None:
    world = World(job_warehouse, [PRIMARY, OTHER_BRAND], now=NOW)
    try:
        world.connect_hubspot()
        scene = Scene(world, job_warehouse)
        world.sync()
        key = scene.ask(OPEN, address("new"))
        scene.process_inbox()
    finally:
        world.close()

    assert scene.outcome(key)[1] == "registered"
    assert execute(cluster.url(database), "select count(*) from registration.results") == [(1,)]


def test_a_job_can_erase_a_contact_who_changed_settings(
    cluster: Cluster, database: str, job_warehouse: Warehouse
) -> None:
    with Warehouse(cluster.url(database)) as warehouse:
        execute_as(
            warehouse,
            "insert into settings.history (table_name, changed_by) values ('sync', :changed_by)",
            changed_by=address("ann").upper(),
        )
    coming = webinar(93000000001, at("28 10:00"), "ann", "ben")
    world = World(job_warehouse, [account("account", [coming])], now=NOW)
    try:
        world.sync()
        erase(world, contact_id_of(job_warehouse, address("ann")))
    finally:
        world.close()

    url = cluster.url(database)
    with Warehouse(url) as warehouse:
        assert places_of(warehouse, address("ann"), "r-ann") == {}
    assert execute(url, "select email from marts.contacts") == [(address("ben"),)]


def test_a_job_can_change_settings_and_its_name_is_kept(
    cluster: Cluster, database: str, tmp_path: Path
) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(
        "sync_webinars: off\nexcluded_contact_domains: [rival.example]\n"
        "excluded_host_domains: {webinars: [agency.example]}\n"
        "question_properties: {Budget: {property: budget}}\n"
    )
    url = url_of(cluster, database, LOGINS[JOB])

    apply_file(url, path)
    path.write_text("excluded_contact_domains: []\n")
    apply_file(url, path)

    assert execute(url, "select count(*) from settings.excluded_contact_domains") == [(0,)]
    changes = execute(url, "select table_name, changed_by from settings.history")
    assert len(changes) == 5
    assert all("settings.yaml" in str(changed_by) for _, changed_by in changes)


@pytest.mark.parametrize(
    "statement",
    [
        "alter table marts.contacts add column mine int",
        "drop table zoom.users",
        "drop view sync.loadable_webinars",
        "truncate marts.contacts",
        "create table marts.mine (mine int)",
        "create table public.mine (mine int)",
        "create or replace view sync.run_accounts as select 1 as run_id",
        "alter function settings.in_domain owner to current_user",
        "create index on sync.outcomes (code)",
        "alter table settings.sync disable trigger all",
        "update settings.history set changed_by = 'nobody'",
        "delete from settings.history",
        "truncate settings.history",
        "select * from settings.erasure_key",
        "update settings.erasure_key set inner_pad = outer_pad",
        "delete from settings.sync",
        "update sync.codes set meaning = ''",
        "insert into sync.codes values ('mine', '', '')",
        "select * from public._yoyo_migration",
        "create role mine",
        "create schema mine",
        "create function staging.mine() returns trigger language plpgsql as 'begin end'; "
        "create trigger mine after insert on zoom.users execute function staging.mine()",
        "alter view marts.live_participants rename to mine",
        "alter schema staging rename to mine",
        "drop schema staging cascade",
        f"grant {OWNER} to {LOGINS[JOB]}",
        f"set role {OWNER}",
    ],
)
def test_a_job_may_not_change_tables_or_what_was_recorded_of_settings(
    attempts: Cluster, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, JOB, statement)
