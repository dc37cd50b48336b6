"""A webhook of a recording has that recording read, and nothing else of its webinar."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import at, query, run_nightly
from tests.integration.recordings.recorded import (
    FILM,
    NIGHT,
    TRANSCRIPT,
    recorded_account,
    recorded_session,
    switch_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.webhooks.conftest import Telling
    from webinar_sync.warehouse.engine import Warehouse


@pytest.mark.parametrize("is_on", [True, False])
def test_a_late_transcript_is_read_when_zoom_says_that_it_is_there(
    warehouse: Warehouse, make_telling: Callable[..., Telling], is_on: bool
) -> None:
    late = at("20 18:00")
    files = (FILM, replace(TRANSCRIPT, listed_at=late))
    telling = make_telling(recorded_account(recorded_session(*files)), now=NIGHT)
    if is_on:
        switch_on(warehouse)
    for _ in range(2):  # the second reads what the first found to be the webinar
        run_nightly(telling.world, NIGHT)
    telling.world.requests()

    telling.run(late)

    requests = [path for path in telling.world.requests() if path != "/oauth/token"]
    assert len(requests) == (2 if is_on else 0)
    assert all("recording" in path or path.startswith("/rec/") for path in requests)
    transcripts = query(warehouse, "select count(*) from zoom.transcripts")
    assert transcripts == [(1 if is_on else 0,)]
    texts = str(query(warehouse, "select payload from zoom.webhook_events"))
    assert "download" not in texts
    assert telling.waiting() == 0
