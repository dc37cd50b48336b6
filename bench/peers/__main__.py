"""Measures the sync's first reading beside what people would use instead, in the same run.

Each client is measured as a whole process, imports included, and takes turns with the others. A
peer that cannot be installed is left out, with a line that says so.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.markdown import median_of, print_table
from bench.peers.clients import DLT, OURS, TAP_ZOOM, Client, count_connections
from bench.peers.environments import NotInstalledError
from bench.processes import database_cpu
from bench.zoom import LATENCY_MS, ServedZoom, serve_zoom
from local.postgres import Cluster, temporary_cluster
from sandbox.zoom.sized import Size

PLANS = (None, "business", "pro")
ROUNDS = {OURS: 3, DLT: 3, TAP_ZOOM: 1}
"""tap-zoom sends one request after the other, and takes a minute whatever the limits."""


@dataclass
class Results:
    """What a client used in its rounds, whether it failed, and how many rows it left."""

    rounds: list[dict[str, float]] = field(default_factory=list)
    failures: int = 0
    left: set[tuple[int, int]] = field(default_factory=set)


def main() -> None:
    """Print a table of all clients by whose limits are enforced."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, a tenth of the sessions")
    parser.add_argument("--rounds", type=int, default=max(ROUNDS.values()))
    parser.add_argument("--limits", nargs="+", choices=[plan or "none" for plan in PLANS])
    options = parser.parse_args()
    size = Size(webinars=2 if options.quick else 20)
    plans = [plan for plan in PLANS if not options.limits or (plan or "none") in options.limits]
    clients = installed_clients()
    results = {(plan, client): Results() for plan in plans for client in clients}
    with temporary_cluster() as cluster, ExitStack() as serving:
        served = {plan: serving.enter_context(serve_zoom(size, plan=plan)) for plan in plans}
        for number in range(1 if options.quick else options.rounds):
            for plan, zoom in served.items():
                for client in clients:
                    if number < ROUNDS[client]:
                        measure(cluster, zoom, plan, client, results[plan, client])
    print_results(size, results)


def installed_clients() -> list[Client]:
    """Return the clients that are there, ours first; say of each other why it is not."""
    clients = []
    for client in ROUNDS:
        try:
            client.install()
        except NotInstalledError as error:
            print(f"Not measured: {error}.\n")
        else:
            clients.append(client)
    return clients


def measure(
    cluster: Cluster, zoom: ServedZoom, plan: str | None, client: Client, results: Results
) -> None:
    """Let a client read everything once, and add what that used to its results."""
    zoom.clear_log()
    with database_cpu(cluster) as database:
        usage = client.read(cluster, zoom, plan)
    summary = zoom.summary()
    results.failures += usage.exit_code != 0
    results.left.add(count_connections(cluster, client))
    results.rounds.append({
        **database,
        "wall": usage.wall,
        "cpu": usage.cpu,
        "peak_mib": usage.peak_mib,
        "requests": summary["total"] - summary["by_template"].get("POST /oauth/token", 0),
        "refused": summary["status_429"],
    })  # fmt: skip


def print_results(size: Size, results: dict[tuple[str | None, Client], Results]) -> None:
    """Print the table: what each used, and whether its rows are right."""
    connections = size.counts()["connections"]
    print(
        f"First reading of {size.sessions} sessions, {connections:,} connections, into PostgreSQL:"
        f" {LATENCY_MS} ms a request, the whole share, whole processes with their imports."
    )
    columns = ("limits and client", "wall s", "CPU s", "PostgreSQL's CPU s", "peak MiB",
               "requests", "refused (429)", "rows")  # fmt: skip
    rows = []
    for (plan, client), measured in results.items():
        median = {name: median_of(measured.rounds, name) for name in measured.rounds[0]}
        rows.append((
            f"{(plan or 'none').capitalize()}: {client.name}",
            *(f"{median[name]:.1f}" for name in ("wall", "cpu", "database_cpu")),
            *(f"{median[name]:.0f}" for name in ("peak_mib", "requests", "refused")),
            describe_rows(measured, connections),
        ))  # fmt: skip
    print_table(columns, rows)


def describe_rows(measured: Results, connections: int) -> str:
    """Return whether a client left every connection once, or what it left instead."""
    if measured.left == {(connections, connections)}:
        text = "right"
    else:
        text = "**wrong**: " + ", ".join(f"{rows:,}" for rows, _ in sorted(measured.left))
    if measured.failures:
        text += f"; **failed** in {measured.failures} of {len(measured.rounds)} rounds"
    return text


if __name__ == "__main__":
    main()
