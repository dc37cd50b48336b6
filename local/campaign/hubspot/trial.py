"""One trial: runs that are disturbed, then runs that are not, and what was wrong at any moment."""

from __future__ import annotations

import json
import random
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from local.campaign.hubspot.acts import OUR_PROPERTY, Hands, draw_act
from local.campaign.hubspot.ends import compare_ends, read_end, read_leftovers
from local.campaign.hubspot.facts import CONTACT
from local.campaign.hubspot.judging import Judge
from local.campaign.hubspot.mistakes import Mistake, draw_mistake
from local.campaign.hubspot.strangers import Stranger, bring_stranger
from local.campaign.hubspot.theatre import BY_ITSELF, Form, Outcome, Scene, copy_warehouse
from local.campaign.hubspot.troubles import Refusal, draw_refusal, draw_troubles
from local.campaign.hubspot.watching import Interruption
from local.campaign.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from local.campaign.hubspot.theatre import HubspotTheatre
    from local.campaign.hubspot.truth import Moment, Story
    from local.postgres import Cluster

TROUBLED_SHARE, KILLED_SHARE, SKIPPED_SHARE, BY_HAND_SHARE = 0.5, 0.25, 0.1, 0.2
REFUSED_SHARE, STRANGER_SHARE, MISTAKE_SHARE = 0.3, 0.3, 0.1
HEALING_DAYS = 4
"""In so many days without a disturbance all is well again."""
READ_BACK_NIGHTS = 32
"""In so many nights each contact is read once; some more, since a failed night is made up for."""
BRAKE = ": brake"
HOLDING = (BRAKE, ": other_warehouse", ": portal")
"""How errors end that ask for a form."""
_DATABASE = "campaign_hubspot_trial"


@dataclass
class Play:
    """A trial under way.

    `is_taken`: another warehouse wrote to the portal, which must hear of this one no more.
    """

    cluster: Cluster
    theatre: HubspotTheatre
    story: Story
    dice: random.Random
    trial: Trial
    url: str
    hands: Hands
    judge: Judge
    refusals: list[Refusal] = field(default_factory=list)
    stranger: Stranger | None = None
    is_taken: bool = False

    def tell(self, line: object) -> None:
        """Go on with the story."""
        self.trial.story.append(str(line))

    def note(self, line: str) -> None:
        """Keep something that is wrong."""
        self.trial.wrong.append(line)


def try_seed(cluster: Cluster, theatre: HubspotTheatre, story: Story, seed: int) -> Trial:
    """Disturb some days of the story as the seed says, then none, and compare the ends."""
    dice, trial = random.Random(f"hubspot {seed}"), Trial(seed)
    moments = story.moments
    first = dice.randrange(max(1, len(moments) - HEALING_DAYS - 2))
    last = min(first + dice.choice((0, 0, 0, 1, 2)), len(moments) - 2)
    begins_at = moments[first].stage[0].moment
    url = copy_warehouse(cluster, _DATABASE, moments[first].database, begins_at)
    hands = Hands(theatre.features, late_listed=theatre.late_listed)
    judge = Judge(story.first_seen, hands, trial.wrong)
    play = Play(cluster, theatre, story, dice, trial, url, hands, judge)
    account, watch = deepcopy(moments[first].hubspot)
    theatre.clock.set(begins_at)
    theatre.hubspot.restore(account, watch)
    watch.judge = judge.hear
    if dice.random() < REFUSED_SHARE:
        _refuse_somebody(play, begins_at)
    for moment in moments[first : last + 1]:
        mistake = _draw_mistake(play, moment) if dice.random() < MISTAKE_SHARE else None
        if mistake is not None:
            play.tell(mistake.words)
            play.hands.is_reading_lost |= mistake.loses_readings
            mistake.make(play.url)
        _disturb(play, moment)
        if mistake is not None:
            play.tell("it is set back")
            mistake.mend(play.url)
    _heal(play, moments[last : last + 1 + HEALING_DAYS])
    return trial


def _draw_mistake(play: Play, moment: Moment) -> Mistake | None:
    """Return a mistake that can be mended.

    Whom Zoom listed for the last time before anything was read is known to nobody afterwards.
    """
    mistake = draw_mistake(play.dice, moment.stage[0].moment)
    is_first = moment is play.story.moments[0]
    return None if is_first and mistake.loses_readings else mistake


def _refuse_somebody(play: Play, begins_at: datetime) -> None:
    """Let HubSpot refuse one person for hours or for days."""
    refusal = draw_refusal(play.dice, play.story.first_seen, begins_at)
    if refusal is not None:
        play.refusals.append(refusal)
        play.judge.refusals.append(refusal)
        play.tell(refusal)


def _disturb(play: Play, moment: Moment) -> None:
    dice = play.dice
    for number, scene in enumerate(moment.stage):
        meanwhile: list[Interruption] = []
        if dice.random() < BY_HAND_SHARE:
            is_meanwhile = dice.random() < 0.4
            request = dice.randint(1, max(1, len(moment.paths[number]))) if is_meanwhile else 0
            if is_meanwhile:
                act = partial(_act_by_hand, play, scene, f"at request {request} of")
                meanwhile = [Interruption(request, act)]
            else:
                _act_by_hand(play, scene, "before")
        if dice.random() < STRANGER_SHARE and _is_connected(play):
            _meet_stranger(play, scene)
        if scene.step != "nightly" and dice.random() < SKIPPED_SHARE:
            play.tell(f"{scene}: left out")
            continue
        _disturb_scene(play, scene, moment.paths[number], meanwhile)


def _disturb_scene(
    play: Play, scene: Scene, paths: Sequence[str], meanwhile: Sequence[Interruption]
) -> None:
    """Play a scene with faults, or until it is killed.

    :param paths: that are requested undisturbed
    """
    dice, theatre = play.dice, play.theatre
    is_killed = dice.random() < KILLED_SHARE
    troubles = draw_troubles(dice, paths, _names(play)) if dice.random() < TROUBLED_SHARE else []
    for trouble in troubles:
        theatre.hubspot.add_trouble(trouble)
    _add_refusals(play, scene)
    job = theatre.job(scene, play.url)
    if is_killed:
        number = dice.randint(1, max(2, len(paths) + 1))
        is_by_request = dice.random() < 0.7
        outcome = theatre.play_and_kill(
            job,
            *meanwhile,
            request=number if is_by_request else 0,
            is_before=dice.random() < 0.5,
            statement=0 if is_by_request else dice.randint(1, 150),
        )
    else:
        outcome = theatre.play(job, *meanwhile)
    play.trial.disturbed_runs += bool(troubles or is_killed)
    play.tell(f"{scene}: {json.dumps(troubles) if troubles else ''} {outcome}")
    _check(play, scene, outcome)
    if is_killed and scene.step == "nightly":
        # Airflow tries again; what Zoom says is known as early as it is undisturbed.
        _play_undisturbed(play, scene)


def _act_by_hand(play: Play, scene: Scene, when: str) -> None:
    hubspot = play.theatre.hubspot
    to_come = [fact[2] for fact in play.story.first_seen if fact[0] == CONTACT]
    act = draw_act(play.dice, hubspot.account, play.hands, to_come, scene.moment)
    if act is not None:
        words, do = act
        hubspot.do_by_hand(do)
        play.tell(f"by hand {when} {scene}: {words}")


def _meet_stranger(play: Play, scene: Scene) -> None:
    """Let a stranger come, and push some scenes later."""
    is_new = play.stranger is None
    if play.stranger is None:
        play.stranger = bring_stranger(play.dice, play.cluster, play.story, _DATABASE, scene)
    stranger = play.stranger
    if is_new and stranger.kind == "a restored copy":
        play.tell(f"before {scene}: the warehouse is copied")
        return
    if play.is_taken:
        return
    outcome, writes = stranger.play(play.theatre, scene)
    play.tell(f"{scene} of {stranger.kind}: {outcome}")
    _check(play, scene, outcome)
    if writes and stranger.kind == "a restored copy":
        play.is_taken = True  # it came first, as the one that goes on may
    elif writes:
        play.note(f"{scene}: {stranger.kind} wrote {writes} times")


def _is_connected(play: Play) -> bool:
    """Tell whether the portal says whose it is: without a mark, whoever comes first may take it."""
    properties = play.theatre.hubspot.account.properties.definitions
    return OUR_PROPERTY in properties and not play.hands.is_mark_gone


def _names(play: Play) -> list[str]:
    """Return texts by which rows of requests are known."""
    account = play.theatre.hubspot.account
    records = sorted(account.contacts.active(), key=attrgetter("email"))
    events = sorted(account.events.events.values(), key=attrgetter("external_id"))
    names = [text for record in records for text in (record.email, str(record.contact_id))]
    return [*names, *(str(event.object_id) for event in events), "crowd", "webinar"]


def _add_refusals(play: Play, scene: Scene) -> None:
    for refusal in play.refusals:
        record = play.theatre.hubspot.contacts.by_email(refusal.address)
        refusal.add_faults(play.theatre.hubspot.faults, scene.moment, record)


def _heal(play: Play, moments: list[Moment]) -> None:
    """Play days undisturbed until all is as it should be.

    :param moments: the last that was disturbed, and those after it
    """
    differences = ["there was no healing"]
    for before, moment in pairwise(moments):
        form = _form_needed(play, before.leftovers)
        for number, scene in enumerate(moment.stage):
            is_form = number == 1 and form != BY_ITSELF
            play.is_taken = play.is_taken and not is_form
            _play_undisturbed(play, scene, form if is_form else BY_ITSELF)
        differences = _find_differences(play, moment)
        if not differences:
            return
    if play.hands.overwritten:
        differences = _read_back(play, moments[-1])
    play.trial.wrong += differences


def _form_needed(play: Play, usual: list[str]) -> Form:
    """Return the form without which something waits that does not wait undisturbed.

    :param usual: what is left over undisturbed; what the brake holds there is not let go here
    """
    left = Counter(read_leftovers(play.url)) - Counter(usual)
    is_needed = play.is_taken or any(line.endswith(HOLDING) for line in left)
    is_braked = any(line.endswith(BRAKE) for line in usual)
    return Form(take_over=is_needed, beyond_brake=is_needed and not is_braked)


def _read_back(play: Play, moment: Moment) -> list[str]:
    """Play nights until what was overwritten by hand is noticed."""
    differences: list[str] = []
    for night in range(1, READ_BACK_NIGHTS + 1):
        for scene in moment.stage[2:4]:
            later = Scene(scene.step, scene.moment + timedelta(days=night))
            outcome = play.theatre.play(play.theatre.job(later, play.url))
            _check(play, later, outcome)
        differences = _find_differences(play, moment)
        if not differences:
            play.tell(f"read back in {night} nights")
            break
    return differences


def _play_undisturbed(play: Play, scene: Scene, form: Form = BY_ITSELF) -> None:
    _add_refusals(play, scene)
    outcome = play.theatre.play(play.theatre.job(scene, play.url, form=form))
    by_hand = "" if form == BY_ITSELF else " by a form"
    play.tell(f"undisturbed {scene}{by_hand}: {outcome}")
    _check(play, scene, outcome)


def _find_differences(play: Play, moment: Moment) -> list[str]:
    end = read_end(play.theatre.hubspot.account, moment.stage[-1].moment)
    differences = compare_ends(*play.hands.expect(end, moment.end))
    leftovers = read_leftovers(play.url)
    if leftovers != moment.leftovers:
        differences.append(f"left over: {leftovers}, should be: {moment.leftovers}")
    return differences


def _check(play: Play, scene: Scene, outcome: Outcome) -> None:
    """Note a crash, people who are missing without a word, and writes that were not allowed."""
    if outcome.is_crash:
        play.note(f"{scene} {outcome.message}")
    play.judge.check_named(play.url)
    if play.is_taken and play.theatre.hubspot.writes:
        play.note(f"{scene}: it wrote {play.theatre.hubspot.writes} times, beside another one")
