"""`hubspot.answer_values`: which property takes which answer, and as what."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.hubspot.answer_values import fit_value, unfit_reason
from webinar_sync.hubspot.property_values import is_same_value

OPTIONS = [
    {"value": "small", "label": "1 to 9"},
    {"value": "large", "label": "10 or more"},
    {"value": "secret", "label": "Secret", "hidden": True},
]


@pytest.mark.parametrize(
    ("kind", "answer", "value"),
    [
        ("string", " Chef ", "Chef"),
        ("string", "x" * 65_537, None),
        ("phone_number", "+41 44", "+41 44"),
        ("number", "1.50", "1.50"),
        ("number", "1,50", None),
        ("number", "NaN", None),
        ("number", "many", None),
        ("bool", "Yes", "true"),
        ("bool", "no", "false"),
        ("bool", "Oui", None),
        ("date", "2026-11-20", "2026-11-20"),
        ("date", "20/11/2026", None),
        ("datetime", "2026-11-20T14:00:00Z", "2026-11-20T14:00:00.000Z"),
        ("datetime", "2026-11-20T14:00:00", None),
        ("datetime", "9999-12-31T23:59:59-01:00", None),
        ("datetime", "0001-01-01T00:00:00+01:00", None),
        ("enumeration", "10 OR more", "large"),
        ("enumeration", "small", "small"),
        ("enumeration", "medium", None),
        ("enumeration", "secret", None),
    ],
)
def test_an_answer_is_written_as_its_property_takes_it_or_not_at_all(
    kind: str, answer: str, value: str | None
) -> None:
    assert fit_value({"type": kind, "options": OPTIONS}, answer) == value


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (None, "it does not exist"),
        ({"type": "string", "modificationMetadata": {"readOnlyValue": True}}, "cannot be written"),
        ({"type": "number", "calculated": True}, "cannot be written"),
        ({"type": "json"}, "answers do not fit its type (json)"),
        ({"type": "string", "modificationMetadata": None}, ""),
    ],
)
def test_properties_that_no_answer_is_written_to(
    definition: dict[str, Any] | None, reason: str
) -> None:
    words = unfit_reason(definition)
    assert reason in words
    assert bool(reason) == bool(words)


@pytest.mark.parametrize(
    ("kind", "value", "other", "is_same"),
    [
        ("string", "a", "a", True),
        ("string", "7", "7.0", False),
        ("number", "7", "7.0", True),
        ("number", "7", "", False),
        ("number", "7", "many", False),
        ("datetime", "2026-11-20T14:00:00.000+00:00", "2026-11-20T14:00:00Z", True),
        ("datetime", "2026-11-20T15:00:00+01:00", "2026-11-20T14:00:00Z", True),
        ("datetime", "2026-11-20T14:00:00", "2026-11-20T14:00:00Z", False),
        ("datetime", "2026-11-20T14:00:00Z", "", False),
        ("datetime", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", False),
        ("date", "2026-11-20", "2026-11-21", False),
    ],
)
def test_a_value_is_the_same_however_hubspot_writes_it(
    kind: str, value: str, other: str, *, is_same: bool
) -> None:
    assert is_same_value(kind, value, other) is is_same
    assert is_same_value(kind, other, value) is is_same
