"""The page Settings: what it shows, what a change would do, what is saved, and what is refused."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import World, execute, query
from tests.builders.markup import Page
from tests.builders.pages import READER, Guest, browse
from tests.integration.settings.scenes import (
    AGENCY,
    CORP,
    NOW,
    W1,
    W2,
    account,
    participations,
    run,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from webinar_sync.warehouse.engine import Warehouse

ANN, BOB, CYD = "ann@mail.example", "bob@mail.example", "cyd@rival.example"
HOSTILE = '<script>alert("x")</script> \u202eevil 🦊 100 %'


@pytest.fixture
def world(warehouse: Warehouse, make_world: Callable[..., World]) -> World:
    """Sync two webinars of two hosts; ann and cyd are in both, bob is in the agency's alone."""
    world = make_world(
        account((webinar(W1, CORP, ANN, CYD), CORP), (webinar(W2, AGENCY, ANN, BOB), AGENCY)),
        now=NOW,
    )
    run(world)
    return world


@pytest.fixture
def client(world: World, warehouse: Warehouse) -> Iterator[httpx.Client]:
    """Browse as somebody who may change settings."""
    with browse(warehouse, Guest("Ann Admin")) as client:
        yield client


def look(client: httpx.Client, path: str = "") -> Page:
    """Return a page of the settings."""
    response = client.get(f"/webinars/settings{path}")
    assert response.status_code == 200, response.text
    return Page(response.text)


def preview(client: httpx.Client, path: str = "", **changes: str) -> Page:
    """Fill in the form of a page, and return what it would do."""
    form = look(client, path).form("/settings/preview")
    response = client.post(form.action, data=form.data(**changes))
    assert response.status_code == 200, Page(response.text).text
    return Page(response.text)


def change(client: httpx.Client, path: str = "", **changes: str) -> Page:
    """Fill in the form of a page, look at what it would do, and save it; return what came of it."""
    form = preview(client, path, **changes).form("/webinars/settings")
    response = client.post(form.action, data=form.data())
    assert response.status_code == 303, Page(response.text).text
    return Page(client.get(response.headers["location"]).text)


def whole(warehouse: Warehouse, name: str) -> Any:
    """Return a setting that holds for everything."""
    ((value,),) = query(warehouse, f"select {name} from settings.sync")
    return value


# What is set in HubSpot's page is set here, and works with the next sync.


def test_webinars_of_nobody(client: httpx.Client, warehouse: Warehouse, world: World) -> None:
    seen = preview(client, sync_webinars="off", on_exclude="withdraw")
    assert (
        "2 webinars leave the warehouse's tables : 2 dates, 4 participations, and 3 people who are"
        in seen.text
    )
    assert whole(warehouse, "sync_webinars") is True

    saved = change(client, sync_webinars="off", on_exclude="withdraw")

    assert "2 values were saved." in saved.text
    run(world)
    assert participations(warehouse) == set()

    assert "2 webinars are synced from now on" in preview(client, sync_webinars="on").text
    change(client, sync_webinars="on")
    run(world)
    assert len(participations(warehouse)) == 4


def test_a_hosts_new_webinars(client: httpx.Client, warehouse: Warehouse, world: World) -> None:
    change(client, on_exclude="withdraw")
    field = f"host sync_new_webinars acc {AGENCY.id}"

    seen = preview(client, "/hosts", **{field: "off"})

    label = "host@agency.example Webinars are synced unless switched themselves"
    assert seen.rows[1:] == [[label, "On", "Off"]]
    assert "1 webinar leaves the warehouse's tables" in seen.text
    assert "and 1 person who is in no other webinar" in seen.text
    change(client, "/hosts", **{field: "off"})
    run(world)
    assert participations(warehouse) == {(W1, ANN, "attended"), (W1, CYD, "attended")}


def test_a_webinar_is_switched_on_over_its_host(
    client: httpx.Client, warehouse: Warehouse, world: World
) -> None:
    change(client, on_exclude="withdraw")
    change(client, "/hosts", **{f"host sync_new_webinars acc {AGENCY.id}": "off"})

    change(client, "/webinars", **{f"webinar is_synced acc {W2}": "on"})
    run(world)
    assert len(participations(warehouse)) == 4

    change(client, "/webinars", **{f"webinar is_synced acc {W2}": "default"})
    run(world)
    assert len(participations(warehouse)) == 2
    assert query(warehouse, "select * from settings.webinars") == []


@pytest.mark.parametrize(
    ("field", "domain", "sentence", "left"),
    [
        (
            "exclude_webinar_host_domains",
            "agency.example",
            "1 webinar leaves the warehouse's tables",
            {(W1, ANN), (W1, CYD)},
        ),
        (
            "exclude_contact_domains",
            "Rival.example",
            "1 person leaves the warehouse's tables.",
            {(W1, ANN), (W2, ANN), (W2, BOB)},
        ),
    ],
)
def test_domains_are_left_out_and_taken_back(
    client: httpx.Client,
    warehouse: Warehouse,
    world: World,
    field: str,
    domain: str,
    sentence: str,
    left: set[tuple[int, str]],
) -> None:
    everybody = participations(warehouse)
    change(client, on_exclude="withdraw")

    assert sentence in preview(client, **{field: domain}).text
    change(client, **{field: domain})
    run(world)
    assert {(number, email) for number, email, _ in participations(warehouse)} == left

    change(client, **{field.replace("exclude", "include"): domain.lower()})
    run(world)
    assert participations(warehouse) == everybody


def test_people_who_come_back_are_counted(client: httpx.Client, world: World) -> None:
    change(client, exclude_contact_domains="rival.example")
    run(world)

    seen = preview(client, include_contact_domains="rival.example")

    assert "1 person enters who was left out for it." in seen.text


@pytest.mark.parametrize(
    ("field", "value", "stored", "sentence"),
    [
        ("match_secondary_emails", "on", True, "What 0 second addresses did counts"),
        ("property_cutoff", "2025-01-08", "2025-01-08", "The properties of 3 contacts"),
        ("recordings", "all", "all", "Recordings and transcripts of 2 webinars are read"),
        ("contact_properties", "native", "native", "The values of 0 contacts are written"),
        ("custom_events", "on", True, "At most 8 custom events are sent"),
        ("beside_native_app", "on", True, "Of 0 webinars a second marketing event is made"),
        ("polls", "on", True, "Nobody enters or leaves; what people answered is read"),
        ("questions", "on", True, "Nobody enters or leaves"),
        ("registration_answers", "on", True, "Nobody enters or leaves"),
        ("registration_sources", "on", True, "Nobody enters or leaves"),
        ("registrations_kept_days", "30", 30, "0 requests are forgotten"),
        ("records_kept_days", "100", 100, "The records of 0 runs are forgotten"),
        ("push_since", "2026-01-01", "2026-01-01", "HubSpot is sent 2 events more"),
    ],
)
def test_every_other_setting_is_seen_beforehand_and_saved(
    client: httpx.Client,
    warehouse: Warehouse,
    field: str,
    value: str,
    stored: object,
    sentence: str,
) -> None:
    if field == "push_since":
        execute(
            warehouse,
            "insert into hubspot.connected values (true, now(), 'test')",
        )
    before = whole(warehouse, field)

    assert sentence in preview(client, **{field: value}).text
    assert whole(warehouse, field) == before
    change(client, **{field: value})

    present = whole(warehouse, field)
    assert (present if isinstance(present, (bool, int)) else str(present)) == stored
    assert look(client).form("/settings/preview").data()[field] == value


@pytest.mark.parametrize("flag", ["is_synced", "recordings"])
def test_each_switch_of_a_webinar_is_set_and_taken_back(
    client: httpx.Client, warehouse: Warehouse, flag: str
) -> None:
    field = f"webinar {flag} acc {W2}"
    for word, stored in (("off", [(False,)]), ("on", [(True,)]), ("default", [])):
        saved = change(client, "/webinars", **{field: word})

        assert "1 value was saved." in saved.text
        assert query(warehouse, f"select {flag} from settings.webinars") == stored
        assert look(client, "/webinars").form("/settings/preview").data()[field] == word
    rows = Page(client.get("/webinars/settings/history").text).rows[-3:]
    assert [row[-2:] for row in rows] == [
        ["On", "As its host"], ["Off", "On"], ["As its host", "Off"],
    ]  # fmt: skip


def test_rows_of_zoom_are_kept_for_some_days_and_for_ever_again(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    assert (
        "2 webinars that ended more than 240 days ago"
        not in preview(client, zoom_kept_days="240").text
    )
    change(client, zoom_kept_days="240")
    assert whole(warehouse, "zoom_kept_days") == 240

    change(client, zoom_kept_days="")

    assert whole(warehouse, "zoom_kept_days") is None


def test_a_day_is_taken_away_again(client: httpx.Client, warehouse: Warehouse) -> None:
    change(client, property_cutoff="2025-01-08", push_since="2026-01-01")

    change(client, property_cutoff="", push_since="")

    assert whole(warehouse, "property_cutoff") is None
    assert whole(warehouse, "push_since") is None


def test_push_since_says_how_many_no_shows_hubspot_is_told(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(warehouse, "insert into hubspot.connected values (true, now(), 'test')")
    execute(
        warehouse,
        "update marts.marketing_events set no_shows = 7, settled_at = now() where webinar_id = :w",
        w=W1,
    )

    seen = preview(client, push_since="2026-01-01")

    assert "HubSpot is sent 2 events more, and told of 7 no-shows." in seen.text
    assert "cannot be taken back" in seen.text


def test_a_segment_is_kept_as_a_list(client: httpx.Client, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "insert into settings.segments values ('loyal', 'select email from contacts', :text)",
        text=HOSTILE,
    )
    execute(
        warehouse,
        "insert into marts.segments values ('loyal', '', 12, 12, 0, now(), 'test')",
    )

    assert "12 people enter lists in HubSpot." in preview(client, **{"segment loyal": "on"}).text
    change(client, **{"segment loyal": "on"})

    assert query(warehouse, "select is_kept_as_list from settings.segments") == [(True,)]
    assert HOSTILE.split("\u202e")[0].strip() in look(client).text


# Who, and together with whom.


def test_the_history_names_who_saved_and_shows_hostile_names_as_text(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(warehouse, "update zoom.webinars set topic = :topic", topic=HOSTILE)
    change(client, "/webinars", **{f"webinar is_synced acc {W2}": "off"})
    change(client, push_since="2026-01-01")
    execute(
        warehouse,
        "insert into settings.segments values ('odd', 'select email from contacts where email"
        " like ''%@mail.example''')",
    )

    response = client.get("/webinars/settings/history")
    page = Page(response.text)

    assert "<script>alert" not in response.text
    assert [row[1:] for row in page.rows[-2:]] == [
        ["Ann Admin", "Send what ended on this day or later", "–", "2026-01-01"],
        ["Ann Admin", " ".join(f"{HOSTILE} Sync".split()), "As its host", "Off"],
    ]
    assert "%@mail.example" in page.text


def test_who_changes_the_same_setting_meanwhile_is_not_overwritten(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    form = look(client).form("/settings/preview")
    confirm = preview(client, recordings="all").form("/webinars/settings")
    execute(warehouse, "update settings.sync set recordings = 'some'")

    for action, data in (
        (form.action, form.data(recordings="all")),
        (confirm.action, confirm.data()),
    ):
        response = client.post(action, data=data)

        assert response.status_code == 409
        assert "somebody changed it meanwhile. It was none" in Page(response.text).text
    assert whole(warehouse, "recordings") == "some"


def test_who_changes_another_setting_meanwhile_is_kept(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    confirm = preview(client, recordings="all").form("/webinars/settings")
    execute(warehouse, "update settings.sync set on_exclude = 'withdraw', custom_events = true")

    assert client.post(confirm.action, data=confirm.data()).status_code == 303

    assert query(warehouse, "select recordings, on_exclude, custom_events from settings.sync") == [
        ("all", "withdraw", True)
    ]


def test_what_is_so_already_is_not_changed_again(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    confirm = preview(client, recordings="all").form("/webinars/settings")
    execute(warehouse, "update settings.sync set recordings = 'all'")

    response = client.post(confirm.action, data=confirm.data())

    assert response.headers["location"].endswith("?saved=0")
    assert "Nothing was changed" in Page(client.get(response.headers["location"]).text).text


# What is refused


def test_an_address_in_place_of_a_domain_is_refused_and_not_repeated(
    client: httpx.Client, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = look(client).form("/settings/preview")
    secret = "secret.person@rival.example"
    for path in ("/webinars/settings/preview", "/webinars/settings"):
        response = client.post(
            path, data=form.data(exclude_contact_domains=secret, recordings="all")
        )

        assert response.status_code == 422
        assert "Write the part after the @" in Page(response.text).text
        assert "secret.person" not in response.text
        assert 'value="all" selected' in response.text  # what else was typed is still there
    assert "secret.person" not in caplog.text
    assert query(warehouse, "select * from settings.history") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"records_kept_days": "3"}, "is not a number of days"),
        ({"records_kept_days": "many"}, "is not a number of days"),
        ({"push_since": "1999-01-01"}, "is not a day"),
        ({"recordings": "few"}, "Write none or some or all"),
        ({"segment gone": "on"}, "not whole"),
        ({"was segment gone": "", "segment gone": "on"}, "There is no segment gone"),
        (
            {"was webinar is_synced acc x": "off", "webinar is_synced acc x": "on"},
            "is not a webinar id",
        ),
        ({"was anything": "off", "anything": "on"}, "unknown"),
        ({"was host recordings acc h1": "off", "host recordings acc h1": "5"}, "unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: httpx.Client, warehouse: Warehouse, changes: dict[str, str], message: str
) -> None:
    form = look(client).form("/settings/preview")

    response = client.post("/webinars/settings", data=form.data(**changes))

    assert response.status_code == 422
    assert message in Page(response.text).text
    assert query(warehouse, "select * from settings.history") == []


def test_a_reader_sees_everything_and_may_change_nothing(
    world: World, warehouse: Warehouse
) -> None:
    with browse(warehouse, Guest(startable=READER)) as client:
        for path in ("", "/hosts", "/webinars"):
            page = look(client, path)
            assert "permission to start runs of the Dag change_settings" in page.text
            assert [text for form in page.forms for _, _, text in form.buttons] in ([], ["Search"])
        for path in ("/settings", "/settings/preview"):
            data = {"was recordings": "none", "recordings": "all"}
            assert client.post(f"/webinars{path}", data=data).status_code == 403
    assert query(warehouse, "select * from settings.history") == []


# Search and pages


def test_hosts_and_webinars_are_searched_with_no_name_in_any_address(
    client: httpx.Client,
) -> None:
    response = client.post("/webinars/settings/hosts", data={"search": "agency.ex"})
    assert [row[:3] for row in Page(response.text).rows[1:]] == [["host@agency.example", "1", "2"]]
    assert response.url.query == b""

    response = client.post("/webinars/settings/webinars", data={"search": "910-0000-0002"})
    assert [row[3:6] for row in Page(response.text).rows[1:]] == [["2", "2", "synced"]]


def test_tables_have_pages_and_a_search_keeps_to_them(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, topic, first_seen_at, run_id)"
        " select 'acc', 92000000000 + n, 'Many ' || n, now(), 'test'"
        " from generate_series(1, 120) as n",
    )
    page = look(client, "/webinars?sort=topic&page=3")
    assert len(page.rows) == 1 + 22
    assert "Page 3 of 3" in page.text

    response = client.post("/webinars/settings/webinars", data={"search": "many", "page": "2"})
    assert len(Page(response.text).rows) == 1 + 50
    form = Page(response.text).form("/settings/webinars")
    assert ("page", "3", "Next") in form.buttons
    assert ("sort", "topic", "Webinar") in form.buttons
    assert form.data()["search"] == "many"
