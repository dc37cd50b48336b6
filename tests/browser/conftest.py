"""A browser, and the pages over the synced awkward account.

Without a Chromium on the machine these tests are skipped, and say so.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from playwright.sync_api import sync_playwright

from local.chromium import ARGUMENTS, MISSING, chromium_path
from sandbox.serve import run_in_thread
from tests.builders.pages import Guest, OpenDoor
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.pages.app import create_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from local.postgres import Cluster


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium, until the file's last test.

    While Playwright runs, this thread has an event loop that runs: other tests want their own.
    """
    path = chromium_path()
    if path is None:
        pytest.skip(f"The pages are not tried in a browser. {MISSING}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@dataclass
class Served:
    """The pages, served over HTTP.

    - guest: who is logged in
    """

    url: str
    app: FastAPI
    warehouse: Warehouse
    guest: Guest


@pytest.fixture(scope="package")
def served(cluster: Cluster, awkward_database: str) -> Iterator[Served]:
    """Serve the pages over a copy of the synced account, at the path where Airflow mounts them."""
    cluster.create_database("browsed", afresh=True, template=awkward_database)
    guest = Guest()
    around = FastAPI()
    with Warehouse(cluster.url("browsed")) as warehouse:
        pages = create_pages(lambda: warehouse, OpenDoor(guest))
        around.mount("/webinars", pages)
        with run_in_thread(around) as server:
            yield Served(f"{server.url}/webinars", pages, warehouse, guest)


@contextmanager
def open_window(browser: Browser, *, width: int = 1280, is_dark: bool = False) -> Iterator[Page]:
    """Open a window; whatever its pages complain about in the console fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if is_dark else "light",
        locale="en-GB",
    )
    complaints: list[str] = []
    window = context.new_page()
    window.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    window.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield window
    finally:
        context.close()
    assert complaints == []
