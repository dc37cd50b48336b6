"""Ways through the UI in a real browser, with Airflow's frame around the pages.

They type addresses, so `test_nobody_leaks.py` searches Airflow's access log after them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect, sync_playwright

from local.chromium import ARGUMENTS, MISSING, chromium_path
from tests.airflow.accounts import AWKWARD, SECOND, WRONG_SECRET
from tests.airflow.station import NIGHTLY
from tests.airflow.test_pages import log_in
from tests.answer_key.awkward import W08

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, FrameLocator, Page

    from tests.airflow.station import Station

DAG = "register_contacts"
WAIT_MS = 60_000
PAGES_VIEW = "/plugin/webinars"


@pytest.fixture(scope="module")
def context(station: Station) -> Iterator[BrowserContext]:
    """Open a browser in which somebody is logged in who may change everything."""
    path = chromium_path()
    if path is None:
        pytest.skip(f"Nobody walks through Airflow's UI. {MISSING}")
    token = log_in(station, "admin").cookies["_token"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([{"name": "_token", "value": token, "url": station.airflow.url}])
        yield context
        browser.close()


@pytest.fixture
def window(context: BrowserContext) -> Iterator[Page]:
    """Open a window. No address of what it loads may have a person's address in it."""
    window = context.new_page()
    urls: list[str] = []
    window.on("request", lambda request: urls.append(unquote(request.url)))
    yield window
    window.close()
    assert urls
    assert [url for url in urls if "@" in url.partition("?")[2] or "@example.com" in url] == []


def open_page(window: Page, station: Station, title: str) -> FrameLocator:
    """Go to a page by the navigation within Airflow's frame."""
    window.goto(f"{station.airflow.url}{PAGES_VIEW}")
    page = window.frame_locator("iframe")
    page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", name=title, level=1).wait_for()
    return page


def test_from_a_red_run_to_what_to_do_in_two_clicks(
    station: Station, first_run: dict[str, Any], window: Page
) -> None:
    station.connect("zoom_mistyped", station.zoom_connection(SECOND, password=WRONG_SECRET))
    with station.accounts("zoom_mistyped"):
        run_id = station.trigger(NIGHTLY)
        station.wait_for_task(NIGHTLY, run_id, "report_run")
        station.end(NIGHTLY, run_id)
    window.goto(f"{station.airflow.url}/dags/{NIGHTLY}/runs")

    window.locator(f"a[href*='{run_id}']").first.click()
    window.get_by_role("link", name="What came of it", exact=True).click()

    page = window.frame_locator("iframe")
    expect(page.get_by_text("What to do:").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("zoom_mistyped")
    expect(page.locator("main")).to_contain_text("client secret")


def test_from_an_address_to_why_in_one_step(
    station: Station, first_run: dict[str, Any], window: Page
) -> None:
    page = open_page(window, station, "Why?")

    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_label("Email address").press("Enter")

    expect(page.get_by_role("heading", name="Registrations and attendances")).to_be_visible()
    expect(page.locator("main")).to_contain_text("synced")


def test_a_contact_is_added_to_a_webinar(
    station: Station, first_run: dict[str, Any], window: Page
) -> None:
    ((email,),) = station.query(
        "select email from marts.contacts where email like '%@example.com' and not exists"
        " (select from zoom.registrants as registrant where lower(registrant.email) ="
        f" contacts.email and registrant.webinar_id = {W08}) and not exists (select from"
        " registration.requests as request where request.email = contacts.email)"
        " order by email limit 1"
    )
    station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=False)
    try:
        page = open_page(window, station, "Registrations")
        page.get_by_role("link", name="Add or remove contacts by hand").click()
        page.locator(f"button[name=webinar][value='{W08}']").click()
        page.get_by_label("Search contacts").fill(email)
        page.get_by_role("button", name="Search").click()
        page.get_by_role("row").filter(has_text=email).get_by_role("checkbox").check()
        page.get_by_role("button", name="Go on with whom you ticked").click()
        expect(page.locator("main")).to_contain_text("1 contact is registered in Zoom.")
        page.get_by_role("button", name="Add 1 contact").click()
        link = page.locator("a[data-airflow]", has_text="manual__")
        station.airflow.wait_for_run(DAG, str(link.text_content()).strip())
        page.get_by_role("link", name="Look again").click()

        expect(page.get_by_role("heading", name="What became of the contacts")).to_be_visible()
        expect(page.locator("main")).to_contain_text(re.compile("Registered for the webinar"))
    finally:
        station.airflow.call("PATCH", f"/dags/{DAG}", is_paused=True)
    assert station.query(f"select code from registration.requests where email = '{email}'") == [
        ("REGISTERED",)
    ]
    registered = station.sandbox.registrants(AWKWARD.account_id, W08)
    assert email in {registrant.email for registrant in registered}


def test_the_access_log_has_what_was_asked_and_no_address(station: Station, window: Page) -> None:
    page = open_page(window, station, "Why?")
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_role("button", name="Why?").click()
    page.get_by_role("heading", name="HubSpot was told").wait_for()

    log = station.airflow.log
    requests = [unquote(line) for line in log.splitlines() if "[http.access]" in line]
    assert any(re.search(r"method=POST path=\S*/why ", line) for line in requests)
    assert [line for line in requests if "@" in line] == []
