"""Several accounts: one that fails stops neither the others nor the truth about itself."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.endpoints import ALL_SCOPES
from tests.builders import (
    Row,
    World,
    account,
    add_fault,
    at,
    clear_faults,
    connection,
    event,
    participation,
    query,
    read_contacts,
    read_issues,
    read_marts,
    read_session_states,
    read_watermarks,
    requested_reports,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.model import Account
    from webinar_sync.runs.report import Report
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

NIGHT, NEXT = at("20 04:00"), at("21 04:00")
START, END = at("18 10:00"), at("18 11:00")
NUMBERS = {"fine": 91000000001, "dead": 91000000002, "scope": 91000000003, "limit": 91000000004}
SCOPE = "report:read:list_webinar_participants:admin"
REMEDIES = {
    "auth": "client secret",
    "scope": SCOPE,
    "daily_limit": "2026-11-21 00:00 UTC",
}
CODES = {"dead": "auth", "scope": "scope", "limit": "daily_limit"}


def brand(name: str) -> Account:
    """Return an account whose one webinar Ann saw half of, and somebody of its own missed."""
    return account(
        name,
        [webinar(NUMBERS[name], START, "ann", name)],
        [session(f"{name}==", NUMBERS[name], START, END, connection("ann", START, at("18 10:30")))],
    )


def expected(name: str, settled: Any) -> list[list[Row]]:
    number = NUMBERS[name]
    stayed = (START, at("18 10:30"))
    return [
        [
            event(
                name,
                number,
                "ended",
                START,
                held=(START, END),
                settled=settled,
                registrations=2,
                attendances=1,
                no_shows=1,
            )
        ],
        sorted(
            (
                participation(name, number, "ann", "attended", stayed=stayed, percent=50.0),
                participation(name, number, name, "no_show"),
            ),
            key=lambda row: row["email"],
        ),
    ]


def disturb(world: World, names: tuple[str, ...]) -> None:
    """Let the accounts fail, each in its way: the connection's secret, the app, the day's limit."""
    some = tuple(scope for scope in ALL_SCOPES if scope != SCOPE)
    if "scope" in names:
        world.app.replace(dataclasses.replace(brand("scope"), scopes=some))
    world.accounts = tuple(
        dataclasses.replace(brand(name), client_secret="mistyped")
        if name == "dead"
        else brand(name)
        for name in names
    )
    add_fault(world, "/participants", "daily_429", account_id="limit")


def mend_all(world: World, names: tuple[str, ...]) -> None:
    # The report, and its twin where the day's heavy requests are used up.
    assert clear_faults(world) == (2 if "limit" in names else 0)
    world.accounts = tuple(map(brand, names))
    if "scope" in names:
        world.app.replace(brand("scope"))


def account_runs(warehouse: Warehouse, run: str) -> dict[str, str]:
    return dict(
        query(
            warehouse,
            "select account_id, state from sync.run_accounts where run_id = :run",
            run=run,
        )
    )


ORDERS = [tuple(NUMBERS), ("scope", "limit", "fine", "dead")]


@pytest.mark.parametrize("names", ORDERS, ids="-".join)
def test_accounts_that_fail_leave_the_others_whole_and_are_completed_once_mended(
    warehouse: Warehouse, make_world: MakeWorld, names: tuple[str, ...]
) -> None:
    world = make_world(*map(brand, names))
    disturb(world, names)

    report = run_nightly(world, NIGHT)

    check_that_only_one_is_whole(warehouse, report, names)
    assert requested_reports(world) == {"fine": 1, "scope": 1, "limit": 1}

    mend_all(world, names)
    report = run_nightly(world, NEXT)

    assert report.success, report.message
    assert read_issues(warehouse) == {
        ("account", name, code): "cleared" for name, code in CODES.items()
    }
    assert set(account_runs(warehouse, "run 2").values()) == {"done"}
    assert requested_reports(world) == {"dead": 1, "scope": 1, "limit": 1}
    for name in NUMBERS:
        assert read_marts(warehouse, name) == expected(name, NIGHT if name == "fine" else NEXT)
    assert read_watermarks(warehouse) == dict.fromkeys(NUMBERS, NEXT)
    assert read_contacts(warehouse) == {"ann": (50.0, 4, 4), **dict.fromkeys(NUMBERS, (None, 1, 0))}


def check_that_only_one_is_whole(
    warehouse: Warehouse, report: Report, names: tuple[str, ...]
) -> None:
    """See that the fine account is complete, and what is said of the others."""
    assert not report.success
    for name in NUMBERS:
        assert (f"zoom_{name}" in report.message) == (name != "fine")
    assert SCOPE in report.message
    assert account_runs(warehouse, "run 1") == {
        name: "done" if name == "fine" else "failed" for name in names
    }
    ((state, message),) = query(warehouse, "select state, message from sync.runs")
    assert (state, message) == ("failed", report.message)
    assert read_issues(warehouse) == {
        ("account", name, code): "open" for name, code in CODES.items()
    }
    for name, code in CODES.items():
        ((words, remedy),) = query(
            warehouse,
            "select message, remedy from sync.errors where object_key = :name",
            name=name,
        )
        assert f"zoom_{name}" in words
        assert REMEDIES[code] in remedy
        assert "mistyped" not in words + remedy
    # The fine one is complete, the others have nothing in marts, and their watermarks wait.
    assert read_marts(warehouse) == expected("fine", NIGHT)
    assert read_contacts(warehouse) == {"ann": (50.0, 1, 1), "fine": (None, 1, 0)}
    assert read_watermarks(warehouse) == {"fine": NIGHT}
    assert read_session_states(warehouse)["fine"] == "settled"


def test_a_brand_is_named_by_its_brand(warehouse: Warehouse, make_world: MakeWorld) -> None:
    from webinar_sync.pipeline import sync
    from webinar_sync.runs.run import Run
    from webinar_sync.runs.window import Window

    world = make_world(brand("fine"), brand("dead"))
    world.clock.set(NIGHT)
    clients = [
        world.client(brand("dead"), brand="Northwind", client_secret="mistyped"),
        world.client(brand("fine"), brand="Contoso"),
    ]

    report = sync(Run(warehouse, "named"), clients, Window(None, NIGHT, False), is_full=True)

    assert not report.success
    assert "Northwind" in report.message
    assert "Contoso" not in report.message
    assert set(report.counts["accounts"]) == {"Northwind", "Contoso"}
    assert read_marts(warehouse) == expected("fine", NIGHT)


def test_an_account_that_failed_before_keeps_what_it_had(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    names = ("dead", "fine", "limit", "scope")
    world = make_world(*map(brand, names))
    assert run_nightly(world, NIGHT).success
    before = read_marts(warehouse)
    disturb(world, names)

    report = run_nightly(world, NEXT)

    # Everything is settled, so the day's limit of reports and their scope stop nobody.
    assert not report.success
    assert "zoom_dead" in report.message
    assert account_runs(warehouse, "run 2") == {
        name: "failed" if name == "dead" else "done" for name in names
    }
    assert read_marts(warehouse) == before
    assert read_watermarks(warehouse) == {**dict.fromkeys(names, NEXT), "dead": NIGHT}


def test_an_account_busy_in_another_run_is_skipped_and_the_others_go_on(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    names = ("limit", "fine")
    world = make_world(*map(brand, names))
    with warehouse.session_lock("extract limit") as is_free:
        assert is_free

        report = run_nightly(world, NIGHT)

    assert report.success, report.message
    assert account_runs(warehouse, "run 1") == {"limit": "skipped", "fine": "done"}
    assert read_marts(warehouse) == expected("fine", NIGHT)
    assert read_watermarks(warehouse) == {"fine": NIGHT}
    assert read_issues(warehouse) == {}
    assert run_nightly(world, NEXT).success
    assert read_marts(warehouse, "limit") == expected("limit", NEXT)
    assert read_watermarks(warehouse) == dict.fromkeys(names, NEXT)
