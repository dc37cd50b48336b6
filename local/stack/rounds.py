"""Rounds: a night under fire, at random by seed, compared with the same night undisturbed.

Three accounts are synced while workflows add contacts and Zoom sends its events. Meanwhile a worker
is killed, the broker and PostgreSQL are restarted, and the triggerer is stopped for a minute, each
at a moment by chance.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.stack import scene
from local.stack.access import BROKER, WORKER
from local.stack.play import NIGHTLY, PUSH, Ending, Play, broken_promises, differences
from local.stack.senders import Sending, event_letters, workflow_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REQUESTS = 200
WINDOW_SECONDS = 60.0
"""Within which everything is sent, and disturbed."""
RESTART_SECONDS = 3.0
"""After which a container that ended is started again."""
TRIGGERER, TRIGGERER_SECONDS = "airflow-triggerer", 60.0


@dataclass(frozen=True)
class Disturbance:
    """Something that happens to the stack, at a moment of the round, in seconds."""

    at: float
    what: str
    act: Callable[[Play], None]


@dataclass
class Round:
    """How a round went."""

    seed: int
    story: list[str]
    ending: Ending
    seconds: float
    wrong: list[str] = field(default_factory=list)

    def describe(self) -> str:
        """Return it in words, with what was wrong, if anything was."""
        head = f"seed {self.seed}: {'; '.join(self.story)}; {self.seconds:.0f} s"
        more = [f"and {len(self.wrong) - 10} more"] if len(self.wrong) > 10 else []
        return "\n    ".join([head, *self.wrong[:10], *more])


def play_undisturbed(play: Play, requests: int = REQUESTS) -> Ending:
    """Play the night with no disturbance.

    :raises RuntimeError: if that is wrong by itself
    """
    round_ = _play(play, 0, [], requests)
    if round_.wrong:
        raise RuntimeError(f"undisturbed: {round_.describe()}")
    return round_.ending


def play_round(play: Play, seed: int, true: Ending, requests: int = REQUESTS) -> Round:
    """Play the night as the seed disturbs it, and compare."""
    round_ = _play(play, seed, draw_disturbances(play, seed), requests)
    round_.wrong += differences(round_.ending, true)
    return round_


def draw_disturbances(play: Play, seed: int) -> list[Disturbance]:
    """Return what a seed does, in the order of time."""
    dice = random.Random(seed)
    worker = dice.choice(play.stack.names(WORKER))
    drawn: Sequence[tuple[str, Callable[[Play], None]]] = (
        (f"{worker} killed", lambda play: _kill(play, worker)),
        ("broker restarted", _restart_broker),
        ("database restarted", lambda play: play.stack.restart_database()),
        ("triggerer stopped", lambda play: play.stack.end(TRIGGERER)),
    )
    disturbances = [Disturbance(dice.uniform(2, WINDOW_SECONDS), what, act) for what, act in drawn]
    (stopped,) = [each for each in disturbances if each.what == "triggerer stopped"]
    disturbances.append(
        Disturbance(
            stopped.at + TRIGGERER_SECONDS,
            "triggerer started",
            lambda play: play.stack.start(TRIGGERER),
        )
    )
    return sorted(disturbances, key=lambda each: each.at)


def _kill(play: Play, worker: str) -> None:
    play.stack.kill(worker)
    time.sleep(RESTART_SECONDS)
    play.stack.start(worker)


def _restart_broker(play: Play) -> None:
    play.stack.end(BROKER)
    play.stack.start(BROKER)


def _play(play: Play, seed: int, disturbances: Sequence[Disturbance], requests: int) -> Round:
    play.begin_anew()
    stack, begun = play.stack, time.monotonic()
    run_id = play.trigger(NIGHTLY)
    letters = workflow_letters(stack.hubspot_url(), scene.TARGETS, requests)
    letters += event_letters(play.epoch)
    random.Random(seed).shuffle(letters)
    count = len(letters)
    sending = Sending(
        stack.url("webhooks"),
        WINDOW_SECONDS / count,
        lambda: letters.pop() if letters else None,
    )
    story = []
    for each in disturbances:
        time.sleep(max(0.0, begun + each.at - time.monotonic()))
        story.append(f"{time.monotonic() - begun:.0f} s {each.what}")
        each.act(play)
    post = sending.wait()
    state = play.wait_for_run(NIGHTLY, run_id)
    play.settle()
    # What an event of an asset was lost for, the next hour's push does.
    pushed = play.run(PUSH)
    play.settle()
    ending = play.read_ending()
    round_ = Round(seed, story, ending, time.monotonic() - begun)
    round_.wrong += broken_promises(ending, requests)
    if post.taken != count:
        round_.wrong.append(f"the webhooks: {post.describe()}")
    if (state, pushed) != ("success", "success"):
        round_.wrong.append(f"the nightly run: {state}, the push: {pushed}")
    return round_
