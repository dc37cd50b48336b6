"""HubSpot's settings, changed by hand in a real browser, and what the next sync makes of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from sandbox.serve import run_in_thread
from tests.browser.conftest import open_window
from tests.builders import World, execute
from tests.builders.pages import Guest, OpenDoor
from tests.integration.recordings.recorded import (
    NIGHT,
    play_urls,
    recorded_account,
    sync_twice,
)
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
from webinar_sync.web.pages.app import create_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from webinar_sync.warehouse.engine import Warehouse

ANN, BOB, CYD = "ann@mail.example", "bob@mail.example", "cyd@rival.example"
SECOND = "ann.private@mail.example"
RECORDINGS_OF = "Sync recordings and transcripts"
KEEP_OR_WITHDRAW = "When something is left out from now on"
WITHDRAW = "Take it out again, in HubSpot, too"


@dataclass
class Marketer:
    """Somebody who goes from page to page by links."""

    window: Page
    url: str

    def change(self, part: str, fill: Callable[[Page], object]) -> None:
        """Change something on a part of the page Settings: look at what it would do, and save."""
        self.window.goto(f"{self.url}/")
        self.window.get_by_role("link", name="Settings", exact=True).click()
        if part:
            parts = self.window.get_by_role("navigation", name="Settings")
            parts.get_by_role("link", name=part, exact=True).click()
        fill(self.window)
        self.window.get_by_role("button", name="See what it would do").click()
        expect(self.window.get_by_role("heading", name="What comes of it")).to_be_visible()
        self.window.get_by_role("button", name="Save").click()
        expect(self.window.get_by_role("status")).to_contain_text("saved")

    def choose(self, label: str, words: str, part: str = "") -> None:
        """Choose a value of a setting."""
        self.change(part, lambda page: page.get_by_label(label, exact=True).select_option(words))

    def exclude(self, domains_of: str, domain: str) -> None:
        """Leave out a domain."""
        self.change(
            "",
            lambda page: (
                page.get_by_role("group", name=domains_of).get_by_role("textbox").fill(domain)
            ),
        )

    def include(self, domains_of: str, domain: str) -> None:
        """Leave it out no longer."""
        self.change(
            "",
            lambda page: (
                page.get_by_role("group", name=domains_of)
                .get_by_role("checkbox", name=domain)
                .check()
            ),
        )

    def why(self, address: str) -> str:
        """Ask why somebody is counted or not; return the answer."""
        self.window.goto(f"{self.url}/")
        self.window.get_by_role("link", name="Why?", exact=True).click()
        self.window.get_by_label("Email address").fill(address)
        self.window.get_by_label("Email address").press("Enter")
        expect(self.window.get_by_role("heading", name="HubSpot was told")).to_be_visible()
        return self.window.locator("main").inner_text()

    def row(self, webinar: int) -> str:
        """Return what the list of webinars says of one."""
        self.window.goto(f"{self.url}/webinars")
        return self.window.get_by_role("row").filter(has_text=str(webinar)).inner_text()


@pytest.fixture
def marketer(browser: Browser, warehouse: Warehouse) -> Iterator[Marketer]:
    """Open a window for somebody who may change everything."""
    around = FastAPI()
    around.mount("/webinars", create_pages(lambda: warehouse, OpenDoor(Guest("Mia"))))
    with run_in_thread(around) as server, open_window(browser) as window:
        yield Marketer(window, f"{server.url}/webinars")


@pytest.fixture
def world(warehouse: Warehouse, make_world: Callable[..., World], marketer: Marketer) -> World:
    """Sync two webinars of two hosts, and let what is left out be withdrawn."""
    world = make_world(
        account((webinar(W1, CORP, ANN, CYD), CORP), (webinar(W2, AGENCY, ANN, BOB), AGENCY)),
        now=NOW,
    )
    run(world)
    marketer.choose(KEEP_OR_WITHDRAW, WITHDRAW)
    return world


def who(warehouse: Warehouse) -> set[tuple[int, str]]:
    """Return who is in marts, by webinar."""
    return {(number, email) for number, email, _ in participations(warehouse)}


EVERYBODY = {(W1, ANN), (W1, CYD), (W2, ANN), (W2, BOB)}
OF_CORP = {(W1, ANN), (W1, CYD)}


def test_webinars_are_switched_off_and_on(
    marketer: Marketer, world: World, warehouse: Warehouse
) -> None:
    marketer.choose("Sync webinars", "No")
    run(world)
    assert who(warehouse) == set()
    assert "switched off" in marketer.row(W1)

    marketer.choose("Sync webinars", "Yes")
    run(world)
    assert who(warehouse) == EVERYBODY
    assert "synced" in marketer.why(ANN)


def test_a_hosts_new_webinars_and_a_single_webinar(
    marketer: Marketer, world: World, warehouse: Warehouse
) -> None:
    marketer.choose(f"New webinars of {AGENCY.email}", "Off", "Hosts")
    run(world)
    assert who(warehouse) == OF_CORP

    marketer.change(
        "Webinars",
        lambda page: (
            page.get_by_role("row").filter(has_text=str(W2)).get_by_label("Sync:")
        ).select_option("On"),
    )
    run(world)
    assert who(warehouse) == EVERYBODY


@pytest.mark.parametrize(
    ("domains_of", "domain", "left"),
    [
        ("Webinars of hosts in these domains", "agency.example", OF_CORP),
        ("People in these domains", "rival.example", EVERYBODY - {(W1, CYD)}),
    ],
)
def test_domains(
    marketer: Marketer,
    world: World,
    warehouse: Warehouse,
    domains_of: str,
    domain: str,
    left: set[tuple[int, str]],
) -> None:
    marketer.exclude(domains_of, domain)
    run(world)
    assert who(warehouse) == left
    if domains_of.startswith("People"):
        assert "contact_domain_excluded" in marketer.why(CYD)
    else:
        assert "host's domain" in marketer.row(W2)

    marketer.include(domains_of, domain)
    run(world)
    assert who(warehouse) == EVERYBODY


def test_second_addresses_count_for_their_contact(
    marketer: Marketer, warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, SECOND), CORP)), now=NOW)
    execute(
        warehouse,
        "insert into hubspot.contacts values (7, :email, array[:more], false, now(), 'test')",
        email=ANN,
        more=SECOND,
    )
    run(world)
    assert who(warehouse) == set()

    marketer.choose("Count second addresses for their contact", "Yes")
    run(world)
    assert who(warehouse) == {(W1, ANN)}

    marketer.choose("Count second addresses for their contact", "No")
    run(world)
    assert who(warehouse) == set()


def test_recordings_of_no_host_of_all_and_of_some(
    marketer: Marketer, warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    sync_twice(world)
    assert play_urls(warehouse) == []
    marketer.choose(KEEP_OR_WITHDRAW, WITHDRAW)

    steps: tuple[tuple[Callable[[], None], int], ...] = (
        (lambda: marketer.choose(RECORDINGS_OF, "Of all hosts"), 1),
        (lambda: marketer.exclude("Recordings of hosts in these domains", "corp.example"), 0),
        (lambda: marketer.include("Recordings of hosts in these domains", "corp.example"), 1),
        (lambda: marketer.choose(RECORDINGS_OF, "Of selected hosts"), 0),
        (lambda: marketer.change("Hosts", select_the_host), 1),
        (lambda: marketer.choose(RECORDINGS_OF, "Of no host"), 0),
    )
    for number, (step, recordings) in enumerate(steps):
        step()
        sync_twice(world)
        assert len(play_urls(warehouse)) == recordings, number


def select_the_host(page: Page) -> None:
    """Have the recordings of the account's only host read."""
    page.locator("select[aria-label^='Recordings of']").select_option("On")
