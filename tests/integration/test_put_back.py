"""The database of one test after the other is for each of them as if it were new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.builders.put_back import PutBackDatabase

if TYPE_CHECKING:
    from local.postgres import Cluster

TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
    order by 1
"""
OID = "select oid from pg_database where datname = current_database()"


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> PutBackDatabase:
    return PutBackDatabase(cluster, "test_put_back")


def read_all(url: str) -> dict[str, list[str]]:
    """Return the rows of all tables, and what a row would be numbered."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        rows = {
            name: [row for (row,) in connection.execute(f"select t::text from {name} as t")]  # type: ignore[arg-type]
            for name in names
        }
        numbers = connection.execute("select sequencename, last_value from pg_sequences").fetchall()
    return {name: sorted(texts) for name, texts in rows.items()} | {"": sorted(map(str, numbers))}


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def read_oid(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(OID).fetchone()


def test_rows_and_numbers_are_put_back(database: PutBackDatabase, template: str) -> None:
    url = database.begin(template)
    before, oid = read_all(url), read_oid(url)
    run(
        url,
        "update settings.sync set sync_webinars = false",
        "insert into settings.excluded_contact_domains values ('rival.example')",
        "delete from sync.codes",
        "insert into sync.webinars_to_load (account_id, webinar_id, reason) values ('a', 1, 'b')",
    )
    assert read_all(url) != before

    assert database.begin(template) == url

    assert read_all(url) == before
    assert read_oid(url) == oid


@pytest.mark.parametrize(
    "statement",
    [
        "alter table settings.webinars add check (webinar_id < 5)",
        "alter table settings.webinars add column more int",
        "alter table settings.webinars rename column webinar_id to number",
        "alter table settings.webinars disable trigger all",
        "create table public.more (more int)",
        "create or replace view marts.more as select 1 as more",
        "grant select on zoom.users to public",
        "grant usage on schema zoom to public",
        "create or replace function settings.in_domain(address text, domain text)"
        " returns boolean language sql return true",
        "drop database test_put_back",
    ],
)
def test_what_is_no_row_makes_the_database_anew(
    database: PutBackDatabase, cluster: Cluster, template: str, statement: str
) -> None:
    url = database.begin(template)
    oid = read_oid(url)
    with psycopg.connect(
        cluster.url("postgres") if "database" in statement else url, autocommit=True
    ) as connection:
        connection.execute(statement)  # type: ignore[arg-type]

    assert read_oid(database.begin(template)) != oid


def test_a_session_that_is_left_makes_the_database_anew(
    database: PutBackDatabase, template: str
) -> None:
    url = database.begin(template)
    oid = read_oid(url)
    with psycopg.connect(url):
        assert read_oid(database.begin(template)) != oid
