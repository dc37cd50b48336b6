"""A process that does the tasks of Dag runs, run after run: `python -m local.soak.worker`.

Reads a job from each line of its input and writes what came of it to its output, as JSON. The
bodies of the tasks are called as the Dags call them, at the job's moment: Python's clock stands
there, too. Waits are cut short: between two tries of a request, and for its turn.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

LONGEST_WAIT_SECONDS = 0.01
_sleep = time.sleep


def _sleep_briefly(seconds: float) -> None:
    _sleep(min(seconds, LONGEST_WAIT_SECONDS))


# Before the product is imported: its functions have it as their default.
time.sleep = _sleep_briefly
TELLING = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what Airflow and others print is not said to who listens

import time_machine  # noqa: E402
from airflow.sdk.exceptions import (  # noqa: E402
    AirflowRescheduleException,
    AirflowSkipException,
    DownstreamTasksSkipped,
)
from sqlalchemy import Engine, event  # noqa: E402

import webinar_sync.airflow.context  # noqa: E402
from local.soak.calendar import DAG_IDS  # noqa: E402
from webinar_sync.errors import WebinarSyncError  # noqa: E402
from webinar_sync.hubspot.push.steps import STEPS  # noqa: E402
from webinar_sync.runs.report import RunFailedError  # noqa: E402
from webinar_sync.tasks import (  # noqa: E402
    push_hubspot,
    reconcile_hubspot,
    register_contacts,
    sync_webhooks,
    sync_webinars,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HOUR = timedelta(hours=1)
Result = dict[str, Any]
log = logging.getLogger(__name__)


class Task:
    """One task of a run: what Airflow would make of how its body ends."""

    def __init__(self) -> None:
        self.state = "success"
        self.message = ""
        self.value: Any = None

    def do(self, body: Callable[[], Any]) -> Task:
        """Call the body."""
        try:
            self.value = body()
        except (AirflowSkipException, DownstreamTasksSkipped) as error:
            self.state, self.message = "skipped", str(error)
        except AirflowRescheduleException as error:
            self.state, self.message = "rescheduled", f"until {error.reschedule_date}"
        except (WebinarSyncError, RunFailedError) as error:
            self.state, self.message = "failed", f"{type(error).__name__}: {error}"
        except Exception as error:  # whatever it is, it is told
            log.exception("a task crashed")
            self.state, self.message = "crashed", f"{type(error).__name__}: {error}"
        return self


def _result(*tasks: Task, wrote: bool = False) -> Result:
    order = ("crashed", "failed", "rescheduled", "success", "skipped")
    worst = min(tasks, key=lambda task: order.index(task.state))
    return {"state": worst.state, "message": worst.message, "wrote": wrote}


def sync(run: SimpleNamespace, *, is_full: bool) -> Result:
    """Do the tasks of `sync_webinars_hourly` and `sync_webinars_nightly`."""
    until = run.run_after
    since = until - (timedelta(days=1) if is_full else HOUR)
    begun = Task().do(lambda: sync_webinars.begin_run(run, {}, since, until))
    tasks, wrote = [begun], False
    for account in begun.value or []:
        read = Task().do(lambda a=account: sync_webinars.extract_account(run, a, is_full=is_full))
        tasks.append(read)
        if read.state == "success":
            loaded = Task().do(lambda a=account: sync_webinars.load_marts(run, a))
            tasks.append(loaded)
            wrote |= bool(loaded.value)
    ended = Task().do(lambda: sync_webinars.report_run(run, begun.value, is_full=is_full))
    return _result(*tasks, ended, wrote=wrote)


def push(run: SimpleNamespace) -> Result:
    """Do the tasks of `push_hubspot`."""
    begun = Task().do(lambda: push_hubspot.begin_push(run, is_dry=False, with_refused=False))
    tasks = [begun]
    if begun.value:
        for name in STEPS:
            step = Task().do(lambda n=name: push_hubspot.run_push_step(run, n, with_refused=False))
            tasks.append(step)
            if step.state not in ("success", "skipped"):
                break
        tasks.append(Task().do(lambda: push_hubspot.report_push(run)))
    return _result(*tasks)


def reconcile(run: SimpleNamespace) -> Result:
    """Do the task of `reconcile_hubspot`."""
    return _result(Task().do(lambda: reconcile_hubspot.reconcile_hubspot(run, None)))


def register(run: SimpleNamespace) -> Result:
    """Do the tasks of `register_contacts`."""
    form = {"action": "add", "webinar": "", "contact_ids": []}
    processed = Task().do(lambda: register_contacts.process_inbox(run, form))
    if processed.state != "success":
        return _result(processed)
    loaded = Task().do(lambda: register_contacts.load_registered(run))
    return _result(processed, loaded, wrote=bool(loaded.value))


def read_webhooks(run: SimpleNamespace) -> Result:
    """Do the tasks of `sync_webhooks`."""
    read = Task().do(lambda: sync_webhooks.read_webinars(run))
    if not read.value:
        return _result(read)
    loaded = Task().do(lambda: sync_webhooks.load_marts(run, read.value))
    return _result(read, loaded, wrote=bool(loaded.value))


def nothing(_: SimpleNamespace) -> Result:
    """Do nothing: everything is imported."""
    return {"state": "success", "message": "", "wrote": False}


JOBS: Mapping[str, Callable[[SimpleNamespace], Result]] = {
    "hourly": lambda run: sync(run, is_full=False),
    "nightly": lambda run: sync(run, is_full=True),
    "push": push,
    "reconcile": reconcile,
    "register": register,
    "webhooks": read_webhooks,
    "nothing": nothing,
}
"""What does the tasks of each kind of run."""


def do(job: dict[str, Any]) -> Result:
    """Do the tasks of a run at its moment."""
    moment = datetime.fromisoformat(job["moment"])
    run = SimpleNamespace(
        dag_id=DAG_IDS.get(job["kind"], ""),
        run_id=f"scheduled__{moment.isoformat()}",
        run_type="scheduled",
        run_after=moment,
    )
    context = {"ti": SimpleNamespace(task_id="account_branch.extract_account", map_index=0)}
    webinar_sync.airflow.context.get_current_context = lambda: context
    begun = time.perf_counter()
    with time_machine.travel(moment, tick=True):
        result = JOBS[job["kind"]](run)
    return {**result, "seconds": time.perf_counter() - begun}


def die_at(statement: int) -> None:
    """Kill this process before it runs its last statement."""
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*_: object) -> None:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Do jobs until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--die-at", type=int, help="the number of a statement")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    if options.die_at:
        die_at(options.die_at)
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), file=TELLING, flush=True)


if __name__ == "__main__":
    main()
