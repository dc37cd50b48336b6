"""Webinars with many registrants: what one contact costs does not grow with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.hubspot.model import Portal
from tests.builders import (
    DAY,
    LARGE,
    NOW,
    OTHER_BRAND,
    PRIMARY,
    TOKEN,
    Scene,
    address,
    execute,
    open_webinar,
    query,
    registered,
)
from tests.integration.registration.sandbox_zoom import (
    DUE_NOW,
    POST_BATCH,
    attempts,
    fault,
    zoom_requests,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

REGISTRANTS = 1200
POST = "POST /webinars/{webinarId}/registrants"
MOST_REQUESTS = 8
"""To register one contact: token, detail, form, three first pages, a post, and what came of it."""


@pytest.fixture
def scene(
    make_world: Callable[..., World], warehouse: Warehouse, request: pytest.FixtureRequest
) -> Scene:
    """Serve a webinar with four pages of registrants; `old` is the last of them."""
    crowd = [registered(f"crowd{number}") for number in range(REGISTRANTS)]
    old = replace(registered("old"), create_time=NOW - 29.5 * DAY)
    changes = getattr(request, "param", {})
    webinar = open_webinar(LARGE, *crowd, old, **changes)
    world = make_world(replace(PRIMARY, webinars=(webinar,)), OTHER_BRAND, now=NOW)
    world.connect_hubspot(Portal(TOKEN))
    return Scene(world, warehouse)


def know(warehouse: Warehouse, name: str, registrant_id: str) -> None:
    """Let the warehouse know somebody as registered, as the last sync read it."""
    execute(
        warehouse,
        "insert into zoom.registrants (account_id, webinar_id, registrant_id, occurrence_id, email,"
        " status, row_key, listed_at, was_approved, is_listed, is_cleaned, payload, run_id)"
        " values (:account_id, :webinar_id, :registrant_id, '', :email, 'approved',"
        " :registrant_id, now(), true, true, false, '{}', 'test')",
        account_id=PRIMARY.account_id,
        webinar_id=LARGE,
        registrant_id=registrant_id,
        email=address(name),
    )


@pytest.mark.parametrize(
    ("scene", "code"),
    [({}, "REGISTERED"), ({"approval_type": 1}, "PENDING")],
    indirect=["scene"],
)
def test_one_contact_costs_a_few_requests(scene: Scene, code: str) -> None:
    key = scene.ask(LARGE, address("ann"))
    scene.world.requests()

    scene.process_inbox()

    assert scene.outcome(key)[0] == code
    assert len(scene.world.requests()) <= MOST_REQUESTS


def test_whom_the_warehouse_knows_is_looked_up_and_costs_no_attempt(
    scene: Scene, warehouse: Warehouse
) -> None:
    know(warehouse, "old", "r-old")
    know(warehouse, "gone", "r-gone")  # cancelled since: Zoom has nobody with this id
    old, gone = scene.ask(LARGE, address("old")), scene.ask(LARGE, address("gone"))

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (old, gone)] == ["ALREADY_REGISTERED", "REGISTERED"]
    assert [attempts(scene, name, LARGE) for name in ("old", "gone")] == [0, 1]


@pytest.mark.parametrize("others", [0, 2])
def test_who_registered_themselves_meanwhile_is_told_from_zooms_answer(
    scene: Scene, warehouse: Warehouse, others: int
) -> None:
    (key,) = scene.enrol(["old"], LARGE)
    new = [scene.ask(LARGE, address(f"new{number}")) for number in range(others)]

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ALREADY_REGISTERED"
    assert [scene.outcome(other)[0] for other in new] == ["REGISTERED"] * others
    assert scene.world.hubspot is not None
    (execution,) = scene.world.hubspot.executions()
    assert execution["outputs"]["registrantId"] == "r-old"
    assert execution["outputs"]["joinUrl"]
    ((created_at,),) = query(
        warehouse, "select created_at from zoom.registrants where registrant_id = 'r-old'"
    )
    assert created_at == NOW - 29.5 * DAY


def test_after_a_lost_response_everybody_is_read_and_nobody_posted_again(
    scene: Scene, warehouse: Warehouse
) -> None:
    key = scene.ask(LARGE, address("old"))
    fault(scene, "cut", f"/{LARGE}/registrants", after=4)
    scene.process_inbox()
    scene.world.app.faults.clear()
    assert scene.outcome(key)[0] is None
    execute(warehouse, DUE_NOW)
    scene.world.app.log.clear()

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ALREADY_REGISTERED"
    assert attempts(scene, "old", LARGE) == 1
    assert POST not in zoom_requests(scene)


def test_many_contacts_cost_a_listing_at_most(scene: Scene) -> None:
    keys = [scene.ask(LARGE, address(f"p{number}")) for number in range(60)]

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 60}
    sent = Counter(zoom_requests(scene))
    assert sent[POST_BATCH] == 2
    pages = -(-REGISTRANTS // 300) + 1
    assert sent.total() - 2 <= 2 + 3 + (pages + 2)


@pytest.mark.parametrize("scene", [{"capacity": REGISTRANTS + 1}], indirect=True)
def test_a_large_webinar_is_full_by_the_total_that_zoom_tells(scene: Scene) -> None:
    key = scene.ask(LARGE, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "WEBINAR_FULL"
    assert not any(name.startswith("POST") for name in zoom_requests(scene))


@pytest.mark.parametrize("scene", [{"questions": (("last_name", True),)}], indirect=True)
def test_who_cannot_be_posted_is_looked_for_among_all(scene: Scene) -> None:
    """They filled in the form themselves, and their contact lacks the last name."""
    old = scene.ask(LARGE, address("old"), last_name="")
    new = scene.ask(LARGE, address("new"), last_name="")

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (old, new)] == [
        "ALREADY_REGISTERED",
        "MISSING_LAST_NAME",
    ]
