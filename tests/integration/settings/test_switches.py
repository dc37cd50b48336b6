"""What is synced: all webinars, a host's, a single one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import execute, query
from tests.integration.settings.scenes import (
    AGENCY,
    CORP,
    DAY,
    HOUR,
    NOW,
    START,
    W1,
    W2,
    W3,
    W4,
    account,
    contacts,
    events,
    everything,
    left_out,
    outcomes,
    participations,
    run,
    synced,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


# Webinar sync: on and off


def test_sync_off_asks_for_nobody_and_on_again_reads_the_last_six_months(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    old = webinar(W2, CORP, "cy@mail.example", start=NOW - 170 * DAY)
    recent = webinar(W1, CORP, "ann@mail.example")
    world = make_world(account((recent, CORP), (old, CORP)), now=NOW)
    execute(warehouse, "update settings.sync set sync_webinars = false")

    people_requests = run(world)

    assert people_requests == []
    assert (events(warehouse), participations(warehouse), contacts(warehouse)) == ({}, set(), {})
    assert outcomes(warehouse) == {left_out(W1, "sync_off"), left_out(W2, "sync_off")}

    execute(warehouse, "update settings.sync set sync_webinars = true")
    run(world, after=HOUR, is_full=False)  # an hourly run is enough

    assert events(warehouse) == {W1: "ended", W2: "ended"}
    assert participations(warehouse) == {
        (W1, "ann@mail.example", "attended"),
        (W2, "cy@mail.example", "attended"),
    }
    assert outcomes(warehouse) == synced(W1, "ann@mail.example") | synced(W2, "cy@mail.example")


def test_what_zoom_no_longer_keeps_when_sync_is_switched_on_is_told_as_gone(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    old = webinar(W2, CORP, "cy@mail.example", start=NOW - 170 * DAY)
    recent = webinar(W1, CORP, "ann@mail.example")
    world = make_world(account((recent, CORP), (old, CORP)), now=NOW)
    execute(warehouse, "update settings.sync set sync_webinars = false")
    run(world)

    execute(warehouse, "update settings.sync set sync_webinars = true")
    run(world, after=30 * DAY)

    assert participations(warehouse) == {
        (W1, "ann@mail.example", "attended"),
        (W2, "cy@mail.example", "registered"),
    }
    assert query(warehouse, "select object_key, cleared_at from sync.errors") == [
        (f"session-{W2}", None)
    ]


def test_sync_off_and_on_between_runs_changes_nothing(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, "ann@mail.example"), CORP)), now=NOW)
    run(world)
    before = everything(warehouse)

    execute(warehouse, "update settings.sync set sync_webinars = false")
    execute(warehouse, "update settings.sync set sync_webinars = true")
    run(world)

    assert everything(warehouse) == before


def test_sync_off_wins_over_hosts_and_webinars_that_are_on(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, "ann@mail.example"), CORP)), now=NOW)
    execute(warehouse, "update settings.sync set sync_webinars = false")
    execute(warehouse, "insert into settings.hosts values ('acc', 'CORP', true)")
    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, true)")

    run(world)

    assert participations(warehouse) == set()
    assert outcomes(warehouse) == {left_out(W1, "sync_off")}


# Hosts and single webinars


def test_a_host_that_is_off_is_left_out_until_switched_on(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account(
            (webinar(W1, CORP, "ann@mail.example"), CORP),
            (webinar(W2, AGENCY, "bob@mail.example"), AGENCY),
        ),
        now=NOW,
    )
    execute(warehouse, "insert into settings.hosts values ('acc', 'AGENCY', false)")

    run(world)

    assert participations(warehouse) == {(W1, "ann@mail.example", "attended")}
    assert events(warehouse) == {W1: "ended"}
    assert outcomes(warehouse) == synced(W1, "ann@mail.example") | {left_out(W2, "sync_off")}

    execute(warehouse, "update settings.hosts set sync_new_webinars = true")
    run(world)

    assert outcomes(warehouse) == synced(W1, "ann@mail.example") | synced(W2, "bob@mail.example")


def test_a_webinars_own_setting_wins_over_its_hosts_both_ways(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account(
            (webinar(W1, CORP, "ann@mail.example"), CORP),
            (webinar(W2, CORP, "bob@mail.example"), CORP),
            (webinar(W3, AGENCY, "cy@mail.example"), AGENCY),
            (webinar(W4, AGENCY, "dee@mail.example"), AGENCY),
        ),
        now=NOW,
    )
    execute(warehouse, "insert into settings.hosts values ('acc', 'AGENCY', false)")
    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    execute(warehouse, f"insert into settings.webinars values ('acc', {W3}, true)")

    run(world)

    assert outcomes(warehouse) == {
        left_out(W1, "sync_off"),
        *synced(W2, "bob@mail.example"),
        *synced(W3, "cy@mail.example"),
        left_out(W4, "sync_off"),
    }
    assert participations(warehouse) == {
        (W2, "bob@mail.example", "attended"),
        (W3, "cy@mail.example", "attended"),
    }

    execute(warehouse, "delete from settings.webinars")
    execute(warehouse, "update settings.sync set on_exclude = 'withdraw'")
    run(world)

    assert participations(warehouse) == {
        (W1, "ann@mail.example", "attended"),
        (W2, "bob@mail.example", "attended"),
    }


def test_settings_of_another_account_change_nothing_here(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, "ann@mail.example"), CORP)), now=NOW)
    execute(warehouse, "insert into settings.hosts values ('other', 'CORP', false)")
    execute(warehouse, f"insert into settings.webinars values ('other', {W1}, false)")

    run(world)

    assert outcomes(warehouse) == synced(W1, "ann@mail.example")


def test_a_webinar_that_its_host_schedules_later_follows_the_hosts_setting(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    first = webinar(W1, AGENCY, "ann@mail.example")
    later = webinar(W2, AGENCY, "bob@mail.example", start=START + 40 * DAY)
    world = make_world(account((first, AGENCY), (later, AGENCY)), now=NOW)
    execute(warehouse, "insert into settings.hosts values ('acc', 'AGENCY', false)")
    run(world)

    people_requests = run(world, after=40 * DAY)

    assert people_requests == []
    assert outcomes(warehouse) == {left_out(W1, "sync_off"), left_out(W2, "sync_off")}

    execute(warehouse, f"insert into settings.webinars values ('acc', {W2}, true)")
    run(world)

    assert outcomes(warehouse) == {left_out(W1, "sync_off"), *synced(W2, "bob@mail.example")}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("insert into settings.hosts values ('acc', 'AGENCY', false)", "sync_off"),
        (
            "insert into settings.excluded_host_domains values ('agency.example', 'webinars')",
            "host_domain_excluded",
        ),
    ],
)
def test_a_webinar_that_expired_before_it_was_read_follows_its_host_too(
    warehouse: Warehouse, make_world: Callable[..., World], sql: str, code: str
) -> None:
    expired = replace(webinar(W1, AGENCY, "ann@mail.example"), expires_at=START + DAY)
    world = make_world(account((expired, AGENCY)), now=NOW)
    execute(warehouse, sql)

    people_requests = run(world)

    assert people_requests == []
    assert outcomes(warehouse) == {left_out(W1, code)}
