"""What becomes of what was loaded before its webinar was excluded: kept or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import execute
from tests.integration.settings.scenes import (
    AGENCY,
    CORP,
    NOW,
    W1,
    W2,
    account,
    contacts,
    events,
    left_out,
    outcomes,
    participations,
    run,
    synced,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_on_exclude_keeps_or_withdraws_what_was_loaded_before_and_back(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(
        account(
            (webinar(W1, CORP, "ann@mail.example", "both@mail.example"), CORP),
            (webinar(W2, AGENCY, "both@mail.example"), AGENCY),
        ),
        now=NOW,
    )
    run(world)
    people = contacts(warehouse)
    assert people == {"ann@mail.example": (1, 1, 100.0), "both@mail.example": (2, 2, 100.0)}

    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    people_requests = run(world)

    # Of the other webinar: did somebody register late?
    assert people_requests == ["/webinars/{webinarId}/registrants"]
    counted = synced(W1, "ann@mail.example", "both@mail.example")
    rest = synced(W2, "both@mail.example")
    assert outcomes(warehouse) == {left_out(W1, "sync_off"), *counted, *rest}
    assert events(warehouse) == {W1: "ended", W2: "ended"}
    assert contacts(warehouse) == people

    execute(warehouse, "update settings.sync set on_exclude = 'withdraw'")
    run(world)

    assert events(warehouse) == {W2: "ended"}
    assert participations(warehouse) == {(W2, "both@mail.example", "attended")}
    assert contacts(warehouse) == {"both@mail.example": (1, 1, 100.0)}
    codes = {(number, subject, code) for number, subject, _, code in outcomes(warehouse) - rest}
    assert codes == {
        (W1, "webinar", "sync_off"),
        (W1, "registration", "sync_off"),
        (W1, "connection", "sync_off"),
    }

    execute(warehouse, "update settings.sync set on_exclude = 'keep'")
    run(world)

    assert outcomes(warehouse) == {left_out(W1, "sync_off"), *counted, *rest}
    assert contacts(warehouse) == people

    execute(warehouse, "delete from settings.webinars")
    run(world)

    assert outcomes(warehouse) == {*counted, *rest}
    assert contacts(warehouse) == people


def test_what_was_never_loaded_is_not_kept_either(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, CORP, "ann@mail.example"), CORP)), now=NOW)
    execute(warehouse, f"insert into settings.webinars values ('acc', {W1}, false)")
    execute(warehouse, "update settings.sync set on_exclude = 'keep'")

    run(world)

    assert events(warehouse) == {}
    assert outcomes(warehouse) == {left_out(W1, "sync_off")}
