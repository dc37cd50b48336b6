"""The awkward account comes out as its answer key says, row by row, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import awkward
from tests.answer_key import awkward as key
from tests.builders import query
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


@pytest.fixture(scope="module")
def synced(cluster: Cluster, awkward_database: str) -> Iterator[Warehouse]:
    """Return the warehouse into which the awkward account was synced, run after run."""
    with Warehouse(cluster.url(awkward_database)) as warehouse:
        yield warehouse


@pytest.mark.parametrize(
    ("table", "columns", "expected"),
    [
        ("sync.outcomes", key.OUTCOMES_COLUMNS, key.OUTCOMES),
        ("sync.rejected_rows", key.REJECTED_ROWS_COLUMNS, key.REJECTED_ROWS),
        ("marts.marketing_events", key.MARKETING_EVENTS_COLUMNS, key.MARKETING_EVENTS),
        ("marts.participations", key.PARTICIPATIONS_COLUMNS, key.PARTICIPATIONS),
        (
            "marts.attendance_connections",
            key.ATTENDANCE_CONNECTIONS_COLUMNS,
            key.ATTENDANCE_CONNECTIONS,
        ),
        ("marts.timeline_events", key.TIMELINE_EVENTS_COLUMNS, key.TIMELINE_EVENTS),
        ("marts.contacts", key.CONTACTS_COLUMNS, key.CONTACTS),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_row_is_as_worked_out_by_hand(
    synced: Warehouse, table: str, columns: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    rows = query(synced, f"select {', '.join(columns)} from {table}")

    missing = sorted(set(expected) - set(rows), key=repr)
    surplus = sorted(set(rows) - set(expected), key=repr)
    assert (missing, surplus) == ([], [])
    assert len(rows) == len(expected)


def test_the_ledger_accounts_for_every_connection(synced: Warehouse) -> None:
    ((accounted,),) = query(synced, "select sum(connections) from sync.outcomes")
    ((rejected,),) = query(
        synced, "select count(*) from sync.rejected_rows where source = 'participants'"
    )

    assert awkward.ACCOUNT.webinar_403_uuids  # sessions of which no connection can be read
    assert [(accounted + rejected,)] == query(synced, "select count(*) from zoom.connections")


@pytest.mark.parametrize(("email", "code"), key.EXPLAIN)
def test_explain_answers_for_the_person_of_each_code(
    synced: Warehouse, email: str, code: str
) -> None:
    answers = query(
        synced,
        "select code, why, what_changes_it from sync.explain(:email)",
        email=f" {email.upper()} ",
    )

    assert code in {answer[0] for answer in answers}
    assert all(len(why) > 20 and what_changes_it for _, why, what_changes_it in answers)


def test_explain_says_so_when_nobody_is_known(synced: Warehouse) -> None:
    answers = query(synced, "select code from sync.explain('stranger@example.com')")

    assert answers == [("unknown",)]


def test_errors_say_what_somebody_can_mend_in_zoom(synced: Warehouse) -> None:
    issues = query(
        synced,
        "select object_kind, code, message, remedy from sync.errors where cleared_at is null",
    )

    codes = {(kind, code) for kind, code, _, _ in issues}
    assert {
        ("webinar", "no_email"),
        ("webinar", "zoom_events"),
        ("session", "refused"),
        ("session", "report_incomplete"),
    } <= codes
    assert all(message and remedy for _, _, message, remedy in issues)
    hidden = sorted(
        message.split(" have")[0] for _, code, message, _ in issues if code == "no_email"
    )
    column = key.OUTCOMES_COLUMNS.index
    assert hidden == sorted(
        f"{sum(counts)} of {total} connections to the webinar {webinar_id}"
        for webinar_id in {row[column("webinar_id")] for row in key.OUTCOMES}
        for own in [[row for row in key.OUTCOMES if row[column("webinar_id")] == webinar_id]]
        for total in [sum(row[column("connections")] for row in own)]
        for counts in [[r[column("connections")] for r in own if r[column("code")] == "no_email"]]
        if counts
    )
