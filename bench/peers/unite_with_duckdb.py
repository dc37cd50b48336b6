"""Unites the connections of each person in DuckDB, in its own environment.

Prints CPU seconds of all its threads, wall time and the sum, as JSON. Argument: a Parquet file.
"""

from __future__ import annotations

import json
import sys
import time

import duckdb

UNION = """
    create table united as
    with ordered as (
        select
            account_id, webinar_id, occurrence_key, person, starts_at, ends_at,
            max(ends_at) over (
                partition by account_id, webinar_id, occurrence_key, person
                order by starts_at rows between unbounded preceding and 1 preceding
            ) as covered_until
        from connections
    )
    select
        account_id, webinar_id, occurrence_key, person,
        sum(greatest(
            epoch_us(ends_at) - greatest(epoch_us(starts_at), coalesce(epoch_us(covered_until), 0)),
            0
        )) as microseconds
    from ordered
    group by all
"""


def main() -> None:
    """Load the file, unite, and print the figures."""
    database = duckdb.connect()
    database.execute("create table connections as from read_parquet(?)", [sys.argv[1]])
    cpu, wall = time.process_time(), time.monotonic()
    database.execute(UNION)
    figures = {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall}
    (microseconds,) = database.execute("select sum(microseconds) from united").fetchone()
    print(json.dumps({**figures, "seconds": int(microseconds) // 1_000_000}))


if __name__ == "__main__":
    main()
