"""The awkward account in a warehouse: its settings and mirror first, then run after run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom import awkward
from tests.builders.erased import insert_erased
from tests.builders.world import ALWAYS, World, execute

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def prepare_awkward(warehouse: Warehouse) -> None:
    """Apply the account's settings, and put its HubSpot contacts and users into the mirror."""
    execute(warehouse, "update settings.sync set push_since = :day", day=ALWAYS)
    for domain in awkward.EXCLUDED_HOST_DOMAINS:
        execute(
            warehouse,
            "insert into settings.excluded_host_domains values (:domain, 'webinars')",
            domain=domain,
        )
    for domain in awkward.EXCLUDED_CONTACT_DOMAINS:
        execute(
            warehouse,
            "insert into settings.excluded_contact_domains values (:domain)",
            domain=domain,
        )
    for webinar_id in awkward.WEBINARS_OFF:
        execute(
            warehouse,
            "insert into settings.webinars values (:account, :webinar, false)",
            account=awkward.ACCOUNT.account_id,
            webinar=webinar_id,
        )
    for address in awkward.ERASED:
        insert_erased(warehouse, address)
    for contact_id, email, additional, is_archived in awkward.MIRROR_CONTACTS:
        execute(
            warehouse,
            "insert into hubspot.contacts values (:id, :email, :more, :archived, now(), 'test')",
            id=contact_id,
            email=email,
            more=list(additional),
            archived=is_archived,
        )
    for number, email in enumerate(awkward.MIRROR_USERS):
        execute(
            warehouse,
            "insert into hubspot.users values (:id, :email, now(), 'test')",
            id=str(number),
            email=email,
        )


def serve_awkward(warehouse: Warehouse) -> World:
    """Serve the awkward account, with its settings applied, at the moment of its first run."""
    prepare_awkward(warehouse)
    return World(warehouse, [awkward.ACCOUNT], now=awkward.RUNS[0])


def sync_awkward(world: World) -> None:
    """Run a nightly sync at each moment of the account's story."""
    for moment in awkward.RUNS:
        world.clock.set(moment)
        world.sync()
