"""Contacts, and all of marts, are the same whichever webinars of an account are frozen."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import generated
from tests.builders import World, execute, query
from tests.integration.retention.scene import check_conservation, keep, read_all_marts
from webinar_sync.load.freezing import freeze_old_webinars
from webinar_sync.load.marts import load
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from typing import Any

    from webinar_sync.warehouse.engine import Warehouse

CUTOFFS = (None, "2026-10-15")


@pytest.fixture
def begins_with(template: str) -> str:
    """Begin with nothing."""
    return template


def compute_all(warehouse: Warehouse) -> dict[str | None, dict[str, list[Any]]]:
    """Compute everything anew with each cut-off, and return marts."""
    marts = {}
    for cutoff in CUTOFFS:
        execute(
            warehouse, "update settings.sync set property_cutoff = cast(:day as date)", day=cutoff
        )
        execute(warehouse, "insert into sync.changes (kind) values ('everything')")
        load(Run(warehouse, "everything"))
        marts[cutoff] = read_all_marts(warehouse)
    return marts


@pytest.mark.parametrize("seed", [2, 33])
def test_marts_are_the_same_whatever_is_frozen(warehouse: Warehouse, seed: int) -> None:
    world = World(warehouse, [generated.generate(seed)], now=generated.NOW)
    assert world.sync().success
    world.close()
    execute(
        warehouse,
        "update zoom.accounts set history_read_until = history_read_until + interval '400 days'",
    )
    expected = compute_all(warehouse)
    keep(warehouse, 240)
    dice = random.Random(seed)
    ids = [number for (number,) in query(warehouse, "select webinar_id from zoom.webinars")]
    for _ in range(3):
        kept = [number for number in ids if dice.random() < 0.4]
        execute(
            warehouse,
            "insert into sync.webinars_to_load (account_id, webinar_id, reason)"
            " select account_id, webinar_id, 'kept' from zoom.webinars"
            " where webinar_id = any(:ids)",
            ids=kept,
        )
        freeze_old_webinars(Run(warehouse, "frozen"))
        assert compute_all(warehouse) == expected
        check_conservation(warehouse)
    assert query(warehouse, "select count(*) > 3 from zoom.frozen_webinars") == [(True,)]
