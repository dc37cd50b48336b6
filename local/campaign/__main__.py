"""The campaign as a command: `python -m local.campaign --seeds 1-100`, or `--minutes 10`.

Each hundred of seeds has a history of its own; seeds below 100 have the one that is written down.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from local.campaign.command import run_campaign
from local.campaign.histories import build_account
from local.campaign.runs import Theatre
from local.campaign.trial import try_seed
from local.campaign.truth import tell_story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from local.campaign.trial import Trial
    from local.postgres import Cluster

SEEDS_OF_A_HISTORY = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Try seed after seed; return 1 if something was wrong at any moment."""
    return run_campaign(argv, "python -m local.campaign", __doc__, _try_seeds)


def _try_seeds(cluster: Cluster, seeds: Iterable[int]) -> Iterator[Trial]:
    """Try seed after seed, and tell the story anew where another hundred begins."""
    for history, group in itertools.groupby(seeds, lambda seed: seed // SEEDS_OF_A_HISTORY):
        theatre = Theatre(build_account(history))
        try:
            stages = tell_story(cluster, theatre)
            for seed in group:
                yield try_seed(cluster, theatre, stages, seed)
        finally:
            theatre.close()


if __name__ == "__main__":
    raise SystemExit(main())
