"""While a webinar runs, who is in it is seen live, by the times in the bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import (
    account,
    add_fault,
    address,
    at,
    execute,
    query,
    run_hourly,
    session,
    webhook_body,
    webinar,
)
from webinar_sync.zoom.webhooks import read_event, store_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

WEBINAR = 91000000001
NOW = at("18 12:00")


def tell(warehouse: Warehouse, event: str, moment: str, person: str = "", **about: Any) -> None:
    """Store an event of the session `s` at a time of the 18th."""
    values: dict[str, Any] = {"id": str(WEBINAR), "uuid": "s", "start_time": "2026-11-18T10:00:00Z"}
    if person:
        name, _, user_id = person.partition(" ")
        values["participant"] = {
            "user_id": user_id,
            "user_name": name,
            "email": f" {name.title()}@People.example" if name != "anon" else "",
            "registrant_id": f"r-{name}" if name == "ann" else "",
        }
    body = webhook_body(event, "live", {**values, **about}, at(f"18 {moment}"))
    read = read_event(body, NOW)
    assert read is not None
    store_event(warehouse, read)


def live(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return who is in the webinar, since when, and by how many connections."""
    return query(
        warehouse,
        "select email, joined_at, connections from marts.live_participants order by email",
    )


JOINED, LEFT = "webinar.participant_joined", "webinar.participant_left"


def test_who_joined_and_did_not_leave_is_in_it_whatever_order_they_come_in(
    warehouse: Warehouse,
) -> None:
    tell(warehouse, JOINED, "10:05", "ben 2")
    tell(warehouse, LEFT, "10:06", "cy 3")
    tell(warehouse, "webinar.started", "10:00")
    tell(warehouse, JOINED, "10:01", "cy 3")  # late: Cy has left since
    tell(warehouse, JOINED, "10:07", "cy 4")
    tell(warehouse, LEFT, "10:06", "cy 3")  # twice
    tell(warehouse, JOINED, "10:08", "ben 5")  # by another device
    tell(warehouse, JOINED, "10:08", "dan 8")  # back under the same user_id
    tell(warehouse, LEFT, "10:04", "dan 8")
    tell(warehouse, JOINED, "10:09", "anon 6")
    tell(warehouse, JOINED, "10:09", "anon 7")
    assert live(warehouse) == [
        (address("ben"), at("18 10:05"), 2),
        (address("cy"), at("18 10:07"), 1),
        (address("dan"), at("18 10:08"), 1),
        (None, at("18 10:09"), 1),
        (None, at("18 10:09"), 1),
    ]


def test_it_is_empty_once_the_webinar_ended(warehouse: Warehouse) -> None:
    tell(warehouse, JOINED, "10:05", "ben 2")
    tell(warehouse, "webinar.ended", "11:00", end_time="2026-11-18T11:00:00Z")
    assert live(warehouse) == []


def test_of_an_end_that_was_lost_the_history_tells(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    held = session("s", WEBINAR, at("18 10:00"), at("18 11:00"))
    world = make_world(account("live", [webinar(WEBINAR, at("18 10:00"), "ann")], [held]), now=NOW)
    tell(warehouse, JOINED, "10:05", "ben 2")
    assert len(live(warehouse)) == 1
    add_fault(world, "/participants", "status", status=500)
    run_hourly(world, NOW)
    assert live(warehouse) == []


def test_the_next_session_of_a_webinar_ends_the_one_before(warehouse: Warehouse) -> None:
    tell(warehouse, "webinar.started", "10:00")
    tell(warehouse, JOINED, "10:05", "ben 2")
    tell(warehouse, "webinar.started", "10:30", uuid="t", start_time="2026-11-18T10:30:00Z")
    assert live(warehouse) == []


def test_registrants_are_known_by_their_id_and_excluded_people_are_not_shown(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account("live", [webinar(WEBINAR, at("18 10:00"), "ann")]), now=at("18 03:00")
    )
    assert world.sync().success
    tell(warehouse, JOINED, "10:05", "ann 1")
    tell(warehouse, JOINED, "10:05", "eve 2")
    execute(
        warehouse, "insert into settings.excluded_contact_domains (domain) values ('eve.example')"
    )
    tell(
        warehouse, JOINED, "10:06", "anon 3", participant={"user_id": "3", "email": "x@eve.example"}
    )
    assert [email for email, *_ in live(warehouse)] == [address("ann"), address("eve")]
    execute(warehouse, "update settings.sync set sync_webinars = false")
    assert live(warehouse) == []


def test_what_is_only_of_use_for_a_while_is_forgotten(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account("live", [webinar(WEBINAR, at("18 10:00"))]), now=NOW)
    tell(warehouse, JOINED, "10:05", "ben 2")
    tell(warehouse, "webinar.started", "10:00", uuid="t")
    tell(warehouse, "webinar.ended", "10:10", uuid="u", practice_session=True)
    execute(warehouse, "update zoom.webhook_events set received_at = now() - interval '31 days'")
    execute(warehouse, "update zoom.webhook_sessions set started_at = '2026-01-01'")
    assert world.sync().success
    assert query(warehouse, "select event from zoom.webhook_events order by 1") == [
        ("webinar.ended",),
        ("webinar.started",),
    ]
    assert query(warehouse, "select session_uuid from zoom.webhook_sessions") == [("u",)]
