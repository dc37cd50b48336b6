"""Tests of the sandbox's Zoom: faults that a test switches on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from tests.integration.sandbox.zoom_account import MANUAL, NOW, make_account
from tests.integration.sandbox.zoom_client import Zoom, refusal


def test_fault_status_after_and_times(zoom: Zoom) -> None:
    zoom.fault(
        "/users", "status", status=503, body="busy", headers={"Retry-After": "1"}, times=1, after=1
    )
    responses = [zoom.get("/users") for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 503, 200]
    assert (responses[1].text, responses[1].headers["Retry-After"]) == ("busy", "1")


def test_fault_on_the_token_endpoint(zoom: Zoom) -> None:
    zoom.fault("/oauth/token", "status", status=500, times=1)
    assert [zoom.token().status_code for _ in range(2)] == [500, 200]


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("html_403", 403, "<html>"),
        ("not_json", 200, "nonsense"),
        ("quote_address_400", 400, "@northwind.example.com"),
        ("daily_429", 429, "daily"),
        ("second_429", 429, "per-second"),
        ("revoke_token", 401, "Invalid access token."),
    ],
)
def test_fault_answers(zoom: Zoom, kind: str, status: int, text: str) -> None:
    zoom.fault("", kind, times=1)
    response = zoom.get("/users")
    assert response.status_code == status
    assert text in response.text
    assert zoom.get("/users").status_code == (401 if kind == "revoke_token" else 200)


def test_fault_cut(zoom: Zoom) -> None:
    zoom.fault("/users", "cut", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        zoom.get("/users")
    assert zoom.get("/users").ok


def test_fault_keys(zoom: Zoom) -> None:
    zoom.fault("/users?a", "drop_key", key="email")
    zoom.fault("/users?b", "rename_key", **{"from": "email", "to": "mail"})

    def keys(**query: Any) -> list[set[str]]:
        users = zoom.get("/users", **query).json()["users"]
        return [{"email", "mail"} & set(user) for user in users]

    assert keys(a=1) == [set()] * 2
    assert keys(b=1) == [{"mail"}] * 2
    assert keys() == [{"email"}] * 2


def test_fault_hang_outlasts_an_impatient_client(zoom: Zoom) -> None:
    zoom.fault("/users", "hang", seconds=0.3, times=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        zoom.http.get(f"{zoom.handle.url}/v2/users", timeout=0.05)


def test_fault_on_one_account_alone() -> None:
    first = make_account()
    zoom = Zoom(first, replace(first, account_id="other", client_id="other"))
    try:
        zoom.fault("/users", "daily_429", account_id="other")
        assert zoom.get("/users").ok
        zoom.account = zoom.app.stores["other"].account
        zoom.log_in()
        assert zoom.get("/users").status_code == 429
        assert [fault["done"] for fault in zoom.control("GET", "faults")["faults"]] == [1]
    finally:
        zoom.close()


def test_fault_that_lets_time_pass_before_an_answer(zoom: Zoom) -> None:
    path, query = f"/webinars/{MANUAL}/registrants", {"status": "approved", "page_size": 1}
    before = zoom.get(path, **query)
    zoom.fault("/registrants", "advance_clock", seconds=90, times=1)
    after = zoom.get(path, **query)
    assert [parsedate_to_datetime(response.headers["Date"]) for response in (before, after)] == [
        NOW,
        NOW + timedelta(seconds=90),
    ]
    assert zoom.get(path, **query).headers["Date"] == after.headers["Date"]


def test_fault_that_outlives_a_page_token(zoom: Zoom) -> None:
    first = zoom.get("/users", page_size=1).json()
    zoom.fault("next_page_token", "advance_clock", seconds=15 * 60, times=1)
    response = zoom.get("/users", page_size=1, next_page_token=first["next_page_token"])
    assert refusal(response) == (400, 300)


def test_unknown_fault_is_refused(zoom: Zoom) -> None:
    assert "unknown kind" in zoom.control("POST", "faults", kind="typo")["error"]
