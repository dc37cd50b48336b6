"""Each filter of HubSpot's page yields whom it should, of the awkward account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answer_key.segments import SEGMENTS
from tests.builders import (
    ACCOUNT,
    END,
    START,
    add_contact,
    add_event,
    address,
    execute,
    query,
)
from tests.builders.marts import KEY
from webinar_sync.segments.members import find_members
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


WEBINAR = 91000000001


@pytest.fixture(scope="module")
def synced(cluster: Cluster, awkward_database: str) -> Iterator[Warehouse]:
    """Return the warehouse into which the awkward account was synced, run after run."""
    with Warehouse(cluster.url(awkward_database)) as warehouse:
        yield warehouse


@pytest.mark.parametrize(("sql", "members"), SEGMENTS.values(), ids=SEGMENTS)
def test_the_members_are_those_worked_out_by_hand(
    synced: Warehouse, sql: str, members: tuple[str, ...]
) -> None:
    contact_ids = find_members(synced, sql)

    emails = query(
        synced, "select email from marts.contacts where contact_id = any(:ids)", ids=contact_ids
    )
    expected = [name if "@" in name else f"{name}@example.com" for name in members]
    assert sorted(email for (email,) in emails) == sorted(expected)
    assert len(contact_ids) == len(expected)


def test_every_filter_is_there_and_has_an_answer(synced: Warehouse) -> None:
    views = query(
        synced,
        "select viewname from pg_views where schemaname = 'marts' and viewname like 'filter_%'",
    )

    statements = " ".join(sql for sql, _ in SEGMENTS.values())
    assert len(views) == 11
    assert [view for (view,) in views if f"marts.{view}" not in statements] == []
    undescribed = [
        view
        for (view,) in views
        if not query(synced, "select obj_description(to_regclass('marts.' || :view))", view=view)[
            0
        ][0]
    ]
    assert undescribed == []


def test_a_recording_is_filtered_by_topic_start_and_url(warehouse: Warehouse) -> None:
    """Of two recordings of one occurrence, one was deleted; zoe's webinar has none."""
    add_event(warehouse, WEBINAR)
    for name in ("ann", "zoe"):
        add_contact(warehouse, name)
    execute(
        warehouse,
        "insert into marts.timeline_events (email, account_id, webinar_id, occurrence_key, kind,"
        " occurred_at, run_id)"
        " values (:email, :account, :webinar, :key, 'recording_available', :at, 'test')",
        email=address("ann"),
        account=ACCOUNT,
        webinar=WEBINAR,
        key=KEY,
        at=END,
    )
    for recording_id, topic, url in (("1", "Numbers", "https://play"), ("2", "Questions", None)):
        execute(
            warehouse,
            "insert into marts.recordings (account_id, webinar_id, occurrence_key, recording_id,"
            " session_uuid, topic, started_at, ended_at, length_seconds, play_url, available_at,"
            " has_transcript, run_id)"
            " values (:account, :webinar, :key, :id, 'uuid', :topic, :start, :end, 60, :url, :end,"
            " false, 'test')",
            account=ACCOUNT,
            webinar=WEBINAR,
            key=KEY,
            id=recording_id,
            topic=topic,
            start=START,
            end=END,
            url=url,
        )

    view = "select email from marts.filter_zoom_recording_available where "
    members = {
        condition: len(find_members(warehouse, view + condition))
        for condition in (
            "topic = 'Numbers' and play_url is not null",
            "topic = 'Questions' and play_url is null",
            "topic = 'Questions' and play_url is not null",
            f"started_at = '{START.isoformat()}' and webinar_id = {WEBINAR}",
            f"webinar_id = {WEBINAR + 1}",
        )
    }
    assert list(members.values()) == [1, 1, 0, 1, 0]
