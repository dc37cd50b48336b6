"""`airflow.in_words`: a failed task tells in short lines what happened and what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NoReturn

import pytest
from airflow.sdk.exceptions import (
    AirflowRescheduleException,
    AirflowRuntimeError,
    AirflowSkipException,
    AirflowTaskTimeout,
    ErrorType,
)
from airflow.sdk.execution_time.comms import ErrorResponse

from webinar_sync.airflow import notes
from webinar_sync.airflow.in_words import LINE_LENGTH, TaskFailed, in_words
from webinar_sync.errors import Busy, ConfigError, InvalidInput, Unavailable, WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Callable

REMEDY = "Write a valid secret into the connection, and clear the task."
LONG = "Zoom refuses the key of the account Europe, because somebody changed it there. " * 5


def fail_with(error: BaseException) -> Callable[[], NoReturn]:
    @in_words
    def fail() -> NoReturn:
        raise error

    return fail


def failure_of(error: BaseException) -> TaskFailed:
    with pytest.raises(TaskFailed) as failure:
        fail_with(error)()
    return failure.value


def test_message_and_remedy_are_lines_of_their_own_that_fit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = ConfigError(LONG)
    error.add_note(REMEDY)

    failure_of(error)

    lines = caplog.messages
    assert " ".join(lines[:-1]) == LONG.strip()
    assert lines[-1] == REMEDY
    assert all(len(line) <= LINE_LENGTH for line in lines)
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        (ConfigError("no key"), "fail"),
        (InvalidInput("no day"), "fail"),
        (Unavailable("no answer"), "retry"),
        (Busy("at work"), "default"),
        (WebinarSyncError("odd"), "default"),
        (KeyError("someone@a.example"), "default"),
        (AirflowTaskTimeout("Timeout"), "default"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_airflow_writes_no_traceback_and_retries_as_before(
    error: BaseException, decision: str
) -> None:
    from webinar_sync.airflow.profiles import DEFAULT_ARGS

    failure = failure_of(error)

    assert isinstance(failure, SystemExit)  # of which Airflow writes a line, and no traceback
    assert failure.code == 1
    assert failure.error is error
    assert failure.__cause__ is None
    decided = DEFAULT_ARGS["retry_policy"].evaluate(failure, try_number=1, max_tries=3)
    assert decided.action.value == decision


def test_what_is_our_fault_has_its_places_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    failure_of(KeyError("someone@a.example"))

    assert caplog.messages[0].startswith("The task met an unexpected KeyError in test_in_words.py")
    assert "This is a fault of webinar-sync: report it" in " ".join(caplog.messages)
    assert any(
        line.startswith("  in test_in_words.py, line ") and line.endswith(", fail")
        for line in caplog.messages
    )
    assert "someone" not in caplog.text


@pytest.mark.parametrize("error", [AirflowSkipException("no"), AirflowRescheduleException(None)])
def test_what_is_no_failure_goes_on_as_it_is(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(type(error)):
        fail_with(error)()
    assert caplog.messages == []


def test_a_task_returns_what_its_function_returns() -> None:
    @in_words
    def add(first: int, *, second: int) -> int:
        return first + second

    assert add(1, second=2) == 3


def test_a_note_that_cannot_be_left_hides_no_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While Airflow's API server is away, a task can leave nothing there."""

    class TaskInstance:
        def xcom_push(self, key: str, value: str) -> None:
            raise AirflowRuntimeError(ErrorResponse(error=ErrorType.API_SERVER_ERROR))

    monkeypatch.setattr(notes, "get_current_context", lambda: {"ti": TaskInstance()})

    failure = failure_of(Unavailable("no answer"))

    assert str(failure) == "no answer"
    assert isinstance(failure, Unavailable)
    assert "could not be left" in caplog.messages[-1]
