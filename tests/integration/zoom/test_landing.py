"""What is made of rows before they are kept: secrets and what PostgreSQL cannot hold go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from webinar_sync.zoom.rows import SECRET_KEYS, prepare_rows
from webinar_sync.zoom.occurrences import KnownOccurrence, merge_occurrences

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = st.text(st.sampled_from("ab0u\\\x00\ud83d\udc00é😀"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def test_secrets_are_left_out_at_every_depth() -> None:
    rows = prepare_rows([{"id": 1, "join_url": "u", "settings": {"password": "p", "kept": [1]}}])

    assert [json.loads(text) for text in rows.texts] == [{"id": 1, "settings": {"kept": [1]}}]
    assert {"start_url", "join_url", "password"} <= SECRET_KEYS


def test_what_postgresql_cannot_hold_is_taken_out_and_noted() -> None:
    rows = prepare_rows([{"n": "a\x00b"}, {"n": "fine 😀"}, {"n": "x\ud83dy"}, {"n": "\\u0000"}])

    assert [json.loads(text)["n"] for text in rows.texts] == ["ab", "fine 😀", "xy", "\\u0000"]
    assert rows.cleaned == [1, 3]


def strings(value: Any) -> list[str]:
    """Return every text in a JSON value, keys included."""
    if isinstance(value, dict):
        return [*value, *strings(list(value.values()))]
    if isinstance(value, list):
        return [found for one in value for found in strings(one)]
    return [value] if isinstance(value, str) else []


@given(st.lists(st.dictionaries(TEXT, JSON, max_size=3), max_size=4))
def test_anything_becomes_json_that_postgresql_can_hold(rows: list[dict[str, Any]]) -> None:
    for text in prepare_rows(rows).texts:
        for found in strings(json.loads(text)):
            assert "\x00" not in found
            found.encode()  # fails on a lone surrogate


def test_the_digest_does_not_depend_on_the_order_of_rows() -> None:
    rows = [{"a": 1, "b": 2}, {"a": 3}]
    turned = [{"a": 3}, {"b": 2, "a": 1}]

    assert prepare_rows(rows).digest == prepare_rows(turned).digest
    assert prepare_rows(rows).digest != prepare_rows(rows[:1]).digest


def occurrence(day: int, status: str = "available", key: str = "") -> KnownOccurrence:
    start = datetime(2026, 11, day, 10, tzinfo=UTC)
    name = f"id{day}"
    return KnownOccurrence(name, key or name, start, 60, status)


def listed(day: int, status: str = "available") -> dict[str, Any]:
    return {
        "occurrence_id": f"id{day}",
        "start_time": f"2026-11-{day}T10:00:00Z",
        "duration": 60,
        "status": status,
    }


def test_a_moved_date_keeps_its_first_key() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(23), listed(29)], NOW)

    assert changes.moves == [("id22", "id23")]
    assert {(one.occurrence_id, one.occurrence_key, one.status) for one in changes.upserts} == {
        ("id22", "id22", "moved"),
        ("id23", "id22", "available"),
        ("id29", "id29", "available"),
    }


def test_a_date_moved_twice_keeps_its_first_key() -> None:
    known = [occurrence(22, "moved"), occurrence(23, key="id22")]

    changes = merge_occurrences(known, [listed(24)], NOW)

    assert ("id24", "id22") in {(one.occurrence_id, one.occurrence_key) for one in changes.upserts}


def test_dates_of_the_past_that_leave_the_list_stay_as_they_were() -> None:
    changes = merge_occurrences([occurrence(15), occurrence(22)], [listed(22)], NOW)

    assert [one.occurrence_id for one in changes.upserts] == ["id22"]


def test_a_date_to_come_that_is_gone_without_a_new_one_was_deleted() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(29)], NOW)

    assert ("id22", "deleted") in {(one.occurrence_id, one.status) for one in changes.upserts}


def test_two_dates_gone_and_two_new_are_not_guessed_to_be_moves() -> None:
    changes = merge_occurrences([occurrence(22), occurrence(29)], [listed(23), listed(30)], NOW)

    assert changes.moves == []


def test_a_date_moved_and_moved_back_is_one_occurrence() -> None:
    known = [occurrence(22, "moved"), occurrence(23, key="id22")]

    changes = merge_occurrences(known, [listed(22)], NOW)

    assert changes.moves == [("id23", "id22")]
    assert {(one.occurrence_id, one.occurrence_key, one.status) for one in changes.upserts} == {
        ("id23", "id22", "moved"),
        ("id22", "id22", "available"),
    }


@given(
    st.lists(
        st.dictionaries(st.integers(21, 26), st.sampled_from(["available", "deleted"]), max_size=4),
        max_size=6,
    )
)
def test_no_two_dates_ever_share_a_key(details: list[dict[int, str]]) -> None:
    known: dict[str, KnownOccurrence] = {}
    for detail in details:
        dates = [listed(day, status) for day, status in detail.items()]
        for one in merge_occurrences(list(known.values()), dates, NOW).upserts:
            known[one.occurrence_id] = one

        keys = [one.occurrence_key for one in known.values() if one.status != "moved"]
        assert len(keys) == len(set(keys))
