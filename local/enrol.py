"""What `make enrol` does: sandbox contacts reach an action of a workflow, and get its outcome.

Needs a local run (`make run`), or, in the Compose file's service `sandbox`, the services around it.
The sandbox plays HubSpot: it lists webinars as the workflow's editor does, signs and sends one
request for each contact, and waits for the callbacks.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
import time
from collections import Counter
from typing import Any

import requests

from local.processes import RUN_DIR
from sandbox.hubspot import medium
from sandbox.hubspot.workflows import sign

TIMEOUT_SECONDS = 180
VARIABLES = {"WEBHOOK_URL", "HUBSPOT_SANDBOX_URL"}
"""Where the webhooks are, and the sandbox's HubSpot."""


def main() -> int:
    """Enrol contacts, and print each one's outcome as the workflow engine received it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100)
    parser.add_argument("--remove", action="store_true", help="remove them, instead of adding them")
    parser.add_argument("--webinar", help="default: the next one that the editor lists")
    options = parser.parse_args()
    run = read_env()
    webinar = options.webinar or next_webinar(run["WEBHOOK_URL"])
    hubspot = f"{run['HUBSPOT_SANDBOX_URL']}/_sandbox"
    before = len(executions(hubspot))
    begun = time.monotonic()
    action = "cancellations" if options.remove else "registrations"
    enrolment = {
        "contacts": options.contacts,
        "webinar": webinar,
        "action_url": f"{run['WEBHOOK_URL']}/hubspot/{action}",
    }
    response = requests.post(f"{hubspot}/enrol", json=enrolment, timeout=30)
    response.raise_for_status()
    count = len(response.json())
    print(f"{count} contacts reached the action for webinar {webinar}", flush=True)
    while True:
        enrolled = executions(hubspot)[before:]
        is_over = len(enrolled) == count and {e["state"] for e in enrolled} <= {"done", "failed"}
        if is_over or time.monotonic() > begun + TIMEOUT_SECONDS:
            break
        time.sleep(0.25)
    seconds = time.monotonic() - begun
    for execution in enrolled:
        outputs = execution["outputs"]
        text = outputs.get("errorText") or outputs.get("status") or execution["state"]
        print(f"  contact {execution['contact_id']}: {outputs.get('errorCode') or 'ok'}, {text}")
    outcomes = Counter(e["outputs"].get("status", e["state"]) for e in enrolled)
    print(", ".join(f"{name}: {number}" for name, number in sorted(outcomes.items())))
    print(f"after {seconds:.1f} seconds")
    return 0 if is_over else 1


def read_env() -> dict[str, str]:
    """Return the variables of the local run; where the environment has them, those."""
    if os.environ.keys() >= VARIABLES:
        return dict(os.environ)
    path = RUN_DIR / "env"
    if not path.exists():
        raise SystemExit("There is no local run: start `make run` in another shell.")
    pairs = (shlex.split(line)[1].split("=", 1) for line in path.read_text().splitlines())
    return dict(pairs)


def executions(hubspot: str) -> list[dict[str, Any]]:
    """Return the executions of workflows: the contact, its state, and the action's outputs."""
    return list(requests.get(f"{hubspot}/executions", timeout=30).json())


def next_webinar(webhook_url: str) -> str:
    """List webinars as the workflow's editor does, and return the first."""
    url = f"{webhook_url}/hubspot/webinars"
    body = json.dumps(
        {"origin": {"portalId": medium.PORTAL_ID}, "fetchOptions": {"q": "", "after": ""}}
    ).encode()
    headers = {
        "Content-Type": "application/json",
        **sign(medium.CLIENT_SECRET, "POST", url, body, time.time()),
    }
    response = requests.post(url, data=body, headers=headers, timeout=30)
    response.raise_for_status()
    webinars = response.json()["options"]
    if not webinars:
        raise SystemExit("The warehouse holds no webinar to come.")
    for webinar in webinars:
        print(f"  {webinar['value']}  {webinar['description']}  {webinar['label']}")
    return str(webinars[0]["value"])


if __name__ == "__main__":
    sys.exit(main())
