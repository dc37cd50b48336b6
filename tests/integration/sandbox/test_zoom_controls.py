"""Tests of the sandbox's Zoom: its clock, its log, and the public way to look into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tests.integration.sandbox.zoom_account import NOW, SINGLE, make_account
from tests.integration.sandbox.zoom_client import Zoom, refusal


def test_date_header_is_the_sandbox_clock(zoom: Zoom) -> None:
    assert parsedate_to_datetime(zoom.get("/users").headers["Date"]) == NOW


def test_clock_over_http(zoom: Zoom) -> None:
    moved = zoom.control("POST", "clock", now="2026-12-01T00:00:00+00:00")
    assert moved == {"now": "2026-12-01T00:00:00+00:00", "ticking": False}
    assert zoom.clock.now() == datetime(2026, 12, 1, tzinfo=UTC)


def test_request_log(zoom: Zoom) -> None:
    zoom.get(f"/webinars/{SINGLE}")
    zoom.get("/nothing")
    log = zoom.control("GET", "requests")
    assert log["by_template"]["GET /webinars/{ref}"] == 1
    last = log["requests"][-2]
    assert (last["path"], last["label"], last["status"]) == (f"/v2/webinars/{SINGLE}", "Light", 200)


def test_an_account_that_somebody_changed() -> None:
    few = replace(make_account(), scopes=("user:read:list_users:admin",))
    zoom = Zoom(few)
    try:
        zoom.app.replace(replace(few, scopes=(), users=few.users[:1]))
        assert len(zoom.get("/users").json()["users"]) == 1
        assert refusal(zoom.get(f"/webinars/{SINGLE}")) == (400, 4711)
        zoom.log_in()
        assert zoom.get(f"/webinars/{SINGLE}").ok
    finally:
        zoom.close()


def test_the_tokens_that_were_issued(zoom: Zoom) -> None:
    token = zoom.token().json()["access_token"]
    assert token in zoom.app.issued_tokens()
    zoom.control("POST", "tokens/revoke")
    assert zoom.app.issued_tokens() == []


def test_registrations_and_their_attempts() -> None:
    zoom = Zoom(make_account())
    try:
        email = "new@acme.example.com"
        before = zoom.app.registrants("acc", SINGLE)
        assert zoom.register(SINGLE, email).status_code == 201

        (registrant,) = [r for r in zoom.app.registrants("acc", SINGLE) if r not in before]
        assert registrant.email == email
        assert len(zoom.app.registrants("acc", SINGLE, status="denied")) == 1
        assert len(zoom.app.registrants("acc", SINGLE, status=None)) == 73
        assert zoom.app.registration_attempts(SINGLE, email.upper()) == 1
        assert zoom.app.all_registration_attempts() == [1]

        zoom.app.set_registration_attempts(SINGLE, email, 3)
        assert zoom.register(SINGLE, email).status_code == 429

        zoom.app.remove_registrant("acc", SINGLE, registrant.id)
        assert zoom.app.registrants("acc", SINGLE) == before
    finally:
        zoom.close()


def test_the_log_is_cleared(zoom: Zoom) -> None:
    zoom.get("/users")
    assert zoom.app.log.templates()[-1] == "/users"
    zoom.app.log.clear()
    assert zoom.app.log.templates() == []
