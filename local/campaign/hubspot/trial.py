"""One trial: runs that are disturbed, then runs that are not, and what was wrong at any moment."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from local.campaign.hubspot.acts import Hands, draw_act
from local.campaign.hubspot.ends import compare_ends, read_end, read_leftovers
from local.campaign.hubspot.theatre import Job, Outcome, Scene, copy_warehouse
from local.campaign.hubspot.troubles import draw_troubles
from local.campaign.hubspot.watching import (
    CANCELLED,
    COMPLETED,
    CONTACT,
    DELETED,
    NO_SHOW,
    Interruption,
)
from local.campaign.trial import Trial

if TYPE_CHECKING:
    from datetime import datetime

    from local.campaign.hubspot.theatre import HubspotTheatre
    from local.campaign.hubspot.truth import Moment, Story
    from local.campaign.hubspot.watching import Fact
    from local.postgres import Cluster

TROUBLED_SHARE, KILLED_SHARE, SKIPPED_SHARE, BY_HAND_SHARE = 0.5, 0.25, 0.1, 0.2
HEALING_DAYS = 4
"""In so many days without a disturbance all is well again."""
_DATABASE = "campaign_hubspot_trial"
_IRREVOCABLE = frozenset({NO_SHOW, COMPLETED, CANCELLED, DELETED})


@dataclass
class Play:
    """A trial under way."""

    cluster: Cluster
    theatre: HubspotTheatre
    story: Story
    dice: random.Random
    trial: Trial
    url: str
    hands: Hands = field(default_factory=Hands)

    def judge(self, fact: Fact, now: datetime) -> None:
        """Say what is wrong with a fact that is new, if anything."""
        true_since = self.story.first_seen.get(fact)
        if self.hands.is_undone(fact):
            self.note(f"{now:%d %H:%M} undoes what was done by hand: {_describe(fact)}")
        elif true_since is None:
            self.note(f"{now:%d %H:%M} was never true: {_describe(fact)}")
        elif fact[0] in _IRREVOCABLE and now < true_since:
            self.note(f"{now:%d %H:%M} before its time, {true_since:%d %H:%M}: {_describe(fact)}")

    def note(self, line: str) -> None:
        """Keep something that is wrong."""
        self.trial.wrong.append(line)

    def tell(self, line: object) -> None:
        """Go on with the story."""
        self.trial.story.append(str(line))


def try_seed(cluster: Cluster, theatre: HubspotTheatre, story: Story, seed: int) -> Trial:
    """Disturb some days of the story as the seed says, then none, and compare the ends."""
    dice, trial = random.Random(f"hubspot {seed}"), Trial(seed)
    moments = story.moments
    first = dice.randrange(max(1, len(moments) - HEALING_DAYS - 2))
    last = first + dice.choice((0, 0, 0, 1, 2))
    url = copy_warehouse(cluster, _DATABASE, moments[first].database)
    play = Play(cluster, theatre, story, dice, trial, url)
    account, watch = deepcopy(moments[first].hubspot)
    theatre.clock.set(moments[first].stage[0].moment)
    theatre.hubspot.restore(account, watch)
    watch.judge = play.judge
    for moment in moments[first : last + 1]:
        _disturb(play, moment)
    _heal(play, moments[last + 1 : last + 1 + HEALING_DAYS])
    return trial


def _disturb(play: Play, moment: Moment) -> None:
    for number, scene in enumerate(moment.stage):
        if play.dice.random() < BY_HAND_SHARE:
            _act_by_hand(play, scene)
        if scene.step != "nightly" and play.dice.random() < SKIPPED_SHARE:
            play.tell(f"{scene}: left out")
            continue
        _disturb_scene(play, scene, moment.requests[number])


def _disturb_scene(play: Play, scene: Scene, requests: int) -> None:
    """Play a scene with faults, or until it is killed, or with people's acts meanwhile."""
    dice, theatre = play.dice, play.theatre
    is_killed = dice.random() < KILLED_SHARE
    troubles = []
    if dice.random() < TROUBLED_SHARE:
        troubles = draw_troubles(dice, _names(play))
        for trouble in troubles:
            theatre.hubspot.faults.add(**trouble)
    job = theatre.job(scene, play.url)
    if is_killed:
        number = dice.randint(1, max(2, requests + 1))
        is_by_request = dice.random() < 0.7
        outcome = theatre.play_and_kill(
            job,
            request=number if is_by_request else 0,
            is_before=dice.random() < 0.5,
            statement=0 if is_by_request else dice.randint(1, 150),
        )
    else:
        outcome = theatre.play(job)
    _check_crash(play, scene, outcome)
    play.trial.disturbed_runs += bool(troubles or is_killed)
    play.tell(f"{scene}: {json.dumps(troubles) if troubles else ''} {outcome}")
    if is_killed and scene.step == "nightly":
        # Airflow tries again; what Zoom says is known as early as it is undisturbed.
        again = theatre.play(theatre.job(scene, play.url))
        _check_crash(play, scene, again)
        play.tell(f"{scene} again: {again}")


def _act_by_hand(play: Play, scene: Scene) -> None:
    hubspot = play.theatre.hubspot
    to_come = [fact[2] for fact in play.story.first_seen if fact[0] == CONTACT]
    act = draw_act(play.dice, hubspot.account, play.hands, to_come, scene.moment)
    if act is not None:
        words, do = act
        hubspot.do_by_hand(do)
        play.tell(f"by hand before {scene}: {words}")


def _names(play: Play) -> list[str]:
    """Return texts by which rows of requests are known."""
    account = play.theatre.hubspot.account
    records = account.contacts.active()
    names = [text for record in records for text in (record.email, str(record.contact_id))]
    return [*names, *map(str, account.events.events), "crowd", "webinar"]


def _heal(play: Play, moments: list[Moment]) -> None:
    """Play days undisturbed until all is as it should be."""
    differences = ["there was no healing"]
    for moment in moments:
        for scene in moment.stage:
            outcome = play.theatre.play(play.theatre.job(scene, play.url))
            play.tell(f"undisturbed {scene}: {outcome}")
            _check_crash(play, scene, outcome)
        differences = _find_differences(play, moment)
        if not differences:
            return
    play.trial.wrong += differences


def _find_differences(play: Play, moment: Moment) -> list[str]:
    end = read_end(play.theatre.hubspot.account, moment.stage[-1].moment)
    differences = compare_ends(end, play.hands.expect(moment.end))
    leftovers = read_leftovers(play.url)
    if leftovers != moment.leftovers:
        differences.append(f"left over: {leftovers}, should be: {moment.leftovers}")
    return differences


def _check_crash(play: Play, scene: Scene, outcome: Outcome) -> None:
    if outcome.is_crash:
        play.note(f"{scene} {outcome.message}")


def _describe(fact: Fact) -> str:
    return " ".join(filter(None, fact))
