"""The pages within a real Airflow: its login, its permissions, its API, its frame.

What each page shows is tested in tests/integration/pages, without Airflow.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import requests
from fastapi.routing import APIRoute
from playwright.sync_api import sync_playwright

from local.chromium import ARGUMENTS, MISSING, chromium_path
from tests.builders.pages import OpenDoor
from webinar_sync.web.pages.app import create_pages

if TYPE_CHECKING:
    from tests.airflow.station import Station


def routes() -> list[tuple[str, str]]:
    """Return method and path of each route, with something for its parameters."""
    app = create_pages(lambda: pytest.fail("no warehouse is needed"), OpenDoor(None))
    return [
        (method, "/webinars" + re.sub(r"\{[^}]*\}", "1", route.path))
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]


def log_in(station: Station, user: str) -> requests.Session:
    """Return a session with the cookie of a user's login, as a browser has it."""
    passwords = json.loads((station.folder / "airflow" / "passwords.json").read_text())
    login = {"username": user, "password": passwords[user]}
    answer = requests.post(f"{station.airflow.url}/auth/token", json=login, timeout=60)
    session = requests.Session()
    session.trust_env = False
    session.cookies["_token"] = answer.json()["access_token"]
    session.headers["Sec-Fetch-Site"] = "same-origin"
    return session


def test_no_route_answers_without_a_login(station: Station) -> None:
    statuses = {
        (method, path): requests.request(
            method, f"{station.airflow.url}{path}", timeout=60
        ).status_code
        for method, path in routes()
    }
    assert set(statuses.values()) == {401}, statuses


def test_a_forged_login_is_none(station: Station) -> None:
    address = f"{station.airflow.url}/webinars/"
    forged = "eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJBRE1JTiJ9.AAAA"
    assert requests.get(address, cookies={"_token": forged}, timeout=60).status_code == 401


def test_who_may_only_read_sees_the_pages_and_changes_nothing(station: Station) -> None:
    reader = log_in(station, "reader")
    assert reader.get(f"{station.airflow.url}/webinars/", timeout=60).status_code == 200
    statuses = {
        (method, path): reader.request(
            method, f"{station.airflow.url}{path}", timeout=60
        ).status_code
        for method, path in routes()
        if method == "POST"
    }
    # Searching posts, too, since no address may stand in a URL; it changes nothing.
    assert set(statuses.values()) <= {200, 403, 404, 422}, statuses


def test_airflow_shows_the_pages_in_its_navigation_and_tabs(station: Station) -> None:
    plugins = station.airflow.call("GET", "/plugins")["plugins"]
    (ours,) = [plugin for plugin in plugins if plugin["name"] == "webinar_sync"]
    assert "nav" in {view["destination"] for view in ours["external_views"]}
    assert station.airflow.call("GET", "/plugins/importErrors")["total_entries"] == 0


def test_the_frame_has_the_page_and_the_address_follows_it(station: Station) -> None:
    path = chromium_path()
    if path is None:
        pytest.skip(f"The pages are not tried in Airflow's frame. {MISSING}")
    base = station.airflow.url
    token = log_in(station, "admin").cookies["_token"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(locale="en-GB")
        context.add_cookies([{"name": "_token", "value": token, "url": base}])
        window = context.new_page()
        window.goto(f"{base}/plugin/webinars")
        page = window.frame_locator("iframe")
        page.get_by_role("heading", name="Health", level=1).wait_for()
        page.get_by_role("navigation").get_by_role("link", name="Settings").click()
        page.get_by_role("heading", name="Settings", level=1).wait_for()
        window.wait_for_url("**/plugin/webinars/webinars/settings")
        browser.close()
