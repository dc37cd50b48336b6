"""What each setting does: what enters and leaves marts at the next run, and what the ledger says.

Everybody in these small accounts registers and stays to the end, unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import (
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from tests.worlds import execute, query

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.worlds import World
    from webinar_sync.warehouse.engine import Warehouse

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 18, 10, tzinfo=UTC)
NOW = START + 2 * DAY
W1, W2, W3, W4 = 91000000001, 91000000002, 91000000003, 91000000004
CORP = User(id="CORP", email="host@corp.example")
AGENCY = User(id="AGENCY", email="host@agency.example")
TEAM = User(id="TEAM", email="host@eu.agency.example")
NAMESAKE = User(id="NAMESAKE", email="host@myagency.example")
PEOPLE_REQUESTS = ("registrants", "participants", "panelists")


def person(email: str, registered: datetime) -> Registrant:
    """Return somebody who registered at a moment, and was approved at once."""
    return Registrant(
        id=f"R-{email}",
        email=email,
        first_name=email.split("@")[0].title(),
        create_time=registered,
        states=(RegistrantState(since=registered, status="approved"),),
    )


def webinar(number: int, host: User, *emails: str, start: datetime = START) -> Webinar:
    """Return a webinar for which these people registered a week before."""
    return Webinar(
        id=number,
        uuid=f"webinar-{number}",
        host_id=host.id,
        host_email=host.email,
        topic=f"Webinar {number}",
        type=5,
        created_at=start - 30 * DAY,
        start=start,
        registrants=tuple(person(email, start - 7 * DAY) for email in emails),
    )


def session(held: Webinar, host: User) -> Session:
    """Return the hour in which the webinar was held; everybody who registered was there."""
    start = held.start or START
    return Session(
        uuid=f"session-{held.id}",
        webinar_id=held.id,
        start=start,
        end=start + HOUR,
        host_email=host.email,
        host_name="Host",
        connections=tuple(
            Connection(
                user_id=str(16778240 + number),
                name="Somebody",
                join=start,
                leave=start + HOUR,
                registrant_id=one.id,
                user_email=one.email,
            )
            for number, one in enumerate(held.registrants)
        ),
    )


def account(*held: tuple[Webinar, User], users: tuple[User, ...] = ()) -> Account:
    """Return an account in which these webinars were held by these users."""
    hosts = users or tuple({host.id: host for _, host in held}.values())
    return Account(
        account_id="acc",
        client_id="acc",
        client_secret="acc-secret",
        users=hosts,
        webinars=tuple(one for one, _ in held),
        sessions=tuple(session(one, host) for one, host in held),
    )


def run(world: World, *, after: timedelta = DAY, is_full: bool = True) -> list[str]:
    """Let time pass, and sync, as at night; return what was asked of Zoom about people."""
    world.clock.advance(after.total_seconds())
    world.requests()
    report = world.sync(is_full=is_full)

    assert report.success, report.message
    return [one for one in world.requests() if one.endswith(PEOPLE_REQUESTS)]


def participations(warehouse: Warehouse) -> set[tuple[int, str, str]]:
    """Return who is in marts with what: webinar, address, state."""
    rows = query(warehouse, "select webinar_id, email, state from marts.participations")
    return {(row[0], row[1], row[2]) for row in rows}


def events(warehouse: Warehouse) -> dict[int, str]:
    """Return the webinars that are in marts, with the status of their one occurrence."""
    rows = query(warehouse, "select webinar_id, status from marts.marketing_events")
    return {row[0]: row[1] for row in rows}


def contacts(warehouse: Warehouse) -> dict[str, tuple[Any, ...]]:
    """Return registrations_total, attendances_total and average of each contact."""
    rows = query(
        warehouse,
        "select email, registrations_total, attendances_total, "
        "average_attendance_percent::float from marts.contacts",
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def outcomes(warehouse: Warehouse) -> set[tuple[int, str, str, str]]:
    """Return the ledger: webinar, subject, its key, code."""
    rows = query(warehouse, "select webinar_id, subject, subject_key, code from sync.outcomes")
    return {(row[0], row[1], row[2], row[3]) for row in rows}


def synced(number: int, *emails: str) -> set[tuple[int, str, str, str]]:
    """Return what the ledger says of people who registered, came and are counted."""
    return {
        outcome
        for email in emails
        for outcome in (
            (number, "registration", f"R-{email}", "synced"),
            (number, "attendance", email, "synced"),
        )
    }


def left_out(number: int, code: str) -> tuple[int, str, str, str]:
    """Return what the ledger says of a webinar that is not synced."""
    return (number, "webinar", str(number), code)


def everything(warehouse: Warehouse) -> list[list[tuple[Any, ...]]]:
    """Return all of marts and of the ledger, with the run that last wrote each row."""
    tables = (
        "marts.contacts",
        "marts.marketing_events",
        "marts.registrations",
        "marts.participations",
        "marts.attendance_connections",
        "marts.timeline_events",
        "sync.outcomes",
    )
    return [
        query(warehouse, f"select to_jsonb(one) from {table} as one order by 1") for table in tables
    ]


# Webinar sync: on and off


def test_sync_off_asks_for_nobody_and_on_again_reads_the_last_six_months(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    old = webinar(W2, CORP, "cy@mail.example", start=NOW - 170 * DAY)
    recent = webinar(W1, CORP, "ann@mail.example")
    world = make_world(account((recent, CORP), (old, CORP)), now=NOW)
    execute(warehouse, "update settings.sync set sync_webinars = false")

    asked = run(world)

    assert asked == []
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

    asked = run(world, after=40 * DAY)

    assert asked == []
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

    asked = run(world)

    assert asked == []
    assert outcomes(warehouse) == {left_out(W1, code)}


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


# What becomes of what was loaded before


def test_on_exclude_keeps_or_withdraws_what_was_loaded_before_and_back(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account(
            (webinar(W1, CORP, "ann@mail.example", "both@mail.example"), CORP),
            (webinar(W2, AGENCY, "both@mail.example"), AGENCY),
        ),
        now=NOW,
    )
    run(world)
    people = contacts(warehouse)
    assert people == {"ann@mail.example": (1, 1, 100.0), "both@mail.example": (2, 2, 100.0)}

    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    asked = run(world)

    assert asked == []
    counted = synced(W1, "ann@mail.example", "both@mail.example")
    rest = synced(W2, "both@mail.example")
    assert outcomes(warehouse) == {left_out(W1, "sync_off"), *counted, *rest}
    assert events(warehouse) == {W1: "ended", W2: "ended"}
    assert contacts(warehouse) == people

    execute(warehouse, "update settings.sync set on_exclude = 'withdraw'")
    run(world)

    assert events(warehouse) == {W2: "ended"}
    assert participations(warehouse) == {(W2, "both@mail.example", "attended")}
    assert contacts(warehouse) == {"both@mail.example": (1, 1, 100.0)}
    codes = {(one[0], one[1], one[3]) for one in outcomes(warehouse) - rest}
    assert codes == {
        (W1, "webinar", "sync_off"),
        (W1, "registration", "sync_off"),
        (W1, "connection", "sync_off"),
    }

    execute(warehouse, "update settings.sync set on_exclude = 'keep'")
    run(world)

    assert outcomes(warehouse) == {left_out(W1, "sync_off"), *counted, *rest}
    assert contacts(warehouse) == people

    execute(warehouse, "delete from settings.webinars")
    run(world)

    assert outcomes(warehouse) == {*counted, *rest}
    assert contacts(warehouse) == people


def test_what_was_never_loaded_is_not_kept_either(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, "ann@mail.example"), CORP)), now=NOW)
    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    execute(warehouse, "update settings.sync set on_exclude = 'keep'")

    run(world)

    assert events(warehouse) == {}
    assert outcomes(warehouse) == {left_out(W1, "sync_off")}


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
        replace(one, join=join)
        for one, join in zip(came, (midnight - second, midnight), strict=True)
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


# Recordings: no recording is read yet, so that all there is to see is that webinars do not mind


def test_settings_of_recordings_are_kept_and_do_nothing_to_webinars(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, AGENCY, "ann@mail.example"), AGENCY)), now=NOW)
    run(world)
    before = everything(warehouse)

    for sql in (
        "update settings.sync set recordings = 'some'",
        "insert into settings.hosts values ('acc', 'AGENCY', true, true)",
        "insert into settings.excluded_host_domains values ('agency.example', 'recordings')",
        "update settings.sync set recordings = 'all'",
    ):
        execute(warehouse, sql)
        run(world)
        assert everything(warehouse) == before, sql

    assert query(warehouse, "select recordings from settings.sync") == [("all",)]
    assert query(warehouse, "select count(*) from settings.history") == [(4,)]
