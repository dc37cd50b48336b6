"""Nothing disappears: the ledger accounts for every connection and registration of any account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.zoom import generated
from tests.builders import World, execute, query
from webinar_sync.load.marts import load
from webinar_sync.runs.run import Run
from webinar_sync.transform.errors import ConservationError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


@pytest.mark.parametrize("seed", [11, 33, 55])
def test_every_connection_of_a_generated_account_is_accounted_for(
    warehouse: Warehouse, seed: int
) -> None:
    account = generated.generate(seed)
    world = World(warehouse, [account], now=generated.NOW)
    report = world.sync()
    world.close()

    # Only the listing of webinars that have not expired tells Zoom Events'.
    left_out = {
        webinar.id
        for webinar in account.webinars
        if webinar.is_events_webinar
        and (webinar.expires_at is None or webinar.expires_at > generated.NOW)
    }
    # Counted in the account itself, not by the code under test.
    served = sum(
        len(session.connections)
        for session in account.sessions
        if session.end <= generated.NOW
        and session.uuid not in account.webinar_403_uuids
        and session.webinar_id not in left_out
    )
    ((accounted,),) = query(warehouse, "select coalesce(sum(connections), 0) from sync.outcomes")
    ((rejected,),) = query(
        warehouse, "select count(*) from sync.rejected_rows where source = 'participants'"
    )
    assert report.success, report.message
    assert accounted + rejected == served > 0
    doubled = query(
        warehouse,
        "select 1 from sync.outcomes where subject = 'registration'"
        " group by account_id, webinar_id, subject_key having count(*) > 1",
    )
    assert doubled == []


def test_a_ledger_that_does_not_hold_stops_the_commit(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(warehouse, [generated.generate(1)], now=generated.NOW)
    world.sync()
    before = query(warehouse, "select * from marts.participations order by 1, 2, 3, 4")
    execute(warehouse, "update zoom.connections set is_waiting_room = true")
    world.close()

    def lose_a_row(outcomes: object, *_: object) -> None:
        outcomes.loc[outcomes["connections"] > 0, "connections"] = 0  # type: ignore[attr-defined]

    monkeypatch.setattr("webinar_sync.transform.pipeline.check_conservation", lose_a_row)
    with pytest.raises(ConservationError, match="accounts for"):
        load(Run(warehouse, "broken"))

    assert query(warehouse, "select * from marts.participations order by 1, 2, 3, 4") == before
