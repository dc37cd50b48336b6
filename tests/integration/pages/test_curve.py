"""The attendance curve against a count of each minute by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import ACCOUNT, START, execute
from tests.builders.marts import KEY
from webinar_sync.web.pages.occurrences import read_curve

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

LENGTH = timedelta(minutes=12, seconds=30)
PEOPLE = ("ann", "bob", None)
Connection = tuple[str | None, int, int]
"""Who, and from which second to which."""
CONNECTIONS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(0, 749), st.integers(1, 750)).filter(
        lambda connection: connection[1] < connection[2]
    ),
    max_size=12,
)


def stays(connections: list[Connection]) -> list[tuple[int, int]]:
    """Return from when to when people were there, second by second; a nameless one is a person."""
    people: dict[object, set[int]] = {}
    for place, (person, joined, left) in enumerate(connections):
        people.setdefault(person or place, set()).update(range(joined, left))
    return [
        (second, next(end for end in range(second, 752) if end not in seconds))
        for seconds in people.values()
        for second in seconds
        if second - 1 not in seconds
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(connections=CONNECTIONS)
def test_each_minute_is_as_counted_by_itself(
    warehouse: Warehouse, connections: list[Connection]
) -> None:
    execute(warehouse, "delete from marts.attendance_connections")
    for place, (person, joined, left) in enumerate(connections):
        execute(
            warehouse,
            "insert into marts.attendance_connections values"
            " ('s', :place, :joined, :account, 1, :key, :person, :left, 'test')",
            place=str(place),
            joined=START + timedelta(seconds=joined),
            left=START + timedelta(seconds=left),
            account=ACCOUNT,
            key=KEY,
            person=person,
        )
    # Of another date of the same webinar.
    execute(
        warehouse,
        "insert into marts.attendance_connections values"
        " ('s', 'other', :start, :account, 1, 'other', 'eve', :end, 'test')",
        start=START,
        end=START + LENGTH,
        account=ACCOUNT,
    )
    occurrence = {
        "account_id": ACCOUNT,
        "webinar_id": 1,
        "occurrence_key": KEY,
        "started_at": START,
        "ended_at": START + LENGTH,
    }

    curve, step = read_curve(warehouse, occurrence)

    assert step == 1
    people = stays(connections)
    expected = [
        (
            START + timedelta(seconds=second),
            sum(joined <= second < left for joined, left in people),
            sum(second - 60 < joined <= second for joined, _ in people),
            sum(second - 60 < left <= second for _, left in people),
        )
        for second in range(0, 781, 60)
    ]
    shown = [(row["moment"], row["present"], row["joined"], row["departed"]) for row in curve]
    assert shown == (expected if people else [])


def test_a_curve_of_a_week_has_fewer_steps_and_the_same_people(warehouse: Warehouse) -> None:
    end = START + timedelta(days=7)
    execute(
        warehouse,
        "insert into marts.attendance_connections values"
        " ('s', 'u', :start, :account, 1, :key, 'ann', :end, 'test')",
        start=START,
        end=end,
        account=ACCOUNT,
        key=KEY,
    )
    occurrence = {"account_id": ACCOUNT, "webinar_id": 1, "occurrence_key": KEY,
                  "started_at": START, "ended_at": end}  # fmt: skip
    curve, step = read_curve(warehouse, occurrence)

    assert step == 14
    assert len(curve) == 721
    assert [row["present"] for row in curve] == [1] * 720 + [0]
