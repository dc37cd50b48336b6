"""An extraction reads registrants, the action adds or removes somebody, then the reading lands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import RegistrantState
from tests.builders import EACH, MANUAL, OPEN, PRIMARY, Scene, address, query, registrant
from tests.builders.registration import CREATED
from tests.integration.registration.sandbox_zoom import with_people
from webinar_sync.zoom.registrants import Registrants

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.reading_rules import KnownWebinar
    from webinar_sync.zoom.readings import RegistrantsReading

ROW = (
    "select status, is_listed, cancelled_at is not null from zoom.registrants"
    " where webinar_id = :webinar and email = :email and occurrence_id = :occurrence"
    " order by is_listed desc limit 1"
)


def sync_while_the_action_runs(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, webinar_id: int
) -> None:
    """Sync; once the webinar's registrants are read, process the inbox before they land."""
    read_all = Registrants.read_all

    def read_and_process(registrants: Registrants, webinar: KnownWebinar) -> RegistrantsReading:
        reading = read_all(registrants, webinar)
        if webinar.webinar_id == webinar_id:
            scene.world.clock.advance(60)
            scene.process_inbox()
        return reading

    with monkeypatch.context() as patch:
        patch.setattr(Registrants, "read_all", read_and_process)
        scene.world.clock.advance(60)
        assert scene.world.sync().success


def put_person(scene: Scene, webinar_id: int) -> tuple[str, str]:
    """Return the address of somebody who is registered, and the date that it is for."""
    if webinar_id == OPEN:
        return address("known"), ""
    if webinar_id == MANUAL:
        return address("waiting"), ""
    series = scene.world.app.stores[PRIMARY.account_id].webinar(EACH, scene.world.clock.now())
    assert series is not None
    later = tuple(date.occurrence_id for date in series.occurrences[1:])
    with_people(scene, EACH, registrant("ann", registered_at=CREATED, occurrence_ids=later))
    return address("ann"), later[0]


def row_of(warehouse: Warehouse, webinar_id: int, person: tuple[str, str]) -> list[Any]:
    """Return what the warehouse says of a person's registration."""
    return query(warehouse, ROW, webinar=webinar_id, email=person[0], occurrence=person[1])


@pytest.mark.parametrize("webinar_id", [OPEN, EACH, MANUAL])
def test_who_was_added_again_since_stays_registered(
    scene: Scene, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, webinar_id: int
) -> None:
    """The listing still has them as denied; one who waits for approval it lacks."""
    person = put_person(scene, webinar_id)
    scene.world.sync()
    scene.ask_removal(webinar_id, person[0])
    scene.process_inbox()
    scene.world.clock.advance(60)
    assert scene.world.sync().success
    is_manual = webinar_id == MANUAL
    before = ("pending", False, False) if is_manual else ("denied", True, True)
    assert row_of(warehouse, webinar_id, person) == [before]

    key = scene.ask(webinar_id, person[0])
    sync_while_the_action_runs(scene, monkeypatch, webinar_id)

    assert scene.outcome(key)[0] == ("PENDING" if is_manual else "REGISTERED")
    after = ("pending" if is_manual else "approved", True, False)
    assert row_of(warehouse, webinar_id, person) == [after]
    if not is_manual:
        states = "select distinct state from marts.participations where email = :email"
        assert query(warehouse, states, email=person[0]) == [("registered",)]
    scene.world.clock.advance(60)
    assert scene.world.sync().success
    assert row_of(warehouse, webinar_id, person) == [after]


@pytest.mark.parametrize("webinar_id", [OPEN, EACH])
def test_who_was_removed_since_stays_removed(
    scene: Scene, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, webinar_id: int
) -> None:
    person = put_person(scene, webinar_id)
    scene.world.sync()
    key = scene.ask_removal(webinar_id, person[0])

    sync_while_the_action_runs(scene, monkeypatch, webinar_id)

    assert scene.outcome(key)[0] == "CANCELLED"
    assert row_of(warehouse, webinar_id, person) == [("denied", True, True)]
    scene.world.clock.advance(60)
    assert scene.world.sync().success
    assert row_of(warehouse, webinar_id, person) == [("denied", True, True)]


def test_a_listing_that_was_read_later_counts(scene: Scene, warehouse: Warehouse) -> None:
    """Whom the action added a host denies."""
    person = put_person(scene, OPEN)
    scene.world.sync()
    scene.ask_removal(OPEN, person[0])
    scene.process_inbox()
    scene.ask(OPEN, person[0])
    scene.process_inbox()
    scene.world.clock.advance(60)
    store, now = scene.world.app.stores[PRIMARY.account_id], scene.world.clock.now()
    webinar = store.webinar(OPEN, now)
    (known,) = scene.world.app.registrants(PRIMARY.account_id, OPEN)
    assert webinar is not None
    denied = (*known.states, RegistrantState(since=now, status="denied"))
    store.put_registrant(webinar, replace(known, states=denied))

    assert scene.world.sync().success

    assert row_of(warehouse, OPEN, person) == [("denied", True, True)]
