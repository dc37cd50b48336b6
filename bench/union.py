"""Measures the union of 1,000,000 connections' times against DuckDB, with equal sums.

The frame is what the transform works on: text keys of Arrow. DuckDB reads the same rows from a
file into a table first; neither reading nor writing is measured. Each side is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from bench.markdown import median_of, print_bounds, print_table
from bench.peers.environments import PINS, NotInstalledError, environment_of
from bench.processes import Stopwatch, peak_mib_of, run_child, run_process
from webinar_sync.transform.attendance import PERSON, uncovered

CONNECTIONS, SESSIONS, PEOPLE = 1_000_000, 2_000, 375
"""Sessions of 500 connections of 375 people: one in four comes twice or more."""
ROUNDS = 3


def main() -> None:
    """Print what the union costs here and in DuckDB, or (--of) do one of a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the connections")
    parser.add_argument("--of", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.of:
        measure_ours(options.of)
        return
    connections = CONNECTIONS // 10 if options.quick else CONNECTIONS
    try:
        python = environment_of("duckdb") / "python"
    except NotInstalledError as error:
        print(f"Not measured: {error}.\n")
        return
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "connections.parquet"
        make_connections(connections).to_parquet(rows)
        for _ in range(1 if options.quick else ROUNDS):
            ours.append(run_child("bench.union", "--of", rows))
            usage = run_process([str(python), str(PINS / "unite_with_duckdb.py"), str(rows)])
            if usage.exit_code != 0:
                raise RuntimeError(usage.output)
            theirs.append(json.loads(usage.output))
    if {figures["seconds"] for figures in (*ours, *theirs)} != {ours[0]["seconds"]}:
        raise RuntimeError(f"the sums differ: {ours[0]['seconds']} and {theirs[0]['seconds']} s")
    print_results(connections, ours, theirs)


def print_results(
    connections: int, ours: list[dict[str, float]], theirs: list[dict[str, float]]
) -> None:
    """Print the table, and which bounds are kept."""
    columns = (f"union of {connections:,} connections", "CPU s", "wall s", "memory × the frame")
    cpu, memory = median_of(ours, "cpu"), median_of(ours, "frames")
    duckdb_cpu = median_of(theirs, "cpu")
    print_table(
        columns,
        [
            ("webinar-sync", f"{cpu:.2f}", f"{median_of(ours, 'wall'):.2f}", f"{memory:.1f}"),
            ("DuckDB 2.0", f"{duckdb_cpu:.2f}", f"{median_of(theirs, 'wall'):.2f}", ""),
        ],
    )
    print_bounds(
        (f"union of {connections:,} connections: CPU", "DuckDB's",
         f"{cpu / duckdb_cpu:.2f} ×", cpu <= duckdb_cpu),
        (f"union of {connections:,} connections: memory", "3 × the frame",
         f"{memory:.1f} ×", memory <= 3),
    )  # fmt: skip


def make_connections(connections: int) -> pd.DataFrame:
    """Return connections with the event and person of each, in the order in which they landed."""
    dice = np.random.default_rng(1)
    sessions = connections * SESSIONS // CONNECTIONS
    session = np.repeat(np.arange(sessions), connections // sessions)
    person = dice.integers(0, PEOPLE, connections)
    begin = dice.integers(0, 3300, connections)
    end = begin + dice.integers(1, 3600, connections)
    start = pd.Timestamp("2026-06-01T14:00Z")
    offset = pd.to_timedelta(session * 3600, unit="s")
    return pd.DataFrame({
        "account_id": pd.array(["bench-account"] * connections, dtype="str"),
        "webinar_id": 91_000_000_000 + session,
        "occurrence_key": pd.array([f"2026-06-{1 + n % 30:02d}" for n in session], dtype="str"),
        "person": pd.array(
            [f"email person{n}@company{n % 40}.example.com" for n in person], dtype="str"
        ),
        "starts_at": start + offset + pd.to_timedelta(begin, unit="s"),
        "ends_at": start + offset + pd.to_timedelta(np.minimum(end, 3600), unit="s"),
    })  # fmt: skip


def measure_ours(rows: Path) -> None:
    """Unite the connections of a file, and print what that used."""
    frame = pd.read_parquet(rows).astype({"occurrence_key": "str", "person": "str"})
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = peak_mib_of("self")
    stopwatch = Stopwatch()
    gain = uncovered(frame, PERSON, "starts_at", "ends_at")
    united = frame[PERSON].assign(gain=gain).groupby(PERSON, as_index=False)["gain"].sum()
    figures = stopwatch.figures()
    frame_mib = frame.memory_usage(deep=True).sum() / 2**20
    seconds = int(united["gain"].sum().total_seconds())
    frames = (figures["peak_mib"] - before) / frame_mib + 1
    print(json.dumps({**figures, "seconds": seconds, "frames": frames}))


if __name__ == "__main__":
    main()
