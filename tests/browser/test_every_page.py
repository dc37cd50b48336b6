"""Each page fits phones and wide screens, light and dark, and can be used by everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute

from tests.browser.conftest import open_window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served

WIDTHS = (375, 1280, 1920)
SERIOUS = frozenset({"serious", "critical"})
NOT_PAGES = re.compile(r"\.csv$")
"""Routes that are read by GET and are no pages."""
AFTER_A_CHANGE = ("/push/started?run=manual__1", "/registrations/started?run=manual__1")
"""Pages to which no link leads: a form does."""


def pattern_of(served: Served, path: str) -> str | None:
    """Return the route that serves a path, as it is written."""
    for route in served.app.routes:
        if isinstance(route, APIRoute) and "GET" in route.methods:
            scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
            match, _ = route.matches(scope)
            if match.name == "FULL":
                return route.path
    return None


@pytest.fixture(scope="module")
def paths(browser: Browser, served: Served) -> dict[str, str]:
    """Follow links from the first page on, and return an address of each route."""
    visited: dict[str, str] = {}
    waiting = [f"{served.url}{path}" for path in ("/", *AFTER_A_CHANGE)]
    with open_window(browser) as window:
        while waiting:
            address = waiting.pop(0)
            pattern = pattern_of(served, urlsplit(address).path.removeprefix("/webinars"))
            if pattern is None or pattern in visited or NOT_PAGES.search(pattern):
                continue
            window.goto(address)
            visited[pattern] = address
            waiting += window.eval_on_selector_all(
                "a[href]:not([data-airflow])", "links => links.map(link => link.href)"
            )
    return visited


def test_links_lead_to_every_page(served: Served, paths: dict[str, str]) -> None:
    patterns = {
        route.path
        for route in served.app.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and not NOT_PAGES.search(route.path)
    }
    assert patterns - set(paths) == set()


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_screen(
    browser: Browser, paths: dict[str, str], width: int, is_dark: bool
) -> None:
    with open_window(browser, width=width, is_dark=is_dark) as window:
        for address in paths.values():
            window.goto(address)
            assert is_as_wide_as_the_window(window), address


def is_as_wide_as_the_window(window: Page) -> bool:
    """Tell whether nothing has to be scrolled sideways, but for tables in their own frame."""
    return bool(
        window.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_out(browser: Browser, paths: dict[str, str], is_dark: bool) -> None:
    faults = []
    with open_window(browser, is_dark=is_dark) as window:
        for address in paths.values():
            window.goto(address)
            faults += [
                f"{address}: {violation['id']}: {violation['help']}: "
                f"{[node['target'] for node in violation['nodes']][:3]}"
                for violation in Axe().run(window).response["violations"]
                if violation["impact"] in SERIOUS
            ]
    assert faults == []
