"""Settings of recordings: what they do to those that are in marts, and to webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import execute, query
from tests.integration.recordings.recorded import (
    NAME,
    NIGHT,
    play_urls,
    recorded_account,
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
        ("update settings.sync set on_exclude = 'keep'", 1),
    ):
        execute(warehouse, sql)
        assert world.sync(is_full=False).success
        assert len(play_urls(warehouse)) == recordings, sql
        available = "select count(*) from marts.timeline_events where kind = 'recording_available'"
        assert query(warehouse, available) == [(2 * recordings,)]
        assert query(warehouse, webinars) == before, sql
    assert query(warehouse, "select count(*) from settings.history") == [(8,)]
