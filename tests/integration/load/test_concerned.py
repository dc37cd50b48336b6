"""A change marks the webinars that it concerns, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import at, execute, query, run_hourly
from tests.integration.load.hosts_and_people import (
    ALL,
    ANN,
    BEN,
    COLLEAGUE,
    COMING,
    CY,
    DEE,
    FIRST,
    NAME,
    SECOND,
    THIRD,
    queued,
)

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def add_user(user_id: str, email: str) -> str:
    """Return the statement by which a listing adds a user of the account."""
    return (
        "insert into zoom.users (account_id, user_id, email, is_active, payload, run_id)"
        f" values ('{NAME}', '{user_id}', '{email}', true, '{{}}', 'test')"
    )


def mirror(email: str, *additional: str, contact_id: int = 1, archived: bool = False) -> str:
    """Return the statement by which the mirror keeps a contact."""
    emails = ", ".join(f"'{address}'" for address in additional)
    return (
        "insert into hubspot.contacts"
        " (contact_id, email, additional_emails, is_archived, read_at, run_id)"
        f" values ({contact_id}, '{email}', array[{emails}]::text[], {archived}, now(), 'test')"
        " on conflict (contact_id) do update"
        " set is_archived = excluded.is_archived, read_at = now() + interval '1 s'"
    )


def exclude(domain: str) -> str:
    """Return the statement by which somebody leaves people of a domain out."""
    return f"insert into settings.excluded_contact_domains values ('{domain}')"


HUBSPOT_USER = (
    "insert into hubspot.users (user_id, email, read_at, run_id)"
    f" values ('1', '{BEN}', now(), 'test')"
    " on conflict (user_id) do update set read_at = now() + interval '1 s'"
)

CHANGES = [
    pytest.param(add_user("NEW", "new@corp.example"), set(), id="a user whom nobody knows"),
    pytest.param(add_user(COLLEAGUE, "sam@corp.example"), {THIRD}, id="a user who was signed in"),
    pytest.param(
        "update zoom.users set email = 'otto@new.example' where user_id = 'OTHER'",
        {SECOND},
        id="a host with another address",
    ),
    pytest.param(
        "update zoom.users set payload = '{\"dept\": 1}'", set(), id="a user of another team"
    ),
    pytest.param(mirror(ANN), set(), id="an ordinary contact"),
    pytest.param(mirror(ANN, BEN), {FIRST, SECOND, COMING}, id="secondary address and primary"),
    pytest.param(mirror("new@people.example", CY), {SECOND}, id="a secondary address"),
    pytest.param(mirror(DEE, archived=True), {THIRD}, id="a deleted contact"),
    pytest.param(HUBSPOT_USER, {FIRST, COMING}, id="a user of the HubSpot account"),
    pytest.param(exclude("partner.example"), {THIRD}, id="a domain, by its subdomain"),
    pytest.param(exclude("eu.partner.example"), {THIRD}, id="a domain"),
    pytest.param(exclude("artner.example"), set(), id="a part of a domain"),
    pytest.param(exclude("people.example"), {FIRST, SECOND, COMING}, id="another domain"),
    pytest.param(
        f"insert into settings.hosts values ('{NAME}', 'OTHER', false)",
        {SECOND},
        id="a host switched off",
    ),
    pytest.param(
        f"insert into settings.webinars values ('{NAME}', {FIRST}, false)",
        {FIRST},
        id="a webinar switched off",
    ),
    pytest.param(
        f"insert into settings.webinars values ('{NAME}', 99, false)",
        set(),
        id="a webinar that is not known",
    ),
    pytest.param(
        "insert into settings.excluded_host_domains values ('agency.example', 'webinars')",
        {SECOND},
        id="a domain of hosts",
    ),
    pytest.param(
        "insert into settings.excluded_host_domains values ('agency.example', 'recordings')",
        set(),
        id="a domain of hosts, for recordings",
    ),
    pytest.param("update settings.sync set sync_webinars = false", ALL, id="everything off"),
    pytest.param("update settings.sync set recordings = 'all'", set(), id="recordings"),
    pytest.param("update settings.sync set property_cutoff = '2025-01-08'", set(), id="the cutoff"),
    pytest.param(
        "update settings.sync set match_secondary_emails = true", set(), id="no secondary ones"
    ),
    pytest.param(
        "update zoom.sessions set attempts = 7, run_id = 'test'", set(), id="what is no matter"
    ),
    pytest.param("update zoom.webinars set topic = topic", set(), id="the same again"),
    pytest.param(
        f"update zoom.registrants set status = 'denied' where email = '{CY}'",
        {SECOND},
        id="a registration",
    ),
    pytest.param(
        "delete from zoom.connections where session_uuid = 'first=='",
        {FIRST},
        id="a connection",
    ),
]
"""Statements, with the webinars that they concern."""


@pytest.mark.parametrize(("change", "concerned"), CHANGES)
def test_a_change_marks_whom_it_concerns(
    hosts: World, warehouse: Warehouse, change: str, concerned: set[int]
) -> None:
    assert queued(warehouse) == set()

    execute(warehouse, change.replace(":", "\\:"))
    assert queued(warehouse) == concerned

    if concerned:
        hosts.sync(is_full=False)
        assert queued(warehouse) == set()


def test_changes_that_concern_nobody_stay_so_after_a_sync(
    hosts: World, warehouse: Warehouse
) -> None:
    for change, concerned in (parameters.values for parameters in CHANGES):
        if not concerned:
            execute(warehouse, str(change).replace(":", "\\:"))

    report = hosts.sync(is_full=False)

    assert queued(warehouse) == set()
    assert report.counts["accounts"][f"zoom_{NAME}"].get("webinars_computed", 0) == 0


@pytest.mark.parametrize(
    ("change", "back", "concerned"),
    [
        (exclude("partner.example"), "delete from settings.excluded_contact_domains", {THIRD}),
        (mirror(DEE, archived=True), mirror(DEE), {THIRD}),
        (mirror(ANN, CY), "delete from hubspot.contacts", {FIRST, SECOND}),
        (HUBSPOT_USER, "delete from hubspot.users", {FIRST, COMING}),
    ],
)
def test_what_is_taken_back_concerns_the_same(
    hosts: World, warehouse: Warehouse, change: str, back: str, concerned: set[int]
) -> None:
    execute(warehouse, change)
    hosts.sync(is_full=False)
    assert queued(warehouse) == set()

    execute(warehouse, change.replace("insert into settings", "--"))
    assert queued(warehouse) == set()
    execute(warehouse, back)

    assert queued(warehouse) == concerned


@pytest.mark.parametrize(
    ("before", "change", "concerned"),
    [
        (
            mirror(ANN, CY),
            "update settings.sync set match_secondary_emails = true",
            {FIRST, SECOND},
        ),
        (
            f"insert into settings.webinars values ('{NAME}', {FIRST}, false)",
            "update settings.sync set on_exclude = 'withdraw'",
            {FIRST},
        ),
        (mirror(DEE), exclude("partner.example"), {THIRD}),
        (mirror(ANN, DEE, archived=False), exclude("partner.example"), {THIRD}),
    ],
)
def test_a_setting_concerns_those_whom_another_change_made_its_own(
    hosts: World, warehouse: Warehouse, before: str, change: str, concerned: set[int]
) -> None:
    execute(warehouse, before)
    hosts.sync(is_full=False)
    assert queued(warehouse) == set()

    execute(warehouse, change)

    assert queued(warehouse) == concerned


def test_a_known_contact_in_an_excluded_domain_is_a_status_of_its_own(
    hosts: World, warehouse: Warehouse
) -> None:
    statuses = "select email, primary_email, code from hubspot.address_statuses order by 1"
    execute(warehouse, mirror(ANN, DEE))
    assert query(warehouse, statuses) == [(DEE, ANN, "secondary_email")]

    execute(warehouse, exclude("people.example"))
    assert query(warehouse, statuses) == [
        (ANN, None, "known"),
        (DEE, ANN, "secondary_email"),
    ]

    execute(warehouse, "delete from settings.excluded_contact_domains")
    execute(warehouse, "delete from hubspot.contacts")
    assert query(warehouse, statuses) == []


def test_the_cutoff_computes_contacts_and_no_webinar(hosts: World, warehouse: Warehouse) -> None:
    totals = "select distinct registrations_total, attendances_total from marts.contacts"
    assert query(warehouse, totals) != [(0, 0)]

    execute(warehouse, "update settings.sync set property_cutoff = '2025-01-08'")
    report = run_hourly(hosts, at("20 05:00"))

    assert report.success
    assert report.counts["accounts"][f"zoom_{NAME}"]["webinars_computed"] == 0
    assert query(warehouse, totals) == [(0, 0)]
    assert query(warehouse, "select * from sync.changes") == []


@pytest.mark.parametrize(
    "tables",
    [
        "marts.contacts",
        "marts.marketing_events",
        "marts.participations",
        "marts.contacts, marts.marketing_events, marts.participations",
        "marts.contacts, marts.marketing_events, marts.participations, marts.registrations,"
        " marts.timeline_events, marts.attendance_connections, sync.outcomes",
    ],
)
def test_what_somebody_emptied_is_computed_anew(
    hosts: World, warehouse: Warehouse, tables: str
) -> None:
    count = (
        "select (select count(*) from marts.contacts), (select count(*) from marts.participations),"
        " (select count(*) from marts.marketing_events)"
    )
    before = query(warehouse, count)

    execute(warehouse, f"truncate {tables}")
    hosts.sync(is_full=False)

    assert query(warehouse, count) == before
    report = run_hourly(hosts, at("20 06:00"))
    assert report.counts["accounts"][f"zoom_{NAME}"].get("webinars_computed", 0) == 0
