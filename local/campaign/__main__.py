"""The campaign as a command: `python -m local.campaign --seeds 1-100`, or `--minutes 10`.

Each hundred of seeds has a history of its own; seeds below 100 have the one that is written down.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from local.campaign.runs import Theatre
from local.campaign.trial import try_seed
from local.campaign.truth import tell_story
from local.postgres import temporary_cluster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from local.campaign.trial import Trial
    from local.postgres import Cluster

DEFAULT_MINUTES = 5.0
SEEDS_OF_A_HISTORY = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Try seed after seed; return 1 if something was wrong at any moment."""
    options = _parser().parse_args(argv)
    seeds = _read_seeds(options.seeds) if options.seeds else itertools.count(int(time.time()))
    minutes = options.minutes or (float("inf") if options.seeds else DEFAULT_MINUTES)
    logging.disable(logging.CRITICAL)
    deadline = time.monotonic() + 60 * minutes
    disturbed_runs, wrong_seeds = 0, []
    with _fast_cluster() as cluster:
        for trial in _try_seeds(cluster, seeds):
            with_story = options.verbose or bool(trial.wrong)
            print(trial.describe(with_story=with_story), flush=True)
            disturbed_runs += trial.disturbed_runs
            if trial.wrong:
                wrong_seeds.append(trial.seed)
            if time.monotonic() > deadline:
                break
    print(f"{disturbed_runs} disturbed runs, {len(wrong_seeds)} wrong trials: {wrong_seeds}")
    return 1 if wrong_seeds else 0


def _try_seeds(cluster: Cluster, seeds: Iterable[int]) -> Iterator[Trial]:
    """Try seed after seed, and tell the story anew where another hundred begins."""
    for history, group in itertools.groupby(seeds, lambda seed: seed // SEEDS_OF_A_HISTORY):
        theatre = Theatre(history)
        try:
            stages = tell_story(cluster, theatre)
            for seed in group:
                yield try_seed(cluster, theatre, stages, seed)
        finally:
            theatre.close()


@contextmanager
def _fast_cluster() -> Iterator[Cluster]:
    """Run a PostgreSQL that need not survive a power cut."""
    with temporary_cluster() as cluster:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"alter system set {setting} to off")
            connection.execute("select pg_reload_conf()")
        yield cluster


def _read_seeds(text: str) -> range:
    """Return the seeds of `17` or of `1-200`."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.campaign", description=__doc__)
    parser.add_argument("--seeds", help="one, as 17, or a range, as 1-200")
    parser.add_argument(
        "--minutes", type=float, help=f"stop after (default: {DEFAULT_MINUTES:g} without --seeds)"
    )
    parser.add_argument("--verbose", action="store_true", help="print the faults of each trial")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
