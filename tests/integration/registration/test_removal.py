"""Contacts that are removed from webinars: what becomes of each, in Zoom, in marts, in HubSpot."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.endpoints import ALL_SCOPES
from sandbox.zoom.model import RegistrantState
from tests.builders import (
    ANY_TIME,
    EACH,
    EVENTS,
    FULL,
    MANUAL,
    OPEN,
    OTHER,
    OVER,
    PRIMARY,
    SERIES,
    WITHOUT,
    Scene,
    address,
    execute,
    is_put_off_to_midnight,
    query,
    registered,
    registrant,
)
from tests.builders.registration import CREATED
from tests.integration.registration.sandbox_zoom import (
    DUE_NOW,
    fault,
    with_people,
    zoom_requests,
)
from webinar_sync.load.marts import load
from webinar_sync.registration.inbox import add_by_hand, read_accounts_to_load
from webinar_sync.runs.report import summary_lines
from webinar_sync.runs.run import Run
from webinar_sync.zoom.errors import ZoomAuthError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

CHANGE = "PUT /webinars/{webinarId}/registrants/status"
FORM = "GET /webinars/{webinarId}/registrants/questions"
DELETE = "DELETE /webinars/{webinarId}/registrants/{registrantId}"
POST = "POST /webinars/{webinarId}/registrants"
CANCELLED = ("CANCELLED", "cancelled", "The contact's registration for the webinar is cancelled.")


def changes_of(scene: Scene, name: str, webinar_id: int = OPEN) -> int:
    """Return how often somebody's status was changed today."""
    day = scene.world.clock.now().date()
    return scene.world.app.registrar.changes(webinar_id, f"r-{name}", day)


def test_who_is_registered_is_removed_and_the_workflow_hears_of_it(scene: Scene) -> None:
    assert scene.world.hubspot is not None
    (key,) = scene.enrol(["known"], OPEN, action="remove")

    scene.process_inbox()

    assert scene.outcome(key) == CANCELLED
    assert scene.registered(OPEN) == []
    assert scene.registered(OPEN, "denied") == ["denied", "known"]
    (execution,) = scene.world.hubspot.executions()
    assert execution["outputs"] == {
        "hs_execution_state": "SUCCESS",
        "status": "cancelled",
        "registrantId": "r-known",
        "errorCode": "",
        "errorText": "",
    }
    assert FORM not in zoom_requests(scene)


@pytest.mark.parametrize(
    ("webinar", "name", "code", "status"),
    [
        (OPEN, "stranger", "NOT_REGISTERED", "failed"),
        (OPEN, "denied", "ALREADY_CANCELLED", "cancelled"),
        (OVER, "stranger", "WEBINAR_OVER", "failed"),
        (WITHOUT, "stranger", "NO_REGISTRATION", "failed"),
        (EVENTS, "stranger", "ZOOM_EVENTS", "failed"),
        (OTHER, "stranger", "NOT_PRIMARY_BRAND", "failed"),
        (91234567890, "known", "WEBINAR_NOT_FOUND", "failed"),
        ("my webinar", "known", "WEBINAR_ID_NOT_UNDERSTOOD", "failed"),
    ],
)
def test_what_cannot_be_removed_is_refused_in_words_and_nothing_is_changed(
    scene: Scene, webinar: object, name: str, code: str, status: str
) -> None:
    if webinar == EVENTS:  # only a host's listing tells
        scene.world.sync()
    key = scene.ask_removal(webinar, address(name))

    scene.process_inbox()

    assert scene.outcome(key)[:2] == (code, status)
    assert len(scene.outcome(key)[2]) > 15
    assert {CHANGE, DELETE}.isdisjoint(zoom_requests(scene))


def test_an_address_is_needed_and_no_name(scene: Scene) -> None:
    nobody = scene.ask_removal(OPEN)
    known = scene.ask_removal(OPEN, " KNOWN@people.example ", first_name="", last_name="x" * 99)

    scene.process_inbox()

    assert scene.outcome(nobody)[0] == "MISSING_EMAIL"
    assert scene.outcome(known) == CANCELLED


def test_many_are_removed_thirty_at_once_and_each_once(scene: Scene) -> None:
    names = [f"p{number}" for number in range(65)]
    with_people(scene, OPEN, *(registered(name) for name in names))
    keys = [scene.ask_removal(OPEN, address(name)) for name in [*names, "p7"]]

    scene.process_inbox()

    assert Counter(scene.outcome(key)[0] for key in keys) == {
        "CANCELLED": 65,
        "ALREADY_CANCELLED": 1,
    }
    assert scene.registered(OPEN) == ["known"]
    assert zoom_requests(scene).count(CHANGE) == 3
    assert {changes_of(scene, name) for name in names} == {1}


def test_of_more_than_a_page_all_are_read_only_where_nobody_else_can_tell(scene: Scene) -> None:
    """The oldest registrant is on the last page."""
    with_people(scene, OPEN, *(registered(f"p{number}") for number in range(900)))
    first = scene.world.app.registrants(PRIMARY.account_id, OPEN)[-1].email
    unknown = scene.ask_removal(OPEN, first)

    scene.process_inbox()

    assert scene.outcome(unknown) == CANCELLED
    scene.world.sync()
    scene.world.app.log.clear()
    last = scene.world.app.registrants(PRIMARY.account_id, OPEN)[-1].email
    known = scene.ask_removal(OPEN, last)
    scene.process_inbox()
    assert scene.outcome(known) == CANCELLED
    listings = [row for row in zoom_requests(scene) if row == f"GET {POST.split()[1]}"]
    assert len(listings) == 3


@pytest.mark.parametrize("kind", ["cut", "status"])
def test_after_a_lost_response_registrants_are_read_before_anything_is_sent_again(
    scene: Scene, warehouse: Warehouse, kind: str
) -> None:
    """Cut: Zoom did it, and its response was lost. Status 500: Zoom did not do it."""
    with_people(scene, OPEN, registered("ann"), registered("ben"))
    keys = [scene.ask_removal(OPEN, address(name)) for name in ("ann", "ben")]
    keys.append(scene.ask_removal(MANUAL, address("waiting")))
    fault(scene, kind, "/registrants/status", status=500)
    fault(scene, kind, f"/{MANUAL}/registrants/r-waiting", status=500)
    scene.process_inbox()
    scene.world.app.faults.clear()
    assert [scene.outcome(key)[0] for key in keys] == [None] * 3

    execute(warehouse, DUE_NOW)
    scene.process_inbox()

    assert [scene.outcome(key) for key in keys] == [CANCELLED] * 3
    assert scene.registered(OPEN) == ["known"]
    assert scene.registered(MANUAL, "pending") == []
    assert {changes_of(scene, name) for name in ("ann", "ben")} == {1}


def test_who_reached_the_limit_of_ten_changes_waits_and_holds_up_nobody(
    scene: Scene, warehouse: Warehouse
) -> None:
    with_people(scene, OPEN, registered("ann"), registered("ben"))
    day = scene.world.clock.now().date()
    scene.world.app.registrar.set_changes(OPEN, "r-ann", day, 10)
    keys = {name: scene.ask_removal(OPEN, address(name)) for name in ("ann", "ben")}

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys.values()] == [None, "CANCELLED"]
    (waits,) = query(
        warehouse,
        "select not_before, limited_until, sent_at from registration.requests where code is null",
    )
    assert is_put_off_to_midnight(waits[0])
    assert waits[1:] == (None, None)  # she may still be added to webinars, and nothing was done


def test_without_the_scope_requests_wait_and_the_run_names_it(
    scene: Scene, warehouse: Warehouse
) -> None:
    scope = "webinar:update:registrant_status:admin"
    some = tuple(name for name in ALL_SCOPES if name != scope)
    scene.world.app.replace(replace(PRIMARY, scopes=some))
    key = scene.ask_removal(OPEN, address("known"))

    with pytest.raises(ZoomAuthError, match=scope):
        scene.process_inbox()

    assert scene.outcome(key)[0] is None
    assert query(warehouse, "select sent_at from registration.requests") == [(None,)]


def test_what_zoom_refused_for_the_day_is_void_once_the_opposite_is_requested(
    scene: Scene, warehouse: Warehouse
) -> None:
    """Zoom did nothing: both would be carried out, with two mails."""
    fault(scene, "daily_429", f"/{OPEN}/registrants", after=4)
    added = scene.ask(OPEN, address("ann"))
    scene.process_inbox()
    scene.world.app.faults.clear()
    assert query(warehouse, "select sent_at from registration.requests") == [(None,)]
    removed = scene.ask_removal(OPEN, address("ann"))

    execute(warehouse, DUE_NOW)
    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (added, removed)] == ["SUPERSEDED", "NOT_REGISTERED"]


@pytest.mark.parametrize("webinar", [SERIES, EACH, ANY_TIME])
def test_of_a_series_whose_dates_are_registered_for_apart_the_next_date_is_cancelled(
    scene: Scene, webinar: int
) -> None:
    store = scene.world.app.stores[PRIMARY.account_id]
    series = store.webinar(webinar, scene.world.clock.now())
    assert series is not None
    later = [date.occurrence_id for date in series.occurrences[1:]]
    dates = tuple(later) if webinar == EACH else ()
    with_people(scene, webinar, registrant("ann", registered_at=CREATED, occurrence_ids=dates))
    key = scene.ask_removal(webinar, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key) == CANCELLED
    (ann,) = scene.world.app.registrants(PRIMARY.account_id, webinar, status=None)
    if webinar == EACH:
        assert ann.denied_dates == frozenset(later[:1])
        assert [state.status for state in ann.states] == ["approved"]
    else:
        assert [state.status for state in ann.states] == ["approved", "denied"]


class TestOrder:
    """Of requests to add and to remove a person the one that HubSpot asked last holds."""

    def test_the_earlier_of_two_that_wait_is_void_and_zoom_hears_of_the_later_alone(
        self, scene: Scene
    ) -> None:
        added = scene.ask(OPEN, address("known"))
        removed = scene.ask_removal(f"{OPEN:,}".replace(",", " "), address("known"))
        removed_first = scene.ask_removal(OPEN, address("ann"))
        added_last = scene.ask(OPEN, " Ann@people.example")

        scene.process_inbox()

        assert [scene.outcome(key)[0] for key in (added, removed, removed_first, added_last)] == [
            "SUPERSEDED",
            "CANCELLED",
            "SUPERSEDED",
            "REGISTERED",
        ]
        assert scene.registered(OPEN) == ["Ann"]
        assert changes_of(scene, "known") == 1

    def test_the_order_is_that_in_which_hubspot_sent_them(self, scene: Scene) -> None:
        now = datetime.now(UTC)
        removed = scene.ask_removal(OPEN, address("known"), asked_at=now)
        added = scene.ask(OPEN, address("known"), asked_at=now - timedelta(seconds=1))
        scene.process_inbox()
        assert scene.outcome(removed) == CANCELLED
        assert scene.outcome(added)[0] == "SUPERSEDED"

        late = scene.ask(OPEN, address("known"), asked_at=now - timedelta(seconds=2))
        scene.process_inbox()

        assert scene.outcome(late)[0] == "SUPERSEDED"
        assert scene.registered(OPEN) == []

    @pytest.mark.parametrize("kind", ["cut", "status"])
    def test_one_waits_for_an_earlier_one_that_zoom_may_have_done(
        self, scene: Scene, warehouse: Warehouse, kind: str
    ) -> None:
        added = scene.ask(OPEN, address("ann"))
        fault(scene, kind, f"/{OPEN}/registrants", after=4, status=500)
        scene.process_inbox()
        removed = scene.ask_removal(OPEN, address("ann"))
        scene.world.app.faults.clear()
        assert query(warehouse, "select count(*) from registration.due") == [(0,)]
        scene.process_inbox()
        assert [scene.outcome(key)[0] for key in (added, removed)] == [None, None]

        execute(warehouse, DUE_NOW)
        scene.process_inbox()
        scene.process_inbox()

        assert [scene.outcome(key)[0] for key in (added, removed)] == ["REGISTERED", "CANCELLED"]
        assert scene.registered(OPEN) == ["known"]

    def test_whom_the_action_removed_it_lets_in_again_with_the_same_link(
        self, scene: Scene, warehouse: Warehouse
    ) -> None:
        first = scene.ask(OPEN, address("ann"))
        scene.process_inbox()
        scene.ask_removal(OPEN, address("ann"))
        scene.process_inbox()

        again = scene.ask(OPEN, address("ann"))
        scene.process_inbox()

        assert scene.outcome(again)[0] == "REGISTERED"
        ids = query(
            warehouse,
            "select registrant_id from registration.requests where request_key = any(:keys)",
            keys=[first, again],
        )
        assert len(set(ids)) == 1
        assert query(warehouse, "select count(*) from registration.results") == [(1,)]
        assert scene.registered(OPEN) == ["ann", "known"]

    def test_what_the_host_cancelled_stays_so(self, scene: Scene) -> None:
        """The action removed him once, and let him in again; then the host cancelled."""
        scene.ask_removal(OPEN, address("known"))
        scene.process_inbox()
        scene.ask(OPEN, address("known"))
        scene.process_inbox()
        store, now = scene.world.app.stores[PRIMARY.account_id], scene.world.clock.now()
        webinar = store.webinar(OPEN, now)
        assert webinar is not None
        (known,) = scene.world.app.registrants(PRIMARY.account_id, OPEN)
        states = (*known.states, RegistrantState(since=now, status="denied"))
        store.put_registrant(webinar, replace(known, states=states))

        key = scene.ask(OPEN, address("known"))
        scene.process_inbox()

        assert scene.outcome(key)[0] == "DENIED"
        assert scene.registered(OPEN) == []

    def test_who_waited_for_approval_waits_again(self, scene: Scene) -> None:
        """A host who has not approved somebody decides so once more."""
        removed = scene.ask_removal(MANUAL, address("waiting"))
        scene.process_inbox()
        assert scene.outcome(removed) == CANCELLED
        assert scene.registered(MANUAL, "pending") == scene.registered(MANUAL, "denied") == []

        added = scene.ask(MANUAL, address("waiting"))
        scene.process_inbox()

        assert scene.outcome(added)[0] == "PENDING"
        assert scene.registered(MANUAL, "pending") == ["waiting"]
        assert scene.registered(MANUAL) == []


def test_room_that_a_removal_makes_is_there_for_who_is_added(scene: Scene) -> None:
    added = scene.ask(FULL, address("ann"))
    removed = scene.ask_removal(FULL, address("known"))

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in (added, removed)] == ["REGISTERED", "CANCELLED"]
    assert scene.registered(FULL) == ["ann"]


def test_a_removal_is_in_marts_at_once_and_the_next_sync_finds_the_same(
    scene: Scene, warehouse: Warehouse
) -> None:
    participations = (
        "select state, registered_at is not null, cancelled_at is not null"
        " from marts.participations where email = :email and webinar_id = :webinar"
    )
    scene.world.sync()
    scene.world.clock.advance(60)
    scene.ask_removal(OPEN, address("known"))
    scene.process_inbox()
    assert read_accounts_to_load(Run(warehouse, "run 1")) == [PRIMARY.account_id]
    load(Run(warehouse, "after the inbox"))

    def state() -> list[tuple[object, ...]]:
        return query(warehouse, participations, email=address("known"), webinar=OPEN)

    assert state() == [("cancelled", True, True)]
    scene.world.clock.advance(60)
    scene.world.sync()
    assert state() == [("cancelled", True, True)]
    assert any("conservation: ok" in line for line in summary_lines(warehouse))


def test_by_hand_contacts_of_marts_are_removed(scene: Scene, warehouse: Warehouse) -> None:
    scene.world.sync()
    ((contact_id,),) = query(
        warehouse,
        "select contact_id from marts.contacts where email = :email",
        email=address("known"),
    )
    add_by_hand(Run(warehouse, "run"), "remove", str(OPEN), [contact_id])

    scene.process_inbox()

    assert query(warehouse, "select code, source, action from registration.requests") == [
        ("CANCELLED", "by_hand", "remove")
    ]
    assert scene.registered(OPEN) == []


def test_a_removal_that_never_works_ends_after_three_days(
    scene: Scene, warehouse: Warehouse
) -> None:
    key = scene.ask_removal(OPEN, address("known"))
    fault(scene, "set_key", f"/webinars/{OPEN}", key="type", value="odd")
    execute(warehouse, "update registration.requests set expires_at = now()")

    scene.process_inbox()

    assert scene.outcome(key)[0] == "EXPIRED"
    assert "could be cancelled" in scene.outcome(key)[2]
