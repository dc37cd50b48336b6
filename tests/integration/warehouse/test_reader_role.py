"""The role of readers in PostgreSQL: it sees marts and what the sync did, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.warehouse.catalog import execute
from tests.integration.warehouse.logins import attempt
from webinar_sync.warehouse.roles import READER

if TYPE_CHECKING:
    from local.postgres import Cluster

READABLE = [
    "select * from marts.contacts",
    "select * from marts.marketing_events",
    "select * from marts.participations",
    "select * from marts.registrations",
    "select * from marts.attendance_connections",
    "select * from marts.timeline_events",
    "select * from marts.poll_answers",
    "select * from marts.questions",
    "select * from marts.registration_answers",
    "select * from marts.registration_sources",
    "select account_id, webinar_id, occurrence_key, subject, code, connections from sync.outcomes",
    "select code, count(*), sum(connections) from sync.outcomes group by code",
    "select source, row_key, account_id, object_key, reason from sync.rejected_rows",
    "select * from sync.errors",
    "select * from sync.runs",
    "select * from sync.run_steps",
    "select * from sync.run_accounts",
    "select * from sync.api_requests",
    "select * from sync.validations",
    "select * from sync.watermarks",
    "select * from sync.codes",
    "select * from sync.webinars_to_load",
    "select * from sync.unchecked_readings",
    "select * from sync.obsolete_objects",
]


@pytest.mark.parametrize("statement", READABLE)
def test_a_reader_sees_marts_and_what_the_sync_did(attempts: Cluster, statement: str) -> None:
    attempt(attempts, READER, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from sync.outcomes",
        "select email from sync.outcomes",
        "select subject_key from sync.outcomes",
        'select "row" from sync.rejected_rows',
        "select * from sync.rejected_rows",
        "select * from sync.warehouse",
        "select * from sync.changes",
        "select * from sync.explain('ann@example.com')",
        "select * from zoom.users",
        "select * from zoom.registrants",
        "select * from hubspot.contacts",
        "select * from hubspot.contacts_to_send",
        "select hubspot.forget_portal()",
        "select * from registration.requests",
        "select * from registration.open_webinars",
        "select * from zoom.webhook_events",
        "select settings.find_erased('address', array['ann@example.com'])",
        "select * from registration.results",
        "select * from settings.history",
        "select * from public._yoyo_migration",
        "insert into marts.contacts (email) values ('ann@example.com')",
        "update marts.contacts set first_name = ''",
        "delete from sync.errors",
        "create table staging.mine (mine int)",
        "create view marts.mine as select 1 as mine",
        "truncate marts.contacts",
    ],
)
def test_a_reader_sees_nothing_else_and_changes_nothing(attempts: Cluster, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, READER, statement)


def test_no_column_with_an_address_or_a_row_can_be_read_outside_of_marts(
    attempts: Cluster,
) -> None:
    statement = f"""
        select attrelid::regclass || '.' || attname
        from pg_attribute
        inner join pg_class on pg_class.oid = attrelid
        where
            relnamespace::regnamespace::text = 'sync'
            and attnum > 0
            and not attisdropped
            and relkind in ('r', 'v')
            and has_column_privilege('{READER}', attrelid, attnum, 'select')
    """
    columns = {str(column) for (column,) in execute(attempts.url("test_attempts"), statement)}

    assert "sync.outcomes.code" in columns
    hidden = re.compile(r"\.(.*email.*|row|subject_key|.*salt.*|payload)$")
    assert [column for column in columns if hidden.search(column)] == []
