"""What `make stack` does: starts the whole shipped stack, checks it, disturbs it, and says how.

One line for each check; the exit code is 1 if one failed. With `--rounds`, also that many rounds of
`local.stack.rounds`.
"""

from __future__ import annotations

import argparse
import itertools
import shlex
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from local.stack.access import ServiceError
from local.stack.checks import CHECKS, CHECKS_OF_ENGINE, check_sync
from local.stack.engine import Engine
from local.stack.engine_command import check_command
from local.stack.play import begun, begun_by_engine
from local.stack.rounds import play_round, play_undisturbed
from local.stack.services import has_redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from local.stack.checks import Check
    from local.stack.play import Play


def main() -> int:
    """Return 1 if a check or a round failed."""
    parser = argparse.ArgumentParser(prog="python -m local.stack", description=__doc__)
    parser.add_argument("--rounds", type=int, default=0, help="nights under fire")
    parser.add_argument("--first-seed", type=int, default=1, help="of the rounds")
    parser.add_argument("--only-rounds", action="store_true", help="no other checks")
    parser.add_argument("--only", nargs="*", default=[], help="only the checks with these names")
    parser.add_argument("--logs", type=Path, help="a new folder for the services' logs")
    parser.add_argument("--engine", type=shlex.split, help="in containers of it: docker")
    options = parser.parse_args()
    if options.engine:
        if options.rounds:
            parser.error("rounds are played with processes only")
        return check_in_containers(options.engine, options.only, options.logs)
    celery = has_redis()
    if not celery:
        say("Redis is not on this machine (Debian: apt-get install redis-server): tasks run in")
        say("the scheduler, and what concerns workers is left out")
    failed = []
    with begun(celery=celery, folder=options.logs) as play:
        say(f"started: {', '.join(play.stack.names())}")
        chosen = [
            (name, check)
            for name, check in chosen_of(CHECKS, options.only)
            if (check is check_sync or not options.only_rounds)
            and (celery or name not in ("worker", "broker"))
        ]
        failed += make(chosen, play)
        if options.rounds and celery:
            seeds = itertools.islice(itertools.count(options.first_seed), options.rounds)
            failed += play_rounds(play, seeds)
    return conclude(failed)


def check_in_containers(words: Sequence[str], only: Sequence[str], logs: Path | None) -> int:
    """Start the stack by an engine's command, check and delete it; return 1 if a check failed.

    130: interrupted.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all is deleted then, too
    failed = ["start"]
    try:
        check_command(words)
        engine = Engine(words)
        say(f"the project {engine.project}: the image is built, and all services are started")
        begun_at = time.monotonic()
        with begun_by_engine(engine, logs) as play:
            say(f"started: {', '.join(play.stack.names())} ({time.monotonic() - begun_at:.0f} s)")
            failed = make(chosen_of(CHECKS_OF_ENGINE, only), play)
    except ServiceError as error:
        say(f"FAIL  engine: {error}")
        failed = failed or ["end"]
    except KeyboardInterrupt:
        say("stopped")
        return 130
    return conclude(failed)


def chosen_of(checks: Sequence[Check], only: Sequence[str]) -> list[Check]:
    """Return the checks with some names, and the sync on which they build; by default all."""
    return [each for each in checks if not only or each[0] in (*only, "sync")]


def make(checks: Sequence[Check], play: Play) -> list[str]:
    """Make checks; return the names of those that failed."""
    return [name for name, check in checks if not report(name, partial(check, play))]


def conclude(failed: Sequence[str]) -> int:
    """Say what failed; return 1 if something did."""
    say(f"failed: {', '.join(failed)}" if failed else "all is well")
    return 1 if failed else 0


def play_rounds(play: Play, seeds: Iterable[int]) -> list[str]:
    """Play the night undisturbed, then as each seed says; return the names of those that failed."""
    begun_at = time.monotonic()
    try:
        true = play_undisturbed(play)
    except Exception as error:
        say(f"FAIL  undisturbed night: {type(error).__name__}: {error}")
        return ["undisturbed night"]
    say(f"ok    undisturbed night: {time.monotonic() - begun_at:.0f} s")
    failed: list[str] = []
    for seed in seeds:
        try:
            round_ = play_round(play, seed, true)
        except Exception as error:  # who knows in what state the stack is
            say(f"FAIL  seed {seed}: {type(error).__name__}: {error}")
            return [*failed, f"seed {seed}"]
        say(f"{'FAIL' if round_.wrong else 'ok  '}  {round_.describe()}")
        if round_.wrong:
            failed.append(f"seed {seed}")
    return failed


def report(name: str, check: Callable[[], str]) -> bool:
    """Make a check, print a line about it, and tell whether it passed."""
    begun_at = time.monotonic()
    try:
        text, is_right = check(), True
    except Exception as error:  # whatever it is, the other checks are made
        text, is_right = f"{type(error).__name__}: {error}", False
    say(f"{'ok  ' if is_right else 'FAIL'}  {name}: {text} ({time.monotonic() - begun_at:.0f} s)")
    return is_right


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
