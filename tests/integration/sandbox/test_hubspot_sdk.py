"""Tests of the sandbox's HubSpot by HubSpot's own SDK, which parses its answers strictly."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from local.airflow import REPOSITORY
from sandbox.clock import SandboxClock
from sandbox.hubspot.endpoints import ENDPOINTS
from sandbox.hubspot.model import NATIVE_PROPERTIES, Contact, ForeignEvent, Portal, User
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread

PYTHON = REPOSITORY / ".venv-sdk" / "bin" / "python"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMAIL = "ann@people.example"
UNKNOWN_TO_THE_SDK = {"POST /oauth/v2/private-apps/get/access-token-info"}
"""It stands in HubSpot's page on private apps, and in none of the specifications."""


def test_the_sdk_drives_every_endpoint_that_it_knows_and_its_answers_fit() -> None:
    assert PYTHON.exists(), "HubSpot's SDK has an environment of its own: make .venv-sdk/installed"
    portal = Portal(
        "pat-sdk",
        contacts=(Contact(EMAIL, ("second@people.example",), {"firstname": "Ann"}),),
        users=(User("user@corp.example", "U", "Ser"), User("other@corp.example", "O", "Ther")),
        properties=NATIVE_PROPERTIES,
        events=(ForeignEvent(7, "Zoom", "zoom-account", "123", "Other", "Zoom", NOW),),
    )
    clock = SandboxClock(NOW, ticking=False)
    app = create_hubspot_app(portal, clock, enforce_limits=False, delay_seconds=0)
    clock.set(NOW + timedelta(hours=1))
    (record,) = app.active_contacts()
    (waiting,) = app.account.workflows.enrol(portal, [record], "91000000001")
    script = Path(__file__).with_name("sdk_script.py")
    with run_in_thread(app) as server:
        done = subprocess.run(
            [
                str(PYTHON),
                str(script),
                server.url,
                portal.token,
                EMAIL,
                "123",
                waiting["callbackId"],
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    calls = [json.loads(line) for line in done.stdout.splitlines()]
    problems = [f"{call['call']}: {call['problem']}" for call in calls if call["problem"]]
    assert done.returncode == 0, "\n".join([*problems, done.stderr[-2000:]])
    assert problems == []
    assert calls
    driven = {entry.template for entry in app.log.entries if entry.status < 400}
    known = {f"{endpoint.method} {endpoint.template}" for endpoint in ENDPOINTS}
    assert driven == known - UNKNOWN_TO_THE_SDK
