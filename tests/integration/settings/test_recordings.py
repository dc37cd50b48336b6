"""Settings of recordings. No recording is read yet, so they are kept and do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import execute, query
from tests.integration.settings.scenes import AGENCY, NOW, W1, account, everything, run, webinar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse


def test_settings_of_recordings_are_kept_and_do_nothing_to_webinars(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world(account((webinar(W1, AGENCY, "ann@mail.example"), AGENCY)), now=NOW)
    run(world)
    before = everything(warehouse)

    for sql in (
        "update settings.sync set recordings = 'some'",
        "insert into settings.hosts values ('acc', 'AGENCY', true, true)",
        "insert into settings.excluded_host_domains values ('agency.example', 'recordings')",
        "update settings.sync set recordings = 'all'",
    ):
        execute(warehouse, sql)
        run(world)
        assert everything(warehouse) == before, sql

    assert query(warehouse, "select recordings from settings.sync") == [("all",)]
    assert query(warehouse, "select count(*) from settings.history") == [(4,)]
