"""The note of a run: one sentence that says what came of it, beside the run in Airflow's UI.

A task leaves the sentence as an XCom. When the run has ended, the scheduler calls `on_dag_run_…`,
which makes the latest of them the run's note (docs/decisions/0040). All of Airflow's processes
import this, so it imports nothing heavy.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.listeners import hookimpl
from airflow.sdk import get_current_context

from webinar_sync.errors import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airflow.models.dagrun import DagRun

log = logging.getLogger(__name__)

KEY = "webinar_sync_note"
"""Of the XCom: no other project's tasks have it."""
MOST_CHARACTERS = 1000
"""Of a note, as Airflow stores it."""
LONGEST_WAIT_MILLISECONDS = 200
"""For whoever writes the same note: less than PostgreSQL's `deadlock_timeout`."""
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
    try:
        task_instance.xcom_push(KEY, _as_sentence(text))
    except Exception as error:  # Airflow's API server is away: that must not hide what failed
        log.warning("the note of the run could not be left: %s", safe_text(error))


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
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.orm import object_session

    session: Any = object_session(dag_run)
    text = None if session is None else _read_note(session, dag_run)
    if text is None:
        return
    if ending in _ENDINGS:
        text = f"{_ENDINGS[ending]} {text}"[:MOST_CHARACTERS]
    connection = session.connection()
    try:
        # A savepoint of the connection: Airflow forbids its scheduler's session to end one.
        with connection.begin_nested(), _without_waiting(connection):
            _upsert_note(connection, dag_run.id, text)
    except DBAPIError as error:  # mostly LockNotAvailable: somebody else is writing the note
        log.info("The note of the run was not written: %s", type(error.orig).__name__)


@contextmanager
def _without_waiting(connection: Any) -> Iterator[None]:
    """Let statements fail that wait for another transaction.

    Whoever ends a run by hand while the scheduler ends it has locks that the scheduler waits for,
    and the other way round: PostgreSQL would end one of the two after a second.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    usual = connection.exec_driver_sql("show lock_timeout").scalar()
    connection.exec_driver_sql(f"set local lock_timeout = {LONGEST_WAIT_MILLISECONDS}")
    yield
    connection.exec_driver_sql(f"set local lock_timeout = '{usual}'")


def _upsert_note(connection: Any, dag_run_id: int, text: str) -> None:
    from airflow.models.dagrun import DagRunNote
    from sqlalchemy import update

    is_ours = (DagRunNote.dag_run_id == dag_run_id) & DagRunNote.user_id.is_(None)
    rewritten = connection.execute(update(DagRunNote).where(is_ours).values(content=text))
    if not rewritten.rowcount:
        connection.execute(_insert_unless_there(connection, DagRunNote, dag_run_id, text))


def _insert_unless_there(connection: Any, notes: Any, dag_run_id: int, text: str) -> Any:
    """Return an insert that fails on no note that somebody writes at the same moment.

    A failure would end the scheduler's transaction, or the request of whoever ends a run by hand.
    """
    from sqlalchemy.dialects import mysql, postgresql, sqlite

    values = {"dag_run_id": dag_run_id, "content": text, "user_id": None}
    name = connection.dialect.name
    if name == "mysql":
        return mysql.insert(notes).values(values).prefix_with("IGNORE")
    dialect = sqlite if name == "sqlite" else postgresql
    return dialect.insert(notes).values(values).on_conflict_do_nothing()


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
