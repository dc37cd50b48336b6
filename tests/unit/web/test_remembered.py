"""`web.remembered`: what was looked up, or failed, is not looked up again at once."""

from __future__ import annotations

import pytest

from webinar_sync.errors import ConfigError
from webinar_sync.web.remembered import RETRY_SECONDS, Remembered


class Lookup:
    """Counts how often it is asked, at moments that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.calls = 0
        self.is_broken = False

    def __call__(self) -> int:
        """Return the number of the call.

        :raises ConfigError: while it is broken
        """
        self.calls += 1
        if self.is_broken:
            raise ConfigError("there is no such connection")
        return self.calls


def test_a_value_is_looked_up_again_when_it_is_too_old() -> None:
    lookup = Lookup()
    value = Remembered(lookup, 60, lambda: lookup.now)

    assert [value.get(), value.get()] == [1, 1]
    lookup.now += 30
    assert [value.get(), value.get(20), value.get(20)] == [1, 2, 2]
    lookup.now += 61
    assert value.get() == 3


def test_a_failure_is_remembered_for_a_while_and_no_longer() -> None:
    lookup = Lookup()
    value = Remembered(lookup, 60, lambda: lookup.now)
    lookup.is_broken = True

    for _ in range(50):
        with pytest.raises(ConfigError):
            value.get()
    assert lookup.calls == 1

    lookup.is_broken = False
    lookup.now += RETRY_SECONDS + 1
    assert value.get() == 2
