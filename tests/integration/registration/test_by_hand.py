"""Contacts of marts that somebody adds by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import OPEN, SERIES, Scene, address, execute, query
from tests.integration.registration.sandbox_zoom import fault
from webinar_sync.errors import InvalidInput
from webinar_sync.registration.inbox import add_by_hand
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_by_hand_contacts_of_marts_are_registered_and_unknown_ones_named(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    ((contact_id,),) = query(
        warehouse,
        "select contact_id from marts.contacts where email = :email",
        email=address("known"),
    )
    run = Run(warehouse, "run")
    with pytest.raises(InvalidInput, match="contact_id 12"):
        add_by_hand(run, "add", str(SERIES), [contact_id, 12])
    assert query(warehouse, "select * from registration.requests") == []

    for _ in range(2):  # a task that is tried again
        add_by_hand(run, "add", str(SERIES), [contact_id, contact_id])
    scene.subscription = "free"  # nobody's workflow asks
    scene.process_inbox()

    assert query(warehouse, "select code, source from registration.requests") == [
        ("REGISTERED", "by_hand")
    ]
    assert scene.registered(SERIES) == ["known"]


@pytest.mark.parametrize(("days", "code"), [(2, None), (3, "EXPIRED")])
def test_by_hand_what_never_works_ends_after_three_days(
    scene: Scene, warehouse: Warehouse, days: int, code: str | None
) -> None:
    key = scene.ask(OPEN, address("ann"))
    fault(scene, "set_key", f"/webinars/{OPEN}", key="type", value="odd")
    execute(
        warehouse,
        "update registration.requests set source = 'by_hand', expires_at = null, deferrals = 50,"
        " received_at = now() - make_interval(days => :days)",
        days=days,
    )

    scene.process_inbox()

    assert scene.outcome(key)[0] == code
    if code:
        assert "by hand" in scene.outcome(key)[2]
        assert query(warehouse, "select is_expired from registration.requests") == [(False,)]
        assert query(warehouse, "select count(*) from registration.due") == [(0,)]
