"""Tests of the sandbox's Zoom: limits a second and a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sandbox.zoom.limits import RateLimiter
from tests.integration.sandbox.zoom_account import NOW, SINGLE, make_account
from tests.integration.sandbox.zoom_client import Zoom


def test_a_burst_beyond_the_limit_is_refused() -> None:
    zoom = Zoom(replace(make_account(), plan="free"))
    try:
        responses = [zoom.get("/users") for _ in range(4)]
        assert [response.status_code for response in responses] == [200, 200, 429, 429]
        assert responses[2].headers["X-RateLimit-Type"] == "QPS"
        assert responses[2].headers["X-RateLimit-Category"] == "Medium"
        assert "maximum per-second rate limit" in responses[2].json()["message"]
        assert zoom.get(f"/webinars/{SINGLE}").ok  # another label
        counts = zoom.control("GET", "requests")
        assert (counts["status_429"], counts["by_label"]) == (2, {"Medium": 4, "Light": 1})
    finally:
        zoom.close()


def test_the_second_rolls() -> None:
    account, moment = make_account(), [0.0]
    limiter = RateLimiter(monotonic=lambda: moment[0])

    def admitted(at: float, tries: int) -> int:
        moment[0] = at
        count = 0
        for _ in range(tries):
            try:
                limiter.admit(account, "Heavy", NOW)
            except Exception:
                break
            count += 1
        return count

    # 40 a second: a burst at the end of one second and another at the start of the next.
    assert [admitted(0.9, 50), admitted(1.1, 50), admitted(1.89, 1)] == [40, 0, 0]
    assert admitted(2.0, 50) == 40


def test_the_day_ends_at_midnight_utc(zoom: Zoom) -> None:
    zoom.control("POST", "limits", enforced=True, used_today={"Heavy": 59_999})
    assert zoom.get(f"/report/webinars/{SINGLE}").ok
    response = zoom.get(f"/report/webinars/{SINGLE}")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2026-11-21T00:00:00Z"
    assert "maximum daily rate limit" in response.json()["message"]
    zoom.clock.set(NOW + timedelta(hours=12))
    zoom.log_in()
    assert zoom.get(f"/report/webinars/{SINGLE}").ok
