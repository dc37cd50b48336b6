"""How each client reads the served account into a database of its own: command and count."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

from bench.extract import fresh_database
from bench.peers.environments import PINS, environment_of
from bench.processes import Usage, run_process
from sandbox.zoom.sized import account as sized_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.zoom import ServedZoom
    from local.postgres import Cluster


@dataclass(frozen=True)
class Client:
    """A client of Zoom.

    - install: makes what it needs; raises NotInstalledError
    - read: reads everything into a database; a plan of None has no limits
    - count: how many connections there are then
    """

    name: str
    install: Callable[[], object]
    read: Callable[[Cluster, ServedZoom, str | None], Usage]
    count: str


def _read_ourselves(cluster: Cluster, zoom: ServedZoom, plan: str | None) -> Usage:
    url = fresh_database(cluster, "peer")
    arguments = ["--into", url, zoom.url, plan or "none", "1.0"]
    return run_process([sys.executable, "-m", "bench.extract", *arguments])


def _read_with_dlt(cluster: Cluster, zoom: ServedZoom, plan: str | None) -> Usage:
    """Let dlt read with 20 workers, from nothing: its own state is in a fresh folder."""
    cluster.create_database("peer", afresh=True)
    parts = urlsplit(cluster.url("peer"))
    prefix = "DESTINATION__POSTGRES__CREDENTIALS__"
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            f"{prefix}HOST": quote(parse_qs(parts.query)["host"][0], safe=""),
            f"{prefix}USERNAME": parts.username or "",
            f"{prefix}PASSWORD": "none",
            f"{prefix}DATABASE": "peer",
            "EXTRACT__WORKERS": "20",
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "RUNTIME__LOG_LEVEL": "ERROR",
            "DLT_DATA_DIR": folder,
        }
        account = (
            sized_account.ACCOUNT_ID,
            sized_account.CLIENT_ID,
            sized_account.CLIENT_SECRET,
        )
        python, script = environment_of("dlt") / "python", PINS / "read_with_dlt.py"
        command = [str(python), str(script), zoom.url, *account]
        return run_process(command, environment=environment)


def _read_with_tap(cluster: Cluster, zoom: ServedZoom, plan: str | None) -> Usage:
    cluster.create_database("peer", afresh=True)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "target.json"
        target = {
            "sqlalchemy_url": cluster.url("peer", "psycopg"),
            "default_target_schema": "tap_zoom",
        }
        config.write_text(json.dumps(target))
        tap, loader = environment_of("tap-zoom"), environment_of("target-postgres")
        reading = [str(tap / "python"), str(PINS / "read_with_tap.py"), zoom.url, zoom.token()]
        writing = [str(loader / "target-postgres"), "--config", str(config)]
        pipe = f"set -o pipefail; {shlex.join(reading)} | {shlex.join(writing)}"
        return run_process(["bash", "-c", pipe])


def _install_tap() -> None:
    environment_of("tap-zoom")
    environment_of("target-postgres")


OURS = Client(
    "webinar-sync",
    lambda: None,
    _read_ourselves,
    "select count(*), count(distinct (session_uuid, user_id, joined_at)) from zoom.connections",
)
DLT = Client(
    "dlt 1.31, 20 workers",
    lambda: environment_of("dlt"),
    _read_with_dlt,
    "select count(*), count(distinct (_webinars_id, user_id, join_time))"
    " from zoom_peer.participants",
)
TAP_ZOOM = Client(
    "tap-zoom 2.1.1, target-postgres 0.8.1",
    _install_tap,
    _read_with_tap,
    "select count(*), count(distinct (webinar_id, name, join_time))"
    " from tap_zoom.report_webinar_participants",
)


def count_connections(cluster: Cluster, client: Client) -> tuple[int, int]:
    """Return how many connections a client left, and how many of them differ; 0 of no table."""
    with psycopg.connect(cluster.url("peer")) as connection:
        try:
            row = connection.execute(client.count).fetchone()  # type: ignore[arg-type]
        except psycopg.errors.UndefinedTable:
            row = None
    return (row[0], row[1]) if row else (0, 0)
