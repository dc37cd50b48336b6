"""What `make run` does: everything on loopback, a first nightly sync, and a summary.

State lives in `.run/`, except for the sandbox's, which begins anew each time. After `. .run/env`,
`airflow …` and `psql "$WAREHOUSE_URL"` talk to it.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import requests
from sqlalchemy import text

from local.airflow import REPOSITORY, Airflow, environment, free_port, write_env_file
from local.log_file import forget_old_logs, write_log
from local.postgres import Cluster
from local.processes import RUN_DIR, watchdog
from local.story import Story
from sandbox.hubspot import medium as hubspot_medium
from sandbox.zoom import medium
from webinar_sync.hubspot.push.report import push_lines
from webinar_sync.runs.progress import progress_line
from webinar_sync.runs.report import summary_lines
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

DAGS = (
    "sync_webinars_nightly",
    "sync_webinars_hourly",
    "push_hubspot",
    "reconcile_hubspot",
    "register_contacts",
    "sync_webhooks",
    "send_alerts",
    "erase_contact",
)
FIRST_DAG, PUSH_DAG = DAGS[0], DAGS[2]
AIRFLOW_PORT, ZOOM_PORT, HUBSPOT_PORT = 8080, 8181, 8182


def main() -> int:
    """Start everything, sync once, and stay until Ctrl-C (or end, with --once)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the first sync")
    once = parser.parse_args().once
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C
    RUN_DIR.mkdir(exist_ok=True)
    is_synced = False
    with contextlib.ExitStack() as started:
        try:
            started.enter_context(only_run(RUN_DIR))
            airflow, variables, cluster = start_everything(started)
            is_synced = sync_and_push(airflow, cluster.url("warehouse"))
            if once:
                return 0 if is_synced else 1
            stay(airflow, variables["HUBSPOT_SANDBOX_URL"])
        except KeyboardInterrupt:
            say("stopping")
            return 0 if is_synced and not once else 130
    return 0


@contextlib.contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Let nobody else run in the folder meanwhile.

    :raises RuntimeError: if somebody does
    """
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RuntimeError(
                f"It is running in this folder already, as process {lock.read().strip()}, which "
                "printed where its Airflow is. End that one with Ctrl-C first, or take another "
                "copy of this folder for a second one."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield  # the lock ends with the process, however that ends


def port_for(name: str, preferred: int) -> int:
    """Return a free port, and say so if it is not the usual one."""
    port = free_port(preferred)
    if port != preferred:
        say(f"port {preferred} is taken on this machine, so {name} gets port {port}")
    return port


def start_everything(started: contextlib.ExitStack) -> tuple[Airflow, dict[str, str], Cluster]:
    """Start PostgreSQL, the sandbox and Airflow; return Airflow with its variables, and PostgreSQL.

    :param started: stops each of them when it is closed
    """
    say("starting PostgreSQL")
    cluster = Cluster(RUN_DIR / "pg")
    started.callback(cluster.stop)
    for database in ("airflow", "warehouse"):
        cluster.create_database(database)
    migrate(cluster.url("warehouse"))
    say("starting the sandbox's Zoom and HubSpot")
    ports = port_for("its Zoom", ZOOM_PORT), port_for("its HubSpot", HUBSPOT_PORT)
    sandbox = start_sandbox(*ports)
    started.enter_context(watchdog("--family", str(sandbox.pid)))
    forget_hubspot(cluster.url("warehouse"))
    variables = environment(
        RUN_DIR / "airflow",
        cluster.url("airflow", "psycopg2"),
        port_for("Airflow", AIRFLOW_PORT),
    )
    webhook_url = f"{variables['AIRFLOW__API__BASE_URL']}/webinar-sync"
    variables |= connections(cluster, *ports, webhook_url)
    write_env_file(RUN_DIR / "env", variables)
    airflow = Airflow(RUN_DIR / "airflow", variables)
    forget_old_logs(RUN_DIR / "airflow" / "logs")
    say(f"starting Airflow (half a minute): {login_line(airflow)}")
    started.callback(airflow.stop)
    airflow.start()
    say("Airflow is ready")
    return airflow, variables, cluster


def sync_and_push(airflow: Airflow, warehouse_url: str) -> bool:
    """Run the nightly Dag and the push once, print what they did, and tell whether all is well."""
    begun_at = datetime.now(UTC)
    with Warehouse(warehouse_url) as warehouse:

        def story() -> Story:
            return Story(airflow, say, lambda: progress_lines(warehouse))

        say(f"syncing: the run is at {airflow.url}/dags/{FIRST_DAG}/runs")
        run = first_sync(airflow, story())
        say(f"pushing to the sandbox's HubSpot: the run is at {airflow.url}/dags/{PUSH_DAG}/runs")
        push = start_dag(airflow, PUSH_DAG, story())
        lines = [*summary_lines(warehouse), *push_lines(warehouse, begun_at)]
    print(f"\n{FIRST_DAG}: {run['state']}; {PUSH_DAG}: {push['state']}\n")
    print("\n".join(f"  {line}" for line in lines), flush=True)
    is_conserved = any("conservation: ok" in line for line in lines)
    return is_conserved and {run["state"], push["state"]} == {"success"}


def stay(airflow: Airflow, hubspot_url: str) -> None:
    """Switch on all Dags, print where everything is, and wait until Airflow ends."""
    for dag_id in DAGS:
        airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
    print(
        f"\nAirflow: {login_line(airflow)}\n"
        'Warehouse: . .run/env && psql "$WAREHOUSE_URL"\n'
        f"What HubSpot's users see: {hubspot_url}/_sandbox/\n"
        "A workflow adds 100 contacts to a webinar: make enrol\n"
        "Ctrl-C stops everything.\n",
        flush=True,
    )
    airflow.wait()


def login_line(airflow: Airflow) -> str:
    """Return where Airflow is, and how to log in."""
    return f"{airflow.url} (user admin, password {airflow.password})"


def progress_lines(warehouse: Warehouse) -> list[str]:
    """Return a line for each step under way that says how far it is."""
    return [progress_line(row) for row in warehouse.rows("sync/select_progress")]


def say(text: str) -> None:
    """Tell the person who waits what is happening."""
    print(f"- {text}", flush=True)


def start_sandbox(port: int, hubspot_port: int) -> subprocess.Popen[bytes]:
    """Start the sandbox with the medium account, made relative to this run's first day."""
    epoch = RUN_DIR / "epoch"
    if not epoch.exists():
        epoch.write_text(datetime.now(UTC).date().isoformat())
    process = subprocess.Popen(
        [
            sys.executable, "-m", "sandbox", "--account", "medium",
            "--port", str(port), "--hubspot-port", str(hubspot_port),
            "--epoch", epoch.read_text(), "--latency-ms", "20",
        ],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    if process.stdout is not None:
        write_log(process.stdout, RUN_DIR / "sandbox.log")
    return process


def forget_hubspot(url: str) -> None:
    """Forget what an earlier `make run` sent: the sandbox's HubSpot begins empty.

    It is sent the sandbox's history, too, unless somebody has set push_since.
    """
    with Warehouse(url) as warehouse, warehouse.transaction() as connection:
        connection.execute(text("select hubspot.forget_portal()"))
        connection.execute(
            text("update settings.sync set push_since = '2000-01-01' where push_since is null")
        )


def connections(
    cluster: Cluster, sandbox_port: int, hubspot_port: int, webhook_url: str
) -> dict[str, str]:
    """Return Airflow's connections to the sandbox and the warehouse, as variables."""
    hubspot = {
        "conn_type": "hubspot",
        "host": f"http://127.0.0.1:{hubspot_port}",
        "password": hubspot_medium.TOKEN,
        "extra": {
            "portal_id": hubspot_medium.PORTAL_ID,
            "client_secret": hubspot_medium.CLIENT_SECRET,
            "public_url": webhook_url,
        },
    }
    base = f"http://127.0.0.1:{sandbox_port}"
    zoom = {
        "conn_type": "zoom",
        "host": base,
        "login": medium.CLIENT_ID,
        "password": medium.CLIENT_SECRET,
        "extra": {
            "account_id": medium.ACCOUNT_ID,
            "token_url": f"{base}/oauth/token",
            "plan": "business",
            "brand": "Sandbox",
            "primary": True,
        },
    }
    url = cluster.url("warehouse")
    user, _, rest = url.removeprefix("postgresql://").partition("@/")
    socket_dir = rest.split("?host=", 1)[1]
    warehouse = {
        "conn_type": "postgres",
        "login": user,
        "schema": "warehouse",
        "extra": {"host": socket_dir},
    }
    return {
        "AIRFLOW_CONN_ZOOM_DEFAULT": json.dumps(zoom),
        "AIRFLOW_CONN_HUBSPOT_DEFAULT": json.dumps(hubspot),
        "AIRFLOW_CONN_WAREHOUSE": json.dumps(warehouse),
        "HUBSPOT_SANDBOX_URL": f"http://127.0.0.1:{hubspot_port}",
        "WEBHOOK_URL": webhook_url,
        "WAREHOUSE_URL": f"postgresql://{user}@/warehouse?host={quote(socket_dir, safe='/')}",
    }


def first_sync(airflow: Airflow, story: Story) -> dict[str, object]:
    """Run the nightly Dag once and return its run.

    The first time, the scheduler starts the run of the latest night as soon as the Dag is not
    paused. Later, this starts a run.
    """
    if airflow.wait_for_dag(FIRST_DAG)["is_paused"]:
        airflow.call("PATCH", f"/dags/{FIRST_DAG}", is_paused=False)
        return airflow.wait_for_run(FIRST_DAG, watch=story)
    return start_dag(airflow, FIRST_DAG, story)


def start_dag(airflow: Airflow, dag_id: str, story: Story) -> dict[str, object]:
    """Run a Dag once and return its run."""
    airflow.wait_for_dag(dag_id)
    airflow.call("PATCH", f"/dags/{dag_id}", is_paused=False)
    return airflow.wait_for_run(dag_id, airflow.start_run(dag_id), watch=story)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, TimeoutError, requests.RequestException) as error:
        print(f"make run failed: {error}\nIts logs are in {Path('.run')}.", file=sys.stderr)
        sys.exit(1)
