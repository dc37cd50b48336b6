"""Settings of contacts: secondary addresses, and the cut-off of their properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.builders import execute
from tests.integration.settings.scenes import (
    CORP,
    HOUR,
    NOW,
    W1,
    account,
    contacts,
    outcomes,
    participations,
    person,
    run,
    synced,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


# Secondary addresses


def test_match_secondary_emails_gives_the_activity_to_the_contact(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    second, first = "ann.private@mail.example", "ann@corp.example"
    world = make_world(account((webinar(W1, CORP, second), CORP)), now=NOW)
    execute(
        warehouse,
        "insert into hubspot.contacts values (7, :email, array[:more], false, now(), 'test')",
        email=first,
        more=second,
    )
    run(world)
    off = {
        (W1, "registration", f"R-{second}", "secondary_email"),
        (W1, "attendance", second, "secondary_email"),
    }
    assert (participations(warehouse), contacts(warehouse)) == (set(), {})
    assert outcomes(warehouse) == off

    execute(warehouse, "update settings.sync set match_secondary_emails = true")
    run(world)

    assert participations(warehouse) == {(W1, first, "attended")}
    assert contacts(warehouse) == {first: (1, 1, 100.0)}
    assert outcomes(warehouse) == {
        (W1, "registration", f"R-{second}", "synced"),
        (W1, "attendance", first, "synced"),
    }

    execute(warehouse, "update settings.sync set match_secondary_emails = false")
    run(world)

    assert (participations(warehouse), contacts(warehouse)) == (set(), {})
    assert outcomes(warehouse) == off


# The properties' cut-off


def test_property_cutoff_counts_what_came_before_that_day_and_not_its_first_moment(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    before, at = "before@mail.example", "at@mail.example"
    midnight = datetime(2026, 11, 18, tzinfo=UTC)
    start = midnight - HOUR / 2
    second = timedelta(seconds=1)
    first = replace(
        webinar(W1, CORP, start=start),
        registrants=(person(before, midnight - second), person(at, midnight)),
    )
    held = account((first, CORP))
    came = held.sessions[0].connections
    late = tuple(
        replace(connection, join=join)
        for connection, join in zip(came, (midnight - second, midnight), strict=True)
    )
    held = replace(held, sessions=(replace(held.sessions[0], connections=late),))
    world = make_world(held, now=NOW)
    run(world)
    # The hour from 23:30 on; they came at 23:59:59 (1801 of 3600 seconds) and at 00:00 (1800).
    uncut = {before: (1, 1, 50.03), at: (1, 1, 50.0)}
    assert contacts(warehouse) == uncut

    execute(warehouse, "update settings.sync set property_cutoff = '2026-11-18'")
    run(world)

    assert contacts(warehouse) == {before: (1, 1, 50.03), at: (0, 0, None)}
    assert participations(warehouse) == {(W1, before, "attended"), (W1, at, "attended")}
    assert outcomes(warehouse) == synced(W1, before, at)

    execute(warehouse, "update settings.sync set property_cutoff = '2026-11-19'")
    run(world)
    assert contacts(warehouse) == uncut

    execute(warehouse, "update settings.sync set property_cutoff = null")
    run(world)
    assert contacts(warehouse) == uncut
