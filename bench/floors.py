"""What the first reading of an account takes at least: its requests and its rows, and nothing else.

The same requests by `requests` alone, from as many threads, JSON parsed; and the same connections
by COPY into a table like that of the warehouse, without errors, readings, queues or judgement.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import requests

from bench.processes import Stopwatch, run_child

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.zoom import ServedZoom

_THREADS = 16
_AS_TEXT = """
select
    account_id, session_uuid, row_key, user_id, registrant_id, participant_user_id, user_email,
    joined_at::text, left_at::text, is_waiting_room, is_cleaned, payload::text, run_id
from zoom.connections
"""


def measure_floors(zoom: ServedZoom, warehouse_url: str) -> dict[str, float]:
    """Return the CPU seconds of the same requests, and of copying the same connections.

    :param zoom: whose log has the requests of one reading
    :param warehouse_url: that holds what was read
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([entry["path"] for entry in zoom.entries() if entry["method"] == "GET"], file)
        file.flush()
        fetched = run_child("bench.floors", "--fetch", zoom.url, zoom.token(), file.name)
    copied = run_child("bench.floors", "--copy", warehouse_url)
    return {"fetch": fetched["cpu"], "copy": copied["cpu"]}


def fetch(url: str, token: str, paths: Sequence[str]) -> None:
    """Request paths of Zoom's from many threads, and parse what is answered."""
    sessions = threading.local()

    def get(path: str) -> Any:
        if not hasattr(sessions, "session"):
            sessions.session = requests.Session()
            sessions.session.headers["Authorization"] = f"Bearer {token}"
        response = sessions.session.get(f"{url}{path}", timeout=60)
        response.raise_for_status()
        return response.json()

    with ThreadPoolExecutor(_THREADS) as threads:
        for _ in threads.map(get, paths):
            pass


def copy(connection: psycopg.Connection[Any], rows: Sequence[Sequence[Any]]) -> None:
    """Write connections that are in memory into an empty table with the same keys and indexes."""
    with connection.cursor().copy("copy bench_connections from stdin") as target:
        for row in rows:
            target.write_row(row)


def main() -> None:
    """Do one of both in this process, and print what that used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetch", nargs=3, metavar=("ZOOM", "TOKEN", "FILE_OF_PATHS"))
    parser.add_argument("--copy", metavar="WAREHOUSE")
    options = parser.parse_args()
    if options.fetch:
        *where, file = options.fetch
        paths = json.loads(Path(file).read_text())
        stopwatch = Stopwatch()
        fetch(*where, paths)
        print(json.dumps(stopwatch.figures()))
        return
    with psycopg.connect(options.copy) as connection:
        connection.execute(
            "create temp table bench_connections (like zoom.connections including all)"
        )
        rows = connection.execute(_AS_TEXT).fetchall()
        stopwatch = Stopwatch()
        copy(connection, rows)
        print(json.dumps(stopwatch.figures()))


if __name__ == "__main__":
    main()
