"""The pace of requests: shared by all processes, at HubSpot's limit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from webinar_sync.hubspot.pacing import Pacer

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_the_pace_is_shared_and_held_for_all(warehouse: Warehouse) -> None:
    first, second = Pacer(warehouse, 10), Pacer(warehouse, 10)
    spacing = first.spacing_seconds
    waits = [
        float(warehouse.rows("hubspot/take_turn", spacing=pacer.spacing_seconds)[0]["seconds"])
        for pacer in (first, second, first, second)
    ]
    first.hold(10)
    after = float(warehouse.rows("hubspot/take_turn", spacing=spacing)[0]["seconds"])

    assert spacing == pytest.approx(10 / (10 * 0.98))
    assert waits[3] > 2.5 * spacing
    assert 9 < after < 10 + spacing


def test_the_limit_is_hubspots_unless_the_connection_says_another(
    warehouse: Warehouse,
) -> None:
    learning, configured = Pacer(warehouse), Pacer(warehouse, 50)
    assert learning.spacing_seconds == pytest.approx(10 / 98)
    for pacer in (learning, configured):
        pacer.learn(190)
    assert learning.spacing_seconds == pytest.approx(10 / (190 * 0.98))
    assert configured.spacing_seconds == pytest.approx(10 / 49)


def test_a_request_that_was_held_up_takes_another_turn(warehouse: Warehouse) -> None:
    held_up = [1.0, 0.0]
    pacer = Pacer(warehouse, 100, sleep=lambda seconds: time.sleep(seconds + held_up.pop(0)))

    pacer.wait()
    assert held_up == []

    held_up += [0.2] * 3
    pacer.wait()
    assert held_up == []
