"""The sandbox's registration forms: filled in, they are taken; else the fields are named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import DAY, account, webinar
from tests.integration.sandbox.zoom_account import NOW
from tests.integration.sandbox.zoom_client import Zoom

WEBINAR = 91000000077
FORM = {"first_name": "Ann", "email": "ann@people.example.com"}
WHOLE = {"last_name": "Person", "org": "Northwind"}
ANSWERS = [{"title": "Why?", "value": "Because"}]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({**WHOLE, "custom_questions": ANSWERS}, []),
        ({"last_name": " ", "org": "Northwind", "custom_questions": ANSWERS}, ["last_name"]),
        ({**WHOLE, "custom_questions": []}, ["custom_questions: Why?"]),
        ({}, ["custom_questions: Why?", "last_name", "org"]),
    ],
)
def test_a_form_that_is_filled_in_is_taken_else_its_fields_are_named(
    form: dict[str, Any], fields: list[str]
) -> None:
    questions = (("last_name", True), ("org", True), ("city", False))
    asks = webinar(
        WEBINAR, NOW + DAY, questions=questions, custom_questions=(("Why?", True), ("How?", False))
    )
    zoom = Zoom(account("a", [asks]))
    try:
        url = f"{zoom.handle.url}/v2/webinars/{WEBINAR}/registrants"
        response = zoom.http.post(url, json={**FORM, **form}, timeout=60)
    finally:
        zoom.close()

    assert response.status_code == (400 if fields else 201)
    assert [error["field"] for error in response.json().get("errors", [])] == fields
