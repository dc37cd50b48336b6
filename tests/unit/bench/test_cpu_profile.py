"""Tests of how CPU time is told by package."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.cpu_profile import describe_shares, package_of


@pytest.mark.parametrize(
    ("file", "package"),
    [
        ("/x/plugins/webinar_sync/zoom/rows.py", "webinar_sync.zoom.rows"),
        ("/x/plugins/webinar_sync/errors.py", "webinar_sync.errors"),
        ("/x/lib/python3.11/site-packages/psycopg/connection.py", "psycopg"),
        ("/x/lib/python3.11/json/decoder.py", "Python's json"),
        ("/x/lib/python3.11/threading.py", "Python"),
        ("<string>", "Python"),
    ],
)
def test_packages(file: str, package: str) -> None:
    assert package_of(file) == package


def test_shares_are_of_all_and_small_ones_are_left_out() -> None:
    seconds = Counter({"psycopg": 1.5, "webinar_sync.zoom": 0.48, "Python": 0.02})
    assert describe_shares(seconds) == "psycopg 75 %, webinar_sync.zoom 24 %"
