"""The checks of the whole stack, one after the other; each says in words what it saw."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests

from local.stack import cost, scene
from local.stack.access import AIRFLOW, BROKER, DATABASE, WORKER
from local.stack.play import DAGS, NIGHTLY, SETTLING_SECONDS, Play, broken_promises
from local.stack.senders import Sending, event_letters, send_all, workflow_letters
from local.stack.services import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.stack.access import Access
    from local.stack.senders import Letter

Check = tuple[str, "Callable[[Play], str]"]
ENROLLED = 30
SLOW_SECONDS = 20
KNOCKS_A_SECOND = 10


class CheckError(Exception):
    """A check failed, as the message says."""


def check_health(play: Play) -> str:
    """Run the health check of every service, and let none cost too much."""
    stack = play.stack
    names = [DATABASE, *(name for name in stack.names() if name != DATABASE)]
    checked = [name for name in names if stack.has_health_check(name)]
    for name in checked:
        stack.wait_for_health(name, 120)
    seconds = cost.measure_health_checks(stack)
    dearest = max(seconds, key=lambda name: seconds[name])
    text = f"{len(checked)} services, the dearest check {dearest}: {seconds[dearest]:.2f} CPU s"
    _require(seconds[dearest] < cost.MOST_CHECK_SECONDS, text)
    return text


def check_sync(play: Play) -> str:
    """Switch all Dags on, which starts a night, and look for each account in marts."""
    play.unpause(*DAGS)
    (state,) = play.stack.wait_for_row(
        "select state from dag_run where dag_id = %(dag)s and state in ('success', 'failed')",
        patience_seconds=SETTLING_SECONDS,
        dag=NIGHTLY,
    )
    _require(state == "success", f"the nightly run: {state}")
    play.settle()
    rows = play.stack.query(
        "select account_id, count(*) from marts.marketing_events group by 1 order by 1", "warehouse"
    )
    text = ", ".join(f"{account}: {count} events" for account, count in rows)
    _require(len(rows) == play.accounts, text)
    return text


def check_enrolment(play: Play) -> str:
    """Let contacts reach the action in a workflow, and look what they were answered."""
    letters = workflow_letters(play.stack.hubspot_url(), scene.TARGETS, ENROLLED)
    post = send_all(play.stack.url("webhooks"), letters, 3.0)
    _wait_until_answered(play, ENROLLED)
    play.settle()
    wrong = broken_promises(play.read_ending(), ENROLLED)
    _require(post.taken == ENROLLED and not wrong, "; ".join([post.describe(), *wrong[:3]]))
    return f"{ENROLLED} contacts, each registered once and answered once; {post.describe()}"


def check_containers(play: Play) -> str:
    """Look whether the engine counts every container as healthy, and the migration as done."""
    stack = play.stack
    names = stack.names()
    for name in (*names, "airflow-init"):
        stack.wait_for_health(name)
    return f"{len(names)} containers run, and are healthy if they have a check"


def check_enrolment_in_container(play: Play) -> str:
    """Enrol contacts as docs/docker.md says, and look whether each was answered once."""
    before = len(play.executions())
    printed = play.stack.run(
        "sandbox", "python", "-m", "local.enrol", "--contacts", str(ENROLLED)
    ).splitlines()
    play.settle()
    answers = play.executions()[before:]
    once = sum(each["outcomes"] == 1 for each in answers)
    registered = sum(each["outputs"].get("status") == "registered" for each in answers)
    ((stored,),) = play.stack.query("select count(*) from registration.results", "warehouse")
    text = f"{once} of {len(answers)} contacts answered once, {stored} stored; {printed[-2]}"
    _require(once == len(answers) == ENROLLED and 0 < registered == stored, text)
    return text


def check_events(play: Play) -> str:
    """Send the events of three Zoom accounts, signed, and look whether all are handled."""
    letters = event_letters(play.epoch)
    post = send_all(play.stack.url("webhooks"), letters, 5.0)
    unsigned = requests.post(
        f"{play.stack.url('webhooks')}{letters[0].path}", data=letters[0].body, timeout=60
    ).status_code
    play.settle()
    ((stored,),) = play.stack.query("select count(*) from zoom.webhook_events", "warehouse")
    text = f"{post.describe()}, {stored} stored and handled, unsigned: {unsigned}"
    _require(post.taken == len(letters) == stored and unsigned == 401, text)
    return text


def check_idle_cost(play: Play) -> str:
    """Measure what the stack costs while nothing is to be done."""
    costs = cost.measure_idle(play.stack)
    whole = cost.total(costs.values())
    text = f"{100 * whole.cpu_share:.1f} % of a core, {whole.mib:.0f} MiB"
    each = ", ".join(
        f"{name} {100 * own.cpu_share:.1f} % {own.mib:.0f} MiB" for name, own in costs.items()
    )
    is_kept = whole.cpu_share < cost.MOST_CPU_SHARE and whole.mib < cost.MOST_MIB
    _require(is_kept, f"{text}: {each}")
    return text


def check_killed_worker(play: Play) -> str:
    """Kill the worker that reads an account, with all its processes; it comes back."""
    with slow_extraction(play.stack) as task:
        host, pid = task["hostname"], task["pid"]
        worker = play.stack.worker_of(host, pid)
        if worker is None:
            raise CheckError(f"no service runs the task's process {pid} on {host}")
        play.stack.crash(worker)
    state = play.wait_for_run(NIGHTLY, task["run_id"])
    ((tries,),) = play.stack.query(
        "select max(try_number) from task_instance where run_id = %(run)s",
        run=task["run_id"],
    )
    play.stack.wait_for_health(worker)
    text = f"{worker} killed while it read an account; the run: {state}, at try {tries}"
    _require(state == "success" and tries > 1, text)
    return text


def check_restarted_database(play: Play) -> str:
    """Restart PostgreSQL while accounts are read."""
    with slow_extraction(play.stack) as task:
        play.stack.restart_database()
    state = play.wait_for_run(NIGHTLY, task["run_id"])
    play.settle()
    for name in (*AIRFLOW, "webhooks"):
        play.stack.wait_for_health(name)
    _require(state == "success", f"the run: {state}")
    return f"while accounts were read; the run: {state}, all services healthy"


def check_restarted_broker(play: Play) -> str:
    """Restart the broker while tasks are handed out."""
    with slow_extraction(play.stack) as task:
        play.stack.end(BROKER)
        play.stack.start(BROKER)
    state = play.wait_for_run(NIGHTLY, task["run_id"])
    for name in (BROKER, *play.stack.names(WORKER)):
        play.stack.wait_for_health(name)
    _require(state == "success", f"the run: {state}")
    return f"while accounts were read; the run: {state}, all workers listen"


def check_upgrade(play: Play) -> str:
    """Update as docs/docker.md says, while a workflow sends ten requests a second."""
    stack = play.stack
    before = len(play.executions())
    letters = _endless_letters(play)
    sending = Sending(stack.url("webhooks"), 1 / KNOCKS_A_SECOND, lambda: next(letters, None))
    begun = time.monotonic()
    time.sleep(2)
    stack.end("airflow-scheduler")
    stack.wait_for_row(
        "select 1 where not exists (select from task_instance where state in ('queued', 'running'))"
    )
    if stack.has(WORKER):
        stack.end(*stack.names(WORKER))
    stopped = ("airflow-apiserver", "airflow-dag-processor", "airflow-triggerer")
    stack.end(*stopped)
    stack.run("airflow-init")
    rest = [name for name in AIRFLOW if name != "airflow-apiserver"]
    rest += stack.names(WORKER) if stack.has(WORKER) else []
    for names in (["airflow-apiserver"], rest):
        for name in names:
            stack.start(name)
        for name in names:
            stack.wait_for_health(name)
    seconds = time.monotonic() - begun
    post = sending.stop()
    ((stored,),) = stack.query(
        "select count(*) from registration.requests where source = 'workflow'", "warehouse"
    )
    _wait_until_answered(play, before + post.sent)
    play.settle()
    acted = [each for each in play.executions()[before:] if each["outcomes"]]
    right = [each for each in acted if each["outcomes"] == 1
             and each["outputs"].get("status") == "registered"]  # fmt: skip
    text = (
        f"{seconds:.0f} s, {post.describe()}, {stored - before} stored, {len(right)} registered"
        " afterwards"
    )
    counts = {post.sent, post.taken, stored - before, len(acted), len(right), post.first[200]}
    _require(len(counts) == 1, text)
    return text


CHECKS: tuple[Check, ...] = (
    ("sync", check_sync),
    ("health", check_health),
    ("enrolment", check_enrolment),
    ("events", check_events),
    ("idle", check_idle_cost),
    ("upgrade", check_upgrade),
    ("database", check_restarted_database),
    ("broker", check_restarted_broker),
    ("worker", check_killed_worker),
)
"""In the order in which they are made."""
CHECKS_OF_ENGINE: tuple[Check, ...] = (
    ("health", check_containers),
    ("sync", check_sync),
    ("enrolment", check_enrolment_in_container),
    ("database", check_restarted_database),
    ("broker", check_restarted_broker),
    ("worker", check_killed_worker),
)
"""The same for what an engine runs."""


def _require(is_right: bool, text: str) -> None:
    if not is_right:
        raise CheckError(text)


def _endless_letters(play: Play) -> Iterator[Letter]:
    """Yield requests of workflows, each of another contact or for another webinar."""
    url = play.stack.hubspot_url()
    for skip in range(ENROLLED, scene.CONTACTS, 50):
        for webinar in scene.TARGETS:
            yield from workflow_letters(url, [webinar], 50, skip)


def _wait_until_answered(play: Play, count: int) -> None:
    """Wait until so many requests were answered; what is missing, the check says."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if sum(each["outcomes"] > 0 for each in play.executions()) >= count:
            return
        time.sleep(1)


@contextmanager
def slow_extraction(stack: Access, seconds: float = SLOW_SECONDS) -> Iterator[dict[str, Any]]:
    """Begin a nightly run that takes so long to read the users; give the task's instance.

    :raises TimeoutError: if no task begins
    """
    faults = "/_sandbox/faults"
    stack.ask_zoom(
        "POST", faults, {"kind": "hang", "path_contains": "/v2/users", "seconds": seconds}
    )
    try:
        run = stack.call("POST", f"/dags/{NIGHTLY}/dagRuns", logical_date=None)
        # It has begun when the account is locked.
        stack.wait_for_row(
            "select from sync.run_steps where step = 'extract' and state = 'running'", "warehouse"
        )
        (task,) = stack.wait_for_row(
            "select to_jsonb(task_instance) from task_instance"
            " where run_id = %(run)s and state = 'running'"
            " and task_id like '%%.extract_account' and pid is not null",
            run=run["dag_run_id"],
        )
        yield task
    finally:
        stack.ask_zoom("DELETE", faults)
