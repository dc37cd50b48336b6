"""`Run`: how its steps end in `sync.run_steps`, and its issues in `sync.errors`."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.builders import query
from webinar_sync.errors import Busy, ConfigError, NeedsAttention
from webinar_sync.load.marts import PartlyLoadedError
from webinar_sync.runs.run import Run, StepFailedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from webinar_sync.warehouse.engine import Warehouse

ADDRESS = "somebody@example.com"


@pytest.fixture
def run(warehouse: Warehouse) -> Run:
    run = Run(warehouse, "run 1")
    run.begin("a_dag", "manual")
    return run


def steps(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return the steps of all runs: name, account, label, state, message, counts."""
    return query(
        warehouse,
        "select step, account_id, label, state, message, counts from sync.run_steps"
        " order by step, account_id",
    )


def fail_with(error: Exception) -> Callable[[], NoReturn]:
    def fail() -> NoReturn:
        raise error

    return fail


def test_a_step_that_ends_is_done_with_its_counts(warehouse: Warehouse, run: Run) -> None:
    counts = run.do_step("load", lambda: {"rows": 3}, account_id="acc", label="Brand")

    assert counts == {"rows": 3}
    assert steps(warehouse) == [("load", "acc", "Brand", "done", None, {"rows": 3})]


def test_a_step_is_running_until_it_ends(warehouse: Warehouse, run: Run) -> None:
    during: list[tuple[Any, ...]] = []

    def look() -> dict[str, int]:
        during.extend(steps(warehouse))
        return {}

    run.do_step("push", look)

    assert during == [("push", "", "push", "running", None, {})]
    assert steps(warehouse) == [("push", "", "push", "done", None, {})]


def test_a_step_is_skipped_if_another_run_is_busy(warehouse: Warehouse, run: Run) -> None:
    error = Busy("another run reads this account")

    with pytest.raises(Busy) as caught:
        run.do_step("extract", fail_with(error), account_id="acc")

    assert caught.value is error
    assert steps(warehouse) == [
        ("extract", "acc", "extract", "skipped", "another run reads this account", {})
    ]


@pytest.mark.parametrize("error", [NeedsAttention("grant a scope"), ConfigError("grant a scope")])
def test_a_step_fails_with_the_text_of_the_projects_own_error(
    warehouse: Warehouse, run: Run, error: Exception
) -> None:
    with pytest.raises(type(error)) as caught:
        run.do_step("extract", fail_with(error), account_id="acc")

    assert caught.value is error
    assert steps(warehouse) == [("extract", "acc", "extract", "failed", "grant a scope", {})]


def test_a_step_that_did_a_part_fails_with_its_counts(warehouse: Warehouse, run: Run) -> None:
    error = PartlyLoadedError("one webinar is missing", {"contacts": 2})

    with pytest.raises(PartlyLoadedError):
        run.do_step("load", fail_with(error), account_id="acc")

    assert steps(warehouse) == [
        ("load", "acc", "load", "failed", "one webinar is missing", {"contacts": 2})
    ]


def test_the_text_of_a_foreign_error_shows_nowhere(warehouse: Warehouse, run: Run) -> None:
    """Its text, and the rows in its traceback, may hold an address."""
    with pytest.raises(StepFailedError) as caught:
        run.do_step("load", fail_with(ValueError(f"no number: {ADDRESS}")), account_id="acc")

    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert ADDRESS not in "".join(traceback.format_exception(error))
    ((_, _, _, state, message, counts),) = steps(warehouse)
    assert (state, counts) == ("failed", {})
    assert message == str(error)
    assert message.startswith("an unexpected ValueError in test_run.py, line ")


def test_a_step_that_is_done_again_keeps_what_it_counted_before(
    warehouse: Warehouse, run: Run
) -> None:
    """A task that is tried again is the same step: what it does not count anew stays."""
    with pytest.raises(PartlyLoadedError):
        run.do_step("load", fail_with(PartlyLoadedError("no", {"contacts": 2, "outcomes": 9})))
    run.do_step("load", lambda: {"contacts": 5})

    assert steps(warehouse) == [("load", "", "load", "done", None, {"contacts": 5, "outcomes": 9})]


def test_an_issue_is_open_until_it_is_closed(warehouse: Warehouse, run: Run) -> None:
    def is_open() -> list[tuple[Any, ...]]:
        return query(warehouse, "select code, message, cleared_at is null from sync.errors")

    run.open_issue("session", "s1", "refused", message="Zoom refuses it.", remedy="Wait.")
    assert is_open() == [("refused", "Zoom refuses it.", True)]

    run.close_issues("session", "s1", ["another"])
    assert is_open() == [("refused", "Zoom refuses it.", True)]

    run.close_issues("session", "s1", ["another", "refused"])
    assert is_open() == [("refused", "Zoom refuses it.", False)]


def test_an_issue_goes_with_the_transaction_in_which_it_was_opened(
    warehouse: Warehouse, run: Run
) -> None:
    def open_and_fail() -> None:
        with warehouse.transaction() as transaction:
            run.open_issue("a", "b", "c", message="m", remedy="r", transaction=transaction)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        open_and_fail()

    assert query(warehouse, "select count(*) from sync.errors") == [(0,)]


def test_requests_are_added_up_by_endpoint(warehouse: Warehouse, run: Run) -> None:
    run.add_requests("zoom", "/users", 3, 1, account_id="acc", label="medium")
    run.add_requests("zoom", "/users", 2, 0, account_id="acc", label="medium")
    run.add_requests("hubspot", "/contacts", 1, 0)

    assert query(
        warehouse,
        "select api, account_id, label, endpoint, requests, refused from sync.api_requests"
        " order by api",
    ) == [
        ("hubspot", "", "", "/contacts", 1, 0),
        ("zoom", "acc", "medium", "/users", 5, 1),
    ]


def account_states(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return state and message of the run's account, as the report tells them."""
    return query(warehouse, "select state, message from sync.run_accounts")


def test_an_account_is_done_once_it_is_loaded(warehouse: Warehouse, run: Run) -> None:
    for step in ("extract", "check"):
        run.do_step(step, dict, account_id="acc")
        assert account_states(warehouse) == [("running", None)]
    run.do_step("load", dict, account_id="acc")
    assert account_states(warehouse) == [("done", None)]


def test_a_run_that_is_done_again_is_as_far_as_its_last_step(
    warehouse: Warehouse, run: Run
) -> None:
    """Somebody clears the tasks of a run in Airflow: steps of the first time say nothing more."""
    for step in ("extract", "check", "load"):
        run.do_step(step, dict, account_id="acc")

    run.record_step("extract", "running", account_id="acc")
    assert account_states(warehouse) == [("running", None)]
    with pytest.raises(ConfigError):
        run.do_step("extract", fail_with(ConfigError("no token")), account_id="acc")
    assert account_states(warehouse) == [("failed", "no token")]
    with pytest.raises(Busy):
        run.do_step("extract", fail_with(Busy("is read")), account_id="acc")
    assert account_states(warehouse) == [("skipped", "is read")]
