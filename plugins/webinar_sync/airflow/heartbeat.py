"""Tells whether an Airflow process of this host is alive, for health checks of containers.

`python -m webinar_sync.airflow.heartbeat TriggererJob`. `airflow jobs check` asks the same, and
loads all of Airflow for it. By psycopg2, which Airflow's own database is reached by: importing
psycopg costs four times as much CPU time, and this is all that the process does.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from contextlib import closing

import psycopg2

SECONDS = 60
"""An Airflow process that has said nothing for so long is taken for dead."""
_VARIABLE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
_LATEST = """
select extract(epoch from now() - max(latest_heartbeat))::float
from job where job_type = %s and hostname = %s and state = 'running'
"""


def main() -> int:
    """Return 0 if the process's last heartbeat is young enough; else say what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m webinar_sync.airflow.heartbeat")
    parser.add_argument("job_type", help="as in Airflow's table `job`, such as TriggererJob")
    job_type = parser.parse_args().job_type
    scheme, separator, rest = os.environ.get(_VARIABLE, "").partition("://")
    if not separator or not scheme.startswith("postgresql"):
        print(f"{_VARIABLE} names no PostgreSQL database", file=sys.stderr)
        return 1
    try:
        seconds = _seconds_since_heartbeat(f"postgresql://{rest}", job_type)
    except psycopg2.Error as error:
        print(f"Airflow's database does not answer: {type(error).__name__}", file=sys.stderr)
        return 1
    if seconds is None or seconds > SECONDS:
        since = "never" if seconds is None else f"not for {seconds:.0f} seconds"
        print(f"no {job_type} of {socket.gethostname()} was heard of: {since}", file=sys.stderr)
        return 1
    return 0


def _seconds_since_heartbeat(url: str, job_type: str) -> float | None:
    with (
        closing(psycopg2.connect(url, connect_timeout=5)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(_LATEST, (job_type, socket.gethostname()))
        row = cursor.fetchone()
    return row[0] if row else None


if __name__ == "__main__":
    raise SystemExit(main())
