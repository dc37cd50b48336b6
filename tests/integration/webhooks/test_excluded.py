"""Of who is in webinars that are not synced no webhook leaves anything; nor of other accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    END,
    START,
    account,
    address,
    at,
    connection,
    execute,
    query,
    registrant,
    run_nightly,
    session,
    webhook_body,
    webinar,
)
from webinar_sync.zoom.webhooks import read_event, store_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.webhooks.conftest import Telling
    from webinar_sync.warehouse.engine import Warehouse

    MakeTelling = Callable[..., Telling]

WEBINAR = 91000000001
NIGHT, LATER = at("18 03:40"), END + timedelta(minutes=2)
EXCLUSIONS = {
    "sync_off, all": "update settings.sync set sync_webinars = false",
    "sync_off, it": f"insert into settings.webinars values ('hook', {WEBINAR}, false)",
    "sync_off, its host": "insert into settings.hosts values ('hook', 'HOST', false)",
    "host_domain_excluded": (
        "insert into settings.excluded_host_domains values ('corp.example', 'webinars')"
    ),
    "zoom_events": "",
}


def busy_account(*, is_events: bool = False) -> Any:
    """Return an account whose webinar somebody registers for, cancels, and comes to."""
    people = (
        registrant("ann", registered_at=at("18 08:00")),
        registrant("ben", (at("18 08:30"), "denied")),
    )
    held = webinar(WEBINAR, START, *people, is_events_webinar=is_events)
    came = session("s==", WEBINAR, START, END, connection("ann", START, END))
    return account("hook", [held], [came])


def kept(warehouse: Warehouse) -> dict[str, int]:
    """Return how many rows the tables of webhooks have."""
    tables = ("webhook_events", "webhook_cancellations", "webhook_sessions")
    return {
        table: int(query(warehouse, f"select count(*) from zoom.{table}")[0][0]) for table in tables
    }


@pytest.mark.parametrize("code", EXCLUSIONS)
def test_of_a_webinar_that_is_known_not_to_be_synced_only_that_a_session_was_is_kept(
    warehouse: Warehouse, make_telling: MakeTelling, code: str
) -> None:
    telling = make_telling(busy_account(is_events=code == "zoom_events"), now=NIGHT)
    if EXCLUSIONS[code]:
        execute(warehouse, EXCLUSIONS[code])
    run_nightly(telling.world, NIGHT)

    telling.tell(LATER)

    assert kept(warehouse) == {
        "webhook_events": 0,
        "webhook_cancellations": 0,
        "webhook_sessions": 1,
    }


@pytest.mark.parametrize("code", [code for code in EXCLUSIONS if code != "sync_off, all"])
def test_what_came_before_a_webinar_was_known_goes_once_it_is_known_not_to_be_synced(
    warehouse: Warehouse, make_telling: MakeTelling, code: str
) -> None:
    telling = make_telling(busy_account(is_events=code == "zoom_events"), now=NIGHT)
    if EXCLUSIONS[code]:
        execute(warehouse, EXCLUSIONS[code])
    telling.tell(at("18 09:00"))
    if code != "sync_off, it":  # its setting tells before anything was read of it
        assert address("ann") in str(query(warehouse, "select payload from zoom.webhook_events"))
        assert kept(warehouse)["webhook_cancellations"] == 1

    telling.run()

    assert kept(warehouse) == {
        "webhook_events": 0,
        "webhook_cancellations": 0,
        "webhook_sessions": 0,
    }
    assert query(warehouse, "select * from zoom.registrants") == []


def test_what_a_night_forgets(warehouse: Warehouse, make_telling: MakeTelling) -> None:
    """Events of a webinar that was switched off since, and of an account no longer connected."""
    telling = make_telling(busy_account(), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    telling.run(at("18 09:00"))
    execute(
        warehouse,
        "insert into hubspot.zoom_accounts (account_id, is_connected, is_sandbox, run_id)"
        " values ('gone', true, false, 'before')",
    )
    event = read_event(webhook_body("webinar.created", "gone", {"id": 5}), NIGHT)
    assert event is not None
    store_event(warehouse, event)
    assert kept(warehouse)["webhook_events"] == 3
    execute(warehouse, f"insert into settings.webinars values ('hook', {WEBINAR}, false)")
    states = "select email, cancelled_at from marts.participations order by 1"
    before = query(warehouse, states)

    run_nightly(telling.world, at("19 03:40"))

    assert kept(warehouse)["webhook_events"] == 0
    assert query(warehouse, states) == before  # what was loaded is kept
    assert kept(warehouse)["webhook_cancellations"] == 1
