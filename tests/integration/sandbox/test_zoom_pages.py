"""Tests of the sandbox's Zoom: pages of listings, and their tokens."""

from __future__ import annotations

from tests.integration.sandbox.zoom_account import ENCODED, PLAIN
from tests.integration.sandbox.zoom_client import Zoom, refusal


def test_pages_to_the_end(zoom: Zoom) -> None:
    path, token, rows = f"/report/webinars/{ENCODED[PLAIN]}/participants", "", []
    for _ in range(4):
        body = zoom.get(path, page_size=100, next_page_token=token).json()
        rows += body["participants"]
        assert ("page_count" in body) == (token == "")
        token = body["next_page_token"]
    assert (token, len(rows), len({row["user_id"] for row in rows})) == ("", 301, 301)


def test_page_sizes(zoom: Zoom) -> None:
    path = f"/report/webinars/{ENCODED[PLAIN]}/participants"
    assert len(zoom.get(path).json()["participants"]) == 30
    assert zoom.get(path, page_size=1000).json()["page_size"] == 300
    second = zoom.get(path, page_number=2).json()["participants"]
    assert second == zoom.get(path).json()["participants"]


def test_page_token_is_bound_and_expires(zoom: Zoom) -> None:
    path = f"/report/webinars/{ENCODED[PLAIN]}/participants"
    token = zoom.get(path, page_size=300).json()["next_page_token"]
    assert refusal(zoom.get(path, page_size=200, next_page_token=token)) == (400, 300)
    assert refusal(zoom.get(path, page_size=300, next_page_token="x")) == (400, 300)
    zoom.clock.advance(899)
    assert zoom.get(path, page_size=300, next_page_token=token).ok
    zoom.clock.advance(1)
    response = zoom.get(path, page_size=300, next_page_token=token)
    assert response.json() == {
        "code": 300,
        "message": "The next page token is invalid or expired.",
    }
