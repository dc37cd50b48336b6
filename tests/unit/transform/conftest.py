"""Each example of a rule is put to the plain rules and to the transform."""

from __future__ import annotations

import pytest

from tests.unit.transform.small_worlds import Answers, by_plain_rules, by_transform


@pytest.fixture(params=[by_plain_rules, by_transform], ids=["plain rules", "transform"])
def answers(request: pytest.FixtureRequest) -> Answers:
    """What one of the two answers."""
    return Answers(request.param)
