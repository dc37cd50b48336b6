"""All examples of rules in one call of the transform, each as an account of its own."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.unit.transform.small_worlds import Answers, by_plain_rules, by_transform
from tests.unit.transform.tables import KEYS, Table
from tests.unit.transform.worlds import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.transform.naive import Rules, World

OF_EVERYBODY = ("hubspot_contacts", "hubspot_users")
"""Frames that are of no account."""


def record_examples(items: list[pytest.Item]) -> list[tuple[str, World, Rules]]:
    """The worlds that the examples ask about, with the name of each."""
    examples: list[tuple[str, World, Rules]] = []

    def record(name: str) -> Callable[[World, Rules], dict[str, Table]]:
        def work_out(world: World, rules: Rules) -> dict[str, Table]:
            examples.append((name, copy.deepcopy(world), rules))
            return by_plain_rules(world, rules)

        return work_out

    for item in items:
        if isinstance(item, pytest.Function) and "answers" in item.fixturenames:
            params = item.callspec.params if hasattr(item, "callspec") else {}
            item.function(answers=Answers(record(item.nodeid)), **params)
    return examples


def put_together(worlds: list[World]) -> World:
    """One world, with an account for each of them."""
    whole: World = {name: [] for name in SCHEMAS}
    for number, world in enumerate(worlds):
        for name, rows in world.items():
            for row in rows if name not in OF_EVERYBODY or not number else []:
                own = row | {"account_id": f"acc-{number}"} if "account_id" in row else row
                if "session_uuid" in own:
                    own = own | {"session_uuid": f"{number} {own['session_uuid']}"}
                whole[name].append(own)
    return whole


def test_the_transform_answers_every_example_as_the_plain_rules_do(
    request: pytest.FixtureRequest,
) -> None:
    groups: dict[str, list[tuple[str, World, Rules]]] = defaultdict(list)
    for name, world, rules in record_examples(request.session.items):
        groups[repr((rules, [world[frame] for frame in OF_EVERYBODY]))].append((name, world, rules))
    for examples in groups.values():
        rules = examples[0][2]
        world = put_together([world for _, world, _ in examples])
        expected, answered = by_plain_rules(world, rules), by_transform(world, rules)
        differences = [
            f"{table} {key}:\n  expected {right}\n  found    {wrong}"
            for table in KEYS
            for key in expected[table].keys() | answered[table].keys()
            if (right := expected[table].get(key)) != (wrong := answered[table].get(key))
        ]
        names = [f"acc-{number}: {name}" for number, (name, _, _) in enumerate(examples)]
        wrong_names = [
            name for name in names if any(f"'{name.split(':')[0]}'" in text for text in differences)
        ]
        assert not differences, "\n".join([*wrong_names, *differences])
