"""What both campaigns share as commands: seeds, minutes, and a line for each trial."""

from __future__ import annotations

import argparse
import itertools
import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import psycopg

from local.postgres import temporary_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from local.postgres import Cluster

DEFAULT_MINUTES = 5.0


class Trial(Protocol):
    """What is told of a trial."""

    seed: int
    disturbed_runs: int
    wrong: list[str]

    def describe(self, *, with_story: bool) -> str:
        """Return how it went, as lines of text."""


def run_campaign(
    argv: Sequence[str] | None,
    prog: str,
    description: str | None,
    try_seeds: Callable[[Cluster, Iterable[int]], Iterator[Trial]],
) -> int:
    """Try seed after seed; return 1 if something was wrong at any moment."""
    options = _parser(prog, description).parse_args(argv)
    seeds = _read_seeds(options.seeds) if options.seeds else itertools.count(int(time.time()))
    minutes = options.minutes or (float("inf") if options.seeds else DEFAULT_MINUTES)
    logging.disable(logging.CRITICAL)
    deadline = time.monotonic() + 60 * minutes
    disturbed_runs, wrong_seeds = 0, []
    with fast_cluster() as cluster:
        for trial in try_seeds(cluster, seeds):
            with_story = options.verbose or bool(trial.wrong)
            print(trial.describe(with_story=with_story), flush=True)
            disturbed_runs += trial.disturbed_runs
            if trial.wrong:
                wrong_seeds.append(trial.seed)
            if time.monotonic() > deadline:
                break
    print(f"{disturbed_runs} disturbed runs, {len(wrong_seeds)} wrong trials: {wrong_seeds}")
    return 1 if wrong_seeds else 0


@contextmanager
def fast_cluster() -> Iterator[Cluster]:
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


def _parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--seeds", help="one, as 17, or a range, as 1-200")
    parser.add_argument(
        "--minutes", type=float, help=f"stop after (default: {DEFAULT_MINUTES:g} without --seeds)"
    )
    parser.add_argument("--verbose", action="store_true", help="print the faults of each trial")
    return parser
