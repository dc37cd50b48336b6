"""The connection names a plan with higher limits than the account has: the pace follows Zoom's."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.builders import at, query, read_message_and_remedy
from tests.integration.sync.small_account import NAME, NIGHT, SMALL
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

A_HANDFUL = 5


def test_a_free_account_called_business_is_refused_a_handful_of_times(
    warehouse: Warehouse,
) -> None:
    free = dataclasses.replace(SMALL, plan="free")
    app = create_zoom_app([free], SandboxClock(NIGHT, ticking=False))
    server = run_in_thread(app)
    config = ZoomConfig(
        conn_id="zoom_free",
        account_id=NAME,
        client_id=free.client_id,
        client_secret=free.client_secret,
        base_url=server.url,
        token_url=f"{server.url}/oauth/token",
        plan="business",
        rate_share=1.0,
    )

    def refusals_of_a_run(run_id: str) -> int:
        client = ZoomClient(config, sleep=lambda seconds: None)
        report = sync(
            Run(warehouse, run_id), [client], Window(at("16 00:00"), NIGHT, True), is_full=True
        )
        assert report.success, report.message
        return sum(client.refused.values())

    first, second = refusals_of_a_run("run 1"), refusals_of_a_run("run 2")
    server.stop()

    assert 0 < first <= A_HANDFUL
    assert second == 0  # it begins with what the first learnt
    message, remedy = read_message_and_remedy(warehouse, "plan_too_high")
    assert "business" in message
    assert "1 heavy" in message
    assert "Correct the plan" in remedy
    assert query(
        warehouse,
        "select severity, cleared_at is null from sync.errors where code = :code",
        code="plan_too_high",
    ) == [("notice", True)]
