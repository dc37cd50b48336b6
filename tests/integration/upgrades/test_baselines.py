"""Warehouses of earlier baselines are brought forward whole, or refused in words and left alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.upgrades.conftest import world_of
from tests.integration.upgrades.made_by import FLAT, IDENTITY, create_earlier
from tests.integration.upgrades.states import all_rows, computed
from tests.integration.warehouse.catalog import catalog, execute
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from local.postgres import Cluster
    from tests.integration.upgrades.states import Rows

OLDEST = pytest.mark.parametrize("earlier", [IDENTITY], indirect=True)

LATER = ["0007.version", "0008.accounts_of_contacts", "0009.watched_recordings"]
"""What comes after every earlier baseline."""
MADE_ANEW = {"sync.definitions", "sync.codes", "sync.row_counts"}
MORE_MARKS = {"sync.changes", "sync.webinars_to_load", "hubspot.people_to_compare"}


@dataclass(frozen=True)
class Forward:
    """A warehouse that was brought forward, and what was in it before."""

    name: str
    url: str
    before: Rows
    applied: list[str]


@pytest.fixture(scope="module", params=[IDENTITY, FLAT])
def forward(cluster: Cluster, request: pytest.FixtureRequest) -> Forward:
    """Bring a warehouse of an earlier version forward; tests leave it as it is."""
    url = create_earlier(cluster, f"forward_{request.param}", request.param)
    before = all_rows(url)
    before["sync.warehouse"] = before.pop("sync.state")
    return Forward(request.param, url, before, migrate(url).applied)


def test_an_earlier_warehouse_equals_a_fresh_one_and_keeps_every_row(
    cluster: Cluster, template: str, forward: Forward
) -> None:
    assert forward.applied == LATER
    assert catalog(forward.url) == catalog(cluster.url(template))

    before, after = forward.before, all_rows(forward.url)
    kept = before.keys() - MADE_ANEW
    assert len([table for table in kept if before[table]]) >= 25
    for table in kept:
        names = set().union(*before[table])
        rows = [
            {name: value for name, value in row.items() if name in names} for row in after[table]
        ]
        assert [row for row in before[table] if row not in rows] == [], table
        assert len(rows) == len(before[table]) or table in MORE_MARKS, table


def test_what_the_earlier_version_did_not_tell_is_filled(forward: Forward) -> None:
    url = forward.url

    assert execute(url, "select action, asked_at = received_at from registration.requests") == [
        ("add", True)
    ]
    assert execute(url, "select kind from sync.changes") == [("everything",)]
    assert execute(
        url,
        "select row_count = (select count(*) from marts.contacts) and row_count > 0"
        " from sync.row_counts",
    ) == [(True,)]
    if forward.name == IDENTITY:
        assert execute(url, "select email, webinar_id from registration.last_links") == [
            ("dee@people.example", 4)
        ]
    else:
        assert execute(url, "select kind, page from sync.alerts order by kind") == [
            ("held", "push"),
            ("run_failed", "runs"),
        ]


def test_whoever_hubspot_was_told_of_is_compared(forward: Forward) -> None:
    marked = "select distinct email from hubspot.people_to_compare order by email"
    sent = "select email from hubspot.sent_contacts order by email"

    assert execute(forward.url, marked) == execute(forward.url, sent)
    assert len(execute(forward.url, sent)) == (0 if forward.name == IDENTITY else 5)


def test_whose_the_contacts_are_that_hubspot_has_is_found_out(forward: Forward) -> None:
    contacts = execute(forward.url, "select email, account_ids from hubspot.sent_contacts")
    registered = execute(
        forward.url, "select distinct lower(btrim(email)), account_id from zoom.registrants"
    )

    assert all((email, account) in registered for email, [account] in contacts)


def test_marks_go_on_behind_the_earlier_ones(forward: Forward) -> None:
    last = max(row["version"] for row in forward.before["sync.webinars_to_load"])

    with psycopg.connect(forward.url) as connection:
        (version,) = connection.execute(
            "insert into sync.webinars_to_load (account_id, webinar_id, reason)"
            " values ('a', 1, 'b') returning version"
        ).fetchone() or (0,)
        connection.rollback()

    assert version > last


def test_the_next_run_leaves_what_it_leaves_where_nothing_was_upgraded(
    cluster: Cluster, forward: Forward, undisturbed: Rows
) -> None:
    cluster.create_database("forward_next", afresh=True, template=f"forward_{forward.name}")
    with world_of(cluster.url("forward_next"), runs=2) as world:
        report = world.sync()

        assert report.success, report.message
        assert "conservation: ok" in str(report.lines)
        for table, rows in computed(world.warehouse).items():
            assert rows == undisturbed[table], table
    assert len(undisturbed["marts.participations"]) > 5


BASELINE_OF_BEFORE = """
insert into _yoyo_migration (migration_hash, migration_id) values ('hash', '0001.schemas')
"""


@OLDEST
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            "drop table zoom.announced_starts",
            r"too old .*no zoom\.announced_starts\.occurrence_key.* create an empty database",
            id="before occurrences were remembered",
        ),
        pytest.param(
            BASELINE_OF_BEFORE,
            r"too old .*0001\.schemas.* create an empty database",
            id="before there was one baseline",
        ),
        pytest.param(
            "insert into hubspot.portal (portal_id, token_sha256, time_zone, run_id)"
            " values (1, repeat('a', 64), 'UTC', 'run')",
            r"too old .*HubSpot account that it did not mark",
            id="HubSpot was connected before accounts were marked",
        ),
        pytest.param(
            "insert into settings.erased_people (email_sha256) values (repeat('a', 64))",
            r"names 1 people .*erase_contact",
            id="people were erased by hand",
        ),
        pytest.param(
            "alter table zoom.refusals drop column code;"
            "insert into zoom.refusals (account_id, object_kind, object_key, attempts,"
            " first_refused_at, next_attempt_at, run_id)"
            " values ('account', 'kind', 'key', 1, now(), now(), 'run')",
            r"not known: zoom\.refusals has no code",
            id="a column that nobody knows to be missing",
        ),
        pytest.param(
            "create view public.mine as select email from marts.contacts",
            r"view mine depends on table marts\.contacts",
            id="somebody else's view",
        ),
    ],
)
def test_what_cannot_be_brought_forward_is_refused_in_words_and_left_alone(
    earlier: str, statement: str, said: str
) -> None:
    execute(earlier, statement)
    before, rows = catalog(earlier), all_rows(earlier)

    with pytest.raises(MigrationError, match=said):
        migrate(earlier)

    assert catalog(earlier) == before
    assert all_rows(earlier) == rows


@OLDEST
def test_a_run_of_the_earlier_version_is_waited_for(
    earlier: str, cluster: Cluster, template: str
) -> None:
    """Code that is so old asks for no version: its tables must not change under it."""
    waits = threading.Event()
    words: list[str] = []

    def say(sentence: str) -> None:
        words.append(sentence)
        if "under way" in sentence:
            waits.set()

    with ThreadPoolExecutor() as pool, psycopg.connect(earlier, autocommit=True) as run:
        run.execute("select pg_advisory_lock(hashtextextended('extract upgraded', 0))")
        migrating = pool.submit(migrate, earlier, say=say)
        assert waits.wait(60)
        run.execute("update zoom.sessions set topic = 'Landed late'")
        assert not migrating.done()
        run.execute("select pg_advisory_unlock_all()")

        assert migrating.result(timeout=120).applied == LATER

    assert "A run that reads the Zoom account upgraded is under way" in str(words)
    assert execute(earlier, "select distinct topic from zoom.sessions") == [("Landed late",)]
    assert catalog(earlier) == catalog(cluster.url(template))


@OLDEST
def test_a_run_that_does_not_end_is_said(earlier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webinar_sync.warehouse.waiting.TASK_TIMEOUT", "50ms")
    before = catalog(earlier)
    with psycopg.connect(earlier) as run:
        run.execute("select pg_advisory_lock(hashtextextended('push_hubspot', 0))")

        with pytest.raises(MigrationError, match=r"A push to HubSpot .* pause the Dags"):
            migrate(earlier)

    assert catalog(earlier) == before


def test_code_of_before_finds_no_state_to_load_with(forward: Forward) -> None:
    """What it does first in each load; it does not ask for the version."""
    with pytest.raises(psycopg.errors.UndefinedTable):
        execute(forward.url, "update sync.state set load_number = load_number + 1")
