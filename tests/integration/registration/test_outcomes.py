"""What becomes of each kind of request: its code and sentence, here and in the workflow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.registration.scenes import (
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
)
from tests.worlds import execute, query
from webinar_sync.registration.worker import summary_lines
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DENIED = (
    "The contact's registration for this webinar was denied or cancelled before. Delete the "
    "registrant in Zoom, or approve it there."
)
OVER_WORDS = (
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
    "late": (OVER, {}, "WEBINAR_OVER", OVER_WORDS),
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
    told = {one["callback_id"]: one for one in scene.world.hubspot.executions()}
    for name, (_, _, code, sentence) in KEY.items():
        assert scene.outcome(keys[name]) == (code, "failed", sentence), name
        assert told[keys[name]]["state"] == "done", name
        assert told[keys[name]]["completions"] == 1
        assert told[keys[name]]["outputs"] == {
            "hs_execution_state": "FAIL_CONTINUE",
            "status": "failed",
            "registrantId": "",
            "joinUrl": "",
            "errorCode": code,
            "errorText": sentence,
        }, name
    lines = summary_lines(warehouse, f"run {scene.runs}", counts)
    assert {f"{sentence}" for _, _, _, sentence in KEY.values()} <= {
        line.split(": ", 1)[1] for line in lines if " × " in line
    }
    codes = Counter(code for _, _, code, _ in KEY.values())
    assert {code: counts[code] for code in codes} == codes
    assert counts["answered"] == len(KEY)


@pytest.mark.parametrize("subscription", ["free", "Starter"])
def test_without_workflows_nobody_is_registered_by_one(scene: Scene, subscription: str) -> None:
    scene.subscription = subscription
    key = scene.ask("letters, too", address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "NO_WORKFLOWS"
    assert scene.world.requests() == []


@pytest.mark.parametrize("given", [f" {str(OPEN)[:3]} {str(OPEN)[3:7]}-{str(OPEN)[7:]} ", OPEN])
def test_spaces_and_dashes_in_an_id_are_forgiven(scene: Scene, given: object) -> None:
    key = scene.ask(given, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"


def test_who_is_registered_already_gets_the_same_link(scene: Scene, warehouse: Warehouse) -> None:
    (first,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    again, known = *scene.enrol(["ann"], OPEN), *scene.enrol(["known"], OPEN)
    scene.world.requests()

    scene.process_inbox()

    assert [scene.outcome(one)[:2] for one in (first, again, known)] == [
        ("REGISTERED", "registered"),
        ("ALREADY_REGISTERED", "registered"),
        ("ALREADY_REGISTERED", "registered"),
    ]
    assert not any(one.startswith("POST") for one in methods(scene))
    assert scene.world.hubspot is not None
    told = {one["callback_id"]: one["outputs"] for one in scene.world.hubspot.executions()}
    assert told[first]["joinUrl"] == told[again]["joinUrl"] != ""
    assert told[first]["registrantId"] == told[again]["registrantId"]
    assert told[known]["registrantId"] == "r-known"
    links = query(warehouse, "select email, join_url from registration.results order by email")
    assert dict(links)[address("ann")] == told[first]["joinUrl"]


def methods(scene: Scene) -> list[str]:
    """Return method and template of the requests to Zoom."""
    return [f"{one.method} {one.template}" for one in scene.world.app.log.entries if one.label]


def test_a_place_in_a_full_webinar_is_still_theirs(scene: Scene) -> None:
    key = scene.ask(FULL, address("known"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "ALREADY_REGISTERED"


def test_a_webinar_that_gets_full_takes_as_many_as_there_are_places(scene: Scene) -> None:
    keys = [scene.ask(LIMITED, address(f"p{one}")) for one in range(5)]

    scene.process_inbox()

    codes = Counter(scene.outcome(one)[0] for one in keys)
    assert codes == {"REGISTERED": 3, "WEBINAR_FULL": 2}
    assert len(scene.registered(LIMITED)) == 3


def test_who_waits_for_approval_is_told_so(scene: Scene, warehouse: Warehouse) -> None:
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
    for told in scene.world.hubspot.executions():
        assert told["outputs"]["hs_execution_state"] == "SUCCESS"
        assert told["outputs"]["joinUrl"] == ""
    assert query(warehouse, "select * from registration.results") == []


@pytest.mark.parametrize("webinar", [SERIES, EACH, ANY_TIME])
def test_recurring_webinars_are_registered_for_by_their_type(scene: Scene, webinar: int) -> None:
    key = scene.ask(webinar, address("ann"))

    scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"
    (post,) = [
        one for one in scene.world.app.log.entries if one.method == "POST" and "regi" in one.path
    ]

    store = scene.world.app.stores[PRIMARY.account_id]
    found = store.webinar(webinar, scene.world.clock.now())
    assert found is not None
    (person,) = store._books[webinar]._registrants
    if webinar == EACH:  # the next date
        wanted = found.occurrences[1].occurrence_id
        assert person.occurrence_ids == (wanted,)
        assert f"occurrence_ids={wanted}" in post.path
    else:
        assert person.occurrence_ids == ()
    again = scene.ask(webinar, address("ann"))
    scene.process_inbox()
    assert scene.outcome(again)[0] == "ALREADY_REGISTERED"


def test_the_same_person_twice_in_the_inbox_is_registered_once(scene: Scene) -> None:
    first, second = scene.ask(OPEN, address("ann")), scene.ask(OPEN, f" {address('ANN')}")

    scene.process_inbox()

    assert [scene.outcome(one)[0] for one in (first, second)] == [
        "REGISTERED",
        "ALREADY_REGISTERED",
    ]
    assert scene.registered(OPEN) == ["ann", "known"]


def test_who_is_registered_is_in_marts_at_once_and_the_next_sync_finds_the_same(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()

    from webinar_sync.load.marts import load

    load(Run(warehouse, "after the drain"))

    columns = "first_name, last_registered_url, registrations_total"
    asked = f"select {columns} from marts.contacts where email = :email"
    (contact,) = query(warehouse, asked, email=address("ann"))
    assert scene.world.hubspot is not None
    (told,) = [one for one in scene.world.hubspot.executions() if one["callback_id"] == key]
    assert contact == ("Ann", told["outputs"]["joinUrl"], 1)
    before = query(warehouse, "select registrant_id from marts.registrations order by 1")

    scene.world.sync()

    assert query(warehouse, "select registrant_id from marts.registrations order by 1") == before
    assert query(warehouse, asked, email=address("ann")) == [contact]
    assert query(warehouse, "select count(*) from sync.webinars_to_load") == [(0,)]


def test_a_link_of_somebody_known_reaches_marts_though_nothing_else_changed(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.sync()
    scene.ask(OPEN, address("known"))
    scene.process_inbox()

    from webinar_sync.load.marts import load

    load(Run(warehouse, "after the drain"))

    ((link,),) = query(
        warehouse,
        "select last_registered_url from marts.contacts where email = :email",
        email=address("known"),
    )
    assert link


def test_by_hand_contacts_of_marts_are_registered_and_unknown_ones_named(
    scene: Scene, warehouse: Warehouse
) -> None:
    from webinar_sync.errors import InvalidInput
    from webinar_sync.registration.inbox import add_by_hand

    scene.world.sync()
    ((contact_id,),) = query(
        warehouse,
        "select contact_id from marts.contacts where email = :email",
        email=address("known"),
    )
    with pytest.raises(InvalidInput, match="contact_id 12"):
        add_by_hand(warehouse, "run", str(SERIES), [contact_id, 12])
    assert query(warehouse, "select * from registration.requests") == []

    for _ in range(2):  # a task that is tried again
        add_by_hand(warehouse, "run", str(SERIES), [contact_id, contact_id])
    scene.subscription = "free"  # nobody's workflow asks
    scene.process_inbox()

    assert query(warehouse, "select code, source from registration.requests") == [
        ("REGISTERED", "by_hand")
    ]
    assert scene.registered(SERIES) == ["known"]
