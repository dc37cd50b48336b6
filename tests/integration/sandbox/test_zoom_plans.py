"""Tests of the sandbox's Zoom: accounts that may do less, and what their answers tell of limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import User
from tests.integration.sandbox.zoom_account import HOUR, NOW, PLAIN, SINGLE, make_account
from tests.integration.sandbox.zoom_client import Zoom, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAYS = {"from": "2026-11-01", "to": "2026-11-20"}


@pytest.fixture
def serve() -> Iterator[Callable[..., Zoom]]:
    """Return a function that serves the account with changes, without its plan's limits."""
    served: list[Zoom] = []

    def start(**changes: Any) -> Zoom:
        served.append(Zoom(replace(make_account(), **changes), enforce_limits=False))
        return served[-1]

    yield start
    for zoom in served:
        zoom.close()


@pytest.mark.parametrize(
    ("history", "status_and_code"),
    [("no_permission", (400, 200)), ("no_group_permission", (403, 12703))],
)
def test_an_account_without_the_history(
    serve: Callable[..., Zoom], history: str, status_and_code: tuple[int, int]
) -> None:
    zoom = serve(history=history)
    assert refusal(zoom.get("/report/history_meetings", **DAYS)) == status_and_code
    assert zoom.get("/report/upcoming_events", **DAYS).ok
    assert zoom.get("/report/users/hostid/meetings", **DAYS).ok
    instances = zoom.get(f"/past_webinars/{SINGLE}/instances").json()["webinars"]
    assert set(instances[0]) == {"uuid", "start_time"}
    report = zoom.get(f"/report/webinars/{PLAIN.replace('=', '%3D')}").json()
    assert {"end_time", "participants_count"} <= set(report)
    assert "timezone" not in report


def test_an_account_without_the_webinar_add_on(serve: Callable[..., Zoom]) -> None:
    zoom = serve(has_webinar_addon=False)
    for path in (
        "/users/hostid/webinars",
        f"/webinars/{SINGLE}",
        f"/past_webinars/{SINGLE}/instances",
        f"/past_webinars/{SINGLE}/participants",
        f"/report/webinars/{SINGLE}",
        f"/report/webinars/{SINGLE}/participants",
    ):
        assert refusal(zoom.get(path)) == (400, 200), path
    for people in ("registrants", "panelists"):
        response = zoom.get(f"/webinars/{SINGLE}/{people}")
        assert refusal(response) == (200, 200)
        assert people not in response.json()
        assert "plan subscription is missing" in response.json()["message"]
    assert zoom.get("/users").ok


def test_licences_and_the_meetings_in_a_hosts_report(serve: Callable[..., Zoom]) -> None:
    users = (
        User(id="hostid", email="host@northwind.example.com", meetings=(NOW - 20 * HOUR,)),
        User(id="plain", email="plain@x.example.com", has_webinar_plan=False),
        User(id="paid", email="paid@x.example.com", has_webinar_plan=False, licence=2),
    )
    zoom = serve(users=users)
    assert [user["type"] for user in zoom.get("/users").json()["users"]] == [2, 1, 2]
    rows = zoom.get("/report/users/hostid/meetings", **DAYS).json()["meetings"]
    assert [(row["type"], row["start_time"]) for row in rows if row["type"] == 2] == [
        (2, "2026-11-19T16:00:00Z")
    ]


def test_a_budget_of_the_day_that_the_account_sets(serve: Callable[..., Zoom]) -> None:
    zoom = serve(per_day={"Heavy": 2}, rate_headers="all")
    path = f"/report/webinars/{SINGLE}"
    responses = [zoom.get(path) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    names = ("Category", "Type", "Limit", "Remaining")
    assert [
        tuple(response.headers[f"X-RateLimit-{name}"] for name in names) for response in responses
    ] == [
        ("Heavy", "Daily-limit", "2", "1"),
        ("Heavy", "Daily-limit", "2", "0"),
        ("Heavy", "Daily-limit", "2", "0"),
    ]
    assert responses[2].headers["Retry-After"] == "2026-11-21T00:00:00Z"
    assert zoom.get(f"/past_webinars/{SINGLE}/participants").ok


def test_headers_of_limits_are_what_the_account_sends(serve: Callable[..., Zoom]) -> None:
    def headers(zoom: Zoom) -> dict[str, str]:
        response = zoom.get("/users")
        return {k: v for k, v in response.headers.items() if k.lower().startswith("x-ratelimit")}

    assert headers(serve()) == {"x-ratelimit-category": "Medium"}
    assert headers(serve(rate_headers="none")) == {}
    assert headers(serve(plan="pro", rate_headers="all")) == {
        "x-ratelimit-category": "Medium",
        "x-ratelimit-type": "QPS",
        "x-ratelimit-limit": "20",
        "x-ratelimit-remaining": "20",
    }
