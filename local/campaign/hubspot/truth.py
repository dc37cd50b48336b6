"""The account's story undisturbed: what HubSpot holds after each day, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from local.campaign.account import at
from local.campaign.hubspot.ends import End, read_end, read_leftovers
from local.campaign.hubspot.theatre import (
    HubspotTheatre,
    Scene,
    copy_warehouse,
    create_warehouse,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from local.campaign.hubspot.facts import Fact
    from local.postgres import Cluster

    Stage = tuple[Scene, ...]

FIRST_DAY, LAST_DAY = 11, 22


def plan_story(first: int = FIRST_DAY, last: int = LAST_DAY) -> list[Stage]:
    """Return the scenes of each day."""
    return [plan_day(at(f"{day} 00:00")) for day in range(first, last + 1)]


def plan_day(midnight: datetime) -> Stage:
    """Return the scenes of a day: they are in the order of the Dags' schedules."""
    return (
        Scene("nightly", midnight + timedelta(hours=4)),
        Scene("push", midnight + timedelta(hours=4, minutes=20)),
        Scene("reconcile", midnight + timedelta(hours=5, minutes=40)),
        Scene("push", midnight + timedelta(hours=6, minutes=47)),
        Scene("push", midnight + timedelta(hours=16, minutes=47)),
    )


@dataclass(frozen=True)
class Moment:
    """A day of the story: the warehouse and HubSpot before it, and how it ends.

    `paths`: what each scene requests of HubSpot, sorted: some go beside each other.
    """

    stage: Stage
    database: str
    hubspot: Any
    paths: tuple[tuple[str, ...], ...]
    end: End
    leftovers: list[str]


@dataclass(frozen=True)
class Story:
    """All days, and when each fact was first so. `fresh`: a warehouse that pushed nothing."""

    moments: list[Moment]
    first_seen: dict[Fact, datetime]
    fresh: str


def tell_story(cluster: Cluster, theatre: HubspotTheatre, stages: Sequence[Stage]) -> Story:
    """Sync and push undisturbed, and keep the warehouse and HubSpot before each day.

    :raises RuntimeError: if a scene fails
    """
    theatre.clock.set(stages[0][0].moment)
    theatre.begin_anew()
    theatre.hubspot.watch.first_seen.clear()
    before, fresh = "campaign_hubspot_0", "campaign_hubspot_fresh"
    theatre.features.choose(create_warehouse(cluster, before, stages[0][0].moment))
    moments: list[Moment] = []
    for number, stage in enumerate(stages):
        after = f"campaign_hubspot_{number + 1}"
        hubspot = theatre.copy_hubspot()
        url = copy_warehouse(cluster, after, before, stage[0].moment)
        paths = []
        for scene in stage:
            outcome = theatre.play(theatre.job(scene, url))
            paths.append(tuple(sorted(entry.target for entry in theatre.hubspot.log.entries)))
            if not outcome.success:
                raise RuntimeError(f"undisturbed, {scene} failed: {outcome.message}")
            if scene is stages[0][0]:
                copy_warehouse(cluster, fresh, after, scene.moment)
        end = read_end(theatre.hubspot.account, stage[-1].moment)
        moments.append(Moment(stage, before, hubspot, tuple(paths), end, read_leftovers(url)))
        before = after
    return Story(moments, dict(theatre.hubspot.watch.first_seen), fresh)
