"""The note of a run: one sentence that says what came of it, beside the run in Airflow's UI.

A task leaves the sentence as an XCom. When the run has ended, the scheduler calls `on_dag_run_…`,
which makes the latest of them the run's note (docs/decisions/0040). All of Airflow's processes
import this, so it imports nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.listeners import hookimpl
from airflow.sdk import get_current_context

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

KEY = "webinar_sync_note"
"""Of the XCom: no other project's tasks have it."""
MOST_CHARACTERS = 1000
"""Of a note, as Airflow stores it."""
_ENDINGS = {
    "timed_out": "The run took longer than its time limit; the next one goes on from there.",
    "all_tasks_deadlocked": "The run could not go on: none of its tasks could be started.",
}
"""What Airflow itself says of how a run ended."""


def leave_note(text: str) -> None:
    """Say what came of the current task's run; of several such sentences the latest counts.

    :param text: holds no personal data
    """
    try:
        task_instance = get_current_context()["ti"]
    except RuntimeError:  # no task: somebody calls a function of one
        return
    task_instance.xcom_push(KEY, _as_sentence(text))


def read_note(task_id: str) -> str | None:
    """Return what another task of the current run left: None, if it left nothing."""
    try:
        task_instance = get_current_context()["ti"]
    except RuntimeError:
        return None
    note = task_instance.xcom_pull(task_ids=task_id, key=KEY)
    return None if note is None else str(note)


@hookimpl  # type: ignore[untyped-decorator]  # Airflow is not followed by mypy
def on_dag_run_success(dag_run: DagRun, msg: str) -> None:
    """Write the note of a run that ended well."""
    _write_note(dag_run, msg)


@hookimpl  # type: ignore[untyped-decorator]  # Airflow is not followed by mypy
def on_dag_run_failed(dag_run: DagRun, msg: str) -> None:
    """Write the note of a run that failed."""
    _write_note(dag_run, msg)


def _write_note(dag_run: DagRun, ending: str) -> None:
    """Write what the run's tasks said into its note, unless a person wrote one."""
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    written = dag_run.dag_run_note
    if session is None or (written is not None and written.user_id is not None):
        return
    text = _read_note(session, dag_run)
    if text is None:
        return
    dag_run.note = f"{_ENDINGS[ending]} {text}"[:MOST_CHARACTERS] if ending in _ENDINGS else text


def _read_note(session: Any, dag_run: DagRun) -> str | None:
    """Return the sentence that a run's tasks left last; None: none did."""
    from airflow.models.xcom import XComModel

    query = XComModel.get_many(run_id=dag_run.run_id, dag_ids=dag_run.dag_id, key=KEY)
    left = session.scalars(query.order_by(None).order_by(XComModel.timestamp.desc())).first()
    return None if left is None else str(XComModel.deserialize_value(left))[:MOST_CHARACTERS]


def _as_sentence(text: str) -> str:
    sentence = " ".join(text.split())[: MOST_CHARACTERS - 1]
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
