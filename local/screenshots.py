"""What `make screenshots` does: takes the pictures of the README and the docs, by a real browser.

Needs a local run (`make run`) that has synced and pushed, people who were enrolled in it
(`make enrol`), and a Chromium on the machine.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from playwright.sync_api import TimeoutError as TimeIsUpError
from playwright.sync_api import sync_playwright

from local.chromium import ARGUMENTS, MISSING, chromium_path
from local.enrol import read_env
from local.processes import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = REPOSITORY / "docs" / "images"
VIEWPORT = {"width": 1280, "height": 800}
NIGHTLY, PUSH, INBOX = "sync_webinars_nightly", "push_hubspot", "register_contacts"


@dataclass(frozen=True)
class Picture:
    """A picture: the name of its file, where it is taken, and a text that is there in the end.

    `path` is below Airflow's address; a Dag's id in braces stands for a run of it. `clicks` are
    buttons and links that are clicked from there, as CSS selectors; of our pages where `path` is
    one. `is_scrolled`: the text is at the top.
    """

    name: str
    path: str
    shows: str
    clicks: tuple[str, ...] = ()
    is_scrolled: bool = False


PICTURES = (
    Picture("graph", f"/dags/{NIGHTLY}/runs/{{{NIGHTLY}}}", "report_run"),
    Picture("trigger", f"/dags/{NIGHTLY}", "Webinar ids", ("button:has-text('Trigger')",)),
    Picture("report", f"/dags/{NIGHTLY}/runs/{{{NIGHTLY}}}/tasks/report_run", "conservation"),
    Picture("push_plan", f"/dags/{PUSH}/runs/{{{PUSH}}}/tasks/begin_push", "create"),
    Picture("registrations", f"/dags/{INBOX}/runs/{{{INBOX}}}/tasks/process_inbox", "REGISTERED"),
    Picture("health", "/plugin/webinars", "Health"),
    Picture(
        "occurrence",
        "/plugin/webinars/webinars/webinars?status=ended&when=month",
        "How many",
        ("tbody th a >> nth=3", "tr:has-text('held') th a >> nth=0"),
        is_scrolled=True,
    ),
)


def main() -> int:
    """Take all pictures; return 1 if one could not be taken."""
    path = chromium_path()
    if path is None:
        print(MISSING)
        return 1
    variables = read_env()
    base = variables["AIRFLOW__API__BASE_URL"]
    token = log_in(base, Path(variables["AIRFLOW_HOME"]))
    runs = {dag_id: a_run(base, token, dag_id) for dag_id in (NIGHTLY, PUSH, INBOX)}
    missed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(viewport=VIEWPORT, locale="en-GB", color_scheme="light")
        context.add_cookies([{"name": "_token", "value": token, "url": base}])
        for picture in PICTURES:
            try:
                take(context.new_page(), base + picture.path.format(**runs), picture)
            except TimeIsUpError:
                missed.append(picture.name)
        browser.close()
    if missed:
        print(f"not taken, for the page did not show what it should: {', '.join(missed)}")
    return 1 if missed else 0


def take(window: Page, address: str, picture: Picture) -> None:
    """Take a picture.

    :raises TimeIsUpError: if the page does not show what it should within half a minute
    """
    window.goto(address)
    frame = window.frame_locator("iframe") if "/plugin/" in address else window
    for link in picture.clicks:
        frame.locator(link).click()
        window.wait_for_load_state("networkidle")
    frame.get_by_text(picture.shows).first.wait_for()
    window.wait_for_load_state("networkidle")
    if picture.is_scrolled:
        frame.get_by_text(picture.shows).first.evaluate("text => text.scrollIntoView()")
    window.screenshot(path=IMAGES / f"{picture.name}.png")
    print(f"docs/images/{picture.name}.png", flush=True)


def log_in(base: str, airflow_home: Path) -> str:
    """Return the token of the user `admin` of a local run."""
    password = json.loads((airflow_home / "passwords.json").read_text())["admin"]
    login = {"username": "admin", "password": password}
    response = requests.post(f"{base}/auth/token", json=login, timeout=30)
    response.raise_for_status()
    return str(response.json()["access_token"])


def a_run(base: str, token: str, dag_id: str) -> str:
    """Return the id of the first run of a Dag that succeeded: later ones had less to do.

    :raises SystemExit: if there is none
    """
    response = requests.get(
        f"{base}/api/v2/dags/{dag_id}/dagRuns",
        params={"order_by": "run_after", "state": "success", "limit": 1},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    response.raise_for_status()
    runs = response.json()["dag_runs"]
    if not runs:
        raise SystemExit(f"No run of {dag_id} has succeeded yet: wait for the local run.")
    return str(runs[0]["dag_run_id"])


if __name__ == "__main__":
    sys.exit(main())
