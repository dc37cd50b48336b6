"""Reads what both APIs say in the same way: JSON, and the headers `Date` and `Retry-After`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


def json_of(response: requests.Response) -> object:
    """Return the JSON of a response; None if it holds something else, or nests beyond measure."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def date_of(response: requests.Response) -> datetime | None:
    """Return the server's time, in UTC; None without a readable `Date` header."""
    try:
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


def retry_after_seconds(response: requests.Response) -> float:
    """Return the seconds of the `Retry-After` header; 0 without one, or if it holds a date."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else 0.0
