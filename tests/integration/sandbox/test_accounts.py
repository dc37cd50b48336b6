"""Tests of the sandbox's accounts: the medium one and the random ones are what they say."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.zoom import generated, medium
from tests.integration.sandbox.zoom_account import DAY


def test_medium_account_is_what_it_says() -> None:
    account = medium.build(date(2026, 11, 22))
    assert account == medium.build(date(2026, 11, 22))
    size = medium.summary(account)
    assert 3_500 <= size["registrations"] <= 4_500
    assert 2_000 <= size["people"] <= 3_000
    assert 3_000 <= size["connections"] <= 4_000
    uuids = [s.uuid for s in account.sessions]
    assert any(u.startswith("/") for u in uuids)
    assert any("//" in u[1:] for u in uuids)
    assert max(len(s.connections) for s in account.sessions) > 300


@pytest.mark.parametrize("seed", range(20))
def test_generated_accounts(seed: int) -> None:
    account = generated.generate(seed)
    assert account == generated.generate(seed)
    assert 5 <= len(account.webinars) <= 15
    assert 50 <= sum(len(s.connections) for s in account.sessions) <= 300
    assert all(s.end < generated.NOW - 2 * DAY for s in account.sessions)
