"""While an account is synced, the registration action waits until the sync has left it its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import PRIMARY
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run
from webinar_sync.warehouse import locks
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.pacing import RECLAIM_SECONDS, Pacer

if TYPE_CHECKING:
    from tests.builders import Scene
    from webinar_sync.warehouse.engine import Warehouse


class RecordingPacer(Pacer):
    """Remembers for how long nothing may be sent."""

    held_seconds = 0.0

    def hold(self, seconds: float) -> None:
        """Remember the time."""
        self.held_seconds = seconds


def held_seconds(scene: Scene, warehouse: Warehouse) -> float:
    """Return for how long the action waits before its first request to the account."""
    pacer = RecordingPacer("business", 0.5, is_registration=True)
    client = ZoomClient(scene.world.config(PRIMARY), pacer=pacer)
    Worker(Run(warehouse, "register"), [client], None).process_inbox()
    return pacer.held_seconds


def test_a_registration_waits_for_a_sync_of_its_account_only(
    scene: Scene, warehouse: Warehouse
) -> None:
    assert held_seconds(scene, warehouse) == 0
    with warehouse.session_lock(locks.extraction("another")):
        assert held_seconds(scene, warehouse) == 0
    with warehouse.session_lock(locks.extraction(PRIMARY.account_id)):
        assert held_seconds(scene, warehouse) == RECLAIM_SECONDS
