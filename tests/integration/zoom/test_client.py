"""`zoom.client` against the sandbox over HTTP: tokens, pages, refusals, errors without people."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.model import Account, Connection, Session, User
from sandbox.zoom.server import create_zoom_app
from tests.builders import NoPacer
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomResourceError,
    ZoomScopeError,
    ZoomUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SESSION_UUID = "ab//cd+EFg=="
ACCOUNT = Account(
    account_id="acc",
    client_id="client",
    client_secret="very-secret-secret",
    users=tuple(User(id=f"U{n}", email=f"user{n}@host.example.com") for n in range(5)),
    sessions=(
        Session(
            uuid=SESSION_UUID,
            webinar_id=91000000001,
            start=NOW - timedelta(days=2),
            end=NOW - timedelta(days=2) + timedelta(hours=1),
            host_email="user0@host.example.com",
            host_name="Host",
            connections=tuple(
                Connection(
                    user_id=str(16778240 + 1024 * n),
                    name=f"Guest {n}",
                    join=NOW - timedelta(days=2),
                    leave=NOW - timedelta(days=2) + timedelta(minutes=30),
                )
                for n in range(700)
            ),
        ),
    ),
)


class Zoom:
    """A sandbox with one account, and a client of it that does not wait."""

    def __init__(self) -> None:
        self.clock = SandboxClock(NOW, ticking=False)
        self.app = create_zoom_app([ACCOUNT], self.clock, enforce_limits=False)
        self.server = run_in_thread(self.app)
        self.slept: list[float] = []
        self.client = ZoomClient(self.config(), pacer=NoPacer(), sleep=self.slept.append)  # type: ignore[arg-type]

    def config(self, **changes: Any) -> ZoomConfig:
        parts: dict[str, Any] = {
            "conn_id": "zoom_test",
            "account_id": "acc",
            "client_id": "client",
            "client_secret": "very-secret-secret",
            "base_url": self.server.url,
            "token_url": f"{self.server.url}/oauth/token",
        }
        return ZoomConfig(**{**parts, **changes})

    def fault(self, **fault: Any) -> None:
        url = f"{self.server.url}/_sandbox/faults"
        requests.post(url, json=fault, timeout=60).raise_for_status()

    @property
    def templates(self) -> list[str]:
        return self.app.log.templates()


@pytest.fixture
def sandbox() -> Iterator[Zoom]:
    zoom_sandbox = Zoom()
    yield zoom_sandbox
    zoom_sandbox.server.stop()


def test_all_pages_of_a_report_are_read_at_the_largest_size(sandbox: Zoom) -> None:
    listing = sandbox.client.list(zoom.PARTICIPANTS, uuid=SESSION_UUID)

    assert len({row["user_id"] for row in listing.rows}) == 700
    assert listing.requests == 3
    assert listing.answered_at == NOW


def test_a_token_refused_before_its_time_is_replaced_once(sandbox: Zoom) -> None:
    sandbox.client.get(zoom.USERS)
    requests.post(f"{sandbox.server.url}/_sandbox/tokens/revoke", timeout=60).raise_for_status()

    sandbox.client.get(zoom.USERS)

    assert sandbox.templates.count("/oauth/token") == 2


def test_a_token_refused_twice_is_an_error_that_names_no_secret(sandbox: Zoom) -> None:
    refusal = {"code": 124, "message": "Invalid access token."}
    sandbox.fault(path_contains="/v2/users", kind="status", status=401, body=refusal)

    with pytest.raises(ZoomAuthError) as caught:
        sandbox.client.get(zoom.USERS)

    assert "very-secret-secret" not in str(caught.value)


def test_wrong_credentials_say_what_to_check(sandbox: Zoom) -> None:
    client = ZoomClient(sandbox.config(client_secret="wrong"), pacer=NoPacer())  # type: ignore[arg-type]

    with pytest.raises(ZoomAuthError, match=r"zoom_test.*check its account id, client id and"):
        client.get(zoom.USERS)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html_403"},
        {"kind": "html_page", "status": 404},
        {"kind": "not_json"},
        {"kind": "empty_object"},
        {"kind": "status", "status": 400, "body": "Bad Request"},
        {"kind": "status", "status": 200, "body": {"access_token": None}},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('status', '')}",
)
def test_a_token_endpoint_that_is_not_zooms_is_not_there_for_now(
    sandbox: Zoom, fault: dict[str, Any]
) -> None:
    sandbox.fault(path_contains="/oauth/token", times=2, **fault)

    assert sandbox.client.get(zoom.USERS).body["users"]
    assert len(sandbox.slept) == 2

    sandbox.fault(path_contains="/oauth/token", **fault)
    client = ZoomClient(sandbox.config(), pacer=NoPacer(), sleep=sandbox.slept.append)  # type: ignore[arg-type]
    with pytest.raises(ZoomUnavailableError, match="POST token"):
        client.get(zoom.USERS)


@pytest.mark.parametrize("lifetime", [None, "an hour", -5, {}])
def test_a_token_whose_lifetime_makes_no_sense_is_used_all_the_same(
    sandbox: Zoom, lifetime: object
) -> None:
    sandbox.fault(path_contains="/oauth/token", kind="set_key", key="expires_in", value=lifetime)

    for _ in range(2):
        assert sandbox.client.get(zoom.USERS).body["users"]

    assert sandbox.templates.count("/oauth/token") == 1


def test_a_lower_limit_in_an_answer_lowers_the_pace(sandbox: Zoom) -> None:
    headers = {
        "X-RateLimit-Category": "Medium",
        "X-RateLimit-Type": "QPS",
        "X-RateLimit-Limit": "2",
        "X-RateLimit-Remaining": "0",
    }
    limit = {"code": 429, "message": "You have reached the maximum per-second rate limit."}
    sandbox.fault(
        path_contains="/v2/users", kind="status", status=429, body=limit, headers=headers, times=1
    )

    assert sandbox.client.get(zoom.USERS).body["users"]

    assert sandbox.client.pacer.lowered == {"medium": 2}
    assert sandbox.client.learnt_limits == {"medium": 2}


def test_what_is_left_of_the_day_is_known_from_the_headers(sandbox: Zoom) -> None:
    sandbox.app.replace(dataclasses.replace(ACCOUNT, rate_headers="all", per_day={"Heavy": 5}))
    assert sandbox.client.heavy_left_today() is None

    sandbox.client.list(zoom.PARTICIPANTS, uuid=SESSION_UUID)

    assert sandbox.client.heavy_left_today() == 2
    assert sandbox.client.left_today("light") is None


def test_a_day_that_is_used_up_leaves_nothing(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/participants", kind="daily_429", headers="none")

    with pytest.raises(ZoomDailyLimitError):
        sandbox.client.list(zoom.PARTICIPANTS, uuid=SESSION_UUID)

    assert sandbox.client.heavy_left_today() == 0


def test_a_missing_scope_is_named(sandbox: Zoom) -> None:
    refusal = {
        "code": 4711,
        "message": "Invalid access token, does not contain scopes:[user:read:list_users:admin].",
    }
    sandbox.fault(path_contains="/v2/users", kind="status", status=400, body=refusal)

    with pytest.raises(ZoomScopeError, match="user:read:list_users:admin") as caught:
        sandbox.client.get(zoom.USERS)

    assert caught.value.scopes == ["user:read:list_users:admin"]


def test_too_many_requests_in_a_second_are_waited_out(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/v2/users", kind="second_429", times=2)

    assert sandbox.client.get(zoom.USERS).body["users"]
    assert len(sandbox.slept) == 2
    assert sandbox.client.refused["medium", "/users"] == 2


def test_the_days_limit_is_not_retried_and_tells_when_it_ends(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/v2/users", kind="daily_429")

    with pytest.raises(ZoomDailyLimitError) as caught:
        sandbox.client.get(zoom.USERS)

    assert caught.value.until == datetime(2026, 11, 21, tzinfo=UTC)
    assert sandbox.templates.count("/users") == 1
    assert sandbox.slept == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "cut"},
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_what_passes_by_itself_is_tried_again(sandbox: Zoom, fault: dict[str, Any]) -> None:
    sandbox.fault(path_contains="/v2/users", times=2, **fault)

    assert sandbox.client.get(zoom.USERS).body["users"]
    assert len(sandbox.slept) == 2


def test_what_does_not_pass_is_an_error_of_its_own_kind(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/v2/users", kind="status", status=500)

    with pytest.raises(ZoomUnavailableError, match="HTTP 500"):
        sandbox.client.get(zoom.USERS)

    assert len(sandbox.slept) == 4


def test_a_page_instead_of_an_answer_costs_that_resource_alone(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/participants", kind="html_403")

    with pytest.raises(ZoomResourceError, match="a page"):
        sandbox.client.list(zoom.PARTICIPANTS, uuid=SESSION_UUID)

    assert sandbox.client.get(zoom.USERS).body["users"]


def test_an_answer_that_is_no_json_is_an_error(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/v2/users", kind="not_json")

    with pytest.raises(ZoomBadAnswerError, match="/users"):
        sandbox.client.get(zoom.USERS)


def test_a_listing_without_its_list_is_an_error(sandbox: Zoom) -> None:
    sandbox.fault(path_contains="/v2/users", kind="status", status=200, body={"users": None})

    with pytest.raises(ZoomBadAnswerError, match="no list 'users'"):
        sandbox.client.list(zoom.USERS)


def test_an_expired_page_token_starts_the_listing_again(sandbox: Zoom) -> None:
    expired = {"code": 300, "message": "The next page token is invalid or expired."}
    sandbox.fault(path_contains="next_page_token", kind="status", status=400, body=expired, times=1)

    listing = sandbox.client.list(zoom.PARTICIPANTS, uuid=SESSION_UUID)

    assert len(listing.rows) == 700
    assert sandbox.templates.count("/report/webinars/{ref}/participants") == 5


def test_a_refusal_that_quotes_an_address_is_not_passed_on(sandbox: Zoom) -> None:
    quoted = "somebody.private@example.com"
    sandbox.fault(path_contains="/v2/users", kind="quote_address_400", email=quoted)

    with pytest.raises(ZoomResourceError) as caught:
        sandbox.client.get(zoom.USERS)

    assert quoted not in str(caught.value)
    assert quoted not in repr(caught.value.__cause__)
