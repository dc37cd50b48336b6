"""The transform against a second, plain implementation of the rules, on worlds of Hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.unit.transform.naive import Answer, Rules, World, answer
from tests.unit.transform.strategies import rules, smallest, worlds
from tests.unit.transform.tables import KEYS, rows_of, tables_of
from tests.unit.transform.worlds import SCHEMAS, inputs
from webinar_sync.transform.errors import ConservationError
from webinar_sync.transform.ledger import check_conservation
from webinar_sync.transform.pipeline import transform

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row
    from webinar_sync.transform.frames import Outputs

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def often(examples: int) -> Any:
    """The same examples on every machine, however slow it is.

    Each is a world of many webinars, so few do. `smallest` shrinks better than Hypothesis can.
    """
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=_QUIET,
    )


def differences(world: World, rules: Rules, chunks: bool) -> list[str]:
    """Where the transform does not answer as the plain rules do."""
    expected: Answer = answer(world, rules)
    answered = tables_of(world, transform(inputs(world, rules, chunks=chunks)))
    return [
        f"{table} {key}:\n  expected {right}\n  found    {wrong}"
        for table in KEYS
        for key in getattr(expected, table).keys() | answered[table].keys()
        if (right := getattr(expected, table).get(key)) != (wrong := answered[table].get(key))
    ]


@often(9)
@given(worlds(), rules(), st.booleans())
def test_the_transform_answers_as_the_plain_rules_do(
    world: World, rules: Rules, chunks: bool
) -> None:
    if differences(world, rules, chunks):
        world = smallest(world, lambda less: bool(differences(less, rules, chunks)))
        rows = [f"{name}: {row}" for name, rows in world.items() for row in rows]
        pytest.fail("\n".join([*differences(world, rules, chunks), str(rules), *rows]))


@often(3)
@given(worlds(ties=True), rules())
def test_what_holds_in_every_world(world: World, rules: Rules) -> None:
    outputs = transform(inputs(world, rules))
    _nothing_disappears(world, outputs)
    _numbers_and_times_stay_within_their_bounds(outputs)
    _erased_people_are_nowhere(outputs)


def _nothing_disappears(world: World, outputs: Outputs) -> None:
    outcomes = rows_of(outputs, "outcomes")
    places = rows_of(outputs, "sessions")
    connections = [
        row
        for row in world["connections"]
        if places[row["account_id"], row["session_uuid"]]["occurrence_key"] is not None
    ]
    assert sum(row["connections"] for row in outcomes.values()) == len(connections)
    registrations = [(*key[:2], key[4]) for key in outcomes if key[3] == "registration"]
    went_in = {
        (row["account_id"], row["webinar_id"], row["registrant_id"]) for row in world["registrants"]
    }
    assert sorted(registrations) == sorted(went_in)
    _each_connection_has_one_home(connections, outcomes)


def _each_connection_has_one_home(
    connections: list[Row], outcomes: dict[tuple[Any, ...], Row]
) -> None:
    """A key of a connection accounts for its copies at most; attendances account for the rest."""
    copies: dict[tuple[Any, ...], int] = {}
    for row in connections:
        key = f"{row['session_uuid']} {row['user_id']} {row['join_time']}"
        whole = (row["account_id"], row["webinar_id"], key)
        copies[whole] = copies.get(whole, 0) + 1
    by_webinar: dict[tuple[Any, ...], int] = {}
    for (account, webinar, _, subject, key), row in outcomes.items():
        if subject == "connection":
            limit = copies.pop((account, webinar, key))
            left = limit - row["connections"]
            assert left == (1 if row["code"] == "duplicate" else 0)
            by_webinar[account, webinar] = by_webinar.get((account, webinar), 0) + left
        elif subject == "attendance":
            assert row["connections"] > 0
            by_webinar[account, webinar] = (
                by_webinar.get((account, webinar), 0) - row["connections"]
            )
        else:
            assert row["connections"] == 0
    for (account, webinar, _), number in copies.items():
        assert number == 1, "copies without an outcome of their own"
        by_webinar[account, webinar] = by_webinar.get((account, webinar), 0) + 1
    assert not any(by_webinar.values())


@often(3)
@given(worlds(ties=True), rules(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: World, rules: Rules, random: Any) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in world.items()}
    answered = tables_of(world, transform(inputs(world, rules)))
    assert answered == tables_of(shuffled, transform(inputs(shuffled, rules)))


def _numbers_and_times_stay_within_their_bounds(outputs: Outputs) -> None:
    events = rows_of(outputs, "marketing_events")
    for key, row in rows_of(outputs, "participations").items():
        event = events[key[:3]]
        if row["state"] in ("no_show", "registered_late"):
            assert event["status"] == "ended"
            assert event["settled_at"] is not None
            is_late = max(row["registered_at"], row["approved_at"] or row["registered_at"])
            assert (row["state"] == "no_show") or is_late >= event["ended_at"]
        if row["state"] != "attended":
            assert row["joined_at"] is row["left_at"] is row["attended_seconds"] is None
            continue
        assert 0 < row["attended_seconds"] <= event["length_seconds"]
        assert 0 <= row["attendance_percent"] <= 100
        assert event["started_at"] <= row["joined_at"] < row["left_at"] <= event["ended_at"]
        assert (row["left_at"] - row["joined_at"]).total_seconds() >= row["attended_seconds"]
    for key, row in rows_of(outputs, "attendance_connections").items():
        assert key[2] < row["left_at"]
    for event in events.values():
        assert (event["length_seconds"] is None) == (event["status"] != "ended")


def _erased_people_are_nowhere(outputs: Outputs) -> None:
    for table in KEYS:
        frame = getattr(outputs, table)
        if "email" in frame:
            assert not frame["email"].dropna().str.endswith("@erased.invalid").any(), table


def test_nothing_at_all_is_no_trouble() -> None:
    world: World = {name: [] for name in SCHEMAS}
    for chunks in (True, False):
        outputs = transform(inputs(world, Rules(), chunks=chunks))
        assert all(not rows for rows in tables_of(world, outputs).values())


@pytest.fixture(scope="module")
def ledger() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Two registrations and two connections, with outcomes that account for them."""
    event = {"account_id": "acc-1", "webinar_id": 90_000_000_001}
    keyed = [("", "registration", "R1", 0), ("", "registration", "R2", 0)]
    keyed += [("single", "attendance", "ann@example.com", 2)]
    outcomes = pd.DataFrame(
        {
            **event,
            "occurrence_key": occurrence,
            "subject": subject,
            "subject_key": key,
            "email": None,
            "code": "synced",
            "connections": connections,
        }
        for occurrence, subject, key, connections in keyed
    )
    registrants = pd.DataFrame({**event, "registrant_id": ["R1", "R2"]})
    return outcomes, pd.DataFrame({**event, "user_id": ["u1", "u2"]}), registrants


Ledger = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def test_a_ledger_that_accounts_for_everything_is_accepted(ledger: Ledger) -> None:
    check_conservation(*ledger)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_ledger_that_lost_a_row_is_refused(ledger: Ledger, row: int) -> None:
    outcomes, connections, registrants = ledger
    with pytest.raises(ConservationError):
        check_conservation(outcomes.drop(index=row), connections, registrants)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_ledger_with_a_row_twice_is_refused(ledger: Ledger, row: int) -> None:
    outcomes, connections, registrants = ledger
    doubled = pd.concat([outcomes, outcomes.loc[[row]]], ignore_index=True)
    with pytest.raises(ConservationError):
        check_conservation(doubled, connections, registrants)


def test_a_ledger_with_an_outcome_twice_that_adds_up_is_refused(ledger: Ledger) -> None:
    outcomes, connections, registrants = ledger
    split = pd.concat([outcomes, outcomes.loc[[2]]], ignore_index=True)
    split.loc[[2, 3], "connections"] = 1
    with pytest.raises(ConservationError):
        check_conservation(split, connections, registrants)


@pytest.mark.parametrize("by", [1, -1])
def test_a_ledger_with_a_connection_too_many_or_too_few_is_refused(ledger: Ledger, by: int) -> None:
    outcomes, connections, registrants = ledger
    wrong = outcomes.assign(connections=outcomes["connections"] + [0, 0, by])
    with pytest.raises(ConservationError):
        check_conservation(wrong, connections, registrants)


def test_a_ledger_with_a_registration_for_another_is_refused(ledger: Ledger) -> None:
    outcomes, connections, registrants = ledger
    wrong = outcomes.replace({"subject_key": {"R2": "R3"}})
    with pytest.raises(ConservationError):
        check_conservation(wrong, connections, registrants)


def test_a_ledger_of_another_webinar_is_refused(ledger: Ledger) -> None:
    outcomes, connections, registrants = ledger
    wrong = outcomes.assign(webinar_id=90_000_000_002)
    with pytest.raises(ConservationError):
        check_conservation(wrong, connections, registrants)
