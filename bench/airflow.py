"""Measures an hourly run inside Airflow, from queued to done: with nothing new, with a new session.

A real `airflow standalone` with the settings of `make run`, HubSpot connected. The sandbox runs in
this process, on a clock that stands: it is moved to where the next session has ended.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.markdown import print_bounds
from local.airflow import Airflow, environment, free_port
from local.postgres import temporary_cluster
from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.serve import run_in_thread
from sandbox.zoom.model import (
    Account,
    Connection,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from sandbox.zoom.server import create_zoom_app
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster
    from sandbox.hubspot.server import HubspotSandbox
    from sandbox.zoom.server import ZoomSandbox

NIGHTLY, HOURLY = "sync_webinars_nightly", "sync_webinars_hourly"
OLD_WEBINARS = 20
PEOPLE = 100
"""In each webinar."""
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=40)
"""Where the sandbox's clock stands at first: the history lies before, new sessions after."""
NEW_WEBINARS_APART = timedelta(days=2)
IDLE_SECONDS = 15
TOKEN = "bench-token"
WEBHOOK_SECRET = "bench-webhook-secret"
HOST = User(id="HOST0", email="host@corp.bench.example")


def main() -> None:
    """Print a table of what the two kinds of run cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--idle", type=int, default=5, help="runs with nothing new")
    parser.add_argument("--new", type=int, default=3, help="runs with one new session")
    parser.add_argument("--verbose", action="store_true", help="also print each run's tasks")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="AIRFLOW__…=…",
        help="try another setting of Airflow's",
    )
    options = parser.parse_args()
    settings = dict(setting.split("=", 1) for setting in options.set)
    with started(new_webinars=options.new, settings=settings) as bench:
        bench.run(NIGHTLY)
        bench.run(HOURLY)
        nothing_new = [bench.run(HOURLY) for _ in range(options.idle)]
        with_session = [bench.run_with_new_session(number) for number in range(options.new)]
        idle_share = bench.idle_share()
    print(
        "| hourly run in Airflow | wall s, queued to done | of it in tasks | CPU s"
        " | tasks started |"
    )
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, runs in (("nothing new", nothing_new), ("one new session", with_session)):
        if runs:
            print(f"| {name} | {' | '.join(summary(runs))} |")
    print(f"\nWith no run, Airflow uses {100 * idle_share:.0f} % of a core.")
    bounds = (("nothing new", nothing_new, 6), ("one new session", with_session, 15))
    measured = [
        (name, statistics.median(run.wall_seconds for run in runs), bound)
        for name, runs, bound in bounds
        if runs
    ]
    print_bounds(
        *(
            (f"an hourly run in Airflow, {name}, queued to done", f"{bound} s", f"{wall:.1f} s",
             wall < bound)
            for name, wall, bound in measured
        )
    )  # fmt: skip
    if options.verbose:
        for run in (*nothing_new, *with_session):
            print("\n".join(run.lines()))


@dataclass
class Run:
    """What a run cost: wall and CPU seconds, and each task's state, begin and end.

    CPU: of all of Airflow's processes, those of ended tasks included; not of PostgreSQL.
    """

    queued_at: datetime
    ended_at: datetime
    cpu_seconds: float
    tasks: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)

    @property
    def wall_seconds(self) -> float:
        """The time from queued to done."""
        return (self.ended_at - self.queued_at).total_seconds()

    @property
    def task_seconds(self) -> float:
        """The time in which tasks ran."""
        return sum((end - begin).total_seconds() for _, _, begin, end in self.tasks)

    def lines(self) -> list[str]:
        """Return a line for the run and for each task: when it began and ended, in seconds."""
        return [
            f"run: {self.wall_seconds:.2f} s, {self.cpu_seconds:.2f} CPU s",
            *(
                f"  {name} {state}: {(begin - self.queued_at).total_seconds():.2f}"
                f" to {(end - self.queued_at).total_seconds():.2f}"
                for name, state, begin, end in self.tasks
            ),
        ]


def summary(runs: list[Run]) -> list[str]:
    """Return the medians of some runs as columns."""
    return [
        f"{statistics.median(run.wall_seconds for run in runs):.1f}",
        f"{statistics.median(run.task_seconds for run in runs):.1f}",
        f"{statistics.median(run.cpu_seconds for run in runs):.1f}",
        f"{statistics.median(len(run.tasks) for run in runs):.0f}",
    ]


@dataclass
class Bench:
    """Everything that runs: Airflow, the sandbox's Zoom and HubSpot, and the clock they go by."""

    airflow: Airflow
    clock: SandboxClock
    zoom: ZoomSandbox
    hubspot: HubspotSandbox
    warehouse_url: str

    def idle_share(self) -> float:
        """Return which part of a core Airflow uses while no run is under way."""
        time.sleep(2)  # what still ends
        before = cpu_seconds(self.airflow.pid)
        time.sleep(IDLE_SECONDS)
        return (cpu_seconds(self.airflow.pid) - before) / IDLE_SECONDS

    def run_with_new_session(self, number: int) -> Run:
        """Settle what the last run left, then run when one more session has ended."""
        start = start_of_new_webinar(number)
        self.clock.set(start - timedelta(hours=2))
        self.run(HOURLY)
        self.clock.set(start + timedelta(hours=1, minutes=10))
        return self.run(HOURLY)

    def run(self, dag_id: str) -> Run:
        """Start a run as of the sandbox's moment, wait for its end, and return what it cost.

        :raises RuntimeError: if it failed
        """
        cpu_before = cpu_seconds(self.airflow.pid)
        started = self.airflow.call(
            "POST",
            f"/dags/{dag_id}/dagRuns",
            logical_date=None,
            run_after=self.clock.now().isoformat(),
            dag_run_id=f"bench__{time.monotonic_ns()}",
        )
        run = self.airflow.wait_for_run(dag_id, started["dag_run_id"])
        if run["state"] != "success":
            raise RuntimeError(f"the run {run['dag_run_id']} failed")
        path = f"/dags/{dag_id}/dagRuns/{run['dag_run_id']}/taskInstances"
        return Run(
            moment(run["queued_at"]),
            moment(run["end_date"]),
            cpu_seconds(self.airflow.pid) - cpu_before,
            sorted(
                (
                    (
                        task["task_id"].split(".")[-1],
                        task["state"],
                        moment(task["start_date"]),
                        moment(task["end_date"]),
                    )
                    for task in self.airflow.call("GET", path)["task_instances"]
                    if task["pid"]
                ),
                key=lambda task: task[2],
            ),
        )


def moment(text: str) -> datetime:
    """Return the moment that Airflow's API writes as a text."""
    return datetime.fromisoformat(text)


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and its children, those that have ended included."""
    used = 0.0
    process = psutil.Process(pid)
    for member in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            used += sum(member.cpu_times()[:4])
    return used


@contextlib.contextmanager
def started(
    new_webinars: int,
    settings: dict[str, str],
    dag_ids: tuple[str, ...] = (NIGHTLY, HOURLY),
) -> Iterator[Bench]:
    """Start PostgreSQL, the sandbox and Airflow, with some Dags switched on.

    :param settings: of Airflow's, by the variables' names, beside those of `make run`
    """
    clock = SandboxClock(BEGAN, ticking=False)
    zoom = create_zoom_app([make_account(new_webinars)], clock, enforce_limits=False)
    hubspot = create_hubspot_app(Portal(TOKEN), clock, enforce_limits=False)
    with (
        tempfile.TemporaryDirectory(prefix="wb-", ignore_cleanup_errors=True) as folder,
        temporary_cluster() as cluster,
        run_in_thread(zoom) as zoom_server,
        run_in_thread(hubspot) as hubspot_server,
    ):
        for database in ("airflow", "warehouse"):
            cluster.create_database(database)
        migrate(cluster.url("warehouse"))
        variables = {
            **environment(Path(folder), cluster.url("airflow", "psycopg2"), free_port()),
            **connections(cluster, zoom_server.url, hubspot_server.url),
            "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",  # no runs but the measured ones
            **settings,
        }
        subprocess.run(
            ["airflow", "db", "migrate"],
            env={**os.environ, **variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        airflow = Airflow(Path(folder), variables)
        airflow.start()
        try:
            for dag_id in dag_ids:
                airflow.wait_for_dag(dag_id)
                airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
            yield Bench(airflow, clock, zoom, hubspot, cluster.url("warehouse"))
        finally:
            airflow.stop()


def connections(cluster: Cluster, zoom_url: str, hubspot_url: str) -> dict[str, str]:
    """Return Airflow's connections to the sandbox and the warehouse, as variables."""
    user, _, rest = cluster.url("warehouse").removeprefix("postgresql://").partition("@/")
    zoom = {
        "conn_type": "zoom",
        "host": zoom_url,
        "login": "client",
        "password": "secret",
        "extra": {
            "account_id": "bench",
            "token_url": f"{zoom_url}/oauth/token",
            "plan": "business",
            "primary": True,
            "webhook_secret": WEBHOOK_SECRET,
        },
    }
    hubspot = {"conn_type": "hubspot", "host": hubspot_url, "password": TOKEN}
    warehouse = {
        "conn_type": "postgres",
        "login": user,
        "schema": "warehouse",
        "extra": {"host": rest.split("?host=", 1)[1]},
    }
    return {
        "AIRFLOW_CONN_ZOOM_DEFAULT": json.dumps(zoom),
        "AIRFLOW_CONN_HUBSPOT_DEFAULT": json.dumps(hubspot),
        "AIRFLOW_CONN_WAREHOUSE": json.dumps(warehouse),
    }


def start_of_new_webinar(number: int) -> datetime:
    """Return when one of the webinars begins that are held while the bench runs."""
    return BEGAN + timedelta(days=10) + number * NEW_WEBINARS_APART


def make_account(new_webinars: int) -> Account:
    """Return an account with a history, and webinars that are held one after the other."""
    starts = [BEGAN - timedelta(days=3 + number) for number in range(OLD_WEBINARS)]
    starts += map(start_of_new_webinar, range(new_webinars))
    webinars, sessions = [], []
    for number, start in enumerate(starts):
        registered_at = start - timedelta(days=2)
        webinar_id = 91000000000 + number
        emails = [f"person{place}@people.bench.example" for place in range(PEOPLE)]
        webinars.append(
            Webinar(
                id=webinar_id,
                uuid=f"event{number}==",
                host_id=HOST.id,
                host_email=HOST.email,
                topic="Bench",
                type=5,
                created_at=min(start, BEGAN) - timedelta(days=20),
                start=start,
                registrants=tuple(
                    Registrant(
                        id=f"r{number}-{place}",
                        email=email,
                        first_name="Bench",
                        create_time=registered_at,
                        states=(RegistrantState(since=registered_at, status="approved"),),
                    )
                    for place, email in enumerate(emails)
                ),
            )
        )
        sessions.append(
            Session(
                uuid=f"session{number}==",
                webinar_id=webinar_id,
                start=start,
                end=start + timedelta(hours=1),
                host_email=HOST.email,
                host_name="Bench",
                connections=tuple(
                    Connection(
                        user_id=str(16778240 + 1024 * place),
                        name="Bench",
                        join=start,
                        leave=start + timedelta(hours=1),
                        registrant_id=f"r{number}-{place}",
                        user_email=email,
                    )
                    for place, email in enumerate(emails)
                ),
            )
        )
    return Account(
        account_id="bench",
        client_id="client",
        client_secret="secret",
        users=(HOST,),
        webinars=tuple(webinars),
        sessions=tuple(sessions),
    )


if __name__ == "__main__":
    main()
