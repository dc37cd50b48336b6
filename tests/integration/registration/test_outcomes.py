"""What becomes of each kind of request: its code and sentence, here and in the workflow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    ANY_TIME,
    EACH,
    EVENTS,
    FORM,
    FULL,
    LIMITED,
    MANUAL,
    OPEN,
    OTHER,
    OVER,
    PAID,
    PRIMARY,
    SERIES,
    UNKNOWN,
    WITHOUT,
    Scene,
    address,
    execute,
    query,
)
from tests.integration.registration.sandbox_zoom import zoom_requests
from webinar_sync.registration.report import summary_lines
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DENIED = (
    "The contact's registration for this webinar was denied or cancelled before. Delete the "
    "registrant in Zoom, or approve it there."
)
OVER_TEXT = (
    "Webinar is over, you cannot register now. If you have any questions, contact the webinar host."
)
PANELIST = (
    "You have been invited as a panelist for the webinar, please check your email to find more "
    "information about this webinar."
)
# One contact for each refusal, in the order in which the first that applies decides.
KEY: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "letters": (
        "9200000000a", {}, "WEBINAR_ID_NOT_UNDERSTOOD",
        "The webinar id is not understood: it is a number of 9 to 12 digits, with or without "
        "spaces and dashes.",
    ),
    "missing": (UNKNOWN, {}, "WEBINAR_NOT_FOUND", f"Webinar does not exist: {UNKNOWN}."),
    "late": (OVER, {}, "WEBINAR_OVER", OVER_TEXT),
    "full": (FULL, {}, "WEBINAR_FULL", "Webinar has reached maximum attendee capacity."),
    "without": (
        WITHOUT, {}, "NO_REGISTRATION",
        f"Registration has not been enabled for this webinar: {WITHOUT}.",
    ),
    "paid": (
        PAID, {}, "PAID_REGISTRATION", "The Zoom REST API does not support paid registration."
    ),
    "events": (
        EVENTS, {}, "ZOOM_EVENTS",
        "Zoom Events, and webinars created as part of a Zoom Event, are not supported.",
    ),
    "brand": (
        OTHER, {}, "NOT_PRIMARY_BRAND",
        "The webinar belongs to a Zoom account that is not the primary brand's.",
    ),
    "host": (
        OPEN, {"email": "Host@brand.example.com "}, "HOST",
        "Webinar host cannot register to the webinar",
    ),
    "connected": (
        OPEN, {"email": "connected@brand.example.com"}, "HOST",
        "Webinar host cannot register to the webinar",
    ),
    "form": (
        FORM, {}, "REQUIRED_FIELDS",
        "The webinar's registration form requires fields other than first name, last name and "
        "email: org, Why?.",
    ),
    "nobody": (OPEN, {"email": ""}, "MISSING_EMAIL", "The contact has no email address."),
    "invalid": (
        OPEN, {"email": "two@@people.example.com"}, "INVALID_EMAIL",
        "The contact's email address is not valid.",
    ),
    "nameless": (
        OPEN, {"first_name": " "}, "MISSING_NAME",
        "The contact has no first name, which Zoom requires.",
    ),
    "long": (
        OPEN, {"last_name": "x" * 65}, "INVALID_NAME",
        "The contact's name is longer than the 64 letters that Zoom takes.",
    ),
    "denied": (OPEN, {}, "DENIED", DENIED),
    "pan": (OPEN, {}, "PANELIST", PANELIST),
}  # fmt: skip


def test_each_refusal_has_its_code_and_sentence_here_and_in_the_workflow(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()  # tells which webinars are Zoom Events', and who the connected user is
    keys = dict(zip(KEY, scene.enrol(list(KEY), "to be replaced"), strict=True))
    for name, (webinar, changes, _, _) in KEY.items():
        values = {"webinar": str(webinar), **changes}
        assignments = ", ".join(f"{column} = :{column}" for column in values)
        execute(
            warehouse,
            f"update registration.requests set {assignments} where request_key = :key",
            key=keys[name],
            **values,
        )

    counts = scene.process_inbox()

    assert scene.world.hubspot is not None
    executions = {row["callback_id"]: row for row in scene.world.hubspot.executions()}
    for name, (_, _, code, sentence) in KEY.items():
        assert scene.outcome(keys[name]) == (code, "failed", sentence), name
        execution = executions[keys[name]]
        assert execution["state"] == "done", name
        assert execution["completions"] == 1
        assert execution["outputs"] == {
            "hs_execution_state": "FAIL_CONTINUE",
            "status": "failed",
            "registrantId": "",
            "joinUrl": "",
            "errorCode": code,
            "errorText": sentence,
        }, name
    lines = summary_lines(Run(warehouse, f"run {scene.runs}"), counts)
    assert {f"{sentence}" for _, _, _, sentence in KEY.values()} <= {
        line.split(": ", 1)[1] for line in lines if " × " in line
    }
    codes = Counter(code for _, _, code, _ in KEY.values())
    assert {code: counts[code] for code in codes} == codes
    assert counts["callbacks_completed"] == len(KEY)


@pytest.mark.parametrize("subscription", ["free", "Starter"])
def test_without_workflows_nobody_is_registered_by_one(scene: Scene, subscription: str) -> None:
    scene.subscription = subscription
    key = scene.ask("letters, too", address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "NO_WORKFLOWS"
    assert scene.world.requests() == []


@pytest.mark.parametrize("webinar", [f" {str(OPEN)[:3]} {str(OPEN)[3:7]}-{str(OPEN)[7:]} ", OPEN])
def test_spaces_and_dashes_in_an_id_are_forgiven(scene: Scene, webinar: object) -> None:
    key = scene.ask(webinar, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"


def test_who_is_registered_already_gets_the_same_link(scene: Scene, warehouse: Warehouse) -> None:
    (first,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    again, known = *scene.enrol(["ann"], OPEN), *scene.enrol(["known"], OPEN)
    scene.world.requests()

    scene.process_inbox()

    assert [scene.outcome(key)[:2] for key in (first, again, known)] == [
        ("REGISTERED", "registered"),
        ("ALREADY_REGISTERED", "registered"),
        ("ALREADY_REGISTERED", "registered"),
    ]
    assert [name for name in zoom_requests(scene) if name.startswith("POST")] == []
    assert scene.world.hubspot is not None
    outputs = {row["callback_id"]: row["outputs"] for row in scene.world.hubspot.executions()}
    assert outputs[first]["joinUrl"] == outputs[again]["joinUrl"] != ""
    assert outputs[first]["registrantId"] == outputs[again]["registrantId"]
    assert outputs[known]["registrantId"] == "r-known"
    links = query(warehouse, "select email, join_url from registration.results order by email")
    assert dict(links)[address("ann")] == outputs[first]["joinUrl"]


def test_a_place_in_a_full_webinar_is_still_theirs(scene: Scene) -> None:
    key = scene.ask(FULL, address("known"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ALREADY_REGISTERED"


def test_a_webinar_that_gets_full_takes_as_many_as_there_are_places(scene: Scene) -> None:
    keys = [scene.ask(LIMITED, address(f"p{number}")) for number in range(5)]

    scene.process_inbox()

    codes = Counter(scene.outcome(key)[0] for key in keys)
    assert codes == {"REGISTERED": 3, "WEBINAR_FULL": 2}
    assert len(scene.registered(LIMITED)) == 3


def test_who_waits_for_approval_gets_that_outcome(scene: Scene, warehouse: Warehouse) -> None:
    new, waiting = scene.enrol(["ann", "waiting"], MANUAL)

    scene.process_inbox()

    assert scene.outcome(new) == (
        "PENDING",
        "pending",
        "Registered; the webinar's host has yet to approve it.",
    )
    assert scene.outcome(waiting)[0] == "PENDING"
    assert scene.registered(MANUAL, "pending") == ["ann", "waiting"]
    assert scene.world.hubspot is not None
    outputs = [row["outputs"] for row in scene.world.hubspot.executions()]
    assert [row["hs_execution_state"] for row in outputs] == ["SUCCESS"] * 2
    assert [row["joinUrl"] for row in outputs] == [""] * 2
    assert query(warehouse, "select * from registration.results") == []


@pytest.mark.parametrize("webinar", [SERIES, EACH, ANY_TIME])
def test_recurring_webinars_are_registered_for_by_their_type(scene: Scene, webinar: int) -> None:
    key = scene.ask(webinar, address("ann"))

    scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"
    (post,) = [
        entry
        for entry in scene.world.app.log.entries
        if entry.method == "POST" and "regi" in entry.path
    ]

    store = scene.world.app.stores[PRIMARY.account_id]
    series = store.webinar(webinar, scene.world.clock.now())
    assert series is not None
    (person,) = scene.world.app.registrants(PRIMARY.account_id, webinar, status=None)
    if webinar == EACH:  # the next date
        next_date = series.occurrences[1].occurrence_id
        assert person.occurrence_ids == (next_date,)
        assert f"occurrence_ids={next_date}" in post.path
    else:
        assert person.occurrence_ids == ()
    again = scene.ask(webinar, address("ann"))
    scene.process_inbox()
    assert scene.outcome(again)[0] == "ALREADY_REGISTERED"
