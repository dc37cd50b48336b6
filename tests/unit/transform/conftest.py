"""Who answers the examples of rules: the plain rules, and the transform."""

from __future__ import annotations

import pytest

from tests.unit.transform.small_worlds import Answers, by_both, by_plain_rules

TOGETHER = "test_the_transform_answers_every_example_as_the_plain_rules_do"
"""The test that puts all examples to the transform in a single call: that is much faster."""


@pytest.fixture
def answers(request: pytest.FixtureRequest) -> Answers:
    """The plain rules' answers, which the transform must share; here, if nothing else asks it."""
    is_put_together = any(item.name == TOGETHER for item in request.session.items)
    return Answers(by_plain_rules if is_put_together else by_both)
