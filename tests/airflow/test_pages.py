"""The pages within a real Airflow: its login, its permissions, its API, its frame.

What each page shows is tested in tests/integration/pages, without Airflow.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import sync_playwright

from local.chromium import ARGUMENTS, MISSING, chromium_path
from tests.builders.pages import page_routes

if TYPE_CHECKING:
    from tests.airflow.station import Station


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
        for method, path in page_routes()
    }
    assert set(statuses.values()) == {401}, statuses


def test_a_browser_comes_back_to_its_page_after_the_login(station: Station) -> None:
    """So the link of an alert leads to what it is about."""
    page = "/webinars/runs?dag_id=push_hubspot&run_id=scheduled__1%2B00%3A00"
    answer = requests.get(
        f"{station.airflow.url}{page}",
        headers={"Sec-Fetch-Dest": "document"},
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code == 303
    login = urlsplit(answer.headers["location"])
    assert parse_qs(login.query)["next"] == [page]


def test_a_forged_login_is_none(station: Station) -> None:
    address = f"{station.airflow.url}/webinars/"
    forged = "eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJBRE1JTiJ9.AAAA"
    assert requests.get(address, cookies={"_token": forged}, timeout=60).status_code == 401


def test_who_may_only_read_sees_the_pages_and_changes_nothing(station: Station) -> None:
    reader = log_in(station, "reader")
    assert reader.get(f"{station.airflow.url}/webinars/", timeout=60).status_code == 200
    changes = ("/settings", "/push/start", "/registrations/start")
    assert {("POST", f"/webinars{path}") for path in changes} <= set(page_routes())
    for path in changes:
        answer = reader.post(f"{station.airflow.url}/webinars{path}", timeout=60)
        assert answer.status_code == 403, path


def test_airflow_shows_the_pages_in_its_navigation_and_tabs(station: Station) -> None:
    plugins = station.airflow.call("GET", "/plugins")["plugins"]
    (ours,) = [plugin for plugin in plugins if plugin["name"] == "webinar_sync"]
    assert {view["destination"] for view in ours["external_views"]} == {
        "nav", "dag", "dag_run", "task_instance",
    }  # fmt: skip
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
