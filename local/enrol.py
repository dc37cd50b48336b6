"""What `make enrol` does: sandbox contacts reach the action in a workflow, and hear its outcome.

Needs a local run (`make run`), whose sandbox plays HubSpot: it lists webinars as the workflow's
editor does, signs and sends one request for each contact, and waits for the callbacks.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from collections import Counter
from typing import Any

import requests

from local.postgres import RUN_DIR
from sandbox.hubspot import medium
from sandbox.hubspot.workflows import sign

PATIENCE_SECONDS = 180


def main() -> int:
    """Enrol contacts, and print each one's outcome as the workflow engine received it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100)
    parser.add_argument("--webinar", help="default: the next one that the editor lists")
    options = parser.parse_args()
    run = read_env()
    webinar = options.webinar or next_webinar(run["WEBHOOK_URL"])
    hubspot = f"{run['HUBSPOT_SANDBOX_URL']}/_sandbox"
    before = len(executions(hubspot))
    begun = time.monotonic()
    asked = {
        "contacts": options.contacts,
        "webinar": webinar,
        "action_url": f"{run['WEBHOOK_URL']}/hubspot/registrations",
    }
    enrolled = requests.post(f"{hubspot}/enrol", json=asked, timeout=30)
    enrolled.raise_for_status()
    count = len(enrolled.json())
    print(f"{count} contacts reached the action for webinar {webinar}", flush=True)
    while time.monotonic() < begun + PATIENCE_SECONDS:
        found = executions(hubspot)[before:]
        if len(found) == count and all(one["state"] in ("done", "failed") for one in found):
            break
        time.sleep(0.25)
    seconds = time.monotonic() - begun
    for one in found:
        told = one["outputs"]
        words = told.get("errorText") or told.get("status") or one["state"]
        print(f"  contact {one['contact_id']}: {told.get('errorCode') or 'ok'}, {words}")
    outcomes = Counter(one["outputs"].get("status", one["state"]) for one in found)
    print(", ".join(f"{name}: {number}" for name, number in sorted(outcomes.items())))
    print(f"after {seconds:.1f} seconds")
    return 0 if len(found) == count and "sent" not in outcomes and "waiting" not in outcomes else 1


def read_env() -> dict[str, str]:
    """Return the variables of the local run."""
    path = RUN_DIR / "env"
    if not path.exists():
        raise SystemExit("There is no local run: start `make run` in another shell.")
    pairs = (shlex.split(line)[1].split("=", 1) for line in path.read_text().splitlines())
    return dict(pairs)


def executions(hubspot: str) -> list[dict[str, Any]]:
    """Return what each workflow execution knows."""
    found: list[dict[str, Any]] = requests.get(f"{hubspot}/executions", timeout=30).json()
    return found


def next_webinar(webhook_url: str) -> str:
    """Ask for webinars as the workflow's editor does, and return the first."""
    url = f"{webhook_url}/hubspot/webinars"
    body = json.dumps(
        {"origin": {"portalId": medium.PORTAL_ID}, "fetchOptions": {"q": "", "after": ""}}
    ).encode()
    headers = {
        "Content-Type": "application/json",
        **sign(medium.CLIENT_SECRET, "POST", url, body, time.time()),
    }
    answer = requests.post(url, data=body, headers=headers, timeout=30)
    answer.raise_for_status()
    listed = answer.json()["options"]
    if not listed:
        raise SystemExit("The warehouse knows of no webinar to come.")
    for one in listed:
        print(f"  {one['value']}  {one['description']}  {one['label']}")
    return str(listed[0]["value"])


if __name__ == "__main__":
    sys.exit(main())
