"""Makes a world in which a test fails as small as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.transform.naive import World


def smallest(world: World, still: Callable[[World], bool], tries: int = 60) -> World:
    """Leave out webinars and rows for as long as something still holds of the rest."""
    for webinar in world["webinars"]:
        alone = {
            name: [row for row in rows if row.get("webinar_id", 0) in (0, webinar["webinar_id"])]
            for name, rows in world.items()
        }
        tries -= 1
        if still(alone):
            world = alone
            break
    for name in ("recordings", "connections", "registrants", "sessions", "staff", "announced",
                 "given_keys", "users", "hubspot_contacts", "hubspot_users"):  # fmt: skip
        for row in list(world[name]):
            less = {**world, name: [other for other in world[name] if other is not row]}
            if name == "sessions":
                uuid = row["session_uuid"]
                kept = [other for other in world["connections"] if other["session_uuid"] != uuid]
                less["connections"] = kept
            tries -= 1
            if tries > 0 and still(less):
                world = less
    return world
