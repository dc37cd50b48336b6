"""Records in the warehouse that a task failed, where the run cannot say so itself.

Airflow calls this on every task that failed for good. It imports nothing heavy: the Dags name it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)


def record_failed_run(context: Mapping[str, Any]) -> None:
    """Record in `sync.runs` that a run failed: no task follows that would say so.

    A form that makes no sense is no failed run: who filled it in sees it.
    """
    _record(context, is_reported=False)


def record_failed_task(context: Mapping[str, Any]) -> None:
    """Record in `sync.runs` that a run failed, if it did not begin or had ended well before.

    While it is under way, a task that follows in any case says how it ended.
    """
    _record(context, is_reported=True)


def _record(context: Mapping[str, Any], *, is_reported: bool) -> None:
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.airflow.context import run_id_of, run_type_of
    from webinar_sync.airflow.in_words import TaskFailed
    from webinar_sync.errors import ConfigError, InvalidInput, safe_text

    task, dag_run, error = context["ti"], context.get("dag_run"), context.get("exception")
    if isinstance(error, TaskFailed):
        error = error.error
    # Of a worker that was killed, the Dag processor may know the task alone.
    run_type = run_type_of(dag_run) if dag_run is not None else "unknown"
    is_form = isinstance(error, InvalidInput) and not isinstance(error, ConfigError)
    try:
        with open_warehouse() as warehouse:
            if is_form and run_type == "manual":
                if not is_reported:
                    warehouse.execute("sync/delete_run_under_way", run_id=run_id_of(task))
                return
            warehouse.execute(
                "sync/upsert_failed_run",
                run_id=run_id_of(task),
                dag_id=task.dag_id,
                run_type=run_type,
                message=f"{task.task_id}: {_text(error)}",
                is_reported=is_reported,
            )
    except Exception as failure:  # the task's own error is what counts
        log.warning("the failure is not recorded in the warehouse: %s", safe_text(failure))


def _text(error: object) -> str:
    from airflow.sdk.exceptions import AirflowTaskTimeout

    from webinar_sync.errors import safe_text

    if isinstance(error, AirflowTaskTimeout):
        return "took longer than its time limit"
    if isinstance(error, BaseException) and error.__traceback__ is not None:
        return safe_text(error)
    return "was stopped before its end"
