"""Who is erased is found in frozen webinars, too; and a plan says what freezing would delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import HOUR, query
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.dump import places_of
from tests.integration.retention.scene import (
    DEE,
    FROZEN,
    MORNING,
    OLD,
    check_conservation,
    keep,
    night,
    read_all_marts,
)
from webinar_sync.registration.webinar_lookup import find_webinar
from webinar_sync.runs.run import Run
from webinar_sync.settings.file import read_text
from webinar_sync.settings.plan import make_plan

if TYPE_CHECKING:
    from tests.builders import World

EVENTS = (
    "select webinar_id, occurrence_key, registrations + erased_registrations,"
    " attendances + erased_attendances, anonymous_attendances, status"
    " from marts.marketing_events order by 1, 2"
)


def test_who_is_only_in_a_frozen_webinar_is_erased_and_missing_from_no_count(world: World) -> None:
    warehouse = world.warehouse
    keep(warehouse, 240)
    night(world, MORNING)
    assert places_of(warehouse, DEE, "r-dee").keys() == {DEE, "r-dee"}
    events = query(warehouse, EVENTS)
    others = [row for row in read_all_marts(warehouse)["participations"] if row["email"] != DEE]

    erase(world, contact_id_of(warehouse, DEE))

    assert places_of(warehouse, DEE, "r-dee") == {}
    assert query(warehouse, EVENTS) == events
    assert query(
        warehouse,
        "select erased_registrations, erased_attendances, registrations, attendances"
        " from marts.marketing_events where webinar_id = :id",
        id=OLD,
    ) == [(1, 1, 3, 2)]
    night(world, MORNING + HOUR)
    assert places_of(warehouse, DEE, "r-dee") == {}
    assert read_all_marts(warehouse)["participations"] == others
    check_conservation(warehouse)


def test_names_of_who_spoke_go_with_who_was_connected(world: World) -> None:
    warehouse = world.warehouse
    spoken = "select speaker, passage from marts.transcript_passages"
    assert query(warehouse, spoken) == [("Ann Lee", "How does the pricing change?")]
    keep(warehouse, 240)
    night(world, MORNING)
    assert query(warehouse, spoken) == [(None, "How does the pricing change?")]


def test_nobody_is_registered_for_what_is_frozen_as_for_whatever_is_over(world: World) -> None:
    """Zoom's own detail decides, as of any webinar: the action reads no registrants of it."""
    keep(world.warehouse, 240)
    night(world, MORNING)
    world.requests()
    client = world.client(world.accounts[0])
    located = find_webinar(Run(world.warehouse, "action"), [client], OLD, [])
    assert located is not None
    assert located.webinar.is_over
    assert world.requests() == ["/oauth/token", "/webinars/{ref}"]


def test_a_plan_says_what_would_be_deleted(world: World) -> None:
    night(world, MORNING)
    with world.warehouse.transaction() as transaction:
        plan = make_plan(transaction, read_text("zoom_kept_days: 240"))
        assert plan.differences == ["zoom_kept_days: none -> 240"]
        (warning,) = plan.warnings
        assert warning.startswith(
            f"the next nightly sync freezes {len(FROZEN)} webinars that ended more than 240 days "
            "ago, and deletes 36 rows"
        )
        assert make_plan(transaction, read_text("zoom_kept_days: 3650")).warnings == []
