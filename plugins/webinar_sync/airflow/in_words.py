"""A failed task says in its log what happened and what to do, in short lines at its end.

Airflow logs a traceback of whatever a task raises, but for `SystemExit`, of which it writes one
line. So a task raises that, as a class of which the retry policy sees what kind of error it is.
"""

from __future__ import annotations

import logging
import textwrap
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from airflow.sdk.exceptions import AirflowException, AirflowRuntimeError, AirflowTaskTimeout

from webinar_sync.airflow.notes import leave_note
from webinar_sync.errors import (
    OUR_FAULT,
    NeedsAttention,
    Unavailable,
    WebinarSyncError,
    safe_text,
    safe_trace,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import ParamSpec

    Parameters = ParamSpec("Parameters")

LINE_LENGTH = 86
"""Of a line in the log: so much Airflow shows of it in a window of 1,280 pixels."""

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class TaskFailed(WebinarSyncError, SystemExit):
    """A task failed, and its log says why. `error` is what was raised."""

    def __init__(self, text: str, error: BaseException) -> None:
        super().__init__(text)
        self.code = 1
        self.error = error


class TaskNeedsAttention(TaskFailed, NeedsAttention):
    """A task failed of which somebody must see to the cause."""


class TaskFoundUnavailable(TaskFailed, Unavailable):
    """A task failed because something does not answer for now."""


def in_words(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a task say in words why it failed. What Airflow itself raises goes on as it is."""

    @wraps(function)
    def run_task(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        try:
            return function(*args, **options)
        except (AirflowException, AirflowRuntimeError):
            raise
        except WebinarSyncError as error:
            failure = _failure_of(error)
            lines = _lines([str(error), *getattr(error, "__notes__", ())])
        except AirflowTaskTimeout as error:
            failure = TaskFailed("took longer than its time limit", error)
            lines = _lines(
                ["The task took longer than its time limit. What is done stays done: the next try"
                 " goes on from there."]
            )  # fmt: skip
        except Exception as error:
            failure = TaskFailed(safe_text(error), error)
            lines = [*_lines([f"The task met {safe_text(error)}.", OUR_FAULT]), *safe_trace(error)]
        for line in lines:
            log.error("%s", line)
        leave_note(str(failure))
        raise failure from None

    return run_task


def _failure_of(error: WebinarSyncError) -> TaskFailed:
    if isinstance(error, NeedsAttention):
        return TaskNeedsAttention(str(error), error)
    if isinstance(error, Unavailable):
        return TaskFoundUnavailable(str(error), error)
    return TaskFailed(str(error), error)


def _lines(texts: Iterable[str]) -> list[str]:
    """Break texts into lines that fit into the log's view."""
    return [
        line
        for text in texts
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, LINE_LENGTH, break_on_hyphens=False)
    ]
