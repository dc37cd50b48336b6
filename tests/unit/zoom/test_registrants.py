"""`zoom.registrants`: whether a page of registrants tells that nothing changed."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.zoom.registrants import is_unchanged, with_occurrence_id

MANY = {f"r{number}" for number in range(310)}
PAGE = [{"id": f"r{number}"} for number in range(300)]


def page(ids: str, total: int) -> dict[str, Any]:
    return {"registrants": [{"id": each} for each in ids.split()], "total_records": total}


@pytest.mark.parametrize(
    ("answer", "known", "is_same"),
    [
        (page("a b", 2), {"a", "b"}, True),
        (page("", 0), set(), True),
        (page("a c", 2), {"a", "b"}, False),  # one cancelled, and one registered
        (page("a b c", 3), {"a", "b"}, False),
        (page("a", 1), {"a", "b"}, False),
        (page("a", 2), {"a", "b"}, True),  # there is another page
        ({"registrants": PAGE, "total_records": 310}, MANY, True),
        ({"registrants": [{"id": "new"}, *PAGE[1:]], "total_records": 310}, MANY, False),
        ({"registrants": PAGE, "total_records": 311}, MANY, False),
        ({"registrants": [None], "total_records": 1}, {"a"}, False),
        ({"registrants": None, "total_records": 0}, set(), False),
        ({}, set(), False),
    ],
)
def test_a_page_tells_whether_those_approved_are_as_known(
    answer: dict[str, Any], known: set[str], is_same: bool
) -> None:
    assert is_unchanged(answer, known) is is_same


def test_the_date_that_was_listed_stands_beside_a_row() -> None:
    assert with_occurrence_id({"id": "a"}, "") == {"id": "a"}
    assert with_occurrence_id({"id": "a"}, "1") == {"id": "a", "_occurrence_id": "1"}
