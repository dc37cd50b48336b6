"""Excluded domains: whose webinars and which people are left out, and come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.builders import execute, query
from tests.integration.settings.scenes import (
    AGENCY,
    CORP,
    NAMESAKE,
    NOW,
    TEAM,
    W1,
    W2,
    W3,
    W4,
    account,
    contacts,
    events,
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


# Excluded domains of hosts


def test_an_excluded_host_domain_takes_its_subdomains_along_and_no_part_of_a_word(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account(
            (webinar(W1, CORP, "ann@mail.example"), CORP),
            (webinar(W2, AGENCY, "bob@mail.example"), AGENCY),
            (webinar(W3, TEAM, "cy@mail.example"), TEAM),
            (webinar(W4, NAMESAKE, "dee@mail.example"), NAMESAKE),
        ),
        now=NOW,
    )
    execute(
        warehouse, "insert into settings.excluded_host_domains values ('agency.example','webinars')"
    )

    run(world)

    assert outcomes(warehouse) == {
        *synced(W1, "ann@mail.example"),
        left_out(W2, "host_domain_excluded"),
        left_out(W3, "host_domain_excluded"),
        *synced(W4, "dee@mail.example"),
    }
    assert participations(warehouse) == {
        (W1, "ann@mail.example", "attended"),
        (W4, "dee@mail.example", "attended"),
    }

    execute(warehouse, "delete from settings.excluded_host_domains")
    run(world)

    assert events(warehouse) == dict.fromkeys((W1, W2, W3, W4), "ended")


def test_a_webinar_that_is_off_and_of_an_excluded_host_is_off_first(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, AGENCY, "ann@mail.example"), AGENCY)), now=NOW)
    execute(
        warehouse, "insert into settings.excluded_host_domains values ('agency.example','webinars')"
    )
    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    run(world)
    assert outcomes(warehouse) == {left_out(W1, "sync_off")}

    execute(warehouse, "update settings.webinars set is_synced = true")
    run(world)

    assert outcomes(warehouse) == {left_out(W1, "host_domain_excluded")}


def test_the_hosts_present_address_decides(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    moved_here = replace(webinar(W1, AGENCY, "ann@mail.example"), host_email="was@corp.example")
    moved_away = replace(webinar(W2, CORP, "bob@mail.example"), host_email="was@agency.example")
    world = make_world(account((moved_here, AGENCY), (moved_away, CORP)), now=NOW)
    execute(
        warehouse, "insert into settings.excluded_host_domains values ('agency.example','webinars')"
    )

    run(world)

    assert outcomes(warehouse) == {
        left_out(W1, "host_domain_excluded"),
        *synced(W2, "bob@mail.example"),
    }


def test_where_zoom_tells_no_address_of_the_host_the_sessions_host_decides(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    silent = replace(webinar(W1, AGENCY, "ann@mail.example"), host_email="", host_id="LEFT")
    world = make_world(account((silent, AGENCY), users=(CORP,)), now=NOW)
    execute(
        warehouse, "insert into settings.excluded_host_domains values ('agency.example','webinars')"
    )
    run(world)  # the history finds it: no user is its host
    run(world)

    assert outcomes(warehouse) == {left_out(W1, "host_domain_excluded")}


# Excluded domains of contacts


def test_people_in_an_excluded_domain_are_left_out_unless_hubspot_has_them(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    left, below = "ann@rival.example", "bob@eu.rival.example"
    kept, known = "cy@notrival.example", "dee@rival.example"
    world = make_world(account((webinar(W1, CORP, left, below, kept, known), CORP)), now=NOW)
    execute(
        warehouse,
        "insert into hubspot.contacts values (7, :email, '{}', false, now(), 'test')",
        email=known,
    )
    run(world)
    assert set(contacts(warehouse)) == {left, below, kept, known}

    execute(warehouse, "insert into settings.excluded_contact_domains values ('rival.example')")
    run(world)

    assert contacts(warehouse) == {kept: (1, 1, 100.0), known: (1, 1, 100.0)}
    assert participations(warehouse) == {(W1, kept, "attended"), (W1, known, "attended")}
    assert outcomes(warehouse) == {
        *synced(W1, kept, known),
        *(
            (number, subject, key, "contact_domain_excluded")
            for number, subject, key, _ in synced(W1, left, below)
        ),
    }
    assert query(warehouse, "select registrations, attendances from marts.marketing_events") == [
        (2, 2)
    ]

    execute(warehouse, "delete from settings.excluded_contact_domains")
    run(world)

    assert outcomes(warehouse) == synced(W1, left, below, kept, known)
    assert set(contacts(warehouse)) == {left, below, kept, known}
