"""Forms that a contact cannot fill in: the field is named, and nobody is sent for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    ANY_TIME,
    LAST_NAME,
    LAST_NAME_MANUAL,
    OPEN,
    Scene,
    address,
    query,
)
from tests.integration.registration.sandbox_zoom import attempts, fault, zoom_requests

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

MISSING = (
    "MISSING_LAST_NAME",
    "failed",
    "The contact has no last name, which the webinar's registration form requires: last_name.",
)


@pytest.mark.parametrize(
    ("webinar", "code"), [(LAST_NAME, "REGISTERED"), (LAST_NAME_MANUAL, "PENDING")]
)
def test_a_last_name_that_the_form_requires_is_missed_before_anything_is_posted(
    scene: Scene, webinar: int, code: str
) -> None:
    nameless = scene.ask(webinar, address("solo"), last_name=" ")
    scene.process_inbox()
    assert scene.outcome(nameless) == MISSING
    assert not any(name.startswith("POST") for name in zoom_requests(scene))

    named, other = scene.ask(webinar, address("ann")), scene.ask(webinar, address("ben"))
    nameless = scene.ask(webinar, address("cleo"), last_name="")
    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (named, other)] == [code, code]
    assert scene.outcome(nameless) == MISSING
    assert attempts(scene, "cleo", webinar) == 0


def test_who_filled_in_the_form_themselves_is_registered_whatever_the_contact_lacks(
    scene: Scene,
) -> None:
    key = scene.ask(LAST_NAME, address("known"), last_name="")

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ALREADY_REGISTERED"


@pytest.mark.parametrize("webinar", [OPEN, ANY_TIME])
@pytest.mark.parametrize(
    ("errors", "code", "end"),
    [
        ([{"field": "last_name", "message": "Field is required."}], "INVALID_FIELDS", "last_name."),
        (
            [{"field": "org"}, {"field": "ann@people.example.com"}, {"field": 7}, "city", {}],
            "INVALID_FIELDS",
            "there: org.",
        ),
        ([], "REFUSED", "does not name."),
        (None, "REFUSED", "does not name."),
        ("last_name", "REFUSED", "does not name."),
    ],
)
def test_the_fields_that_zoom_refuses_reach_the_workflow(
    scene: Scene, warehouse: Warehouse, webinar: int, errors: object, code: str, end: str
) -> None:
    keys = scene.enrol(["ann", "ben"], webinar)
    body = {"code": 300, "message": "Validation Failed.", "errors": errors}
    # The form and three listings are read before the first is posted.
    fault(scene, "status", f"/{webinar}/registrants", status=400, after=4, body=body)
    fault(scene, "status", f"/{webinar}/batch_registrants", status=400, body=body)

    scene.process_inbox()

    assert scene.world.hubspot is not None
    for execution in scene.world.hubspot.executions():
        outputs = execution["outputs"]
        assert outputs["errorCode"] == code
        assert outputs["errorText"].endswith(end)
        assert "@" not in outputs["errorText"]
    assert query(warehouse, "select count(*) from registration.requests where code is null") == [
        (0,)
    ]
    assert [scene.outcome(key)[0] for key in keys] == [code, code]
