"""Settings of recordings: what they do to those that are in marts, and to webinars."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.builders import START, execute, query, webinar
from tests.integration.recordings.recorded import (
    NAME,
    NIGHT,
    NUMBER,
    play_urls,
    recorded_account,
    recorded_session,
    recording_requests,
    switch_on,
    sync_twice,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_what_is_excluded_later_is_kept_or_withdrawn_and_webinars_stay(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    webinars = "select email, kind from marts.timeline_events where kind <> 'recording_available'"
    before = query(warehouse, webinars)
    assert len(play_urls(warehouse)) == 1

    for sql, recordings in (
        ("update settings.sync set recordings = 'some'", 1),  # keep
        ("update settings.sync set on_exclude = 'withdraw'", 0),
        (f"insert into settings.hosts values ('{NAME}', 'HOST', true, true)", 1),
        ("insert into settings.excluded_host_domains values ('corp.example', 'recordings')", 0),
        ("delete from settings.excluded_host_domains", 1),
        ("update settings.hosts set recordings = false", 0),
        (f"insert into settings.webinars values ('{NAME}', {NUMBER}, null, true)", 1),
        ("update settings.sync set recordings = 'none'", 1),  # the webinar's own switch is on
        ("insert into settings.excluded_host_domains values ('corp.example', 'recordings')", 0),
        ("delete from settings.excluded_host_domains", 1),
        ("update settings.webinars set recordings = false", 0),
        ("update settings.sync set recordings = 'all'", 0),  # and off
        ("delete from settings.webinars", 1),
        ("update settings.sync set recordings = 'none'", 0),
        ("update settings.sync set on_exclude = 'keep'", 1),
    ):
        execute(warehouse, sql)
        assert world.sync(is_full=False).success
        assert len(play_urls(warehouse)) == recordings, sql
        available = "select count(*) from marts.timeline_events where kind = 'recording_available'"
        assert query(warehouse, available) == [(2 * recordings,)]
        assert query(warehouse, webinars) == before, sql
    assert query(warehouse, "select count(*) from settings.history") == [(16,)]


def test_a_webinar_that_is_switched_on_itself_is_read_back_for_six_months_and_no_other(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    """Also where those of no hosts are read; one that is switched off is not, where all are."""
    other = replace(recorded_session(), uuid="other+run==", webinar_id=NUMBER + 1)
    recorded = recorded_account(recorded_session(), other)
    webinars = (*recorded.webinars, webinar(NUMBER + 1, START, "cem"))
    world = make_world(replace(recorded, webinars=webinars), now=NIGHT)
    sync_twice(world)
    world.clock.advance(timedelta(days=100).total_seconds())
    recordings_of = "select distinct webinar_id from zoom.recordings order by 1"

    execute(warehouse, f"insert into settings.webinars values ('{NAME}', {NUMBER}, null, true)")
    assert world.sync().success
    assert query(warehouse, recordings_of) == [(NUMBER,)]

    execute(warehouse, "update settings.webinars set recordings = false")
    execute(warehouse, "update settings.sync set recordings = 'all'")
    recording_requests(world)
    assert world.sync().success
    assert recording_requests(world).count("/meetings/{ref}/recordings") == 1  # the other's
    assert query(warehouse, recordings_of) == [(NUMBER,), (NUMBER + 1,)]
