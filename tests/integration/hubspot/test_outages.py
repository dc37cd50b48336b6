"""What stops the exchange with the account as a whole: the next push does everything."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import add_crowd, execute, query
from tests.integration.hubspot.state import WEBINAR, hubspot, open_issues, states_by_name
from webinar_sync.hubspot.errors import (
    HubspotAuthError,
    HubspotBadAnswerError,
    HubspotDailyLimitError,
    HubspotError,
    HubspotMovingError,
    HubspotScopeError,
    HubspotUnavailableError,
)
from webinar_sync.hubspot.push.steps import push_step

if TYPE_CHECKING:
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

CREATE = "objects/2026-03/contacts/batch/create"


def push_first_steps(world: World) -> None:
    """Do the first steps of a push."""
    for step in ("refresh_mirror", "push_contacts"):
        push_step(world.hubspot_run(), step)


def stopped(
    world: World, warehouse: Warehouse, fault: str, path: str = "", **options: Any
) -> HubspotError:
    """Return what stops a step while a fault is on; afterwards a push does everything."""
    add_crowd(warehouse, WEBINAR, 5)
    hubspot(world).faults.add(fault, path, **options)
    with pytest.raises(HubspotError) as caught:
        push_first_steps(world)
    report = world.push()
    assert not report.success
    hubspot(world).faults.clear()
    report = world.push()
    assert report.success, report.message
    assert Counter(states_by_name(world).values()) == {"ATTENDED": 5}
    assert open_issues(warehouse) == []
    return caught.value


def test_a_revoked_token_is_reported(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "revoked_token")

    assert isinstance(error, HubspotAuthError)
    assert not isinstance(error, HubspotScopeError)
    assert "correlation id" in str(error)
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where code = 'auth'"
    )
    assert "HTTP 401" in message
    assert "hubspot_default" in remedy


def test_a_missing_scope_is_named(world: World, warehouse: Warehouse) -> None:
    scope = "crm.objects.contacts.write"
    error = stopped(world, warehouse, "missing_scope", CREATE, scope=scope)

    assert isinstance(error, HubspotScopeError)
    assert error.scopes == [scope]
    assert query(warehouse, "select remedy from sync.errors where code = 'scope'") == [
        (f"Give the token the scopes {scope} in HubSpot.",)
    ]


def test_the_days_limit_ends_at_midnight_in_the_accounts_time_zone(
    world: World, warehouse: Warehouse
) -> None:
    error = stopped(world, warehouse, "daily_429", "batch/read")

    assert isinstance(error, HubspotDailyLimitError)
    # The sandbox's account is in US/Eastern, five hours behind UTC in November; it is noon UTC.
    assert error.until == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_a_move_to_another_data_centre_is_waited_for(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "moving_477", "batch/read", seconds=7200)

    assert isinstance(error, HubspotMovingError)
    assert error.until == world.clock.now() + timedelta(hours=2)


def test_a_hubspot_that_refuses_every_address_does_not_have_nobody(
    world: World, warehouse: Warehouse
) -> None:
    """Whoever is read is refused with 400, as a text is that is no address."""
    add_crowd(warehouse, WEBINAR, 5)
    assert world.push().success
    execute(warehouse, "update hubspot.addresses set read_at = '-infinity'")
    execute(warehouse, "update marts.contacts set registrations_total = registrations_total + 1")
    hubspot(world).faults.add("status", "batch/read", status=400)
    report = world.push()

    assert not report.success
    assert "HTTP 400" in report.message
    assert query(warehouse, "select count(*) from hubspot.contacts") == [(5,)]
    hubspot(world).faults.clear()
    assert world.push().success
    assert Counter(states_by_name(world).values()) == {"ATTENDED": 5}


@pytest.mark.parametrize("fault", ["html_502", "cut"])
def test_hubspot_that_is_down_for_a_whole_run_is_sent_everything_by_the_next(
    world: World, warehouse: Warehouse, fault: str
) -> None:
    assert isinstance(stopped(world, warehouse, fault), HubspotUnavailableError)


def test_a_response_that_is_no_json_is_reported(world: World, warehouse: Warehouse) -> None:
    error = stopped(world, warehouse, "not_json", "batch/read")

    assert isinstance(error, HubspotBadAnswerError)


@pytest.mark.parametrize("fault", ["ten_secondly_429", "secondly_429", "locked_423", "html_502"])
def test_what_passes_by_itself_is_sent_again(
    world: World, warehouse: Warehouse, fault: str
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    hubspot(world).faults.add(fault, times=3)

    report = world.push()

    assert report.success, report.message
    assert Counter(states_by_name(world).values()) == {"ATTENDED": 5}
    ((refused,),) = query(
        warehouse, "select sum(refused) from sync.api_requests where api = 'hubspot'"
    )
    assert refused == (3 if fault.endswith("429") else 0)


def test_what_was_done_though_its_response_was_lost_is_not_doubled(
    world: World, warehouse: Warehouse
) -> None:
    add_crowd(warehouse, WEBINAR, 5)
    for path in (CREATE, "events/upsert", "/register/create", "/attend/create", "/complete"):
        hubspot(world).faults.add("drop_answer", path, times=1)

    assert world.push().success

    account = hubspot(world)
    assert len(account.contacts.records) == 5
    (event,) = account.events.events
    assert [len(states) for states in account.participation_states(event).values()] == [2] * 5
