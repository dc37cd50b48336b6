"""SQL that may be a segment, and SQL that is refused before any of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import add_contact, add_event, add_participation, execute, query
from webinar_sync.segments.errors import SegmentRefusedError, SegmentSlowError
from webinar_sync.segments.members import find_members

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001


@pytest.fixture
def people(warehouse: Warehouse) -> Warehouse:
    """Return a warehouse with ann, who attended, and zoe, who registered."""
    add_event(warehouse, WEBINAR)
    add_contact(warehouse, "ann", percent=80, attendances=1)
    add_contact(warehouse, "zoe")
    add_participation(warehouse, WEBINAR, "ann", "attended")
    add_participation(warehouse, WEBINAR, "zoe", "registered")
    return warehouse


def names(warehouse: Warehouse, sql: str) -> list[str]:
    """Return who is in a segment, by the first part of the address."""
    ids = find_members(warehouse, sql)
    emails = query(
        warehouse, "select email from marts.contacts where contact_id = any(:ids)", ids=ids
    )
    return sorted(email.split("@")[0] for (email,) in emails)


ALLOWED = {
    "a filter": ("select email from marts.filter_marketing_event_attended", ["ann"]),
    "without the schema": ("select email from filter_marketing_event_registered", ["ann", "zoe"]),
    "intersect": (
        "select email from marts.filter_registrations_total where registrations_total >= 1\n"
        "intersect select email from marts.filter_average_attendance_percent",
        ["ann"],
    ),
    "except": (
        "select email from marts.filter_marketing_event_registered\n"
        "except select email from marts.filter_marketing_event_attended",
        ["zoe"],
    ),
    "where in, with more columns, a comment and a semicolon": (
        "select * from marts.contacts where email in (\n"
        "    select email from marts.filter_zoom_attendance\n"
        f"    where webinar_id = {WEBINAR} and webinar_name ilike 'webinar%'\n"
        ") -- who came\n;",
        ["ann"],
    ),
    "time, text, aggregates and windows": (
        "with counted as (select email, count(*) as times, max(joined_at) as last_at,"
        " row_number() over (order by min(joined_at)) as place"
        " from marts.participations group by email)"
        " select email from counted where times > 0 and last_at > now() - interval '100 years'"
        " and date_trunc('day', last_at) <= current_date + 36500"
        " and to_char(last_at, 'YYYY') like '20%' and email not like '%@elsewhere.example'",
        ["ann"],
    ),
    "an address that is no contact's": ("select 'nobody' as email", []),
}


@pytest.mark.parametrize(("sql", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_what_computes_over_marts_is_a_segment(
    people: Warehouse, sql: str, expected: list[str]
) -> None:
    assert names(people, sql) == expected


REFUSED = {
    "insert": ("insert into marts.contacts (email) values ('x') returning email", "one statement"),
    "delete in with": (
        "with gone as (delete from marts.contacts returning email) select email from gone",
        "change something",
    ),
    "two statements": ("select email from marts.contacts; delete from marts.contacts", "(line 1)"),
    "two statements, closed and opened": (
        "select email from marts.contacts) as segment; delete from marts.contacts; select (1",
        "one statement",
    ),
    "into": ("select email into staging.mine from marts.contacts", "PostgreSQL"),
    "locks": ("select email from marts.contacts for update", "change something"),
    "sleep": (
        "select email from marts.contacts where pg_sleep(30) is not null",
        "`pg_catalog.pg_sleep`",
    ),
    "sleep in a with": (
        "with a as (select pg_sleep(30)) select email from marts.contacts, a",
        "pg_sleep",
    ),
    "another schema": ("select email from zoom.registrants", "`zoom.registrants`"),
    "sync": (
        "select email from marts.contacts where exists (select from sync.runs)",
        "`sync.runs`",
    ),
    "catalog": ("select rolname as email from pg_roles", "`pg_catalog.pg_roles`"),
    "information schema": (
        "select table_name::text as email from information_schema.tables",
        "`information_schema.tables`",
    ),
    "a function of another schema": (
        "select code as email from sync.explain('nobody')",
        "`sync.explain`",
    ),
    "set role": ("set role postgres", "one statement"),
    "set role by a function": (
        "select email from marts.contacts where set_config('role', 'none', true) <> 'x'",
        "`pg_catalog.set_config`",
    ),
    "a query in a text": (
        "select query_to_xml('select 1', true, false, '')::text as email",
        "query_to_xml",
    ),
    "a table in a text": (
        "select table_to_xml('zoom.registrants', true, false, '')::text as email",
        "table_to_xml",
    ),
    "a file": ("select pg_read_file('/etc/passwd') as email", "`pg_catalog.pg_read_file`"),
    "a large object": ("select lo_get(1)::text as email", "lo_get"),
    "a lock": ("select email from marts.contacts where pg_try_advisory_lock(1)", "advisory"),
    "a setting": ("select current_setting('data_directory') as email", "current_setting"),
    "names of the catalog": ("select 1::oid::regclass::text as email", "`regclass`"),
    "a function that is not there": ("select dblink('x') as email", "does not exist"),
    "a table that is not there": ("select email\nfrom marts.nothing", "(line 2)"),
    "no email": ("select first_name from marts.contacts", "no column `email`"),
    "an address": ("select email from marts.contacts where email = 'ann@example.com'", "asks"),
    "a copy": ("copy marts.contacts to '/tmp/x'", "one statement"),
    "an anonymous block": ("do $$ begin end $$", "one statement"),
}


@pytest.mark.parametrize(
    "sql",
    [
        "select cast(email as staging.odd) as email from marts.contacts",
        "select email from marts.contacts, json_table('[1]', '$' columns (n staging.odd path '$'))",
        "select email from marts.contacts where email = any (array[]::staging.odd[]::text[])",
        "select email from marts.contacts where json_value('1', '$' returning staging.odd) = '1'",
    ],
)
def test_a_type_that_runs_a_function_is_refused_wherever_it_stands(
    people: Warehouse, sql: str
) -> None:
    """A check of a domain may call anything: as the first role again, by set_config."""
    execute(
        people,
        "create domain staging.odd as text check (set_config('role', 'none', true) is not null)",
    )
    try:
        with pytest.raises(SegmentRefusedError, match=r"staging\._?odd"):
            find_members(people, sql)
    finally:
        execute(people, "drop domain staging.odd")


def test_an_operator_of_somebody_elses_is_refused(people: Warehouse) -> None:
    execute(
        people,
        "create function staging.same(text, text) returns boolean immutable language sql"
        " as 'select true'",
    )
    execute(
        people,
        "create operator staging.=== (function = staging.same, leftarg = text, rightarg = text)",
    )
    try:
        with pytest.raises(SegmentRefusedError, match=r"staging\.same"):
            find_members(
                people, "select email from marts.contacts where email operator(staging.===) 'x'"
            )
    finally:
        execute(people, "drop function staging.same cascade")


def test_one_that_fills_pages_is_refused(people: Warehouse) -> None:
    with pytest.raises(SegmentRefusedError, match="10,007 characters"):
        find_members(people, f"select '{'x' * 9998}'")


@pytest.mark.parametrize(("sql", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_anything_else_is_refused_in_words(
    people: Warehouse, sql: str, words: str
) -> None:
    with pytest.raises(SegmentRefusedError) as refusal:
        find_members(people, sql, limit_seconds=20)

    assert words in str(refusal.value)
    assert query(people, "select count(*) from marts.contacts") == [(2,)]
    assert query(people, "select to_regclass('staging.segment_to_judge')") == [(None,)]


def test_what_is_slow_ends_in_time_and_says_so(people: Warehouse) -> None:
    with pytest.raises(SegmentSlowError, match=r"0\.05 seconds"):
        find_members(
            people,
            "with recursive n as (select 1 as i union all select i + 1 from n)"
            " select email from marts.contacts where (select max(i) from n) > 0",
            limit_seconds=0.05,
        )


def test_one_that_needs_more_than_postgresql_has_for_it_is_refused(people: Warehouse) -> None:
    """53400 is PostgreSQL's answer above its `temp_file_limit`."""
    execute(
        people,
        "create function marts.spill() returns text stable language plpgsql"
        " as 'begin raise exception using errcode = ''53400''; end'",
    )
    try:
        with pytest.raises(SegmentRefusedError, match="more memory or disk"):
            find_members(people, "select marts.spill() as email")
    finally:
        execute(people, "drop function marts.spill()")


def test_a_function_of_marts_that_only_reads_may_be_used(people: Warehouse) -> None:
    execute(
        people,
        "create function marts.who() returns setof text stable language sql"
        " as 'select email from marts.contacts'",
    )
    try:
        assert names(people, "select who as email from marts.who()") == ["ann", "zoe"]
    finally:
        execute(people, "drop function marts.who()")


def test_it_is_read_as_a_reader_who_may_not_read_everything(people: Warehouse) -> None:
    """The second wall: what the judge did not know would still be read as a reader."""
    execute(people, "create table marts.hidden as select 'x' as email")
    try:
        with pytest.raises(SegmentRefusedError, match="may not read"):
            find_members(people, "select email from marts.hidden")
    finally:
        execute(people, "drop table marts.hidden")
