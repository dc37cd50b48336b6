"""What the pages say of HubSpot: what it was told, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    ACCOUNT,
    World,
    add_contact,
    add_event,
    add_participation,
    address,
    execute,
)
from tests.builders.marts import KEY
from tests.integration.pages.shown import tables_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

WEBINAR = 11
PAGE = f"/webinars/webinars/{ACCOUNT}/{WEBINAR}/dates/{KEY}"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Let ann come to one webinar, with HubSpot connected."""
    world = make_world()
    world.connect_hubspot()
    add_event(world.warehouse, WEBINAR)
    add_contact(world.warehouse, "ann", attendances=1)
    add_participation(world.warehouse, WEBINAR, "ann", "attended", left=30)
    execute(world.warehouse, "update settings.sync set push_since = '2026-01-01'")
    return world


def test_before_the_first_push_nothing_is_said(world: World, client: httpx.Client) -> None:
    assert "HubSpot is not connected, or was not pushed to yet." in client.get(PAGE).text


def test_what_was_sent_is_said_with_its_moment(world: World, client: httpx.Client) -> None:
    world.push()

    assert "HubSpot was told that the webinar is over" in text_of(client.get(PAGE).text)
    answer = client.post(
        "/webinars/why", data={"address": address("ann")}, follow_redirects=True
    ).text
    rows = {row[1]: row for row in tables_of(answer)[-1][1:]}
    assert set(rows) == {"Contact", "Part in the event", "Event"}
    assert all(row[2].endswith("UTC") and row[3].startswith("sent ") for row in rows.values())


def test_what_waits_says_so(world: World, client: httpx.Client) -> None:
    world.push()
    execute(world.warehouse, "update settings.sync set push_since = '2026-01-01'")
    add_event(world.warehouse, 12, settled_at=None)
    add_participation(world.warehouse, 12, "ann", "attended")

    page = client.get(f"/webinars/webinars/{ACCOUNT}/12/dates/{KEY}").text

    assert "waits HubSpot was not told of the webinar yet." in text_of(page)
