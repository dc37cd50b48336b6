"""The roles of the webhooks and of the pages in PostgreSQL: what they may not do.

What they may do is tested where they are: all tests of pages and webhooks run with these roles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.warehouse.catalog import execute
from tests.integration.warehouse.logins import attempt
from webinar_sync.airflow.trigger import INBOXES
from webinar_sync.warehouse.queries import query_text
from webinar_sync.warehouse.roles import DOOR, PAGES, READER, ROLES

if TYPE_CHECKING:
    from local.postgres import Cluster

EVERYBODYS_DEFINERS = {"settings.find_erased(text,text[])"}
"""Run with their owner's rights, and anybody who may enter the schema may call them."""

_NOBODYS = [
    "alter table marts.contacts add column mine int",
    "create table marts.mine (mine int)",
    "create table staging.mine (mine int)",
    "create table public.mine (mine int)",
    "drop view sync.loadable_webinars",
    "truncate registration.requests",
    "delete from registration.requests",
    "update registration.requests set code = 'REGISTERED', decided_at = now()",
    "delete from zoom.webhook_events",
    "update marts.contacts set first_name = ''",
    "insert into marts.contacts (email) values ('ann@example.com')",
    "select hubspot.forget_portal()",
    "select * from settings.erasure_key",
    "update settings.history set changed_by = ''",
    "delete from settings.erased_people",
    "select settings.strip_row(false, '{}')",
    "select settings.digest_of('address', 'ann@example.com')",
    "select settings.replace_in_history(array['a'])",
    "select sync.analyze_table('hubspot.people_to_compare')",
    "select * from public._yoyo_migration",
    "set role webinar_sync_job",
    "set role webinar_sync_owner",
    f"set role {READER}",
]


@pytest.mark.parametrize(
    "statement",
    [
        *_NOBODYS,
        "select * from marts.contacts",
        "select email from registration.requests",
        "select first_name from registration.requests where request_key = 'a'",
        "select * from registration.results",
        "select join_url from registration.last_links",
        "select payload from zoom.webhook_events",
        "select * from zoom.registrants",
        "select payload from zoom.webinars",
        "select email from zoom.users",
        "select * from hubspot.contacts",
        "select mark_tokens from hubspot.portal",
        "select email from sync.outcomes",
        "select * from sync.explain('ann@example.com')",
        "select digest from settings.erased_people",
        "select * from settings.history",
        "insert into registration.requests (request_key, code) values ('a', 'REGISTERED')",
        "insert into settings.excluded_contact_domains values ('example.com')",
        "update settings.sync set sync_webinars = false",
        "update zoom.webhook_events set handled_at = now()",
    ],
)
def test_the_webhooks_can_neither_read_people_nor_change_what_is_there(
    attempts: Cluster, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, DOOR, statement)


@pytest.mark.parametrize(
    "statement",
    [
        *_NOBODYS,
        "insert into registration.requests (request_key) values ('a')",
        "insert into zoom.webhook_cancellations values ('a', 1, 'r', now())",
        "update zoom.sessions set state = 'settled'",
        "insert into hubspot.sent_contacts (email) values ('ann@example.com')",
        "update hubspot.portal set portal_id = 1",
        "delete from sync.errors",
        "delete from settings.sync",
        "insert into settings.erasures (contact_digest) values ('a')",
    ],
)
def test_pages_change_settings_and_what_the_gate_holds_alone(
    attempts: Cluster, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attempt(attempts, PAGES, statement)


@pytest.mark.parametrize("inbox", list(INBOXES))
def test_the_triggerer_may_count_what_is_due_as_the_webhooks(attempts: Cluster, inbox: str) -> None:
    attempt(attempts, DOOR, query_text(INBOXES[inbox].count_query))


def test_no_column_about_a_person_can_be_read_by_the_webhooks(attempts: Cluster) -> None:
    statement = f"""
        select attrelid::regclass || '.' || attname
        from pg_attribute
        inner join pg_class on pg_class.oid = attrelid
        where
            relnamespace::regnamespace::text
            in ('zoom', 'marts', 'sync', 'settings', 'hubspot', 'registration', 'staging')
            and attnum > 0
            and not attisdropped
            and relkind in ('r', 'v')
            and has_schema_privilege('{DOOR}', relnamespace, 'usage')
            and has_column_privilege('{DOOR}', attrelid, attnum, 'select')
    """
    columns = {str(column) for (column,) in execute(attempts.url("test_attempts"), statement)}

    assert "registration.open_webinars.topic" in columns
    hidden = re.compile(
        r"\.(.*email.*|.*name|.*contact_id|payload|row|.*url|.*digest|.*token.*|.*sha256|said)$"
    )
    assert [column for column in columns if hidden.search(column)] == []
    assert not [column for column in columns if column.startswith(("marts.", "staging."))]


def test_what_runs_with_the_owners_rights_is_not_everybodys(attempts: Cluster) -> None:
    statement = """
        select pg_proc.oid::regprocedure::text, role.rolname
        from pg_proc
        cross join pg_roles as role
        where
            pg_proc.prosecdef
            and pg_proc.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
            and role.rolname = any(array[{roles}])
            and has_function_privilege(role.oid, pg_proc.oid, 'execute')
    """.format(roles=", ".join(f"'{role}'" for role in ROLES))
    callers = execute(attempts.url("test_attempts"), statement)
    functions = {str(name) for name, _ in callers}

    assert {name for name, role in callers if role in (PAGES, DOOR, READER)} == EVERYBODYS_DEFINERS
    assert functions > EVERYBODYS_DEFINERS  # the job may call them
