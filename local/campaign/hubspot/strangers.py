"""Other warehouses that push with the same token, and connections that change for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from local.campaign.hubspot.account import OTHER_PORTAL, OTHER_TOKEN
from local.campaign.hubspot.theatre import Outcome, Scene, copy_warehouse
from webinar_sync.hubspot.zoom_accounts import record_zoom_accounts
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    import random

    from local.campaign.hubspot.theatre import HubspotTheatre
    from local.campaign.hubspot.truth import Story
    from local.postgres import Cluster

Kind = Literal["another warehouse", "a restored copy", "another portal", "no Zoom account"]
KINDS: tuple[Kind, ...] = (
    *("another warehouse", "a restored copy", "another portal", "no Zoom account"),
)
_FRESH, _COPY = "campaign_hubspot_staging", "campaign_hubspot_copy"


@dataclass
class Stranger:
    """What comes between the warehouse and its portal in a trial.

    `has_oauth`: whether the other portal's token may say of which account it is.
    """

    kind: Kind
    url: str
    has_oauth: bool = True

    def play(self, theatre: HubspotTheatre, scene: Scene) -> tuple[Outcome, int]:
        """Let the stranger push at a scene; with another portal's token, the scene itself.

        Returns how it ended, and how many requests wrote something.
        """
        if self.kind == "no Zoom account":
            return self._play_without_zoom(theatre, scene)
        if self.kind != "another portal":
            outcome = theatre.play(theatre.job(Scene("push", scene.moment), self.url))
            return outcome, theatre.hubspot.writes
        scopes = OTHER_PORTAL.scopes if self.has_oauth else OTHER_PORTAL.scopes - {"oauth"}
        theatre.other_portal.use_scopes(scopes)
        theatre.other_portal.begin_run()
        outcome = theatre.play(theatre.job(scene, self.url, token=OTHER_TOKEN))
        return outcome, theatre.other_portal.writes

    def _play_without_zoom(self, theatre: HubspotTheatre, scene: Scene) -> tuple[Outcome, int]:
        """Push while the connection to Zoom is taken away: then it is there again."""
        account_id = theatre.config.account_id
        with Warehouse(self.url) as warehouse:
            record_zoom_accounts(Run(warehouse, "disconnected"), {})
        outcome = theatre.play(theatre.job(Scene("push", scene.moment), self.url))
        with Warehouse(self.url) as warehouse:
            record_zoom_accounts(Run(warehouse, "connected"), {account_id: True})
        return outcome, theatre.hubspot.writes


def bring_stranger(
    dice: random.Random, cluster: Cluster, story: Story, database: str, scene: Scene
) -> Stranger:
    """Return a stranger: a copy is of the trial's warehouse as it is before a scene."""
    kind = dice.choice(KINDS)
    if kind == "another warehouse":
        return Stranger(kind, copy_warehouse(cluster, _FRESH, story.fresh, scene.moment))
    if kind == "a restored copy":
        return Stranger(kind, copy_warehouse(cluster, _COPY, database, scene.moment))
    return Stranger(kind, cluster.url(database), has_oauth=dice.random() < 0.5)
