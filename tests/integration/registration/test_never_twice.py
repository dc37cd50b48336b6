"""Nobody is registered twice, no request is lost, no attempt is burnt, whatever breaks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.integration.registration.scenes import (
    DAY,
    MANUAL,
    NOW,
    ODD_FORM,
    OPEN,
    OTHER,
    PAID,
    PRIMARY,
    Scene,
    address,
)
from tests.integration.registration.test_outcomes import methods
from tests.worlds import execute, query
from webinar_sync.errors import Busy
from webinar_sync.runs.run import Run
from webinar_sync.warehouse import locks
from webinar_sync.zoom.errors import ZoomAuthError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DUE_NOW = "update registration.requests set not_before = now() where code is null"
POST_ONE = "POST /webinars/{webinarId}/registrants"
POST_BATCH = "POST /webinars/{webinarId}/batch_registrants"


def fault(scene: Scene, kind: str, path: str, **options: object) -> None:
    """Switch a fault of Zoom on."""
    scene.world.app.faults.add({"kind": kind, "path_contains": path, **options})


def attempts(scene: Scene, name: str, webinar: int = OPEN) -> int:
    """Return how many of the three attempts of the day are used up."""
    return scene.world.app.registrar.attempts(webinar, address(name), NOW.date())


def test_a_thousand_requests_cost_as_few_as_can_be(scene: Scene) -> None:
    keys = [scene.ask(OPEN, address(f"p{one}")) for one in range(1000)]
    scene.world.app.log.clear()

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 1000}
    found = Counter(methods(scene))
    assert found[POST_BATCH] == 34
    assert found.total() - 34 <= 10
    assert len(scene.registered(OPEN)) == 1001


def test_a_request_delivered_again_stores_nothing_and_is_answered_again(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    for _ in range(3):
        scene.ask(OPEN, address("ann"), key)
        scene.process_inbox()

    assert query(warehouse, "select count(*) from registration.requests") == [(1,)]
    assert scene.world.hubspot is not None
    execution = scene.world.hubspot.account.workflows.executions[key]
    assert len(execution.outputs) == 4
    assert all(one == execution.outputs[0] for one in execution.outputs)
    assert execution.outputs[0]["errorCode"] == ""


@pytest.mark.parametrize("kind", ["cut", "status"])
@pytest.mark.parametrize("webinar", [OPEN, MANUAL])
def test_after_an_unknown_answer_who_is_registered_is_read_before_anything_is_posted(
    scene: Scene, warehouse: Warehouse, kind: str, webinar: int
) -> None:
    """Cut: Zoom did it, and the answer was lost. Status 500: Zoom did not do it."""
    names = ["ann", "ben", "cleo"]
    keys = [scene.ask(webinar, address(name)) for name in names]
    if webinar == OPEN:
        fault(scene, kind, f"/{webinar}/batch_registrants", status=500)
    else:  # the form and three listings are read before the first is posted
        fault(scene, kind, f"/{webinar}/registrants", after=4, status=500)
    scene.process_inbox()
    scene.world.app.faults.clear()
    assert [scene.outcome(key)[0] for key in keys] == [None] * 3
    assert {attempts(scene, name, webinar) for name in names} == {1 if kind == "cut" else 0}

    execute(warehouse, DUE_NOW)
    scene.process_inbox()

    wanted = "REGISTERED" if webinar == OPEN else "PENDING"
    assert Counter(scene.outcome(key)[0] for key in keys) == {wanted: 3}
    people = scene.registered(webinar, "approved" if webinar == OPEN else "pending")
    assert [one for one in people if one in names] == names
    assert {attempts(scene, name, webinar) for name in names} == {1}


def test_the_limit_of_three_a_day_puts_one_off_and_the_others_go_on(
    scene: Scene, warehouse: Warehouse
) -> None:
    scene.world.app.registrar._attempts[OPEN, address("ann"), NOW.date()] = 3
    keys = {name: scene.ask(OPEN, address(name)) for name in ("ann", "ben", "cleo")}

    scene.process_inbox()

    assert {name: scene.outcome(key)[0] for name, key in keys.items()} == {
        "ann": None,
        "ben": "REGISTERED",
        "cleo": "REGISTERED",
    }
    ((not_before, reason),) = query(
        warehouse,
        "select not_before, deferral_reason from registration.requests where code is null",
    )
    midnight = (NOW + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    assert not_before == midnight
    assert "three times a day" in reason

    scene.world.clock.set(midnight + timedelta(minutes=1))
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert scene.outcome(keys["ann"])[0] == "REGISTERED"


def test_zoom_that_is_down_loses_nothing(scene: Scene, warehouse: Warehouse) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben")]
    fault(scene, "status", "/webinars/", status=503)

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys] == [None, None]
    ((waits,),) = query(
        warehouse, "select min(not_before) > now() from registration.requests where code is null"
    )
    assert waits
    scene.world.app.faults.clear()
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 2}


def test_the_accounts_daily_limit_waits_for_midnight(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    fault(scene, "daily_429", f"/webinars/{OPEN}")

    scene.process_inbox()

    assert scene.outcome(key)[0] is None
    ((not_before,),) = query(warehouse, "select not_before from registration.requests")
    assert not_before == (NOW + DAY).replace(hour=0, minute=0, second=0, microsecond=0)


def test_texts_of_zooms_that_no_database_holds_hold_up_nobody(scene: Scene) -> None:
    odd, key = scene.ask(ODD_FORM, address("ann")), scene.ask(OPEN, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"
    code, _, message = scene.outcome(odd)
    assert code == "REQUIRED_FIELDS"
    assert message.endswith("email: Why?.")


def test_where_heavy_requests_are_used_up_light_ones_register(scene: Scene) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben", "cleo")]
    fault(scene, "daily_429", f"/{OPEN}/batch_registrants")

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 3}
    assert {attempts(scene, name) for name in ("ann", "ben", "cleo")} == {1}


def test_a_request_that_is_delivered_after_it_expired_is_answered_at_once(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    execute(warehouse, "update registration.requests set expires_at = now()")
    scene.process_inbox()
    assert scene.outcome(key)[0] == "EXPIRED"

    scene.ask(OPEN, address("ann"), key)
    scene.process_inbox()

    assert scene.world.hubspot is not None
    (output,) = scene.world.hubspot.account.workflows.executions[key].outputs
    assert output["errorCode"] == "EXPIRED"


def test_a_token_that_must_be_mended_fails_the_task_and_keeps_the_requests(
    scene: Scene, warehouse: Warehouse
) -> None:
    key = scene.ask(OPEN, address("ann"))
    not_understood = scene.ask("no number", address("ben"))

    with pytest.raises(ZoomAuthError):
        scene.process_inbox(client_secret="wrong")

    assert scene.outcome(key)[0] is None
    assert scene.outcome(not_understood)[0] == "WEBINAR_ID_NOT_UNDERSTOOD"
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"


def test_only_one_drains_at_a_time(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    with warehouse.session_lock(locks.REGISTRATION) as is_free:
        assert is_free
        with pytest.raises(Busy):
            scene.process_inbox()
    assert scene.outcome(key)[0] is None


def test_an_answer_that_cannot_be_delivered_is_told_again_until_it_expires(
    scene: Scene, warehouse: Warehouse
) -> None:
    first, second = scene.enrol(["ann", "ben"], OPEN)
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("html_502", "/callbacks/")
    scene.process_inbox()
    assert scene.outcome(first)[0] == "REGISTERED"
    assert [one["completions"] for one in scene.world.hubspot.executions()] == [0, 0]

    execute(
        warehouse,
        "update registration.requests set next_answer_at = now(), expires_at = now()"
        " where request_key = :key",
        key=second,
    )
    scene.process_inbox()
    asked = "select is_expired, answered_at is not null from registration.requests where"
    assert query(warehouse, f"{asked} request_key = :key", key=second) == [(True, False)]

    scene.world.hubspot.faults.clear()
    execute(warehouse, "update registration.requests set next_answer_at = now()")
    scene.process_inbox()
    assert [one["completions"] for one in scene.world.hubspot.executions()] == [1, 0]
    assert query(warehouse, f"{asked} request_key = :key", key=first) == [(False, True)]


def test_a_callback_that_hubspot_does_not_know_holds_up_no_other(
    scene: Scene, warehouse: Warehouse
) -> None:
    unknown = scene.ask(OPEN, address("zoe"))
    known = scene.enrol(["ann", "ben"], OPEN)

    scene.process_inbox()

    assert scene.world.hubspot is not None
    assert {one["state"] for one in scene.world.hubspot.executions()} == {"done"}
    answered = query(
        warehouse, "select request_key from registration.requests where answered_at is not null"
    )
    assert {key for (key,) in answered} == set(known)
    assert scene.outcome(unknown)[0] == "REGISTERED"


def test_a_webinar_that_cannot_be_read_holds_up_no_other(scene: Scene) -> None:
    broken, fine = scene.ask(OPEN, address("ann")), scene.ask(OTHER, address("ann"))
    fault(scene, "html_403", f"/webinars/{OPEN}")

    scene.process_inbox()

    assert scene.outcome(broken)[0] is None
    assert scene.outcome(fine)[0] == "NOT_PRIMARY_BRAND"


def test_a_listing_that_was_read_before_does_not_cancel_who_was_just_registered(
    scene: Scene, warehouse: Warehouse
) -> None:
    """An extraction reads registrants, somebody is registered, and then the reading lands."""
    from webinar_sync.zoom.landing import Landing

    scene.world.sync()
    scene.world.clock.advance(60)
    scene.ask(OPEN, address("ann"))
    scene.process_inbox()

    landing = Landing(Run(warehouse, "late reading"), PRIMARY.account_id)
    known = [
        {"id": "r-known", "email": address("known"), "status": "approved"},
        {"id": "r-denied", "email": address("denied"), "status": "denied"},
    ]
    landing.keep_registrants(OPEN, known, occurrence_ids=[""], approval_type=0, answered_at=NOW)

    assert query(
        warehouse,
        "select is_listed, cancelled_at from zoom.registrants where email = :email",
        email=address("ann"),
    ) == [(True, None)]


def test_nobody_waits_whose_time_has_not_come(scene: Scene, warehouse: Warehouse) -> None:
    scene.ask(OPEN, address("ann"))
    execute(
        warehouse,
        "update registration.requests set not_before = :at",
        at=datetime.now(UTC) + timedelta(hours=1),
    )
    scene.world.requests()

    assert scene.process_inbox() == {}
    assert scene.world.requests() == []
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_one_webinar_whose_answers_are_odd_holds_up_no_other_and_fails_the_task(
    scene: Scene, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webinar_sync.registration import worker

    find = worker.find_webinar

    def break_one(*given: object) -> object:
        if OPEN in given:
            raise RuntimeError("quillfeather@people.example.com")
        return find(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "find_webinar", break_one)
    broken, fine = scene.ask(OPEN, address("ann")), scene.ask(MANUAL, address("ann"))

    with pytest.raises(RuntimeError):
        scene.process_inbox()

    assert scene.outcome(broken)[0] is None
    assert scene.outcome(fine)[0] == "PENDING"
    ((reason,),) = query(
        warehouse, "select deferral_reason from registration.requests where code is null"
    )
    assert "quillfeather" not in reason


def test_a_page_of_a_gateway_is_no_refusal(scene: Scene, warehouse: Warehouse) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben")]
    fault(scene, "html_403", "/batch_registrants")

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys] == [None, None]
    scene.world.app.faults.clear()
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 2}


def test_what_nobody_waits_for_any_more_expires_and_registers_nobody(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    execute(warehouse, "update registration.requests set expires_at = now()")
    scene.world.requests()

    scene.process_inbox()

    assert scene.outcome(key)[:2] == ("EXPIRED", "failed")
    assert query(warehouse, "select is_expired from registration.requests") == [(True,)]
    assert scene.world.requests() == []
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_without_hubspot_answers_wait_longer_and_longer(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    scene.world.hubspot = None

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_hubspot_that_is_down_is_asked_once_and_zoom_goes_on(
    scene: Scene, warehouse: Warehouse
) -> None:
    keys = [scene.ask(webinar, address("ann")) for webinar in (OPEN, MANUAL, OTHER)]
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("html_502", "/callbacks/")

    scene.process_inbox()

    assert all(scene.outcome(key)[0] for key in keys)
    tried = [one for one in scene.world.hubspot.log.entries if "callbacks" in one.target]
    assert len(tried) == 5  # the attempts of one request
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_a_token_that_hubspot_refuses_fails_the_task_after_everybody_is_registered(
    scene: Scene,
) -> None:
    from webinar_sync.hubspot.errors import HubspotAuthError

    key = scene.ask(OPEN, address("ann"))
    assert scene.world.hubspot is not None
    scene.world.hubspot.faults.add("revoked_token", "/callbacks/")

    with pytest.raises(HubspotAuthError):
        scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"


def test_a_refusal_of_the_whole_webinar_ends_its_list(scene: Scene) -> None:
    keys = [scene.ask(PAID, address(f"p{one}")) for one in range(70)]
    scene.world.app.log.clear()

    scene.process_inbox()

    assert {scene.outcome(key)[0] for key in keys} == {"PAID_REGISTRATION"}
    assert Counter(methods(scene))[POST_BATCH] == 1


def test_the_ledger_holds_for_those_who_wait_for_approval(
    scene: Scene, warehouse: Warehouse
) -> None:
    from webinar_sync.load.marts import load
    from webinar_sync.runs.report import summary_lines

    scene.world.sync()
    scene.ask(MANUAL, address("ann"))
    scene.process_inbox()

    for _ in range(2):
        assert any("conservation: ok" in line for line in summary_lines(warehouse))
        load(Run(warehouse, "after the drain"))
    assert query(
        warehouse,
        "select code from sync.outcomes where email = :email and subject = 'registration'",
        email=address("ann"),
    ) == [("not_approved",)]


def test_a_link_that_was_told_stays_though_somebody_is_registered_anew(
    scene: Scene, warehouse: Warehouse
) -> None:
    (first,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    book = scene.world.app.stores[PRIMARY.account_id]._books[OPEN]
    (gone,) = [one for one in book._registrants if one.email == address("ann")]
    del book._by_id[gone.id]
    book._index()
    (second,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    scene.ask(OPEN, address("ann"), first)
    scene.process_inbox()

    assert scene.world.hubspot is not None
    told = scene.world.hubspot.account.workflows.executions
    assert [one["joinUrl"] for one in told[first].outputs] == [
        told[first].outputs[0]["joinUrl"]
    ] * 2
    assert told[second].outputs[0]["joinUrl"] not in ("", told[first].outputs[0]["joinUrl"])
    assert query(warehouse, "select count(*) from registration.results") == [(2,)]


def test_a_delivery_that_comes_again_while_it_is_answered_is_answered_again(
    scene: Scene, warehouse: Warehouse
) -> None:
    (key,) = scene.enrol(["ann"], OPEN)
    scene.process_inbox()
    ((asked_at,),) = query(warehouse, "select now() - interval '1 second'")
    scene.ask(OPEN, address("ann"), key)
    warehouse.execute(
        "registration/update_answered", request_keys=[key], asked_at=asked_at, run_id="test"
    )

    assert query(warehouse, "select action from registration.due") == [("answer",)]
