"""The page HubSpot: the plan, what waits and differs, and starting a push that is final."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sandbox.hubspot.model import Contact, Portal
from tests.builders import (
    START,
    TOKEN,
    World,
    add_contact,
    add_crowd,
    add_event,
    add_participation,
    address,
    execute,
    query,
)
from tests.builders.markup import Page
from tests.builders.pages import READER, Guest, browse
from tests.integration.hubspot.state import WEBINAR, hubspot
from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.web.pages import push

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from webinar_sync.warehouse.engine import Warehouse

HOSTILE = '<img src=x onerror="alert(1)"> \u202edrawkcab 🦊 50 %'
OLD = START - timedelta(days=3 * 365)


@pytest.fixture(autouse=True)
def _take_your_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the plan however slow the machine is."""
    monkeypatch.setattr(push, "MOST_MS", 60_000)


@pytest.fixture
def guest() -> Guest:
    """Return somebody who may start pushes."""
    return Guest("Ann")


@pytest.fixture
def client(warehouse: Warehouse, guest: Guest) -> Iterator[httpx.Client]:
    """Browse as them."""
    with browse(warehouse, guest) as client:
        yield client


@pytest.fixture
def young(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Connect HubSpot today; ann was a no-show of an event long before, and bob attended it."""
    world = make_world()
    world.connect_hubspot(Portal(TOKEN, contacts=(Contact(address("bob")),)), push_since=None)
    times = {"scheduled_at": OLD, "started_at": OLD, "ended_at": OLD + timedelta(hours=1)}
    add_event(warehouse, WEBINAR, topic=HOSTILE, **times)
    for name, state in (("ann", "no_show"), ("bob", "attended")):
        add_contact(warehouse, name, first=HOSTILE)
        add_participation(warehouse, WEBINAR, name, state)
    execute(warehouse, "update marts.contacts set last_activity_at = :old", old=OLD)
    assert world.push().success
    return world


def look(client: httpx.Client, path: str = "") -> Page:
    """Return a page about HubSpot."""
    response = client.get(f"/webinars/push{path}")
    assert response.status_code == 200, response.text
    assert "<img src=x" not in response.text
    return Page(response.text)


def everything(warehouse: Warehouse) -> list[list[tuple[object, ...]]]:
    """Return all rows of the schema hubspot that a push writes."""
    tables = query(
        warehouse,
        "select table_name from information_schema.tables where table_schema = 'hubspot'"
        " and table_type = 'BASE TABLE' order by 1",
    )
    return [
        query(warehouse, f"select to_jsonb(t)::text, t.ctid::text from hubspot.{name} as t")
        for (name,) in tables
    ]


def test_before_hubspot_is_connected_the_page_says_so(client: httpx.Client) -> None:
    page = look(client)
    assert "HubSpot is not connected, or no push ran yet" in page.text
    assert "Nothing differs from what HubSpot acknowledged." in page.text


def test_the_plan_says_what_is_sent_and_why_and_looking_writes_nothing(
    client: httpx.Client, young: World, warehouse: Warehouse
) -> None:
    add_contact(warehouse, "bob", registrations=5, first=HOSTILE)
    before = everything(warehouse)

    for _ in range(2):
        page = look(client)
        look(client, "/waiting")
        look(client, "/refusals")
        look(client, "/differences")
    client.post("/webinars/push/plan")

    assert ["Contacts", "changed", "1", "1", "it differs from what HubSpot acknowledged"] in (
        page.rows
    )
    assert "this warehouse writes to it" in page.text
    assert "1 event that ended before" in page.text
    assert everything(warehouse) == before


def test_a_plan_that_takes_long_is_made_when_somebody_asks(
    client: httpx.Client, young: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "MOST_MS", 1)

    page = look(client)

    assert "the plan takes some seconds" in page.text
    plan = Page(client.post(page.form("/push/plan").action).text)
    assert "Made now, from the warehouse alone." in plan.text


def test_a_push_that_writes_meanwhile_is_not_waited_for(
    client: httpx.Client, young: World, warehouse: Warehouse
) -> None:
    with warehouse.transaction() as other:
        for table in ("held", "held_events", "braked", "connected"):
            other.execute(text(f"lock table hubspot.{table} in share row exclusive mode"))
        assert "What the next push would do" in look(client).text
        response = client.post("/webinars/push/confirm", data={"way": "with_history"})

    assert response.status_code == 409
    assert "The warehouse is busy" in response.text


@pytest.mark.parametrize(
    ("way", "conf"),
    [("now", {}), ("dry_run", {"dry_run": True}), ("with_refused", {"with_refused": True})],
)
def test_what_can_be_repeated_starts_at_once(
    client: httpx.Client, guest: Guest, young: World, way: str, conf: dict[str, bool]
) -> None:
    (form,) = [form for form in look(client).forms if ("way", way) in [b[:2] for b in form.buttons]]

    response = client.post(form.action, data={"way": way})

    assert response.status_code == 303
    assert guest.started == [("push_hubspot", conf)]
    page = Page(client.get(response.headers["location"]).text)
    assert "waits to begin" in page.text
    assert page.links["manual__1"] == "/dags/push_hubspot/runs/manual__1"


def test_what_came_of_a_run_is_shown(client: httpx.Client, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "insert into sync.runs (run_id, dag_id, run_type, state, ended_at, message) values"
        " ('push_hubspot manual__2026-11-27T08:10:30+00:00', 'push_hubspot', 'manual', 'success',"
        " now(), 'all is sent')",
    )
    path = "/started?run=manual__2026-11-27T08%3A10%3A30%2B00%3A00"
    page = look(client, path)
    assert "done" in page.text
    assert "all is sent" in page.text
    assert "/dags/push_hubspot/runs/manual__2026-11-27T08%3A10%3A30%2B00%3A00" in (
        page.links.values()
    )


def test_history_asks_first_and_says_how_many_no_shows(
    client: httpx.Client, guest: Guest, young: World, warehouse: Warehouse
) -> None:
    response = client.post("/webinars/push/confirm", data={"way": "with_history"})
    page = Page(response.text)

    assert "This cannot be taken back." in page.text
    assert "and HubSpot is told of 1 no-show." in page.text
    assert ["Marketing events", "completed", "0", "1"] in page.rows
    assert query(warehouse, "select count(*) from hubspot.history_events") == [(0,)]
    form = page.form("/push/start")

    # Not without having been asked, and not if it is something else by now.
    assert (
        "This cannot be taken back." in client.post(form.action, data={"way": "with_history"}).text
    )
    add_participation(warehouse, WEBINAR, "bob", "no_show")
    changed = Page(client.post(form.action, data=form.data()).text)
    assert "has changed since you looked" in changed.text
    assert "told of 2 no-shows." in changed.text
    assert guest.started == []

    form = changed.form("/push/start")
    assert client.post(form.action, data=form.data()).status_code == 303
    assert guest.started == [("push_hubspot", {"with_history": True})]
    client.post(form.action, data=form.data(dry_run="yes"))
    assert guest.started[1:] == [("push_hubspot", {"with_history": True, "dry_run": True})]

    assert young.push(Wishes(with_history=True)).success
    assert "no-show, " not in look(client).text
    assert "Nothing differs" in look(client).text


def test_the_brake_is_named_before_it_is_loosened(
    client: httpx.Client, guest: Guest, make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot()
    for number in range(10):
        add_event(warehouse, WEBINAR + number)
    assert world.push().success
    execute(
        warehouse, "delete from marts.marketing_events where webinar_id > :first", first=WEBINAR
    )
    world.push()

    assert "9 events wait to be deleted" in look(client).text
    waiting = look(client, "/waiting")
    assert len(waiting.rows) == 1 + 9
    assert "more than a tenth of what HubSpot holds" in waiting.text
    page = Page(client.post("/webinars/push/confirm", data={"way": "beyond_brake"}).text)
    assert "9 of the 10 events that HubSpot holds are to be deleted" in page.text
    assert ["Marketing events", "deleted", "0", "9"] in page.rows
    form = page.form("/push/start")
    client.post(form.action, data=form.data())
    assert guest.started == [("push_hubspot", {"beyond_brake": True})]


def test_an_account_of_another_warehouse_is_said_and_taken_over(
    client: httpx.Client, guest: Guest, young: World, warehouse: Warehouse
) -> None:
    execute(warehouse, "update hubspot.portal set obstacle = 'another_warehouse'")

    page = look(client)
    assert "not everything is sent" in page.text
    assert "nothing is sent until push_hubspot is run by hand with take_over" in page.text
    page = Page(client.post("/webinars/push/confirm", data={"way": "take_over"}).text)
    assert "Stop the other one first" in page.text
    form = page.form("/push/start")
    client.post(form.action, data=form.data())
    assert guest.started == [("push_hubspot", {"take_over": True})]


def test_refusals_and_differences_are_shown_with_cause_and_next_try(
    client: httpx.Client, make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world()
    world.connect_hubspot()
    add_crowd(warehouse, WEBINAR, 3)
    hubspot(world).faults.add("refuse_rows", "contacts/batch/create", text="crowd2@")
    world.push()
    execute(
        warehouse,
        "insert into hubspot.differences (account_id, webinar_id, occurrence_key, contact_id, kind,"
        " expected, actual, likely_cause, run_id) select account_id, webinar_id, occurrence_key,"
        " 77, 'state', 'ATTENDED', 'NO_SHOW', 'somebody changed it', 'x'"
        " from marts.marketing_events",
    )

    (row,) = look(client, "/refusals").rows[1:]
    assert "VALIDATION_ERROR" in row[1]
    assert row[2] == "1"
    (row,) = look(client, "/differences?kind=state").rows[1:]
    assert row[1:5] == ["another state", "ATTENDED", "NO_SHOW", "somebody changed it"]
    assert look(client, "/differences?kind=time").rows[1:] == [["Nothing differs."]]
    assert "What was refused (1)" in look(client).links


def test_what_airflow_refuses_is_said(warehouse: Warehouse) -> None:
    with browse(warehouse, Guest(refusal="Airflow did not start push_hubspot: no")) as client:
        response = client.post("/webinars/push/start", data={"way": "now"})
    assert response.status_code == 409
    assert "Airflow did not start push_hubspot: no" in response.text


def test_a_reader_sees_the_plan_and_starts_nothing(warehouse: Warehouse, young: World) -> None:
    guest = Guest(startable=READER)
    with browse(warehouse, guest) as client:
        page = look(client)
        assert "permission to start runs of the Dag push_hubspot" in page.text
        assert page.forms == []
        for path in ("plan", "confirm", "start"):
            response = client.post(f"/webinars/push/{path}", data={"way": "now"})
            assert response.status_code == 403
    assert guest.started == []
