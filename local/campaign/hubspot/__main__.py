"""HubSpot's campaign as a command: `python -m local.campaign.hubspot --seeds 1-100`.

Each 25 seeds have a history of their own; seeds below 25 have the one that is written down.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from local.campaign.command import run_campaign
from local.campaign.hubspot.account import build_hubspot_account
from local.campaign.hubspot.features import draw_features
from local.campaign.hubspot.theatre import HubspotTheatre
from local.campaign.hubspot.trial import try_seed
from local.campaign.hubspot.truth import plan_story, tell_story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from local.campaign.trial import Trial
    from local.postgres import Cluster

SEEDS_OF_A_HISTORY = 25


def main(argv: Sequence[str] | None = None) -> int:
    """Try seed after seed; return 1 if something was wrong at any moment."""
    return run_campaign(argv, "python -m local.campaign.hubspot", __doc__, _try_seeds)


def _try_seeds(cluster: Cluster, seeds: Iterable[int]) -> Iterator[Trial]:
    """Try seed after seed, and tell the story anew where another history begins."""
    for history, group in itertools.groupby(seeds, lambda seed: seed // SEEDS_OF_A_HISTORY):
        theatre = HubspotTheatre(build_hubspot_account(history), draw_features(history))
        try:
            story = tell_story(cluster, theatre, plan_story())
            for seed in group:
                yield try_seed(cluster, theatre, story, seed)
        finally:
            theatre.close()


if __name__ == "__main__":
    raise SystemExit(main())
