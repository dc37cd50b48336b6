"""A Zoom app's client secret is changed: runs fail until the connection has the new one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.builders import account, at, connection, read_issues, read_states, session, webinar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 93000000001


def test_what_happened_while_the_old_secret_was_refused_is_read_with_the_new_one(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    before = account("main", [webinar(WEBINAR, at("20 10:00"), "ann", "ben")])
    world = make_world(before, now=at("20 03:40"))
    assert world.sync().success

    begin, end = at("20 10:00"), at("20 11:00")
    held = session("s1==", WEBINAR, begin, end, connection("ann", begin, end))
    after = replace(before, sessions=(held,), client_secret="another secret")
    world.replace_accounts(after)
    world.accounts = (before,)  # the connection still has the old one
    world.clock.set(at("21 03:40"))
    assert not world.sync().success
    assert read_issues(warehouse) == {("account", "main", "auth"): "open"}
    assert read_states(warehouse) == {"2026-11-20": {"ann": "registered", "ben": "registered"}}

    world.accounts = (after,)
    world.clock.set(at("22 03:40"))
    assert world.sync().success
    assert read_issues(warehouse) == {("account", "main", "auth"): "cleared"}
    assert read_states(warehouse) == {"2026-11-20": {"ann": "attended", "ben": "no_show"}}
