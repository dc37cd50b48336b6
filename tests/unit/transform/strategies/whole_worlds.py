"""The strategies of Hypothesis: whole worlds, and what the settings say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.unit.transform.naive import Row, Rules, World
from tests.unit.transform.strategies.connections import drop_ties
from tests.unit.transform.strategies.dice import BASE, Dice
from tests.unit.transform.strategies.moments import remember, world_at
from tests.unit.transform.strategies.people import add_people
from tests.unit.transform.strategies.webinars import add_webinar
from tests.unit.transform.worlds import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOMENTS_HOURS = [-30, -2, 0.3, 1.5, 12.7, 24.8, 26, 49, 60, 75, 130, 300, 600]
"""Hours after `BASE` up to which the history of a world is read."""


def worlds(*, ties: bool = False) -> st.SearchStrategy[World]:
    """Some webinars with everybody in them.

    :param ties: also copies of a connection of the same length that disagree about whose it is
    """
    return st.randoms(use_true_random=True).map(lambda random: _draw_world(Dice(random), ties=ties))


def rules() -> st.SearchStrategy[Rules]:
    """What the settings say."""
    domains = ["corp.com", "example.com", "eu.example.com", "org"]
    return st.builds(
        Rules,
        withdraws_excluded=st.booleans(),
        match_secondary_emails=st.booleans(),
        excluded_contact_domains=st.lists(st.sampled_from(domains), max_size=2, unique=True).map(
            tuple
        ),
    )


def _draw_world(dice: Dice, *, ties: bool) -> World:
    """Many webinars, as one more costs less than one more world; or few, where frames are empty.

    It is known up to a moment, and half of the worlds remember what was decided before.
    """
    world: World = {name: [] for name in SCHEMAS}
    _add_accounts(dice, world)
    for number in range(dice.choose([1, 2, 40, 60, 80, 80])):
        add_webinar(dice, world, 90_000_000_001 + number)
    if not ties:
        drop_ties(world)
    add_people(dice, world)
    moments = sorted(
        BASE + timedelta(hours=hours) for hours in dice.some(_MOMENTS_HOURS, 2, least=2)
    )
    known = world_at(world, moments[1])
    if dice.choose([True, False]):
        known = remember(known, world_at(world, moments[0]), Rules())
    known["recordings"] = list(_draw_recordings(dice, known["sessions"]))
    return known


def _draw_recordings(dice: Dice, sessions: list[Row]) -> Iterator[Row]:
    """Recordings of some sessions, in one stretch or two."""
    for session in sessions:
        for number in range(dice.choose([0, 0, 1, 2])):
            started_at = session["started_at"] + timedelta(minutes=5 * number)
            words = dice.choose([None, "words"])
            yield {
                **{name: session[name] for name in ("account_id", "webinar_id", "session_uuid")},
                "recording_id": f"{session['session_uuid']} {number}",
                "topic": dice.choose(["Numbers", None]),
                "started_at": started_at,
                "ended_at": started_at + timedelta(seconds=dice.choose([0, 61, 1800])),
                "play_url": dice.choose(["https://zoom.us/rec/play/1", None]),
                "available_at": started_at + timedelta(hours=dice.choose([1, 2, 30])),
                "deleted_at": dice.choose([None, None, started_at + timedelta(days=9)]),
                "transcript_key": words,
                "transcript_url": "https://zoom.us/rec/play/2",
            }


def _add_accounts(dice: Dice, world: World) -> None:
    for account in ("acc-1", "acc-2"):
        stretches = dice.choose(
            [
                [],
                *[[(None, 1000)]] * 6,
                [(-100, 1000)],
                [(None, -40), (0, 1000)],
                [(1, 30), (40, 1000)],
            ]
        )
        for since, until in stretches:
            world["known_history"].append(
                {
                    "account_id": account,
                    "since": None if since is None else BASE + timedelta(hours=since),
                    "until": BASE + timedelta(hours=until),
                }
            )
        as_of = BASE + timedelta(hours=1000) if stretches else None
        world["accounts"].append({"account_id": account, "as_of": as_of})
        for user_id, email in (
            ("HOST", "Host@corp.com"),
            ("COLLEAGUE", " user@Corp.com"),
            ("ANN", "ann@example.com"),
        ):
            if dice.choose([True, False]):
                user = {"account_id": account, "user_id": user_id}
                renamed_at = dice.choose([None, None, BASE + timedelta(hours=dice.choose([-1, 3]))])
                world["users"].append(user | {"email": email, "since": renamed_at, "until": None})
                if renamed_at:
                    former = {"email": f"former.{email.strip()}", "since": None}
                    world["users"].append(user | former | {"until": renamed_at})
