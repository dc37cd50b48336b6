"""The soak as a command: `python -m local.soak --days 30 --seed 1`."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from local.campaign.command import fast_cluster
from local.soak import airflow, truth, verdict
from local.soak.account import FIRST_DAY, build_story
from local.soak.calendar import QUIET_NIGHTS
from local.soak.installation import Installation
from local.soak.play import Day, Play
from local.soak.sandboxes import Sandboxes
from local.soak.sizes import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.soak.sizes import Evening

DAYS, DAYS_IN_AIRFLOW = 30, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Play the days; return 1 if something grew or was lost."""
    parser = argparse.ArgumentParser(prog="python -m local.soak", description=__doc__)
    parser.add_argument("--days", type=int, help="default: 30, in Airflow 3")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--airflow", action="store_true", help="runs of Airflow, undisturbed")
    options = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)
    begun = time.monotonic()
    days = options.days or (DAYS_IN_AIRFLOW if options.airflow else DAYS)
    wrong = soak(days, options.seed, in_airflow=options.airflow)
    print(f"seed {options.seed}, {days} days in {(time.monotonic() - begun) / 60:.1f} minutes")
    for line in wrong:
        print(f"WRONG: {line}")
    print("all is right" if not wrong else f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


def soak(days: int, seed: int, *, in_airflow: bool) -> list[str]:
    """Play so many days, print how they went, and return what is wrong."""
    story = build_story(seed, days, airflow.first_day(days) if in_airflow else FIRST_DAY)
    kind = airflow.AirflowInstallation if in_airflow else Installation
    with ExitStack() as stack:
        cluster = stack.enter_context(fast_cluster())
        sandboxes = Sandboxes(story)
        stack.callback(sandboxes.close)
        installation = stack.enter_context(kind.started(cluster, sandboxes, story.first_day))
        play = Play(story, sandboxes, installation, seed)
        enrolled = 0
        for number in range(days + QUIET_NIGHTS):
            is_quiet = number >= days
            day = play.play_quiet_night(number) if is_quiet else play.play_day(number)
            enrolled += day.enrolled
            print(describe(day, play.evenings[-1]), flush=True)
        evenings = play.evenings[:days]
        print(verdict.tell(evenings), flush=True)
        return [
            *play.wrong,
            *truth.check_end(installation, sandboxes, enrolled),
            *verdict.judge(evenings),
        ]


def describe(day: Day, evening: Evening) -> str:
    """Return a day as a line."""
    ran = " ".join(f"{kind} {count}" for kind, count in sorted(day.ran.items()))
    states = " ".join(f"{state} {count}" for state, count in sorted(day.states.items()))
    memory = " ".join(
        f"{name} {process.rss / MEGABYTE:.0f}" for name, process in evening.processes.items()
    )
    return (
        f"day {day.number:2}: {ran} ({states}; {day.disturbed} disturbed)"
        f" | {day.enrolled} enrolled, {day.events} events"
        f" | requests {day.zoom_requests} + {day.hubspot_requests}"
        f" | MB {memory} sessions {evening.backends / MEGABYTE:.0f}"
        f" | tables {evening.megabytes():.1f} MB"
        f" | {evening.sessions} sessions, {evening.locks} locks, {evening.staging} staging"
        f" | {day.seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
