"""A webinar that cannot be computed costs itself alone, and is reported in words without values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import webinar_sync.transform.pipeline as transform_pipeline
from sandbox.zoom import generated
from tests.builders import World, mark_webinars, query

if TYPE_CHECKING:
    import pytest

    from webinar_sync.warehouse.engine import Warehouse

EVENTS = "select webinar_id, to_jsonb(e) - 'run_id' from marts.marketing_events as e order by 1, 2"
ERROR = "select message, remedy, cleared_at is null from sync.errors where code = 'not_computed'"


def test_a_webinar_that_cannot_be_computed_holds_up_no_other(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    identify = transform_pipeline.identify_connections
    world = World(warehouse, [generated.generate(3)], now=generated.NOW)
    broken = max(webinar.id for webinar in world.accounts[0].webinars)
    assert len(world.accounts[0].webinars) > 3

    def fail_on_one(inputs: Any, *rest: Any) -> Any:
        if broken in set(inputs.webinars["webinar_id"]):
            raise ValueError("could not read somebody@example.com")
        return identify(inputs, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(transform_pipeline, "identify_connections", fail_on_one)
        report = world.sync()
    without = query(warehouse, EVENTS)
    ((message, remedy, is_open),) = query(warehouse, ERROR)

    assert not report.success
    assert "1 webinars cannot be computed" in report.message
    assert str(broken) in message
    assert "ValueError in" in message
    assert "report it" in remedy
    assert "@" not in message + report.message
    assert is_open
    assert without
    assert broken not in {webinar_id for webinar_id, _ in without}

    mended = world.sync()
    world.close()

    assert mended.success, mended.message
    whole = query(warehouse, EVENTS)
    assert [row for row in whole if row[0] != broken] == without
    assert broken in {webinar_id for webinar_id, _ in whole}
    assert [is_open for *_, is_open in query(warehouse, ERROR)] == [False]


def test_a_webinar_that_is_alone_and_cannot_be_computed_is_reported_as_well(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = generated.generate(3)
    world = World(warehouse, [account], now=generated.NOW)
    world.sync()
    before = query(warehouse, EVENTS)
    broken = account.webinars[0].id
    mark_webinars(warehouse, broken)

    def fail(inputs: Any, *_: Any) -> Any:
        if len(inputs.webinars):
            raise ValueError("no")
        return identify(inputs, *_)

    identify = transform_pipeline.identify_connections
    monkeypatch.setattr(transform_pipeline, "identify_connections", fail)
    report = world.sync(is_full=False)
    world.close()

    assert "1 webinars cannot be computed" in report.message
    assert query(warehouse, EVENTS) == before
