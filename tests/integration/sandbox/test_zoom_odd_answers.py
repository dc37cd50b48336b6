"""Tests of the sandbox's Zoom: answers that are no good, which a test switches on."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.integration.sandbox.zoom_account import NOW, SINGLE
from tests.integration.sandbox.zoom_client import Zoom, refusal

WEBINAR = f"/webinars/{SINGLE}"
PEOPLE = f"{WEBINAR}/registrants"


def read_with(zoom: Zoom, path: str, kind: str, **options: Any) -> Any:
    """Return the next answer of a path with a fault, after seeing that the one after it is good."""
    zoom.fault(path, kind, times=1, **options)
    response = zoom.get(path)
    assert response.status_code == 200
    assert zoom.get(path).json() != response.json()
    return response.json()


def test_objects_and_lists_without_what_belongs_in_them(zoom: Zoom) -> None:
    assert read_with(zoom, WEBINAR, "empty_object") == {}
    emptied = read_with(zoom, PEOPLE, "empty_list")
    assert (emptied["registrants"], emptied["total_records"], emptied["next_page_token"]) == (
        [],
        0,
        "",
    )
    assert set(map(type, read_with(zoom, PEOPLE, "odd_rows")["registrants"])) == {type(None)}
    rows = read_with(zoom, PEOPLE, "odd_rows", value="a text")["registrants"]
    assert (set(rows), len(rows)) == ({"a text"}, 30)
    assert "plan subscription is missing" in read_with(zoom, PEOPLE, "plan_missing")["message"]


@pytest.mark.parametrize("value", [3_000_000_000, "sixty", None, True, [], {}])
def test_values_that_do_not_belong(zoom: Zoom, value: Any) -> None:
    assert read_with(zoom, WEBINAR, "set_key", key="duration", value=value)["duration"] == value


def test_values_inside_objects_and_rows(zoom: Zoom) -> None:
    detail = read_with(zoom, WEBINAR, "set_key", key="approval_type", value="automatic")
    assert detail["settings"]["approval_type"] == "automatic"
    rows = read_with(zoom, PEOPLE, "set_key", key="email", value=7)["registrants"]
    assert {row["email"] for row in rows} == {7}


@pytest.mark.parametrize(("literal", "text"), [("NaN", ":NaN,"), ("Infinity", ":Infinity,")])
def test_numbers_that_are_no_json(zoom: Zoom, literal: str, text: str) -> None:
    zoom.fault(WEBINAR, "set_key", key="duration", literal=literal, times=1)
    response = zoom.get(WEBINAR)
    assert text in response.text
    assert not math.isfinite(response.json()["duration"])


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_zones_that_there_are_not(zoom: Zoom, zone: str) -> None:
    assert read_with(zoom, WEBINAR, "set_key", key="timezone", value=zone)["timezone"] == zone


def test_a_start_without_its_zone_is_in_the_webinars(zoom: Zoom) -> None:
    detail = read_with(zoom, WEBINAR, "start_without_zone")
    assert detail["start_time"] == "2026-11-21T12:00:00"
    rows = read_with(zoom, "/users/hostid/webinars", "start_without_zone")["webinars"]
    assert rows[0]["start_time"] == "2026-11-21T12:00:00"


@pytest.mark.parametrize("path", ["/users", WEBINAR, PEOPLE])
@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_pages_in_place_of_json(zoom: Zoom, path: str, status: int) -> None:
    zoom.fault(path, "html_page", status=status, times=1)
    response = zoom.get(path)
    assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (
        status,
        "text/html",
    )
    assert zoom.get(path).ok


@pytest.mark.parametrize(
    ("kind", "options", "status", "text"),
    [
        ("html_page", {"status": 403}, 403, "<html>"),
        ("html_page", {"status": 404}, 404, "<html>"),
        ("html_page", {"status": 200}, 200, "<html>"),
        ("not_json", {}, 200, "nonsense"),
        ("empty_object", {}, 200, "{}"),
        ("drop_key", {"key": "access_token"}, 200, "bearer"),
    ],
)
def test_a_token_endpoint_that_answers_something_else(
    zoom: Zoom, kind: str, options: dict[str, Any], status: int, text: str
) -> None:
    zoom.fault("/oauth/token", kind, times=1, **options)
    response = zoom.token()
    assert response.status_code == status
    assert text in response.text
    assert zoom.token().json()["access_token"]


def test_an_expired_page_token(zoom: Zoom) -> None:
    first = zoom.get(PEOPLE).json()
    zoom.fault("next_page_token", "expired_page_token", times=1)
    assert refusal(zoom.get(PEOPLE, next_page_token=first["next_page_token"])) == (400, 300)
    assert zoom.get(PEOPLE, next_page_token=first["next_page_token"]).ok


def test_429_without_headers(zoom: Zoom) -> None:
    for kind in ("second_429", "daily_429"):
        zoom.fault("/users", kind, headers="none", times=1)
        response = zoom.get("/users")
        assert refusal(response) == (429, 429)
        assert not [k for k in response.headers if k.lower().startswith(("x-rate", "retry"))]


def test_faults_for_a_pattern_at_a_moment(zoom: Zoom) -> None:
    zoom.fault(
        "",
        "empty_object",
        path_matches=r"/webinars/\d+$",
        since="2026-11-20T13:00:00+00:00",
        until="2026-11-20T14:00:00+00:00",
    )
    bodies = []
    for _ in range(3):
        zoom.log_in()
        bodies.append(zoom.get(WEBINAR).json())
        assert zoom.get(PEOPLE).json()["registrants"]
        zoom.clock.advance(3600)
    assert [bool(body) for body in bodies] == [True, False, True]
    (fault,) = zoom.control("GET", "faults")["faults"]
    assert (fault["since"], fault["done"]) == ("2026-11-20T13:00:00+00:00", 1)
    zoom.clock.set(NOW)
