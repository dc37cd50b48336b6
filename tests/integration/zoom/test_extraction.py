"""Extraction: every label is busy, what lands together costs no other, and the pace is lent."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.builders import execute, query
from tests.integration.sync.small_account import NAME, NIGHT, SECOND, SMALL
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse import locks
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.context import ExtractionContext
from webinar_sync.zoom.extraction import extract_account
from webinar_sync.zoom.landing import Landing
from webinar_sync.zoom.pacing import Pacer
from webinar_sync.zoom.reader import Job, Reader
from webinar_sync.zoom.reading_rules import ReadingRules
from webinar_sync.zoom.readings import DetailReading, PanelistsReading, ParticipantsReading

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.readings import Reading


def test_a_report_is_read_while_the_detail_of_another_webinar_is_not_there_yet(
    make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(SMALL, now=NIGHT)
    report_is_read, get, list_rows = threading.Event(), ZoomClient.get, ZoomClient.list
    has_come: list[bool] = []

    def wait_for_report(self: ZoomClient, endpoint: Any, **options: Any) -> Any:
        if endpoint is zoom.WEBINAR and options["webinar_id"] == SECOND:
            has_come.append(report_is_read.wait(30))
        return get(self, endpoint, **options)

    def tell_of_report(self: ZoomClient, endpoint: Any, **options: Any) -> Any:
        listing = list_rows(self, endpoint, **options)
        if options.get("uuid") == "first==":
            report_is_read.set()
        return listing

    monkeypatch.setattr(ZoomClient, "get", wait_for_report)
    monkeypatch.setattr(ZoomClient, "list", tell_of_report)

    assert world.sync().success
    assert has_come == [True]


def test_a_value_that_is_refused_costs_its_own_reading_of_those_that_land_together(
    make_world: Callable[..., World], warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(SMALL, now=NIGHT)
    landing = Landing(Run(warehouse, "together"), NAME)
    rules = ReadingRules(Window(None, NIGHT, False), is_full=True, is_first=True)
    reader = Reader(ExtractionContext(world.client(SMALL), landing, rules))
    all_are_read = threading.Barrier(4)
    sizes: list[int] = []
    keep = Landing.keep

    def wait_and_keep(self: Landing, readings: list[Reading], **options: Any) -> None:
        sizes.append(len(readings))
        if len(sizes) == 1:  # the others land together, after this one
            all_are_read.wait(30)
            all_are_read.wait(30)
        keep(self, readings, **options)

    def read(webinar_id: int) -> DetailReading:
        if webinar_id:
            all_are_read.wait(30)
        detail = {"id": webinar_id, "type": 99999 if webinar_id == 2 else 5, "settings": {}}
        reading = DetailReading.of(webinar_id, detail, NIGHT)
        if webinar_id:
            all_are_read.wait(30)
        return reading

    monkeypatch.setattr(Landing, "keep", wait_and_keep)
    jobs = [
        Job("light", "webinar", f"{NAME} {number}", partial(read, number)) for number in range(4)
    ]
    reader.read(jobs, list)

    landed = query(warehouse, "select webinar_id from zoom.webinars order by webinar_id")
    assert landed == [(0,), (1,), (3,)]
    assert landing.counts["webinars_read"] == 3
    assert query(warehouse, "select object_key, code from zoom.refusals") == [
        (f"{NAME} 2", "bad_answer")
    ]


def read_three_kinds(webinar_ids: range) -> list[Reading]:
    """Return details, panelists and reports of some webinars, whose sessions are queued."""
    return [
        reading
        for webinar_id in webinar_ids
        for reading in (
            DetailReading.of(webinar_id, {"id": webinar_id, "type": 5, "settings": {}}, NIGHT),
            PanelistsReading.of(webinar_id, [{"id": "p", "email": "p@people.example"}], NIGHT),
            ParticipantsReading.of(
                {
                    "session_uuid": f"{webinar_id}==",
                    "webinar_id": webinar_id,
                    "people_counted": 1,
                    "people_read": None,
                },
                [
                    {
                        "user_id": "1",
                        "join_time": "2026-11-18T10:00:00Z",
                        "leave_time": "2026-11-18T11:00:00Z",
                    }
                ],
                "report",
                NIGHT,
            ),
        )
    ]


def test_as_many_statements_land_twenty_readings_of_a_kind_as_land_one(
    warehouse: Warehouse,
) -> None:
    landing = Landing(Run(warehouse, "together"), NAME)
    execute(
        warehouse,
        "insert into zoom.sessions"
        " (account_id, session_uuid, webinar_id, started_at, ended_at, host_email, run_id)"
        " select :account_id, number || '==', number, :night, :night, '', ''"
        " from generate_series(1, 40) as number",
        account_id=NAME,
        night=NIGHT - timedelta(days=2),
    )
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", count)
    try:
        landing.keep(read_three_kinds(range(1, 2)))
        alone = len(statements)
        landing.keep(read_three_kinds(range(2, 22)))
    finally:
        event.remove(Engine, "before_cursor_execute", count)

    assert len(statements) == 2 * alone
    assert query(warehouse, "select count(*) from zoom.readings") == [(63,)]
    assert query(warehouse, "select count(distinct session_uuid) from zoom.connections") == [(21,)]
    assert query(warehouse, "select count(*) from zoom.staff") == [(21,)]
    assert query(warehouse, "select count(*) from zoom.announced_starts") == [(21,)]


class RecordingPacer(Pacer):
    """Remembers how a sync learns whether somebody is registered."""

    is_registering: Callable[[], bool]

    def lend(self, is_registering: Callable[[], bool]) -> None:
        """Remember what to ask."""
        self.is_registering = is_registering


def test_a_sync_takes_the_registrations_part_of_the_pace_while_nobody_is_registered(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(SMALL, now=NIGHT)
    pacer = RecordingPacer("business", 1.0)
    client = ZoomClient(world.config(SMALL), pacer=pacer)

    extract_account(Run(warehouse, "lent"), client, Window(None, NIGHT, False), is_full=True)

    assert not pacer.is_registering()
    with warehouse.session_lock(locks.REGISTRATION):
        assert pacer.is_registering()


def test_a_listing_knows_ids_that_are_written_as_texts_as_all_else_does(
    warehouse: Warehouse,
) -> None:
    """A webinar that no listing has is gone at its first 404."""
    landing = Landing(Run(warehouse, "run"), "account")
    ids = [91000000001, "91000000002", True, 2**63, None, "no id"]

    landing.keep_host_listing("host", [{"id": each} for each in ids], NIGHT)

    assert query(warehouse, "select webinar_id from zoom.listed_webinars order by 1") == [
        (91000000001,),
        (91000000002,),
    ]
