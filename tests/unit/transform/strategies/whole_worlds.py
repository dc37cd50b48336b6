"""The strategies of Hypothesis: whole worlds, and what the settings say."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.unit.transform.naive import Rules, World
from tests.unit.transform.strategies.connections import drop_ties
from tests.unit.transform.strategies.dice import BASE, Dice
from tests.unit.transform.strategies.people import add_people
from tests.unit.transform.strategies.webinars import add_webinar
from tests.unit.transform.worlds import SCHEMAS


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
    """Many webinars, as one more costs less than one more world; or few, where frames are empty."""
    world: World = {name: [] for name in SCHEMAS}
    _add_accounts(dice, world)
    for number in range(dice.choose([1, 2, 16, 24, 32])):
        add_webinar(dice, world, 90_000_000_001 + number)
    if not ties:
        drop_ties(world)
    add_people(dice, world)
    return world


def _add_accounts(dice: Dice, world: World) -> None:
    for account in ("acc-1", "acc-2"):
        for since, until in dice.choose(
            [
                [],
                *([(None, hours)] for hours in (-40, 0, 12, 24, 25, 60, 300)),
                [(None, -40), (0, 300)],
                [(1, 30), (40, 300)],
            ]
        ):
            world["known_history"].append(
                {
                    "account_id": account,
                    "since": None if since is None else BASE + timedelta(hours=since),
                    "until": BASE + timedelta(hours=until),
                }
            )
        for user_id, email in (
            ("HOST", "Host@corp.com"),
            ("COLLEAGUE", " user@Corp.com"),
            ("ANN", "ann@example.com"),
        ):
            if dice.choose([True, False]):
                world["users"].append({"account_id": account, "user_id": user_id, "email": email})
