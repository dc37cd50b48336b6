"""Tests of the sandbox's Zoom: access tokens, scopes and deactivated apps."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests

from tests.integration.sandbox.zoom_account import SINGLE, make_account
from tests.integration.sandbox.zoom_client import Zoom, refusal


def test_token_from_form_and_from_query(zoom: Zoom) -> None:
    body = zoom.token().json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3599)
    assert body["api_url"] == zoom.handle.url
    assert "report:read:list_webinar_participants:admin" in body["scope"].split()
    query = {"grant_type": "account_credentials", "account_id": "acc"}
    url = f"{zoom.handle.url}/oauth/token"
    assert requests.post(url, params=query, auth=("client", "secret"), timeout=60).ok


@pytest.mark.parametrize(
    ("fields", "auth", "error"),
    [
        ({}, ("client", "wrong"), "invalid_client"),
        ({"grant_type": "password"}, ("client", "secret"), "unsupported_grant_type"),
        ({"account_id": "other"}, ("client", "secret"), "invalid_request"),
    ],
)
def test_token_refused(
    zoom: Zoom, fields: dict[str, str], auth: tuple[str, str], error: str
) -> None:
    body = {"grant_type": "account_credentials", "account_id": "acc", **fields}
    response = requests.post(f"{zoom.handle.url}/oauth/token", data=body, auth=auth, timeout=60)
    assert (response.status_code, response.json()["error"]) == (400, error)


def test_token_expires_by_the_sandbox_clock(zoom: Zoom) -> None:
    zoom.clock.advance(3598)
    assert zoom.get("/users").ok
    zoom.clock.advance(1)
    response = zoom.get("/users")
    assert refusal(response) == (401, 124)
    assert response.json()["message"] == "Access token is expired."


def test_token_missing_invalid_revoked(zoom: Zoom) -> None:
    url = f"{zoom.handle.url}/v2/users"
    assert refusal(requests.get(url, timeout=60)) == (401, 124)
    headers = {"Authorization": "Bearer nonsense"}
    assert refusal(requests.get(url, headers=headers, timeout=60)) == (401, 124)
    zoom.control("POST", "tokens/revoke")
    assert refusal(zoom.get("/users")) == (401, 124)


def test_scope_and_deactivated_app() -> None:
    few = replace(make_account(), scopes=("user:read:list_users:admin",))
    zoom = Zoom(few, replace(few, client_id="dead", account_id="dead", app_active=False))
    try:
        assert zoom.get("/users").ok
        response = zoom.get(f"/webinars/{SINGLE}")
        assert refusal(response) == (400, 4711)
        assert "scopes:[webinar:read:webinar:admin]" in response.json()["message"]
        zoom.account = zoom.app.stores["dead"].account
        assert zoom.token().status_code == 400
    finally:
        zoom.close()
