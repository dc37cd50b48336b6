"""One trial: runs that are disturbed, one that is not, and what was wrong at any moment."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.campaign.account import HOUR
from local.campaign.marts import compare, read_facts, read_tables
from local.campaign.runs import RunPlan
from local.campaign.troubles import draw_troubles

if TYPE_CHECKING:
    from local.campaign.runs import Kind, Theatre
    from local.campaign.troubles import Trouble
    from local.campaign.truth import Stage
    from local.postgres import Cluster

KILLED_SHARE = 0.15
_DATABASE = "campaign_trial"
_SHOWN = 3


@dataclass
class Trial:
    """What happened: the runs with their troubles, and lines that say what was wrong."""

    seed: int
    story: list[str] = field(default_factory=list)
    disturbed_runs: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the trial as people read it; where all was right, in one line."""
        return self.describe(with_story=bool(self.wrong))

    def describe(self, *, with_story: bool) -> str:
        """Return how it went, what was wrong, and the faults of each run."""
        head = f"seed {self.seed}: {self.disturbed_runs} disturbed"
        if not with_story:
            return f"{head}, right"
        more = len(self.wrong) - _SHOWN
        lines = [*self.story, *self.wrong[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        return "\n    ".join((f"{head}, {'WRONG' if self.wrong else 'right'}", *lines))


def try_seed(cluster: Cluster, theatre: Theatre, stages: list[Stage], seed: int) -> Trial:
    """Disturb some runs of the story as the seed says, then heal, and compare with the truth."""
    dice, trial = random.Random(seed), Trial(seed)
    first = dice.randrange(len(stages))
    # A new installation is healed before the story goes on: what nobody read then is lost.
    last = first if first == 0 else min(len(stages) - 1, first + dice.choice((0, 0, 1, 2)))
    cluster.create_database(_DATABASE, afresh=True, template=stages[first].database)
    for stage in stages[first : last + 1]:
        for plan in _draw_plans(dice, stage, is_new=first == 0):
            # The first runs of a new installation request all, whatever their kind.
            paths = stage.paths["nightly" if first == 0 else plan.kind]
            troubles = draw_troubles(dice, paths)
            _disturb(cluster, theatre, plan, troubles, stage, trial, dice)
    _heal(cluster, theatre, stages[last], trial)
    return trial


def _draw_plans(dice: random.Random, stage: Stage, *, is_new: bool) -> list[RunPlan]:
    """Return the run of the story, perhaps of another kind, and perhaps one an hour later."""
    kinds: tuple[Kind, ...] = ("nightly", "hourly", "backfill") if is_new else (stage.plan.kind,)
    plans = [RunPlan(dice.choice(kinds), stage.plan.moment)]
    if dice.random() < 0.4:
        plans.append(RunPlan("hourly", stage.plan.moment + HOUR))
    return plans


def _disturb(
    cluster: Cluster,
    theatre: Theatre,
    plan: RunPlan,
    troubles: list[Trouble],
    stage: Stage,
    trial: Trial,
    dice: random.Random,
) -> None:
    is_killed = dice.random() < KILLED_SHARE
    url, run_id = cluster.url(_DATABASE), f"disturbed {len(trial.story)}"
    for trouble in troubles:
        theatre.app.faults.add(trouble)
    try:
        if is_killed:
            end = theatre.run_and_kill(url, plan, run_id, dice)
        else:
            report = theatre.run(url, plan, run_id)
            end = f"{'success' if report.success else 'failed'}: {report.message}"
    except Exception as error:  # whatever it is, the next run must mend it
        end = f"raised {type(error).__name__}"
        trial.wrong.append(f"{plan.kind} {plan.moment:%d %H:%M} {end}: {error}")
    finally:
        struck = sum(fault["done"] for fault in theatre.app.faults.describe())
        theatre.app.faults.clear()
    trial.disturbed_runs += bool(struck or is_killed)
    trial.story.append(f"{plan.kind} {plan.moment:%d %H:%M}: {json.dumps(troubles)}: {end}")
    trial.wrong += [
        f"after {plan.kind} {plan.moment:%d %H:%M}: was never true: {' '.join(fact)}"
        for fact in sorted(read_facts(url) - stage.facts)
    ]


def _heal(cluster: Cluster, theatre: Theatre, stage: Stage, trial: Trial) -> None:
    url = cluster.url(_DATABASE)
    try:
        report = theatre.run(url, stage.healing, "undisturbed in the end")
    except Exception as error:
        trial.wrong.append(f"the undisturbed run raised {type(error).__name__}: {error}")
        return
    trial.story.append(f"undisturbed {stage.healing.moment:%d %H:%M}: {report.message}")
    if not report.success:
        trial.wrong.append("the undisturbed run failed")
    trial.wrong += compare(read_tables(url), stage.healed)
