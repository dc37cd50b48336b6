"""`http.response` and `http.clock`: JSON, `Date`, `Retry-After`, and the server's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from webinar_sync.http.clock import ServerClock
from webinar_sync.http.response import date_of, json_of, retry_after_seconds

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOON_HEADER = "Fri, 20 Nov 2026 12:00:00 GMT"


def response(content: bytes = b"", **headers: str) -> requests.Response:
    """Return a response with headers; an underscore in a name stands for a dash."""
    made = requests.Response()
    made._content = content
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


@pytest.mark.parametrize(
    ("content", "value"),
    [(b'{"a": 1}', {"a": 1}), (b"[]", []), (b"<html>", None), (b"", None), (b"\xff", None)],
)
def test_what_is_not_json_is_none(content: bytes, value: object) -> None:
    assert json_of(response(content)) == value


def test_the_date_header_is_the_servers_time_in_utc() -> None:
    assert date_of(response(Date=NOON_HEADER)) == NOON
    assert date_of(response(Date="Fri, 20 Nov 2026 13:00:00 +0100")) == NOON
    assert date_of(response(Date="noon")) is None
    assert date_of(response()) is None


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), (NOON_HEADER, 0.0), ("-1", 0.0), ("", 0.0)]
)
def test_retry_after_counts_where_it_is_a_number(header: str, seconds: float) -> None:
    assert retry_after_seconds(response(Retry_After=header)) == seconds
    assert retry_after_seconds(response()) == 0.0


def test_the_clock_goes_on_from_the_last_response(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [100.0]
    monkeypatch.setattr("webinar_sync.http.clock.time.monotonic", lambda: passed[0])
    clock = ServerClock(ValueError)
    assert clock.now() is None

    assert clock.read(response(Date=NOON_HEADER)) == NOON
    passed[0] += 90

    assert clock.now() == NOON + timedelta(seconds=90)


def test_a_response_that_does_not_tell_the_time_is_an_error() -> None:
    with pytest.raises(LookupError, match="no readable Date header"):
        ServerClock(LookupError).read(response())
