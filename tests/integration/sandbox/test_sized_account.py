"""Tests of the account of any size: it looks like any other, is what it says, and holds nobody."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import requests

from sandbox.zoom import sized
from tests.builders import World, query
from tests.integration.sandbox.zoom_client import Zoom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.zoom.model import Account
    from webinar_sync.warehouse.engine import Warehouse

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SIZE = sized.Size(
    hosts=2,
    webinars=3,
    occurrences=2,
    connections=64,
    registrants=53,
    upcoming=1,
    expired_every=3,
    epoch=date(2026, 11, 20),
)
ACCOUNT = sized.build(SIZE)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Zoom, Zoom]]:
    """Serve the account with its people made when asked for, and with all of them held."""
    made = Zoom(ACCOUNT, make_store=partial(sized.SizedStore, SIZE))
    held = Zoom(spelled_out(ACCOUNT))
    for zoom in (made, held):
        zoom.clock.set(NOW)
        zoom.log_in()
    yield made, held
    for zoom in (made, held):
        zoom.close()


def spelled_out(account: Account) -> Account:
    """Return an account that holds everybody in it."""
    webinars = [replace(w, registrants=tuple(w.registrants)) for w in account.webinars]
    sessions = [replace(s, connections=tuple(s.connections)) for s in account.sessions]
    return replace(account, webinars=tuple(webinars), sessions=tuple(sessions))


def paths() -> list[tuple[str, dict[str, Any]]]:
    """Return a request of each kind, and listings of people page by page."""
    session, webinar, host = ACCOUNT.sessions[1], ACCOUNT.webinars[0], ACCOUNT.users[0]
    uuid = quote(quote(session.uuid, safe=""), safe="")
    month = {"from": "2026-10-20", "to": "2026-11-20", "page_size": 300}
    registrant = webinar.registrants[7]
    return [
        ("/users", {}),
        (f"/users/{host.id}/webinars", {"page_size": 300}),
        ("/report/history_meetings", {**month, "meeting_type": "webinar"}),
        ("/report/upcoming_events", {"from": "2026-11-20", "to": "2026-12-10"}),
        (f"/report/users/{host.id}/meetings", month),
        (f"/webinars/{webinar.id}", {"show_previous_occurrences": "true"}),
        (f"/webinars/{webinar.id}/panelists", {}),
        *((f"/webinars/{webinar.id}/registrants", {"status": status, "page_size": 20})
          for status in ("approved", "pending", "denied")),
        (f"/webinars/{webinar.id}/registrants/{registrant.id}", {}),
        (f"/webinars/{webinar.id}/registrants/nobody", {}),
        (f"/past_webinars/{webinar.id}/instances", {}),
        (f"/report/webinars/{uuid}", {}),
        (f"/report/webinars/{uuid}/participants", {"include_fields": "registrant_id"}),
        (f"/report/webinars/{uuid}/participants", {"page_size": 300}),
        (f"/past_webinars/{uuid}/participants", {"page_size": 50}),
        (f"/webinars/{expired_webinar_id()}", {}),
    ]  # fmt: skip


def expired_webinar_id() -> int:
    return next(w.id for w in ACCOUNT.webinars if w.expires_at is not None)


def answers(zoom: Zoom, path: str, parameters: dict[str, Any]) -> list[Any]:
    """Return status and body of each page, less its token."""
    pages, token = [], None
    while token != "":
        response = zoom.get(path, **parameters, **({"next_page_token": token} if token else {}))
        body = response.json()
        token = body.pop("next_page_token", "")
        pages.append((response.status_code, body))
    return pages


@pytest.mark.parametrize(("path", "parameters"), paths())
def test_answers_as_an_account_that_holds_its_people(
    servers: tuple[Zoom, Zoom], path: str, parameters: dict[str, Any]
) -> None:
    made, held = servers
    assert answers(made, path, parameters) == answers(held, path, parameters)


def test_a_sync_leaves_what_the_size_says(warehouse: Warehouse) -> None:
    world = World(
        warehouse, [ACCOUNT], now=NOW, make_store=partial(sized.SizedStore, SIZE)
    )  # fmt: skip
    try:
        assert world.sync().success
    finally:
        world.close()
    counts = SIZE.counts()
    statements = {
        "users": "select count(*) from zoom.users",
        "webinars": "select count(*) from zoom.webinars where payload is not null",
        "expired_webinars": "select count(*) from zoom.webinars where payload is null",
        "sessions": "select count(*) from zoom.sessions where state = 'settled'",
        "connections": "select count(*) from zoom.connections",
        "registrants": "select count(*) from zoom.registrants",
    }
    assert {kind: query(warehouse, sql)[0][0] for kind, sql in statements.items()} == counts


def test_millions_of_connections_are_made_when_asked_for() -> None:
    size = replace(SIZE, hosts=10, webinars=50, connections=5_000)
    store = sized.SizedStore(size, sized.build(size))
    assert size.counts()["connections"] == 5_000_000
    session = store.account.sessions[-1]
    rows = store.participants(session, "report+id", NOW)
    assert (len(rows), len(rows[4_800:5_100])) == (5_000, 200)


def test_the_command_serves_an_account_of_the_size_and_plan_that_it_is_told() -> None:
    command = [sys.executable, "-m", "sandbox", "--account", "sized", "--hosts", "3",
               "--webinars", "1", "--plan", "free"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        body = {"grant_type": "account_credentials", "account_id": ACCOUNT.account_id}
        auth = (ACCOUNT.client_id, ACCOUNT.client_secret)
        token = requests.post(f"{url}/oauth/token", data=body, auth=auth, timeout=30).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        users = requests.get(f"{url}/v2/users", headers=headers, timeout=30)
        used = {"used_today": {"Medium": 2_000}}  # all that the plan has in a day
        requests.post(f"{url}/_sandbox/limits", json=used, timeout=30)
        refused = requests.get(f"{url}/v2/users", headers=headers, timeout=30)
        process.terminate()
    assert users.json()["total_records"] == 3
    assert refused.status_code == 429
