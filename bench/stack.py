"""Measures what the shipped stack costs while nothing is to be done: CPU time, memory, checks.

All services of docker-compose.yaml and deploy/celery.yaml as processes (`local.stack`), after a
night, all Dags but the hourly one switched on; the sandbox does not count.
"""

from __future__ import annotations

import argparse

from bench.markdown import print_bounds, print_table
from local.stack import cost
from local.stack.checks import check_sync
from local.stack.play import begun
from local.stack.services import has_redis


def main() -> None:
    """Print the costs by service, and which bounds are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to look")
    options = parser.parse_args()
    with begun(celery=has_redis()) as play:
        check_sync(play)
        costs = cost.measure_idle(play.stack, options.seconds)
        checks = cost.measure_health_checks(play.stack)
    whole = cost.total(costs.values())
    rows = [
        (name, own.processes, f"{100 * own.cpu_share:.1f}", f"{own.mib:.0f}",
         f"{checks[name]:.2f}" if name in checks else "")
        for name, own in (*costs.items(), ("all", whole))
    ]  # fmt: skip
    columns = ("service, idle", "processes", "% of a core", "MiB", "CPU s of a health check")
    print_table(columns, rows)
    dearest = max(checks.values())
    print_bounds(
        ("the stack, idle: CPU time", f"{100 * cost.MOST_CPU_SHARE:.0f} % of a core",
         f"{100 * whole.cpu_share:.1f} %", whole.cpu_share < cost.MOST_CPU_SHARE),
        ("the stack, idle: memory", "1.2 GB",
         f"{whole.mib * 1024**2 / 1000**3:.2f} GB", whole.mib < cost.MOST_MIB),
        ("a health check: CPU time", f"{cost.MOST_CHECK_SECONDS} s",
         f"{dearest:.2f} s", dearest < cost.MOST_CHECK_SECONDS),
    )  # fmt: skip


if __name__ == "__main__":
    main()
