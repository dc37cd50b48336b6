"""A colleague whose address in Zoom changes remains who that was, on staff and in the audience."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sandbox.zoom.model import User
from tests.builders import (
    END,
    HOST,
    START,
    account,
    at,
    connection,
    query,
    read_states,
    run_nightly_at,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

W = 91000000001
MODERATOR = User(id="MOD", email="mod@people.example")
COLLEAGUE = User(id="COL", email="col@people.example")


def test_a_colleague_with_a_new_address_remains_who_that_was(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    """The moderator is listed by id and connected by address; the other signed in."""
    signed_in = dataclasses.replace(
        connection("col", START, END), registrant_id="", user_email="", participant_user_id="COL"
    )
    connections = connection("ann", START, END), connection("mod", START, END), signed_in
    known = webinar(W, START, "ann", alternative_hosts="MOD")
    before = account(
        "a",
        [known],
        [session("s==", W, START, END, *connections)],
        users=(HOST, MODERATOR, COLLEAGUE),
    )
    world = make_world(before, now=at("18 04:00"))
    run_nightly_at(world, "18 04:00", "19 12:00")
    assert read_states(warehouse) == {"2026-11-18": {"ann": "attended", "col": "attended"}}

    renamed = tuple(
        dataclasses.replace(user, email=user.email.replace("@people", "@new"))
        for user in (MODERATOR, COLLEAGUE)
    )
    world.app.replace(dataclasses.replace(before, users=(HOST, *renamed)))
    run_nightly_at(world, "20 12:00", "21 12:00")

    assert read_states(warehouse) == {"2026-11-18": {"ann": "attended", "col": "attended"}}
    emails = query(warehouse, "select email from marts.contacts order by 1")
    assert emails == [("ann@people.example",), ("col@people.example",)]
    former = "select user_id, replaced_at from zoom.former_addresses order by 1"
    assert query(warehouse, former) == [("COL", at("20 12:00")), ("MOD", at("20 12:00"))]
