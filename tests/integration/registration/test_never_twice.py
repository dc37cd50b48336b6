"""Nobody is registered twice, no request is lost, no attempt at Zoom is burnt."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    MANUAL,
    MIDNIGHT,
    OPEN,
    PAID,
    Scene,
    address,
    execute,
    is_put_off_to_midnight,
    query,
)
from tests.integration.registration.sandbox_zoom import (
    DUE_NOW,
    POST_BATCH,
    attempts,
    fault,
    zoom_requests,
)
from webinar_sync.errors import Busy
from webinar_sync.warehouse import locks

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_a_thousand_requests_cost_as_few_as_can_be(scene: Scene) -> None:
    keys = [scene.ask(OPEN, address(f"p{number}")) for number in range(1000)]
    scene.world.app.log.clear()

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 1000}
    sent = Counter(zoom_requests(scene))
    assert sent[POST_BATCH] == 34
    assert sent.total() - 34 <= 10
    assert len(scene.registered(OPEN)) == 1001


@pytest.mark.parametrize("kind", ["cut", "status"])
@pytest.mark.parametrize("webinar", [OPEN, MANUAL])
def test_after_a_lost_response_registrants_are_read_before_anything_is_posted(
    scene: Scene, warehouse: Warehouse, kind: str, webinar: int
) -> None:
    """Cut: Zoom did it, and its response was lost. Status 500: Zoom did not do it."""
    names = ["ann", "ben", "cleo"]
    keys = [scene.ask(webinar, address(name)) for name in names]
    if webinar == OPEN:
        fault(scene, kind, f"/{webinar}/batch_registrants", status=500)
    else:  # the form and three listings are read before the first is posted
        fault(scene, kind, f"/{webinar}/registrants", after=4, status=500)
    scene.process_inbox()
    scene.world.app.faults.clear()
    assert [scene.outcome(key)[0] for key in keys] == [None] * 3
    assert {attempts(scene, name, webinar) for name in names} == {1 if kind == "cut" else 0}

    execute(warehouse, DUE_NOW)
    scene.process_inbox()

    code = "REGISTERED" if webinar == OPEN else "PENDING"
    assert Counter(scene.outcome(key)[0] for key in keys) == {code: 3}
    people = scene.registered(webinar, "approved" if webinar == OPEN else "pending")
    assert [name for name in people if name in names] == names
    assert {attempts(scene, name, webinar) for name in names} == {1}


def test_the_limit_of_three_a_day_defers_that_person_and_nobody_else(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.app.set_registration_attempts(OPEN, address("ann"), 3)
    keys = {name: scene.ask(OPEN, address(name)) for name in ("ann", "ben", "cleo")}

    scene.process_inbox()

    assert {name: scene.outcome(key)[0] for name, key in keys.items()} == {
        "ann": None,
        "ben": "REGISTERED",
        "cleo": "REGISTERED",
    }
    ((not_before, reason),) = query(
        warehouse,
        "select not_before, deferral_reason from registration.requests where code is null",
    )
    assert is_put_off_to_midnight(not_before)
    assert "three times a day" in reason

    scene.world.clock.set(MIDNIGHT + timedelta(minutes=1))
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert scene.outcome(keys["ann"])[0] == "REGISTERED"


def test_where_heavy_requests_are_used_up_light_ones_register(scene: Scene) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben", "cleo")]
    fault(scene, "daily_429", f"/{OPEN}/batch_registrants")

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 3}
    assert {attempts(scene, name) for name in ("ann", "ben", "cleo")} == {1}


def test_a_page_of_a_gateway_is_no_refusal(scene: Scene, warehouse: Warehouse) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben")]
    fault(scene, "html_403", "/batch_registrants")

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys] == [None, None]
    scene.world.app.faults.clear()
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 2}


def test_a_refusal_of_the_whole_webinar_ends_its_list(scene: Scene) -> None:
    keys = [scene.ask(PAID, address(f"p{number}")) for number in range(70)]
    scene.world.app.log.clear()

    scene.process_inbox()

    assert {scene.outcome(key)[0] for key in keys} == {"PAID_REGISTRATION"}
    assert Counter(zoom_requests(scene))[POST_BATCH] == 1


def test_only_one_run_processes_the_inbox_at_a_time(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    with warehouse.session_lock(locks.REGISTRATION) as is_free:
        assert is_free
        with pytest.raises(Busy):
            scene.process_inbox()
    assert scene.outcome(key)[0] is None


def test_the_same_person_twice_in_the_inbox_is_registered_once(scene: Scene) -> None:
    first, second = scene.ask(OPEN, address("ann")), scene.ask(OPEN, f" {address('ANN')}")

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (first, second)] == [
        "REGISTERED",
        "ALREADY_REGISTERED",
    ]
    assert scene.registered(OPEN) == ["ann", "known"]
