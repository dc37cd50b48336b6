"""The page Registrations: what was asked and came of it, and contacts added by hand."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import Portal
from tests.builders import (
    NOW,
    OPEN,
    OTHER_BRAND,
    PRIMARY,
    SERIES,
    TOKEN,
    Scene,
    address,
    execute,
    query,
)
from tests.builders.markup import Form, Page
from tests.builders.pages import READER, Guest, browse
from webinar_sync.registration.form import read_form
from webinar_sync.registration.inbox import add_by_hand
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

HOSTILE = '<b onclick="x()">Zo\u202eë</b> 🦊 100 %'


@pytest.fixture
def scene(make_world: Callable[..., World], warehouse: Warehouse) -> Scene:
    """Serve both accounts and HubSpot, and sync them."""
    world = make_world(PRIMARY, OTHER_BRAND, now=NOW)
    world.connect_hubspot(Portal(TOKEN))
    world.sync()
    return Scene(world, warehouse)


@pytest.fixture
def guest() -> Guest:
    """Return somebody who may register contacts."""
    return Guest("Ann")


@pytest.fixture
def client(warehouse: Warehouse, guest: Guest) -> Iterator[httpx.Client]:
    """Browse as them."""
    with browse(warehouse, guest) as client:
        yield client


def add_people(warehouse: Warehouse, people: int, name: str = "Walk") -> None:
    """Add contacts to marts, with the ids 1001 and so on."""
    execute(
        warehouse,
        "insert into marts.contacts (email, contact_id, first_name, last_name, registrations_total,"
        " attendances_total, run_id) select 'walk' || n || '@people.example', 1000 + n, :name, n,"
        " 0, 0, 'x' from generate_series(1, :people) as n",
        people=people,
        name=name,
    )


def contact_id(warehouse: Warehouse, name: str) -> int:
    """Return the number of a contact."""
    ((number,),) = query(
        warehouse, "select contact_id from marts.contacts where email = :a", a=address(name)
    )
    return int(number)


def look(client: httpx.Client, path: str = "") -> Page:
    """Return a page of the registrations."""
    response = client.get(f"/webinars/registrations{path}")
    assert response.status_code == 200, response.text
    assert "<b onclick" not in response.text
    return Page(response.text)


def post(client: httpx.Client, form: Form, action: str = "", **changes: Any) -> Page:
    """Post a form of a page, perhaps by a button that leads elsewhere; return what is answered."""
    response = client.post(action or form.action, data=form.data(**changes))
    assert response.url.query == b""
    assert response.status_code == 200, Page(response.text).text
    return Page(response.text)


def choose_webinar(client: httpx.Client, webinar: int, action: str = "add") -> Form:
    """Choose a webinar from the list; return the form that searches contacts."""
    listed = look(client, "/new")
    assert ("webinar", str(webinar), "Choose") in listed.form("/registrations/contacts").buttons
    page = Page(
        client.post(
            "/webinars/registrations/contacts", data={"webinar": str(webinar), "action": action}
        ).text
    )
    return page.form("/registrations/contacts")


def run_started(scene: Scene, guest: Guest) -> str:
    """Do what the Dag does of the last run that was started; return its id."""
    dag_id, conf = guest.started[-1]
    assert dag_id == "register_contacts"
    request = read_form(conf)
    assert request is not None
    run_id = f"register_contacts manual__{len(guest.started)}"
    add_by_hand(Run(scene.warehouse, run_id), *request)
    scene.process_inbox()
    return run_id


def test_a_contact_is_added_to_a_webinar_end_to_end(
    scene: Scene, client: httpx.Client, guest: Guest, warehouse: Warehouse
) -> None:
    known = contact_id(warehouse, "known")
    form = choose_webinar(client, SERIES)
    searched = post(client, form, search="KNOWN@")
    assert [row[1:] for row in searched.rows[1:]] == [["Known", address("known"), "–"]]

    confirm = post(
        client,
        searched.form("/registrations/contacts"),
        "/webinars/registrations/confirm",
        pick=str(known),
    )
    assert "1 contact is registered in Zoom." in confirm.text
    assert "cannot be taken back" in confirm.text
    form = confirm.form("/registrations/start")
    response = client.post(form.action, data=form.data())

    assert response.status_code == 303
    assert guest.started == [
        (
            "register_contacts",
            {"action": "add", "webinar": str(SERIES), "contact_ids": [known]},
        )
    ]
    assert scene.registered(SERIES) == []
    assert "waits to begin" in Page(client.get(response.headers["location"]).text).text
    run_started(scene, guest)
    assert scene.registered(SERIES) == ["known"]
    after = Page(client.get(response.headers["location"]).text)
    assert ["1", "done", "Registered for the webinar."] in after.rows
    (row,) = look(client).rows[1:]
    assert row[2] == "Add"
    assert row[4:] == ["registered", "Registered for the webinar."]


def test_a_contact_is_removed_again(
    scene: Scene, client: httpx.Client, guest: Guest, warehouse: Warehouse
) -> None:
    listed = Page(
        client.post(
            "/webinars/registrations/contacts", data={"webinar": str(OPEN), "action": "remove"}
        ).text
    )
    assert [row[2:] for row in listed.rows[1:]] == [[address("known"), "registered"]]

    confirm = post(
        client,
        listed.form("/registrations/contacts"),
        "/webinars/registrations/confirm",
        pick=str(contact_id(warehouse, "known")),
    )
    assert "The registration of 1 contact is cancelled in Zoom." in confirm.text
    form = confirm.form("/registrations/start")
    client.post(form.action, data=form.data())

    run_started(scene, guest)
    assert scene.registered(OPEN) == []


def test_what_is_ticked_is_kept_over_pages_and_searches(
    scene: Scene, client: httpx.Client, guest: Guest, warehouse: Warehouse
) -> None:
    add_people(warehouse, 120, HOSTILE)
    page = post(client, choose_webinar(client, SERIES), search="people.example")
    assert len(page.rows) == 1 + 50
    assert any(row[1].startswith("<b onclick") for row in page.rows[1:])
    ids = [int(number) for number in page.form("/contacts").data()["shown"].split()]  # type: ignore[union-attr]

    page = post(client, page.form("/contacts"), page="2", pick=[str(ids[0]), str(ids[1])])
    assert "2 contacts were ticked before" in page.text
    page = post(client, page.form("/contacts"), search="walk7@", pick=[])
    page = post(client, page.form("/contacts"), search="people.example", pick="1007", page="1")
    # The first page is shown again with its ticks; one is taken away.
    assert "3 contacts were ticked before" in page.text
    ticked = page.form("/contacts").data()["pick"]
    assert sorted(ticked) == sorted(str(number) for number in ids[:2])
    confirm = post(
        client,
        page.form("/contacts"),
        "/webinars/registrations/confirm",
        pick=[str(ids[1])],
    )
    form = confirm.form("/registrations/start")
    client.post(form.action, data=form.data())

    assert sorted(guest.started[0][1]["contact_ids"]) == sorted([ids[1], 1007])


def test_a_segment_is_split_into_runs_and_asked_again_if_it_changes(
    scene: Scene, client: httpx.Client, guest: Guest, warehouse: Warehouse
) -> None:
    add_people(warehouse, 2500)
    execute(
        warehouse,
        "insert into settings.segments values ('walkers', 'select email from contacts')",
    )
    execute(
        warehouse,
        "insert into marts.segment_members (segment, email, run_id) select 'walkers', email, 'x'"
        " from marts.contacts where contact_id between 1001 and 3500",
    )
    page = Page(client.post("/webinars/registrations/contacts", data={"webinar": str(SERIES)}).text)
    confirm = post(client, page.form("/registrations/confirm"))
    assert "2500 contacts are registered in Zoom." in confirm.text.replace(",", "")
    assert "3 runs of at most a thousand contacts each" in confirm.text

    execute(warehouse, "delete from marts.segment_members where email = 'walk9@people.example'")
    form = confirm.form("/registrations/start")
    changed = post(client, form)
    assert "has changed since you looked" in changed.text
    assert guest.started == []

    form = changed.form("/registrations/start")
    response = client.post(form.action, data=form.data())
    assert [len(conf["contact_ids"]) for _, conf in guest.started] == [1000, 1000, 499]
    assert response.headers["location"].count("run=") == 3


def test_more_than_ten_thousand_are_refused_in_words(
    scene: Scene, client: httpx.Client, guest: Guest
) -> None:
    chosen = " ".join(str(number) for number in range(1, 10_002))
    response = client.post(
        "/webinars/registrations/confirm", data={"webinar": str(SERIES), "chosen": chosen}
    )
    assert response.status_code == 422
    assert "More than 10000 contacts at once are refused." in response.text
    for data in ({}, {"webinar": "915", "chosen": "1"}, {"webinar": str(SERIES)}):
        assert client.post("/webinars/registrations/start", data=data).status_code == 422
    assert guest.started == []


def test_the_inbox_is_filtered_and_says_why_somebody_waits(
    scene: Scene, client: httpx.Client, warehouse: Warehouse
) -> None:
    scene.ask(OPEN, address("ann"), first_name=HOSTILE)
    scene.ask(99, address("bob"))
    scene.process_inbox()
    scene.ask(SERIES, address("cyd"))
    execute(
        warehouse,
        "update registration.requests set deferral_reason = 'Zoom does not answer'"
        " where code is null",
    )

    page = look(client)
    assert len(page.rows) == 1 + 3
    assert any(row[0] == " ".join(f"{HOSTILE} Person".split()) for row in page.rows)
    (row,) = look(client, "?state=waiting").rows[1:]
    assert "Zoom does not answer Next try:" in row[5]
    (row,) = look(client, "?state=failed&source=workflow").rows[1:]
    assert "not understood" in row[5] or "does not exist" in row[5]
    (row,) = look(client, f"?webinar={OPEN}").rows[1:]
    assert row[4] == "registered"
    assert look(client, "?source=by_hand").rows[1:] == [["Nobody was asked for."]]


def test_no_address_is_in_a_url_or_log(
    scene: Scene, client: httpx.Client, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scene.ask(OPEN, address("known"))
    scene.process_inbox()
    caplog.clear()
    pages = [look(client).links, look(client, "/new").links]
    form = choose_webinar(client, SERIES)
    page = post(client, form, search="known@")
    pages.append(page.links)

    links = " ".join(link for links in pages for link in links.values())
    assert not re.search(r"@|%40|known", links)
    assert "known" not in caplog.text
    assert f"/webinars/why/{contact_id(warehouse, 'known')}" in links


def test_what_airflow_refuses_is_said(scene: Scene, warehouse: Warehouse) -> None:
    with browse(warehouse, Guest(refusal="Airflow did not start register_contacts: no")) as client:
        confirm = Page(
            client.post(
                "/webinars/registrations/confirm", data={"webinar": str(SERIES), "chosen": "5"}
            ).text
        ).form("/registrations/start")
        response = client.post(confirm.action, data=confirm.data())
    assert response.status_code == 409
    assert "Airflow did not start register_contacts: no" in response.text


def test_what_airflow_refuses_after_some_runs_began_is_not_lost(
    scene: Scene, warehouse: Warehouse
) -> None:
    add_people(warehouse, 1500)
    chosen = " ".join(str(number) for number in range(1001, 2501))
    guest = Guest(refusal="Airflow did not start register_contacts: no", most_runs=1)
    with browse(warehouse, guest) as client:
        confirm = Page(
            client.post(
                "/webinars/registrations/confirm", data={"webinar": str(SERIES), "chosen": chosen}
            ).text
        ).form("/registrations/start")
        response = client.post(confirm.action, data=confirm.data())
    assert len(guest.started) == 1
    assert response.status_code == 409
    assert "Not everything was started" in response.text
    assert "Only the first 1000 of 1500 contacts are under way, by manual__1." in response.text


def test_a_reader_sees_what_came_of_it_and_registers_nobody(
    scene: Scene, warehouse: Warehouse
) -> None:
    guest = Guest(startable=READER)
    scene.ask(OPEN, address("ann"))
    with browse(warehouse, guest) as client:
        page = look(client)
        assert "permission to start runs of the Dag register_contacts" in page.text
        assert "Add or remove contacts by hand" not in page.links
        assert look(client, "/new").forms == []
        for path in ("new", "contacts", "confirm", "start"):
            response = client.post(
                f"/webinars/registrations/{path}", data={"webinar": str(OPEN), "chosen": "1"}
            )
            assert response.status_code == 403
    assert guest.started == []
