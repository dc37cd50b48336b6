"""The mark as text, and whose it is."""

from __future__ import annotations

import pytest

from webinar_sync.http.addresses import is_local
from webinar_sync.hubspot.mark import Carrier, Mark, describe
from webinar_sync.hubspot.portal_claim import (
    ANOTHER_COPY,
    ANOTHER_WAREHOUSE,
    MARK_GONE,
    NEVER_MARKED,
    OURS,
    UNMARKED,
    relation_of,
)

OWN = "3f2c0d9e-6a1b-4c57-9a52-0f9f4b0f6f11"
MARK = Mark(OWN, 17, "a1b2c3d4e5f60718")


def test_the_mark_survives_being_written_and_read() -> None:
    assert Mark.find(describe(MARK)) == MARK
    assert Mark.find("Distinct Zoom webinars that the contact registered for.") is None


@pytest.mark.parametrize(
    ("mark", "pushes", "tokens", "relation"),
    [
        # Another warehouse's, perhaps: somebody removed it.
        (None, 0, [], UNMARKED),
        (None, 3, ["a" * 16], MARK_GONE),
        (MARK, 17, [MARK.token], OURS),
        # Killed between raising it here and there, twice.
        (MARK, 19, [MARK.token, "b" * 16, "c" * 16], OURS),
        # A restored copy meets its original's, a higher one.
        (MARK, 12, ["b" * 16], ANOTHER_COPY),
        # The original, killed before its own arrived, meets that of a copy which counts no higher.
        (MARK, 17, ["b" * 16, "c" * 16], ANOTHER_COPY),
        (MARK, 18, ["b" * 16, "c" * 16], ANOTHER_COPY),
        (Mark("0" * 8 + OWN[8:], 1, MARK.token), 17, [MARK.token], ANOTHER_WAREHOUSE),
    ],
)
def test_whose_mark_it_is(mark: Mark | None, pushes: int, tokens: list[str], relation: str) -> None:
    row = {"warehouse_id": OWN, "pushes": pushes, "mark_tokens": tokens}
    assert relation_of(Carrier(exists=True, mark=mark), row) == relation


@pytest.mark.parametrize(("pushes", "relation"), [(0, NEVER_MARKED), (3, MARK_GONE)])
def test_whose_it_is_where_the_property_is_missing(pushes: int, relation: str) -> None:
    row = {"warehouse_id": OWN, "pushes": pushes, "mark_tokens": []}
    assert relation_of(Carrier(exists=False), row) == relation


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8182", True),
        ("http://localhost:8182", True),
        ("http://[::1]:8182", True),
        ("http://sandbox:8182", True),
        ("http://10.0.0.7", True),
        ("https://api.hubapi.com", False),
        ("https://api.zoom.us/v2", False),
        ("https://hubspot.proxy.corp.example", False),
    ],
)
def test_only_what_nobody_else_can_have_is_the_sandboxs(url: str, local: bool) -> None:
    assert is_local(url) is local
