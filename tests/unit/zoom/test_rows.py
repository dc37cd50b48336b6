"""`zoom.rows`: what is made of rows before they are kept: secrets and what is unstorable go."""

from __future__ import annotations

import json
from typing import Any

import hypothesis
from hypothesis import strategies as st

from webinar_sync.zoom.rows import SECRET_KEYS, prepare_rows

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


def test_what_postgresql_cannot_hold_is_taken_out_and_recorded() -> None:
    rows = prepare_rows([{"n": "a\x00b"}, {"n": "fine 😀"}, {"n": "x\ud83dy"}, {"n": "\\u0000"}])

    assert [json.loads(text)["n"] for text in rows.texts] == ["ab", "fine 😀", "xy", "\\u0000"]
    assert rows.cleaned == [1, 3]


def strings(value: Any) -> list[str]:
    """Return every text in a JSON value, keys included."""
    if isinstance(value, dict):
        return [*value, *strings(list(value.values()))]
    if isinstance(value, list):
        return [text for element in value for text in strings(element)]
    return [value] if isinstance(value, str) else []


@hypothesis.given(st.lists(st.dictionaries(TEXT, JSON, max_size=3), max_size=4))
def test_anything_becomes_json_that_postgresql_can_hold(rows: list[dict[str, Any]]) -> None:
    for row_text in prepare_rows(rows).texts:
        for text in strings(json.loads(row_text)):
            assert "\x00" not in text
            text.encode()  # fails on a lone surrogate


def test_the_digest_does_not_depend_on_the_order_of_rows() -> None:
    rows = [{"a": 1, "b": 2}, {"a": 3}]
    turned = [{"a": 3}, {"b": 2, "a": 1}]

    assert prepare_rows(rows).digest == prepare_rows(turned).digest
    assert prepare_rows(rows).digest != prepare_rows(rows[:1]).digest
