"""`registration.form`: the form of `register_contacts`, as Airflow hands it on."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.errors import InvalidInput
from webinar_sync.registration.form import read_form


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, None),
        ({"webinar": None, "contact_ids": None}, None),
        ({"webinar": " ", "contact_ids": [" ", ""]}, None),
        (
            {"webinar": "912 3456 7890", "contact_ids": ["12", " -7 ", ""]},
            ("add", "912 3456 7890", [12, -7]),
        ),
        (
            {"action": "remove", "webinar": "91234567890", "contact_ids": [12]},
            ("remove", "91234567890", [12]),
        ),
    ],
)
def test_a_form_is_read_with_its_ids_on_lines_or_as_numbers(
    form: dict[str, Any], expected: object
) -> None:
    assert read_form(form) == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"webinar": "91234567890"}, "Write both"),
        ({"contact_ids": ["12"]}, "Write both"),
        ({"webinar": "9", "contact_ids": ["12", "ann@people.example"]}, "Contacts are numbers"),
        ({"webinar": "9", "contact_ids": ["1" * 20]}, "Contacts are numbers"),
        ({"action": "cancel", "webinar": "9", "contact_ids": ["1"]}, "add or remove"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_without_quoting_it(
    form: dict[str, Any], text: str
) -> None:
    with pytest.raises(InvalidInput, match=text) as caught:
        read_form(form)
    assert "ann@" not in str(caught.value)
