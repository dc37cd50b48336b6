"""Zoom's limits of one person: nobody else meets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    MANUAL,
    MIDNIGHT,
    NOW,
    OPEN,
    OTHER_BRAND,
    OVER,
    PRIMARY,
    SERIES,
    TODAY,
    Scene,
    address,
    execute,
    is_put_off_to_midnight,
    open_webinar,
    query,
)
from tests.integration.registration.sandbox_zoom import DUE_NOW, POST_BATCH, attempts, zoom_requests

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

NOON = NOW.replace(hour=12, minute=0, second=0)


@pytest.mark.parametrize("webinar", [OPEN, SERIES])
def test_one_person_over_the_limit_of_attendees_holds_up_no_other(
    scene: Scene, webinar: int
) -> None:
    scene.world.app.registrar.add_over_limit(address("often"))
    keys = {name: scene.ask(webinar, address(name)) for name in ("often", "ann", "ben", "cleo")}

    scene.process_inbox()

    assert {name: scene.outcome(key)[0] for name, key in keys.items()} == {
        "often": "ATTENDEE_LIMIT",
        "ann": "REGISTERED",
        "ben": "REGISTERED",
        "cleo": "REGISTERED",
    }


def test_three_a_day_puts_a_person_off_and_with_them_all_their_webinars(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.app.registrar.is_by_address = True
    scene.world.app.set_registration_attempts(OPEN, address("ann"), 3)
    put_off = [scene.ask(webinar, address("ann")) for webinar in (OPEN, MANUAL, SERIES)]
    decided = scene.ask(OVER, address("ann"))  # needs no registration
    others = [scene.ask(MANUAL, address("ben")), scene.ask(SERIES, address("ben"))]

    scene.process_inbox()
    later = [scene.ask(SERIES, f" {address('ANN')}"), scene.ask(OPEN, address("dora"))]
    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (*put_off, later[0])] == [None] * 4
    assert scene.outcome(decided)[0] == "WEBINAR_OVER"
    assert [scene.outcome(key)[0] for key in (*others, later[1])] == [
        "PENDING", "REGISTERED", "REGISTERED",
    ]  # fmt: skip
    rows = query(
        warehouse, "select not_before, sent_at from registration.requests where code is null"
    )
    assert [(is_put_off_to_midnight(not_before), sent_at) for not_before, sent_at in rows] == [
        (True, None)
    ] * 4
    assert [attempts(scene, "ann", webinar) for webinar in (MANUAL, SERIES)] == [0, 0]
    posts = [name for name in zoom_requests(scene) if name.startswith("POST")]
    assert len(posts) == 4  # ann once, ben twice, dora once

    scene.world.clock.set(MIDNIGHT + timedelta(minutes=1))
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert [scene.outcome(key)[0] for key in put_off] == ["REGISTERED", "PENDING", "REGISTERED"]


def test_for_a_webinar_of_today_a_person_is_tried_all_the_same(
    scene: Scene, warehouse: Warehouse
) -> None:
    """By Zoom's pages the limit is of a person and a webinar; tomorrow would be too late."""
    scene.world.clock.set(NOON)
    today = open_webinar(TODAY, start=NOON + timedelta(hours=2))
    webinars = (*PRIMARY.webinars, today)
    scene.world.replace_accounts(replace(PRIMARY, webinars=webinars), OTHER_BRAND)
    scene.world.app.set_registration_attempts(OPEN, address("ann"), 3)
    scene.ask(OPEN, address("ann"))
    keys = [scene.ask(TODAY, address(name)) for name in ("ann", "ben", "cleo")]

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys] == ["REGISTERED"] * 3
    assert POST_BATCH in zoom_requests(scene)
