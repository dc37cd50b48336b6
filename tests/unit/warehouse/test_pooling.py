"""`warehouse.pooling`: how two connections that ask in turns find a pooler out.

Against a real PgBouncer: tests/integration/warehouse/test_pooler.py.
"""

from __future__ import annotations

from collections import deque
from itertools import count

import psycopg
import pytest

from webinar_sync.errors import NeedsAttention
from webinar_sync.warehouse.errors import PooledSessionsError, without_values
from webinar_sync.warehouse.pooling import are_shared


class Pool:
    """Sessions that are given to transactions, the last that was given back first.

    :param taken_by_others: at each query, how many of the sessions others hold
    """

    def __init__(self, sessions: int, taken_by_others: list[int]) -> None:
        self._idle = deque(range(sessions))
        self._taken_by_others = taken_by_others
        self._queries = count()

    def ask(self) -> int:
        taken = self._taken_by_others[next(self._queries) % len(self._taken_by_others)]
        return self._idle[taken]


@pytest.mark.parametrize(
    ("sessions", "taken_by_others"),
    [
        (1, [0]),
        (5, [0]),
        (5, [2]),
        (5, [0, 1, 0]),  # others come and go
        (5, [0, 1, 0, 1, 0, 1, 2]),  # for a while it looks like a session each
    ],
)
def test_a_pool_that_gives_sessions_to_transactions_is_found_out(
    sessions: int, taken_by_others: list[int]
) -> None:
    pool = Pool(sessions, taken_by_others)

    assert are_shared(pool.ask, pool.ask)


def test_two_connections_with_a_session_each_share_none() -> None:
    assert not are_shared(lambda: 17, lambda: 18)


def test_settings_that_a_pooler_refuses_are_not_a_warehouse_that_cannot_be_reached() -> None:
    with (
        pytest.raises(PooledSessionsError, match="refuses the settings") as refusal,
        without_values(),
    ):
        raise psycopg.OperationalError("FATAL: unsupported startup parameter: options")

    assert isinstance(refusal.value, NeedsAttention)  # it is not tried again
    assert "PostgreSQL itself" in str(refusal.value)
