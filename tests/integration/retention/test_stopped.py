"""Freezing that is stopped at any moment leaves whole webinars, frozen or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from tests.builders import execute, query
from tests.integration.retention.scene import (
    FROZEN,
    MORNING,
    check_conservation,
    frozen,
    keep,
    read_all_marts,
    rows_of_people,
)
from webinar_sync.load import freezing
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    import pytest

    from tests.builders import World


class Stopped(BaseException):
    """The process ends."""


def test_freezing_that_dies_at_any_statement_is_finished_by_the_next_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = world.warehouse
    monkeypatch.setattr(freezing, "MOST_WEBINARS", 1)
    keep(warehouse, 240)
    execute(warehouse, "update zoom.accounts set history_read_until = :now", now=MORNING)
    before = read_all_marts(warehouse)
    left = last = 0

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stopped

    while frozen(warehouse) != set(FROZEN) or left <= 0:
        last += 1
        left = last
        event.listen(Engine, "before_cursor_execute", count)
        try:
            freezing.freeze_old_webinars(Run(warehouse, "frozen"))
        except Stopped:
            pass
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        left = 1 if left > 0 else left
        for webinar_id in FROZEN:
            is_frozen = webinar_id in frozen(warehouse)
            assert bool(rows_of_people(warehouse, webinar_id)) is not is_frozen
    assert last > 20
    assert read_all_marts(warehouse) == before
    check_conservation(warehouse)


def test_a_night_in_which_freezing_fails_does_all_else_and_says_so(world: World) -> None:
    """What fails is a fault of ours, which no retry mends: the report must come all the same."""
    warehouse = world.warehouse
    keep(warehouse, 240)
    execute(
        warehouse,
        "insert into settings.segments (name, sql)"
        " values ('all', 'select email from marts.contacts')",
    )
    execute(
        warehouse, "alter table zoom.frozen_webinars add constraint trap check (false) not valid"
    )
    world.clock.set(MORNING)

    report = world.sync()

    assert not report.success
    assert report.message.startswith("freeze: The warehouse refused a value")
    assert report.lines[-1].startswith("conservation: ok")
    assert query(warehouse, "select state from sync.runs order by started_at desc limit 1") == [
        ("failed",)
    ]
    assert query(warehouse, "select count(*) > 0 from marts.segment_members") == [(True,)]
    assert frozen(warehouse) == set()
